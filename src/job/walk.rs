//! Walks what was written along the schema: tells every fault, keeps what can be used.

use super::faults::Faults;
use super::shapes::{Shapes, expected, properties, property, required, types, words};
use super::spans::Alias;
use super::values;
use crate::stats::text::nearest;
use serde_json::Value as Json;
use std::ops::Range;
use toml::de::{DeArray, DeString, DeTable, DeValue};
use toml::{Spanned, Table, Value};

mod grid;

/// The walk; `None` from any step means that nothing there can be used.
pub(super) struct Walk<'s, 'f> {
    shapes: Shapes<'s>,
    faults: &'f mut Faults,
    path: Vec<String>,
    aliases: Vec<Alias>,
    whole: &'static str,
}

impl<'s, 'f> Walk<'s, 'f> {
    pub(super) fn new(schema: &'s Json, faults: &'f mut Faults) -> Self {
        Self { shapes: Shapes::new(schema), faults, path: Vec::new(), aliases: Vec::new(), whole: "job" }
    }

    /// The same for another kind of file, whatever that is called.
    pub(super) fn called(self, whole: &'static str) -> Self {
        Self { whole, ..self }
    }

    /// The usable part of a whole file that is no job.
    pub(super) fn document(mut self, table: &DeTable<'_>) -> Table {
        let root = self.shapes.root();
        let kept = self.entries(table, root);
        self.missing(table, root, &(0..0));
        kept
    }

    /// The usable part of a whole job, and the keys that were most likely meant to be others. A job
    /// without a name gets an empty one, so that the rest of it can still be checked.
    pub(super) fn job(mut self, table: &DeTable<'_>) -> (Table, Vec<Alias>) {
        let root = self.shapes.root();
        let mut kept = self.entries(table, root);
        self.missing(table, root, &(0..0));
        kept.entry("name").or_insert_with(|| Value::String(String::new()));
        (kept, self.aliases)
    }

    fn value(&mut self, value: &Spanned<DeValue<'_>>, schema: &'s Json) -> Option<Value> {
        let (variants, written) = (self.shapes.variants(schema), value.get_ref());
        let fits = |t: &str| variants.iter().copied().find(|v| types(v).contains(&t));
        let Some(variant) = values::types(written).iter().find_map(|t| fits(t)) else {
            self.wrong_type(value, &variants);
            return None;
        };
        let at = value.span();
        match written {
            DeValue::String(text) => self.text(text, variant, at),
            DeValue::Integer(x) => self.whole(values::whole(x), variant, at),
            DeValue::Float(_) if self.switches_off(written) => Some(Value::Float(f64::INFINITY)),
            DeValue::Float(x) => {
                let number = values::number(x).map(Value::Float);
                self.in_range(number, at, "numbers must be finite")
            }
            DeValue::Boolean(b) => Some(Value::Boolean(*b)),
            DeValue::Datetime(d) => Some(Value::Datetime(*d)),
            DeValue::Array(list) => self.list(list, variant, &at),
            DeValue::Table(table) if self.path == grid::GRID => Some(Value::Table(self.grid(table))),
            DeValue::Table(table) => {
                let kept = self.entries(table, variant);
                let whole = self.missing(table, variant, &at);
                let usable = required(variant).iter().all(|r| kept.contains_key(*r));
                (whole && usable).then_some(Value::Table(kept))
            }
        }
    }

    /// `caliper = inf` takes the caliper out that would be inherited.
    fn switches_off(&self, written: &DeValue<'_>) -> bool {
        let at_caliper = self.path.last().is_some_and(|key| key == "caliper");
        at_caliper && written.as_float().is_some_and(|x| x.as_str() == "inf" || x.as_str() == "+inf")
    }

    fn entries(&mut self, table: &DeTable<'_>, schema: &'s Json) -> Table {
        let mut kept = Table::new();
        for (key, value) in table {
            let written = key.get_ref().as_ref();
            let name = match property(schema, written) {
                Some(_) => written.to_owned(),
                None => match self.meant(table, key, schema) {
                    Some(meant) => meant,
                    None => continue,
                },
            };
            let Some(inner) = property(schema, &name) else { continue };
            self.path.push(name.clone());
            if let Some(usable) = self.value(value, inner) {
                kept.insert(name, usable);
            }
            self.path.pop();
        }
        kept
    }

    /// Tells an unknown key; gives the key that was most likely meant, unless that is written too.
    fn meant(
        &mut self,
        table: &DeTable<'_>,
        key: &Spanned<DeString<'_>>,
        schema: &'s Json,
    ) -> Option<String> {
        self.unknown(key, schema);
        let written = key.get_ref().as_ref();
        let meant = nearest(written, &properties(schema))?.to_owned();
        let taken = self.aliases.iter().any(|a| a.table == self.path && a.meant == meant);
        if taken || table.get_key_value(meant.as_str()).is_some() {
            return None;
        }
        let alias = Alias { table: self.path.clone(), meant: meant.clone(), written: written.to_owned() };
        self.aliases.push(alias);
        Some(meant)
    }

