//! Levels as the job says them, made into what they set.

use super::settings::{NONE, Settings};
use super::spec::CurveSpec;
use super::types::{Choice, Level};
use serde_json::Value as Json;
use toml::Value;

/// Letters of the name of a level that has none of its own.
const LETTERS: usize = 60;

/// The choices of a grid.
pub(super) fn choices(spec: &CurveSpec, settings: &Settings<'_>) -> Vec<Choice> {
    let level = |name: &str, said: &Json| {
        let label = said.get("name").and_then(Json::as_str).map(str::to_owned);
        let one = |key: &str, value: &Json| {
            let left_out = value.as_str() == Some(NONE) && settings.can_be_left_out(key);
            (key.to_owned(), if left_out { None } else { Value::try_from(value).ok() })
        };
        if let Some(set) = said.get("set").and_then(Json::as_object) {
            let sets = set.iter().map(|(key, value)| one(key, value)).collect();
            return Level { name: label.unwrap_or_default(), sets };
        }
        let value = said.get("value").filter(|_| said.is_object()).unwrap_or(said);
        Level { name: label.unwrap_or_else(|| word(value)), sets: vec![one(name, value)] }
    };
    let choice = |(name, levels): (&String, &Vec<Json>)| Choice {
        name: name.clone(),
        levels: levels.iter().map(|said| level(name, said)).collect(),
    };
    spec.vary.iter().map(choice).collect()
}

/// A value as readers see it.
fn word(value: &Json) -> String {
    let plain = match value {
        Json::String(text) => text.clone(),
        Json::Number(n) => n.as_f64().map_or_else(|| n.to_string(), |v| v.to_string()),
        Json::Array(items) if items.is_empty() => "nothing".to_owned(),
        Json::Array(items) => items.iter().map(word).collect::<Vec<_>>().join(" + "),
        Json::Object(map) => {
            map.iter().map(|(k, v)| format!("{k} {}", word(v))).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    };
    if plain.chars().count() <= LETTERS {
        return plain;
    }
    plain.chars().take(LETTERS - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::word;
    use serde_json::json;

    #[test]
    fn values_are_told_as_they_are_written() {
        assert_eq!(word(&json!(1.0)), "1");
        assert_eq!(word(&json!(0.25)), "0.25");
        assert_eq!(word(&json!(["age", "sex"])), "age + sex");
        assert_eq!(word(&json!([])), "nothing");
        assert_eq!(word(&json!({ "model": "probit" })), "model probit");
        assert_eq!(word(&json!("x".repeat(90))).chars().count(), 60);
    }
}
