//! Which settings of a job can be varied, by the job's own schema.

use crate::job::shapes::{Shapes, properties, property, types, words};
use serde_json::Value as Json;

/// Sections whose settings change an estimate.
const SECTIONS: [&str; 3] = ["design", "matching", "estimate"];
/// The one setting outside a section.
pub(in crate::job) const WHERE: &str = "where";
/// The word for a setting that is not made.
pub(in crate::job) const NONE: &str = "none";

/// The settings, looked up by names such as `design.propensity.model`.
pub(in crate::job) struct Settings<'s> {
    shapes: Shapes<'s>,
}

impl<'s> Settings<'s> {
    /// The settings of the job's schema.
    pub(in crate::job) fn new(schema: &'s Json) -> Self {
        Self { shapes: Shapes::new(schema) }
    }

    /// The shape of a setting; `None` for one that is not there or cannot be varied.
    pub(in crate::job) fn find(&self, name: &str) -> Option<&'s Json> {
        let mut steps = name.split('.');
        let first = steps.next().filter(|s| SECTIONS.contains(s) || name == WHERE)?;
        let start = property(self.shapes.root(), first)?;
        let found = steps.try_fold(start, |at, step| {
            self.shapes.variants(at).into_iter().find_map(|v| property(v, step))
        })?;
        (name.contains('.') || name == WHERE).then_some(found)
    }

    /// Names of all settings, for a nearest name.
    pub(in crate::job) fn names(&self) -> Vec<String> {
        let mut names = vec![WHERE.to_owned()];
        for section in SECTIONS {
            if let Some(at) = property(self.shapes.root(), section) {
                self.below(section, at, &mut names);
            }
        }
        names
    }

    fn below(&self, path: &str, at: &'s Json, names: &mut Vec<String>) {
        for variant in self.shapes.variants(at) {
            for key in properties(variant) {
                let name = format!("{path}.{key}");
                if let Some(inner) = property(variant, key) {
                    self.below(&name, inner, names);
                }
                names.push(name);
            }
        }
    }

    /// `true` if the setting can be left out with `"none"`: it is optional or a list, and has no word of that name.
    pub(in crate::job) fn can_be_left_out(&self, name: &str) -> bool {
        let Some(shape) = self.find(name) else { return false };
        let variants = self.shapes.variants(shape);
        let has_word = variants.iter().filter_map(|v| words(v)).any(|w| w.contains(&NONE));
        let list = variants.iter().any(|v| types(v).contains(&"array"));
        let optional = shape.get("anyOf").is_some() || shape.get("type").is_some_and(Json::is_array);
        !has_word && (name == WHERE || list || optional)
    }
}
