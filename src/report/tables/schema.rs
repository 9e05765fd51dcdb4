//! The same declaration as an Arrow schema and as a Frictionless Table Schema.

use super::define::{Field, Table, Type};
use arrow::datatypes::{DataType, Field as ArrowField, Schema, SchemaRef};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;

/// Version of the set of tables; a change of columns raises it.
pub const VERSION: &str = "1";

impl Type {
    /// Its word in a Table Schema.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Text => "string",
            Self::Whole => "integer",
            Self::Number => "number",
            Self::YesNo => "boolean",
        }
    }

    fn arrow(self) -> DataType {
        match self {
            Self::Text => DataType::Utf8,
            Self::Whole => DataType::Int64,
            Self::Number => DataType::Float64,
            Self::YesNo => DataType::Boolean,
        }
    }
}

impl Field {
    /// The Arrow field, its meaning and unit as metadata.
    #[must_use]
    pub fn arrow(&self) -> ArrowField {
        let mut metadata = HashMap::from([("description".to_owned(), self.meaning.to_owned())]);
        if !self.unit.is_empty() {
            metadata.insert("unit".to_owned(), self.unit.to_owned());
        }
        ArrowField::new(self.name, self.kind.arrow(), self.nullable).with_metadata(metadata)
    }

    fn frictionless(&self) -> Value {
        let mut field = json!({ "name": self.name, "type": self.kind.word(), "description": self.meaning });
        if !self.unit.is_empty() {
            field["unit"] = json!(self.unit);
        }
        if !self.nullable {
            field["constraints"] = json!({ "required": true });
        }
        field
    }
}

impl Table {
    /// The Arrow schema, descriptions as metadata.
    #[must_use]
    pub fn arrow_schema(&self) -> SchemaRef {
        let fields: Vec<ArrowField> = self.fields.iter().map(Field::arrow).collect();
        let metadata = HashMap::from([
            ("description".to_owned(), self.description.to_owned()),
            ("version".to_owned(), VERSION.to_owned()),
        ]);
        Arc::new(Schema::new_with_metadata(fields, metadata))
    }

    /// The Frictionless Table Schema as JSON text, ending in a line feed.
    ///
    /// Reference: <https://specs.frictionlessdata.io/table-schema/>.
    #[must_use]
    pub fn frictionless(&self) -> String {
        let fields: Vec<Value> = self.fields.iter().map(Field::frictionless).collect();
        let schema = json!({
            "name": self.name,
            "path": self.path(),
            "description": self.description,
            "version": VERSION,
            "fields": fields,
            "primaryKey": self.key,
            "missingValues": [""],
        });
        format!("{schema:#}\n")
    }
}
