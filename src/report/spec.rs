//! `[report]` as the job says it.

use super::formats::Format;
use super::pictures::PictureFormat;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// `[report]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ReportSpec {
    /// Forms of the report, each a file under `release/`.
    pub formats: Vec<Format>,
    /// How they look: a theme file, relative to the job (`docs/report.md`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub theme: Option<PathBuf>,
    /// Kinds of files in which every chart is saved too, under `release/charts/`.
    pub pictures: Vec<PictureFormat>,
    /// Language of the report: `en`, or one with a phrase book, such as `cy` (`docs/words.md`).
    pub language: String,
    /// What only the author can say: it fills gaps of the reporting checklists.
    #[serde(skip_serializing_if = "StatementSpec::is_empty")]
    pub statement: StatementSpec,
}

/// `[report.statement]`: what no data can tell, in the author's words.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct StatementSpec {
    /// What the programme is: what was done for people, by whom, for how long, and why it might work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub programme: Option<String>,
    /// Where and when people were supported and surveyed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub setting: Option<String>,
    /// How people came to the programme, and how the survey drew its sample.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recruitment: Option<String>,
    /// Where the plan was registered before the outcomes were seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registration: Option<String>,
    /// Who approved the work, and what people consented to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ethics: Option<String>,
    /// Who paid, and what part they had in the work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub funding: Option<String>,
    /// How others can come to the data and to the job.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_access: Option<String>,
    /// What the author knows to weaken the result, and which way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limitations: Option<String>,
    /// What the author makes of the result, in the light of other work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interpretation: Option<String>,
}

impl StatementSpec {
    /// Every part: its key, its heading in the report, and what the author says.
    #[must_use]
    pub fn parts(&self) -> [(&'static str, &'static str, Option<&str>); 9] {
        [
            ("programme", "The programme", text(self.programme.as_ref())),
            ("setting", "Where and when", text(self.setting.as_ref())),
            ("recruitment", "How people came in", text(self.recruitment.as_ref())),
            ("registration", "Registration", text(self.registration.as_ref())),
            ("ethics", "Ethics and consent", text(self.ethics.as_ref())),
            ("funding", "Funding", text(self.funding.as_ref())),
            ("data_access", "Data and code", text(self.data_access.as_ref())),
            ("limitations", "Limitations, in the author's words", text(self.limitations.as_ref())),
            ("interpretation", "What the author makes of it", text(self.interpretation.as_ref())),
        ]
    }

    /// `true` if the author says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parts().iter().all(|(_, _, words)| words.is_none())
    }
}

fn text(words: Option<&String>) -> Option<&str> {
    words.map(|w| w.trim()).filter(|w| !w.is_empty())
}

impl Default for ReportSpec {
    fn default() -> Self {
        Self {
            formats: vec![Format::Html],
            theme: None,
            pictures: Vec::new(),
            language: "en".to_owned(),
            statement: StatementSpec::default(),
        }
    }
}
