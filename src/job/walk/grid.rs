//! The grid of a curve, walked: each level along the shape of the setting it is a value of.

use super::{Walk, hint};
use crate::job::curve::{NONE, Settings};
use crate::job::values;
use crate::stats::text::nearest;
use toml::de::{DeArray, DeTable, DeValue};
use toml::{Spanned, Table, Value};

/// Where the grid stands.
pub(super) const GRID: [&str; 2] = ["curve", "vary"];

/// What is wrong was told.
struct Told;

impl<'s> Walk<'s, '_> {
    /// The usable part of a grid: unlike elsewhere, names of keys are paths of settings.
    pub(super) fn grid(&mut self, table: &DeTable<'_>) -> Table {
        let settings = Settings::new(self.shapes.root());
        let mut kept = Table::new();
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            let known = settings.find(name).is_some();
            let bundle = !name.contains('.') && !known;
            if let DeValue::Array(levels) = value.get_ref()
                && (known || bundle)
            {
                self.path.push(name.to_owned());
                if let Some(levels) = self.levels(&settings, known.then_some(name), levels) {
                    kept.insert(name.to_owned(), levels);
                }
                self.path.pop();
            } else if matches!(value.get_ref(), DeValue::Table(_)) && bundle {
                let message = format!("`{name}` in `curve.vary` is a table, but must be a list of levels");
                let help = format!("write settings in quotes, such as `\"{name}.caliper\" = [0.1, 0.2]`");
                self.faults.add("MW003", key.span(), message, help);
            } else if known || bundle {
                let message = format!(
                    "`{name}` in `curve.vary` is {}, but must be a list of levels",
                    values::kind(value.get_ref())
                );
                self.faults.add("MW003", value.span(), message, "put it into [ ]");
            } else {
                self.no_setting(&settings, name, &key.span());
            }
        }
        kept
    }

    fn no_setting(&mut self, settings: &Settings<'s>, name: &str, at: &std::ops::Range<usize>) {
        let all = settings.names();
        let known: Vec<&str> = all.iter().map(String::as_str).collect();
        let message = format!("`{name}` is no setting that can be varied{}", hint(name, &known));
        let section = name.split('.').next().unwrap_or_default();
        let own: Vec<&str> = known.iter().copied().filter(|k| k.split('.').next() == Some(section)).collect();
        let help = if own.is_empty() {
            "settings of [design], [matching] and [estimate] can be varied, such as \"design.caliper\", and `where`".to_owned()
        } else {
            format!("in [{section}]: {}", own.join(", "))
        };
        self.faults.add("MW002", at.clone(), message, help);
    }

    fn levels(&mut self, settings: &Settings<'s>, name: Option<&str>, list: &DeArray<'_>) -> Option<Value> {
        let mut kept = Vec::with_capacity(list.len());
        for (i, item) in list.iter().enumerate() {
            self.path.push(i.to_string());
            let level = self.level(settings, name, item);
            self.path.pop();
            kept.push(level);
        }
        kept.into_iter().collect::<Option<Vec<_>>>().map(Value::Array)
    }

    /// One level: a value, a value with a name, or several settings with a name.
    fn level(
        &mut self,
        settings: &Settings<'s>,
        name: Option<&str>,
        item: &Spanned<DeValue<'_>>,
    ) -> Option<Value> {
        let table = item.get_ref().as_table();
        let has = |key: &str| table.is_some_and(|t| t.get_key_value(key).is_some());
        match (table, name) {
            (Some(table), _) if has("set") => self.bundle(settings, table, item.span()),
            (Some(table), Some(name)) if has("value") => {
                let allowed = self.only(table, &["name", "value"]);
                let (_, value) = table.get_key_value("value")?;
                let value = self.setting(settings, name, value);
                let label = self.label(table, false, item.span()).ok()?;
                allowed.then_some(())?;
                let named = label.map(|l| ("name".to_owned(), Value::String(l)));
                Some(Value::Table(named.into_iter().chain([("value".to_owned(), value?)]).collect()))
            }
            (_, Some(name)) => self.setting(settings, name, item),
            (_, None) => {
                let key = self.path.get(2).cloned().unwrap_or_default();
                let all = settings.names();
                let known: Vec<&str> = all.iter().map(String::as_str).collect();
                let close = known.iter().find(|k| k.rsplit('.').next() == Some(key.as_str())).copied();
                let close = close.or_else(|| nearest(&key, &known));
                let message = format!("`{key}` is no setting, so each of its levels must say what it sets");
                let help = close.map_or_else(
                    || "such as `{ name = \"close pairs\", set = { \"design.caliper\" = 0.1 } }`".to_owned(),
                    |c| format!("did you mean `\"{c}\"`? Else write `{{ name = \"..\", set = {{ \"{c}\" = .. }} }}`"),
                );
                self.faults.add("MW053", item.span(), message, help);
                None
            }
        }
    }

    fn bundle(
        &mut self,
        settings: &Settings<'s>,
        table: &DeTable<'_>,
        at: std::ops::Range<usize>,
    ) -> Option<Value> {
        let allowed = self.only(table, &["name", "set"]);
        let (_, set) = table.get_key_value("set")?;
        let DeValue::Table(inner) = set.get_ref() else {
            let message = "`set` holds settings, such as `{ \"design.caliper\" = 0.1 }`";
            self.faults.add("MW003", set.span(), message, "");
            return None;
        };
        let mut kept = Table::new();
        let mut whole = allowed;
        for (key, value) in inner {
            let name = key.get_ref().as_ref();
            if settings.find(name).is_none() {
                self.no_setting(settings, name, &key.span());
                whole = false;
                continue;
            }
            self.path.extend(["set".to_owned(), name.to_owned()]);
            match self.setting(settings, name, value) {
                Some(value) => {
                    kept.insert(name.to_owned(), value);
                }
                None => whole = false,
            }
            self.path.truncate(self.path.len() - 2);
        }
        let label = self.label(table, true, at).ok().flatten()?;
        let parts = [("name".to_owned(), Value::String(label)), ("set".to_owned(), Value::Table(kept))];
        whole.then(|| Value::Table(parts.into_iter().collect()))
    }

    /// The name of a level; an error once a fault is told.
    fn label(
        &mut self,
        table: &DeTable<'_>,
        needed: bool,
        at: std::ops::Range<usize>,
    ) -> Result<Option<String>, Told> {
        match table.get_key_value("name") {
            None if needed => {
                let help = "such as `name = \"close pairs\"`";
                self.faults.add("MW053", at, "a level that sets several things needs a name", help);
                Err(Told)
            }
            None => Ok(None),
            Some((_, value)) => match value.get_ref().as_str().map(str::trim) {
                Some(name) if !name.is_empty() => Ok(Some(name.to_owned())),
                _ => {
                    self.faults.add("MW053", value.span(), "the name of a level is a text in quotes", "");
                    Err(Told)
                }
            },
        }
    }

    fn only(&mut self, table: &DeTable<'_>, known: &[&str]) -> bool {
        let mut fine = true;
        for (key, _) in table {
            let word = key.get_ref().as_ref();
            if !known.contains(&word) {
                let message = format!("unknown key `{word}` in a level of `curve.vary`{}", hint(word, known));
                self.faults.add("MW002", key.span(), message, format!("known keys: {}", known.join(", ")));
                fine = false;
            }
        }
        fine
    }

    fn setting(&mut self, settings: &Settings<'s>, name: &str, item: &Spanned<DeValue<'_>>) -> Option<Value> {
        if item.get_ref().as_str() == Some(NONE) && settings.can_be_left_out(name) {
            return Some(Value::String(NONE.to_owned()));
        }
        let shape = settings.find(name)?;
        let before = self.path.clone();
        self.path = name.split('.').map(str::to_owned).collect();
        let value = self.value(item, shape);
        self.path = before;
        match value {
            Some(Value::Float(width)) if width.is_infinite() => Some(Value::String(NONE.to_owned())),
            other => other,
        }
    }
}
