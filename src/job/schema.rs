//! The JSON Schema of a job, made from [`JobSpec`]: what editors complete with and jobs are checked by.

use super::spec::JobSpec;
use schemars::generate::SchemaSettings;
use serde_json::Value;

/// The JSON Schema (draft 2020-12) of a job file.
#[must_use]
pub fn schema() -> Value {
    let generator = SchemaSettings::draft2020_12().for_deserialize().into_generator();
    let mut root = generator.into_root_schema_for::<JobSpec>().to_value();
    if let Some(map) = root.as_object_mut() {
        map.insert("title".to_owned(), "Matchwell job".into());
    }
    root
}
