//! A codebook that passed every check.

use super::entry::Entry;
use super::expand::{self, Resolved};
use super::spec::{CodebookSpec, NamesSpec, VariableSpec};
use super::waves::position;
use std::collections::BTreeMap;
use std::path::Path;

/// A codebook that can be asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Codebook {
    spec: CodebookSpec,
    variables: Vec<Variable>,
}

/// One variable, wave by wave.
#[derive(Debug, Clone, PartialEq)]
struct Variable {
    /// Keys that lead to it in the file.
    at: Vec<String>,
    concept: String,
    said: VariableSpec,
    waves: Vec<Resolved>,
    any: Option<Resolved>,
}

/// Where in the file something does not fit, and what.
pub(super) type Doubt = (Vec<String>, String);

impl Codebook {
    /// Checks what a file says: waves exist and are told apart, no column belongs to two variables of a
    /// wave, no concept is the column of another variable.
    pub(super) fn new(spec: CodebookSpec) -> Result<Self, (CodebookSpec, Vec<Doubt>)> {
        let mut doubts = wave_names(&spec);
        let mut variables = Vec::new();
        let single = [("id", &spec.id), ("household", &spec.household)];
        let single = single.into_iter().filter_map(|(at, v)| Some((vec![at.to_owned()], at, v.as_ref()?)));
        let several = [("weight", &spec.weight), ("variable", &spec.variable)];
        let several = several.into_iter().flat_map(|(at, map)| {
            map.iter().map(move |(c, v)| (vec![at.to_owned(), c.clone()], c.as_str(), v))
        });
        for (at, concept, said) in single.chain(several) {
            let mut found = Vec::new();
            let waves = expand::waves(&spec, said, &mut found);
            for (key, why) in found {
                doubts.push(([at.clone(), vec![key.to_owned()]].concat(), why));
            }
            let any = expand::any(said, &waves);
            variables.push(Variable { at, concept: concept.to_owned(), said: said.clone(), waves, any });
        }
        doubts.extend(shared(&variables, &spec));
        if doubts.is_empty() { Ok(Self { spec, variables }) } else { Err((spec, doubts)) }
    }

    /// What the file says.
    #[must_use]
    pub fn spec(&self) -> &CodebookSpec {
        &self.spec
    }

    /// What is known about a concept (`age`) or a column (`indager`), in any case of letters.
    ///
    /// * `wave`: number or letter of the wave. Without it, a concept has every name that some wave
    ///   gives it, the latest first; `None` where the wave would have to be known: its name is part of the
    ///   column's, or missing codes differ between waves.
    ///
    /// A column asked for by its own name has that name only. `None` also where the wave is unknown or
    /// does not have it.
    #[must_use]
    pub fn column(&self, concept_or_column: &str, wave: Option<&str>) -> Option<Entry<'_>> {
        let at = match wave {
            Some(name) => Some(self.position(name)?),
            None => None,
        };
        let wanted = concept_or_column.trim();
        let concept = self.variables.iter().find(|v| v.concept.eq_ignore_ascii_case(wanted));
        concept.and_then(|v| v.entry(at)).or_else(|| self.raw(wanted, at))
    }

    /// The id of the person.
    #[must_use]
    pub fn id(&self, wave: Option<&str>) -> Option<Entry<'_>> {
        self.part("id", wave)
    }

    /// The id of the household.
    #[must_use]
    pub fn household(&self, wave: Option<&str>) -> Option<Entry<'_>> {
        self.part("household", wave)
    }

    /// The survey weights of a wave; the concept of each is what it is for.
    #[must_use]
    pub fn weights(&self, wave: Option<&str>) -> Vec<Entry<'_>> {
        let at = wave.map(|w| self.position(w));
        if at == Some(None) {
            return Vec::new();
        }
        let mine = self.variables.iter().filter(|v| v.at[0] == "weight");
        mine.filter_map(|v| v.entry(at.flatten())).collect()
    }

    /// The wave as the codebook calls it, for any of its names.
    #[must_use]
    pub fn wave(&self, name: &str) -> Option<&str> {
        position(&self.spec.wave, name).map(|at| self.spec.wave[at].name.as_str())
    }

    /// The wave that a file of this name belongs to, whatever its folder, ending and letter case.
    #[must_use]
    pub fn wave_of_file(&self, path: &Path) -> Option<String> {
        let name = path.file_name()?.to_string_lossy();
        let stem = name.split('.').next()?;
        let called = |names: &NamesSpec| match names {
            NamesSpec::One(name) => name.eq_ignore_ascii_case(stem),
            NamesSpec::Several(names) => names.iter().any(|name| name.eq_ignore_ascii_case(stem)),
        };
        self.spec.wave.iter().find(|w| w.files.values().any(called)).map(|w| w.name.clone())
    }

    /// Concepts in the order of the file: id, household, weights, variables.
    pub fn concepts(&self) -> impl Iterator<Item = &str> {
        self.variables.iter().map(|v| v.concept.as_str())
    }

    fn position(&self, wave: &str) -> Option<usize> {
        if self.spec.wave.is_empty() { Some(0) } else { position(&self.spec.wave, wave) }
    }

    fn part(&self, key: &str, wave: Option<&str>) -> Option<Entry<'_>> {
        let at = match wave {
            Some(name) => Some(self.position(name)?),
            None => None,
        };
        self.variables.iter().find(|v| v.at.len() == 1 && v.at[0] == key).and_then(|v| v.entry(at))
    }

    /// A column by its own name.
    fn raw(&self, name: &str, at: Option<usize>) -> Option<Entry<'_>> {
        self.variables.iter().find_map(|v| {
            let waves = match at {
                Some(at) => &v.waves[at..=at],
                None => &v.waves[..],
            };
            let found = waves.iter().rev().find_map(|resolved| {
                let column = resolved.columns.iter().position(|c| c.eq_ignore_ascii_case(name))?;
                Some((resolved, &resolved.columns[column..=column]))
            });
            found.map(|(resolved, columns)| Entry { columns, ..v.of(resolved) })
        })
    }
}

