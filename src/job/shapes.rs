//! Reads a JSON Schema: what may stand at a place of a job.

use super::values::type_words;
use serde_json::Value;

/// The schema of a job, with its definitions at hand.
pub(super) struct Shapes<'s> {
    root: &'s Value,
}

impl<'s> Shapes<'s> {
    pub(super) fn new(root: &'s Value) -> Self {
        Self { root }
    }

    pub(super) fn root(&self) -> &'s Value {
        self.root
    }

    /// The definition a reference points to; any other schema as it is.
    fn resolve(&self, node: &'s Value) -> &'s Value {
        let target = node.get("$ref").and_then(Value::as_str).and_then(|r| r.strip_prefix('#'));
        target.and_then(|pointer| self.root.pointer(pointer)).map_or(node, |n| self.resolve(n))
    }

    /// The ways in which a value may be given: more than one for untagged enums.
    pub(super) fn variants(&self, node: &'s Value) -> Vec<&'s Value> {
        let node = self.resolve(node);
        let several = if words(node).is_some() { None } else { alternatives(node) };
        match several {
            Some(list) => list.iter().flat_map(|v| self.variants(v)).filter(|v| !is_null(v)).collect(),
            None => vec![node],
        }
    }

    /// The section of a job (`design`, `matching` ...) in which `key` would be right.
    pub(super) fn section_of(&self, key: &str) -> Option<&'s str> {
        let sections = self.root.get("properties")?.as_object()?;
        let holds = |schema: &'s Value| {
            self.variants(schema).iter().any(|v| v.get("properties").is_some_and(|p| p.get(key).is_some()))
        };
        let wanted = ["design", "matching", "balance", "estimate", "sensitivity", "output", "disclosure"];
        sections.iter().find(|(n, s)| wanted.contains(&n.as_str()) && holds(s)).map(|(n, _)| n.as_str())
    }
}

/// The schema of the value under `key` of an object.
pub(super) fn property<'s>(object: &'s Value, key: &str) -> Option<&'s Value> {
    let named = object.get("properties").and_then(|p| p.get(key));
    named.or_else(|| object.get("additionalProperties").filter(|a| a.is_object()))
}

/// The words that may stand where one of several words is meant.
pub(super) fn words(node: &Value) -> Option<Vec<&str>> {
    if let Some(list) = node.get("enum").and_then(Value::as_array) {
        return Some(list.iter().filter_map(Value::as_str).collect());
    }
    let list = node.get("oneOf")?.as_array()?;
    let sets = list.iter().map(|v| match v.get("const").and_then(Value::as_str) {
        Some(word) => Some(vec![word]),
        None => words(v),
    });
    sets.collect::<Option<Vec<_>>>().map(|s| s.concat())
}

/// The JSON Schema types of a variant.
pub(super) fn types(node: &Value) -> Vec<&str> {
    if words(node).is_some() {
        return vec!["string"];
    }
    match node.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).filter(|t| *t != "null").collect(),
        _ => Vec::new(),
    }
}

/// Names of an object's own properties.
pub(super) fn properties(node: &Value) -> Vec<&str> {
    let map = node.get("properties").and_then(Value::as_object);
    map.map(|m| m.keys().map(String::as_str).collect()).unwrap_or_default()
}

/// Names of the properties an object must have.
pub(super) fn required(node: &Value) -> Vec<&str> {
    let list = node.get("required").and_then(Value::as_array);
    list.map(|l| l.iter().filter_map(Value::as_str).collect()).unwrap_or_default()
}

/// What is expected at a place, in words.
pub(super) fn expected(variants: &[&Value]) -> String {
    let mut said: Vec<&str> = Vec::new();
    for word in variants.iter().flat_map(|v| types(v)).map(type_words) {
        if !said.contains(&word) {
            said.push(word);
        }
    }
    if said.contains(&"a number") {
        said.retain(|w| *w != "a whole number");
    }
    said.join(" or ")
}

fn alternatives(node: &Value) -> Option<&Vec<Value>> {
    node.get("anyOf").or_else(|| node.get("oneOf")).and_then(Value::as_array)
}

fn is_null(node: &Value) -> bool {
    node.get("type").and_then(Value::as_str) == Some("null")
}
