//! The report as one self-contained HTML page.

mod alike;
mod appendix;
mod attrition;
mod curve;
mod estimators;
mod factors;
mod groups;
mod hidden;
pub(crate) mod page;
mod people;
mod picture;
mod range;
mod reliability;
mod results;
mod start;
mod tests;
mod top;
mod values;

use super::tables::effects::EffectRecord;
use super::tables::specifications::SpecificationRecord;
use super::words::Names;
use super::{Release, ReportError};
use askama::Template;
use page::{Block, Section};

/// The house style.
const STYLE: &str = include_str!("style.css");

/// What every section is written from.
struct View<'a> {
    release: &'a Release,
    primary: &'a SpecificationRecord,
    names: Names,
}

/// The page; the template only puts marks around it.
#[derive(Template)]
#[template(path = "report.html")]
struct Page {
    style: &'static str,
    kicker: &'static str,
    topic: &'static str,
    title: String,
    top: top::Top,
    sections: Vec<Section>,
    version: String,
}

/// The report of a release: no script, no request to anywhere, the same bytes for the same release.
///
/// # Errors
/// [`ReportError::NoPrimary`] without a primary specification, [`ReportError::Draw`] if the template
/// or a chart fails.
pub fn render(release: &Release) -> Result<Vec<u8>, ReportError> {
    let primary = release.primary()?;
    let view = View { release, primary, names: Names::new(primary) };
    let page = Page {
        style: STYLE,
        kicker: "Impact evaluation",
        topic: "The headline",
        title: primary.job.clone(),
        top: top::top(&view),
        sections: view.sections()?,
        version: primary.software_version.clone(),
    };
    bytes(&page)
}

/// A page of sections that is no report of a run, in the same house style.
///
/// * `kicker`, `topic`: small words above the title and above the first sentence.
/// * `finding`, `about`: the first sentence, and what else to know.
///
/// # Errors
/// [`ReportError::Draw`] if the template fails.
pub(crate) fn sheet(
    [kicker, topic]: [&'static str; 2],
    title: &str,
    [finding, about]: [String; 2],
    sections: Vec<Section>,
) -> Result<Vec<u8>, ReportError> {
    let top = top::Top {
        finding,
        gap: String::new(),
        reading: String::new(),
        mood: "unclear",
        about,
        ties: String::new(),
        band: String::new(),
        doubts: String::new(),
    };
    let version = env!("CARGO_PKG_VERSION").to_owned();
    bytes(&Page { style: STYLE, kicker, topic, title: title.to_owned(), top, sections, version })
}

fn bytes(page: &Page) -> Result<Vec<u8>, ReportError> {
    let html = page.render().map_err(|e| ReportError::Draw { what: "the report", reason: e.to_string() })?;
    Ok(html.into_bytes())
}

impl View<'_> {
    /// The reading order.
    fn sections(&self) -> Result<Vec<Section>, ReportError> {
        let all = [
            picture::section(self)?,
            start::section(self)?,
            Some(top::said(self)),
            Some(people::section(self)),
            alike::section(self)?,
            results::section(self)?,
            estimators::section(self),
            tests::section(self),
            range::section(self)?,
            curve::section(self),
            groups::section(self)?,
            factors::section(self),
            hidden::section(self)?,
            Some(appendix::method(self)),
            Some(appendix::review(self)),
            appendix::tables(self),
            reliability::section(self),
            Some(appendix::about(self)),
        ];
        Ok(all.into_iter().flatten().collect())
    }

    /// Effects of the primary specification.
    fn effects(&self) -> impl Iterator<Item = &EffectRecord> {
        let mine = |e: &&EffectRecord| e.specification == self.primary.specification;
        self.release.tables().effects.iter().filter(mine)
    }

    /// The headline of a specification.
    fn effect(&self, s: &SpecificationRecord) -> Option<&EffectRecord> {
        self.release.tables().effects.iter().find(|e| {
            e.specification == s.specification
                && Some(&e.outcome) == s.outcome.as_ref()
                && Some(&e.contrast) == s.contrast.as_ref()
                && Some(&e.base) == s.base.as_ref()
                && e.group == "all"
                && e.estimator == s.estimator
                && e.measure == s.measure
        })
    }

    /// The one declared headline.
    fn headline(&self) -> Option<&EffectRecord> {
        self.release.tables().effects.iter().find(|e| e.primary)
    }

    /// A note for charts and tables in which something is withheld.
    fn withheld(&self) -> String {
        format!("Figures that rest on fewer than {} people are withheld.", self.primary.threshold)
    }

    fn discloses_all(&self) -> bool {
        self.primary.disclosure == "none"
    }
}
