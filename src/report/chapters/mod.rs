//! The chapters of the report: each makes one section from what was released.

mod alike;
mod appendix;
mod attrition;
mod checklists;
mod curve;
mod described;
mod estimators;
mod factors;
mod glossary;
mod groups;
mod hidden;
mod people;
mod picture;
mod range;
mod reliability;
mod results;
mod scales;
mod start;
mod tests;
mod top;
mod value;
mod values;

use super::document::{Document, ENGLISH, Furniture, Section};
use super::tables::effects::EffectRecord;
use super::tables::specifications::SpecificationRecord;
use super::words::Names;
use super::{Release, ReportError};

/// What every chapter is written from.
struct View<'a> {
    release: &'a Release,
    primary: &'a SpecificationRecord,
    names: Names,
}

/// The report of a release; the same words for the same release.
///
/// # Errors
/// [`ReportError::NoPrimary`] without a primary specification, [`ReportError::Draw`] if a chart fails.
pub fn document(release: &Release) -> Result<Document, ReportError> {
    let primary = release.primary()?;
    let view = View { release, primary, names: Names::new(primary) };
    Ok(glossary::add(Document {
        language: ENGLISH.to_owned(),
        kicker: "Impact evaluation".to_owned(),
        topic: "The headline".to_owned(),
        title: primary.job.clone(),
        top: top::top(&view),
        sections: view.sections()?,
        version: primary.software_version.clone(),
        furniture: Furniture::english(&primary.software_version),
    }))
}

impl View<'_> {
    /// The reading order.
    fn sections(&self) -> Result<Vec<Section>, ReportError> {
        let [started, changed, lasted] = scales::sections(self)?;
        let all = [
            picture::section(self)?,
            start::section(self)?,
            Some(top::said(self)),
            Some(people::section(self)),
            started,
            changed,
            lasted,
            alike::section(self)?,
            results::section(self)?,
            estimators::section(self),
            tests::section(self),
            range::section(self)?,
            curve::section(self),
            groups::section(self)?,
            factors::section(self),
            hidden::section(self)?,
            value::section(self)?,
            Some(appendix::method(self)),
            Some(appendix::review(self)),
            appendix::tables(self),
            reliability::section(self),
            Some(appendix::about(self)),
        ];
        let mut sections: Vec<Section> = all.into_iter().flatten().collect();
        let after = sections.iter().position(|s| s.id == "said").map_or(0, |at| at + 1);
        sections.splice(after..after, described::sections(self));
        let lists = checklists::sections(self, &sections);
        let last = sections.len() - 1;
        sections.splice(last..last, lists);
        Ok(sections)
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
