//! What can be wrong with a phrase book.

/// Why a phrase book cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BookError {
    /// The file is no TOML, or holds unknown keys.
    #[error("the phrase book cannot be read: {0}")]
    Toml(String),
    /// A template is malformed.
    #[error("phrase `{template}`: {reason}")]
    Template {
        /// The template.
        template: String,
        /// What is wrong.
        reason: String,
    },
    /// The two languages have different holes.
    #[error("phrase `{template}`: the English has the holes {english}; the translation has {other}")]
    Holes {
        /// The English template.
        template: String,
        /// Its holes.
        english: String,
        /// Holes of the translation.
        other: String,
    },
    /// A form that the book does not define.
    #[error("phrase `{template}`: no form `{form}` is defined under `[forms]`")]
    Form {
        /// The English template.
        template: String,
        /// The unknown form.
        form: String,
    },
    /// No book of that language.
    #[error(
        "no phrase book for the language `{language}`{hint}; there are: {known}; a file of your own ends in `.toml`"
    )]
    Unknown {
        /// What was asked for.
        language: String,
        /// The nearest known one, as part of a sentence.
        hint: String,
        /// The languages there are.
        known: String,
    },
}
