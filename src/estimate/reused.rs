//! The variance of a cell whose partners serve several people.

use super::abadie::{self, Matched};
use super::neighbours::Alike;
use super::rows::Cell;
use super::sample::Sample;
use super::spec::VarianceForm;
use super::spread::Spread;
use super::variance::Rule;
use super::work::Work;
use crate::stats::estimated_score::correction;

impl Cell<'_> {
    /// Variance of the difference among those of its people for whom `some` holds.
    ///
    /// * `fitted`: what the partners' model expects of each, where partners are bias-corrected.
    ///
    /// The score is allowed for as estimated where the theory covers it: the plain difference among all whom it was
    /// fitted on. Elsewhere the name says that it is taken as known.
    pub fn abadie(
        &self,
        sample: &Sample,
        y: &[f64],
        fitted: Option<&[f64]>,
        some: &dyn Fn(usize) -> bool,
    ) -> Result<Spread, String> {
        let net: Vec<f64> = match fitted {
            Some(mu) => y.iter().zip(mu).map(|(y, m)| y - m).collect(),
            None => y.to_vec(),
        };
        let Work { compared, design, cohort, .. } = self.work;
        let form = self.work.spec.abadie_imbens.form;
        let treated_focal = compared.focal(true);
        let value = |i: usize| self.measured().value(self.contrast(), i).filter(|_| self.keeps(i) && some(i));
        let arm = |treated: bool| {
            let here = move |&i: &usize| cohort.treated()[i] == treated && design.eligible.stays(i);
            let people = (0..cohort.len()).filter(here).filter_map(|i| Some((i as u32, value(i)?)));
            Alike::new(&design.metric, people)
        };
        let partners = arm(!treated_focal).ok_or("there is no distance to find people alike with")?;
        let focal = (form == VarianceForm::Conditional).then(|| arm(treated_focal)).flatten();
        let matched = Matched { compared, sample, y, net: &net, partners: &partners, focal: focal.as_ref() };
        let known = abadie::variance(&matched, form).ok_or("nobody is matched")?;
        if form == VarianceForm::Conditional {
            return Ok(Spread::plain(known, format!("{}, given these people", Rule::AbadieImbens.name())));
        }
        Ok(match self.estimated(sample, y, fitted.is_some(), &value) {
            Some(by) if known + by > 0.0 => {
                Spread::plain(known + by, format!("{}, score estimated", Rule::AbadieImbens.name()))
            }
            _ => Spread::plain(known, Rule::AbadieImbens.name()),
        })
    }

    /// What an estimated score adds; `None` where it is taken as known.
    fn estimated(
        &self,
        sample: &Sample,
        y: &[f64],
        corrected: bool,
        value: &dyn Fn(usize) -> Option<f64>,
    ) -> Option<f64> {
        let estimated = self.work.estimated.as_ref().filter(|_| !corrected)?;
        let outcomes: Vec<f64> =
            estimated.units.iter().map(|&i| value(i as usize)).collect::<Option<Vec<_>>>()?;
        correction(&estimated.scored, &outcomes, abadie::gain(sample, y))
    }
}
