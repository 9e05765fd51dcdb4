//! The one table: units by rows, facts by columns.
//!
//! `harmonise` makes a [`Cohort`], `score` enriches it; from `design` on it is read-only.

mod blinded;
mod build;
mod column;
mod error;
mod expression;
mod ids;
mod outcome;
mod pair_table;
mod reasons;
mod roles;

pub use blinded::{Blinded, PoolEnds};
pub use build::{Cohort, CohortParts};
pub use column::{Category, Column, Number, category_array};
pub use error::CohortError;
pub use expression::{
    Answer, Doubt, Expression, ExpressionError, Input, Sort, Texts, Use, Value, function_names,
};
pub use ids::Ids;
pub use outcome::{Better, Case, Contrast, Outcome, OutcomeShape, Retest};
pub use pair_table::PairTable;
pub use reasons::{Reason, Reasons};
pub use roles::{Covariate, Gap, Kind, Roles, Shape, SurveyDesign};
