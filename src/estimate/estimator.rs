//! From an estimator's name to the means of the arms.

use super::arms::{Arms, weighted};
use super::contrast::Measured;
use super::ordinal::{self, People};
use super::regression::{Link, Model, Slopes, target};
use super::sample::Sample;
use super::spec::EstimatorKind;
use super::work::Work;
use super::{augmented, corrected};
use crate::cohort::Contrast;

/// One question: who, which outcome, on which scale.
#[derive(Debug, Clone, Copy)]
pub(super) struct Question<'a> {
    /// Everything known.
    pub work: &'a Work<'a>,
    /// The outcome.
    pub measured: &'a Measured<'a>,
    /// What is made of it.
    pub contrast: Contrast,
    /// Who counts.
    pub sample: &'a Sample,
    /// The contrast's value for each.
    pub y: &'a [f64],
}

impl Question<'_> {
    /// Means of both arms by an estimator, or why there are none; `None` if an arm is empty.
    pub fn arms(&self, kind: EstimatorKind) -> Option<Result<Arms, String>> {
        let plain = weighted(self.sample, self.y)?;
        Some(match kind {
            EstimatorKind::Difference | EstimatorKind::CompletionWeighted => Ok(plain),
            kind => self.modelled(kind, plain),
        })
    }

    fn modelled(&self, kind: EstimatorKind, plain: Arms) -> Result<Arms, String> {
        let (compared, sample, y) = (&self.work.compared, self.sample, self.y);
        let mut columns = self.work.terms.among(&sample.rows)?;
        let link = if self.measured.binary(self.contrast) { Link::Logit } else { Link::Identity };
        let logistic = link == Link::Logit && kind != EstimatorKind::BiasCorrected;
        if logistic && kind != EstimatorKind::Ordinal && y.windows(2).all(|pair| pair[0] == pair[1]) {
            return Err("the outcome is the same for everybody, so there is no regression".to_owned());
        }
        let regression = |columns: &[Vec<f64>], slopes| {
            Model::new(compared, sample, columns).means(y, &sample.weight, link, slopes)
        };
        match kind {
            EstimatorKind::Ancova => {
                columns.extend(self.starts());
                regression(&columns, Slopes::Shared)
            }
            EstimatorKind::BiasCorrected => corrected::means(compared, sample, plain, y, &columns),
            EstimatorKind::Augmented => augmented::means(compared, sample, y, &columns, link),
            EstimatorKind::Ordinal => {
                self.ordinal(&columns, |p| ordinal::means(p, self.measured, self.contrast))
            }
            _ => regression(&columns, Slopes::OfEachArm),
        }
    }

    /// Log of the common odds ratio of an ordinal outcome, in the place of the treated mean.
    pub fn log_odds(&self) -> Result<Arms, String> {
        let columns = self.work.terms.among(&self.sample.rows)?;
        self.ordinal(&columns, |p| ordinal::log_odds(p, self.measured))
    }

    fn ordinal(
        &self,
        columns: &[Vec<f64>],
        of: impl FnOnce(&People) -> Result<Arms, String>,
    ) -> Result<Arms, String> {
        let unit = |&p: &usize| self.work.compared.units[p] as usize;
        let rows = &self.sample.rows;
        let end: Option<Vec<f64>> = rows.iter().map(|p| self.measured.end(unit(p))).collect();
        of(&People {
            columns,
            treated: &self.sample.treated,
            start: &rows.iter().map(|p| self.measured.start(unit(p))).collect::<Vec<_>>(),
            end: &end.ok_or("an end value is missing")?,
            weight: &self.sample.weight,
            target: &target(&self.work.compared, self.sample),
        })
    }

    /// The start score of a before/after outcome; where it is among the terms already, one of the two drops out.
    fn starts(&self) -> Option<Vec<f64>> {
        let unit = |&p: &usize| self.work.compared.units[p] as usize;
        self.sample.rows.iter().map(|p| self.measured.start(unit(p))).collect()
    }
}