impl Variable {
    /// What is known where the wave is `at`, or not stated.
    fn entry(&self, at: Option<usize>) -> Option<Entry<'_>> {
        let resolved = match at {
            Some(at) => &self.waves[at],
            None => self.any.as_ref()?,
        };
        (!resolved.columns.is_empty()).then(|| self.of(resolved))
    }

    fn of<'a>(&'a self, resolved: &'a Resolved) -> Entry<'a> {
        Entry {
            concept: &self.concept,
            columns: &resolved.columns,
            missing: &resolved.missing,
            map: &self.said.map,
            scale: self.said.scale,
            labels: &self.said.labels,
            carry: &resolved.carry,
            kind: self.said.kind,
            label: self.said.label.as_deref(),
            file: self.said.file.as_deref(),
        }
    }
}

/// Waves whose names cannot be told apart, or could not be part of a range.
fn wave_names(spec: &CodebookSpec) -> Vec<Doubt> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut doubts = Vec::new();
    for (at, wave) in spec.wave.iter().enumerate() {
        for name in std::iter::once(&wave.name).chain(&wave.also) {
            let place = vec!["wave".to_owned(), at.to_string(), "name".to_owned()];
            let plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            if !plain {
                doubts.push((
                    place,
                    format!("`{name}` cannot be the name of a wave: letters, digits and `_` only"),
                ));
            } else if seen.insert(name.to_lowercase(), at).is_some() {
                doubts.push((place, format!("two waves are called `{name}`")));
            }
        }
    }
    doubts
}

/// Columns that two variables of a wave claim, concepts that stand twice or are another's column.
fn shared(variables: &[Variable], spec: &CodebookSpec) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    let mut concepts: BTreeMap<String, usize> = BTreeMap::new();
    for (i, v) in variables.iter().enumerate() {
        if concepts.insert(v.concept.to_lowercase(), i).is_some() {
            doubts.push((v.at.clone(), format!("two things are called `{}`", v.concept)));
        }
    }
    for at in 0..spec.wave.len().max(1) {
        let wave = spec.wave.get(at).map(|w| format!(" in wave {}", w.name)).unwrap_or_default();
        let mut owners: BTreeMap<String, usize> = BTreeMap::new();
        for (i, v) in variables.iter().enumerate() {
            for column in &v.waves[at].columns {
                let place = [v.at.clone(), vec!["columns".to_owned()]].concat();
                let name = column.to_lowercase();
                if let Some(&other) = concepts.get(&name).filter(|other| **other != i) {
                    let whose = &variables[other].concept;
                    doubts.push((place, format!("column `{column}` is the name of the concept `{whose}`")));
                } else if let Some(other) = owners.insert(name, i) {
                    let whose = &variables[other].concept;
                    doubts.push((place, format!("column `{column}` belongs to `{whose}` already{wave}")));
                }
            }
        }
    }
    doubts
}