    fn list(&mut self, list: &DeArray<'_>, schema: &'s Json, at: &Range<usize>) -> Option<Value> {
        let fixed = schema.get("prefixItems").and_then(Json::as_array);
        if let Some(n) = fixed.map(Vec::len).filter(|n| *n != list.len()) {
            let message = format!("{} needs exactly {n} values, not {}", self.place(), list.len());
            self.faults.add("MW006", at.clone(), message, "");
            return None;
        }
        let mut kept = Vec::with_capacity(list.len());
        for (i, item) in list.iter().enumerate() {
            let inner = fixed.map(|f| &f[i]).or_else(|| schema.get("items"))?;
            self.path.push(i.to_string());
            let usable = self.value(item, inner);
            self.path.pop();
            kept.push(usable);
        }
        if self.path == ["specification"] {
            kept.iter_mut().enumerate().for_each(|(i, k)| {
                k.get_or_insert_with(|| unreadable(i));
            });
        }
        kept.into_iter().collect::<Option<Vec<_>>>().map(Value::Array)
    }

    fn text(&mut self, text: &DeString<'_>, schema: &Json, at: Range<usize>) -> Option<Value> {
        let plain = Value::String(text.to_string());
        let Some(known) = words(schema) else { return Some(plain) };
        if known.contains(&text.as_ref()) {
            return Some(plain);
        }
        let message = format!("\"{text}\" is not possible for {}{}", self.place(), hint(text, &known));
        self.faults.add("MW004", at, message, format!("one of: {}", known.join(", ")));
        None
    }

    fn whole(&mut self, x: Option<i64>, schema: &Json, at: Range<usize>) -> Option<Value> {
        let integer = types(schema).contains(&"integer");
        let least = schema.get("minimum").and_then(Json::as_f64).unwrap_or(f64::NEG_INFINITY);
        let narrow = schema.get("format").and_then(Json::as_str) == Some("uint32");
        let most = if narrow { i64::from(u32::MAX) } else { i64::MAX };
        let inside = x.filter(|v| *v as f64 >= least && *v <= most);
        let plain = inside.map(|v| if integer { Value::Integer(v) } else { Value::Float(v as f64) });
        let (from, to) = (least.max(i64::MIN as f64), most);
        let limit = format!("it must be a whole number from {from} to {to}");
        self.in_range(plain, at, &limit)
    }

    fn in_range(&mut self, value: Option<Value>, at: Range<usize>, limit: &str) -> Option<Value> {
        if value.is_none() {
            let message = format!("{} is out of range: {limit}", self.place());
            self.faults.add("MW006", at, message, "");
        }
        value
    }

    fn wrong_type(&mut self, value: &Spanned<DeValue<'_>>, variants: &[&Json]) {
        let wanted = expected(variants);
        let is = values::kind(value.get_ref());
        let number = |v: &DeValue<'_>| v.as_str().is_some_and(|s| s.parse::<f64>().is_ok());
        let help =
            if wanted.contains("number") && number(value.get_ref()) { "write it without quotes" } else { "" };
        let message = format!("{} is {is}, but must be {wanted}", self.place());
        self.faults.add("MW003", value.span(), message, help);
    }

    fn unknown(&mut self, key: &Spanned<DeString<'_>>, schema: &'s Json) {
        let (word, known) = (key.get_ref().as_ref(), properties(schema));
        let place = if self.path.is_empty() { article(self.whole) } else { self.place() };
        let section = self.shapes.section_of(word).filter(|s| self.path.last().is_none_or(|p| p != s));
        let (hint, help) = match (nearest(word, &known), section) {
            (None, Some(section)) => (String::new(), format!("it belongs in [{section}]")),
            _ => (hint(word, &known), format!("known keys: {}", known.join(", "))),
        };
        let message = format!("unknown key `{word}` in {place}{hint}");
        self.faults.add("MW002", key.span(), message, help);
    }

    fn missing(&mut self, table: &DeTable<'_>, schema: &Json, at: &Range<usize>) -> bool {
        let place = if self.path.is_empty() { format!("the {}", self.whole) } else { self.place() };
        let meant = |key: &str| self.aliases.iter().any(|a| a.meant == key && a.table == self.path);
        let absent: Vec<&str> =
            required(schema).into_iter().filter(|r| table.get_key_value(*r).is_none() && !meant(r)).collect();
        for key in &absent {
            self.faults.add("MW005", at.clone(), format!("{place} needs `{key}`"), describe(schema, key));
        }
        absent.is_empty()
    }

    fn place(&self) -> String {
        format!("`{}`", self.path.join("."))
    }
}

/// Keeps the place of a further analysis that cannot be read, so that numbers of others stay right.
fn unreadable(i: usize) -> Value {
    let name = Value::String(format!("specification {}", i + 1));
    Value::Table(std::iter::once(("name".to_owned(), name)).collect())
}

fn article(word: &str) -> String {
    format!("{} {word}", if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" })
}

fn describe(schema: &Json, key: &str) -> String {
    let words = schema.get("properties").and_then(|p| p.get(key)).and_then(|p| p.get("description"));
    words.and_then(Json::as_str).map(|d| format!("`{key}`: {}", d.replace('\n', " "))).unwrap_or_default()
}

fn hint(word: &str, known: &[&str]) -> String {
    nearest(word, known).map(|n| format!("; did you mean `{n}`?")).unwrap_or_default()
}
