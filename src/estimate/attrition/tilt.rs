//! Weights that let people with an end score stand for everyone with a start score.

use super::super::sample::{Compared, Sample};
use super::super::spec::CompletionSpec;
use super::super::work::Work;
use super::model::{Completing, fit};
use super::run::{few, followed};
use super::types::{CompletionModel, Starting};
use crate::design::Complete;
use crate::matching::{NO_SET, Structure};

/// Models of completion, and what they do to the weights of a comparison.
#[derive(Debug)]
pub(in super::super) struct Completion {
    /// The models that were fitted.
    pub models: Vec<CompletionModel>,
    /// `true` if a completion-weighted estimate is among the rows.
    pub shown: bool,
    /// `true` if worst- and best-case bounds are asked for.
    pub bounds: bool,
    /// How the weights change, or why they cannot.
    pub weights: Result<Factors, String>,
    /// Probability of an end score of each unit of the comparison by the model of its own arm, or the arm's
    /// plain rate where it has no model.
    pub probability: Vec<f64>,
}

/// Factors of the weights, for each unit of the comparison.
#[derive(Debug)]
pub(in super::super) struct Factors {
    own: Vec<f64>,
    /// Probability that a partner has an end score, where sets are dropped after matching.
    partner: Option<Vec<f64>>,
}

impl Completion {
    /// `None` where neither a weighted estimate nor bounds are asked for.
    pub fn of(work: &Work) -> Option<Self> {
        let measured = &work.outcomes[work.primary];
        let counts = followed(work.cohort, measured, |i| work.about(i));
        let shown = match work.spec.completion {
            CompletionSpec::Off => false,
            CompletionSpec::On => true,
            CompletionSpec::Auto => few(counts),
        };
        let bounds = work.spec.bounds.unwrap_or(shown);
        if !shown && !bounds {
            return None;
        }
        let arms = [Starting::Control, Starting::Treated].map(|of| fit(work, measured, of));
        let both = needs_both(work).then(|| fit(work, measured, Starting::Both));
        let weights = factors(work, &arms, both.as_ref());
        let rate = |z: bool| 1.0 - counts[usize::from(z)].share_lost();
        let probability = |(p, &z): (usize, &bool)| {
            arms[usize::from(z)].as_ref().map_or_else(|_| rate(z), |c| c.probability[p])
        };
        let probability = work.compared.treated.iter().enumerate().map(probability).collect();
        let fitted = arms.iter().rev().chain(&both).flatten();
        Some(Self { models: fitted.map(|c| c.model.clone()).collect(), shown, bounds, weights, probability })
    }
}

fn needs_both(work: &Work) -> bool {
    work.compared.estimand.one_arm().is_none() && work.design.spec.complete == Complete::Before
}

/// Which model's factor applies to whom.
///
/// ```text
/// c(x) = (share of starters with an end score) / P(R = 1 | x, start)
/// ```
///
/// Matched on people with an end score (`complete = "before"`), both arms show the covariates of the
/// completers the effect is about; what takes them to all starters of that kind is *their* completion
/// model, so its factor weighs the people of both arms: completers of the treated for the effect on the
/// treated, controls likewise, both arms together for everyone. That the other arm was lost too is dealt with
/// by comparing like with like: among people alike in x, having an end score tells nothing more.
/// Matched on all starters (`after`), each arm's people have the factor of their own arm's model, and the
/// focal ones also that of keeping a partner.
fn factors(
    work: &Work,
    arms: &[Result<Completing, String>; 2],
    both: Option<&Result<Completing, String>>,
) -> Result<Factors, String> {
    let compared = &work.compared;
    if compared.made {
        return Err("the people it is about are made by weights, so that nobody can say who of them was \
                    lost"
            .to_owned());
    }
    let factor = |c: &Completing| c.probability.iter().map(|p| c.rate / p).collect::<Vec<f64>>();
    let opened = |z: usize| arms[z].as_ref().map_err(Clone::clone);
    if work.design.spec.complete == Complete::Before {
        let model = match (compared.estimand.one_arm(), both) {
            (Some(arm), _) => opened(usize::from(arm))?,
            (None, Some(both)) => both.as_ref().map_err(Clone::clone)?,
            (None, None) => return Err("there is no model of completion".to_owned()),
        };
        return Ok(Factors { own: factor(model), partner: None });
    }
    let own = [factor(opened(0)?), factor(opened(1)?)];
    let pick = |(p, &z): (usize, &bool)| own[usize::from(z)][p];
    let own = compared.treated.iter().enumerate().map(pick).collect();
    if compared.structure == Structure::ScoreWeights {
        return Ok(Factors { own, partner: None });
    }
    let Some(focal) = compared.estimand.one_arm() else {
        return Err("people of both arms are matched before outcomes are looked at; take `complete = \
                    \"before\"`"
            .to_owned());
    };
    Ok(Factors { own, partner: Some(opened(usize::from(!focal))?.probability.clone()) })
}

impl Factors {
    /// The sample with its weights changed.
    ///
    /// ```text
    /// score weights: w_i c_i
    /// sets:          focal i: w_i c_i;   partner j: its share of the set's focal weight, in proportion to w_j c_j
    /// ```
    ///
    /// so that a set keeps equal weight in both arms, and in pairs the partner's own factor cancels. Both
    /// arms focal: a set carries the factors of all its people. With every factor 1 not a bit changes.
    ///
    /// * `belongs`: `true` for positions of the comparison that could be in the sample had nobody been lost.
    pub fn tilted(&self, compared: &Compared, sample: &Sample, belongs: impl Fn(usize) -> bool) -> Sample {
        let kept = self.partner.as_ref().map(|p| compared.keeps_partner(p, belongs));
        let factor = |&p: &usize| match &kept {
            Some(kept) if compared.focal(compared.treated[p]) => self.own[p] / kept[p],
            _ => self.own[p],
        };
        let factor: Vec<f64> = sample.rows.iter().map(factor).collect();
        match compared.structure {
            Structure::ScoreWeights => {
                let weight = sample.weight.iter().zip(&factor).map(|(w, f)| w * f).collect();
                Sample { weight, ..sample.clone() }
            }
            Structure::Sets | Structure::Strata => by_sets(compared, sample, &factor),
            Structure::Reuse => by_links(compared, sample, &factor),
        }
    }
}

fn by_sets(compared: &Compared, sample: &Sample, factor: &[f64]) -> Sample {
    let of = |k: usize| compared.set.as_ref().map_or(NO_SET, |s| s[sample.rows[k]]);
    let sets = (0..factor.len()).map(of).filter(|s| *s != NO_SET).max().map_or(0, |m| m as usize + 1);
    // Weight of each arm before and after, and of everyone once, before and after.
    let mut mass = vec![[[0.0_f64; 2]; 3]; sets];
    for k in (0..factor.len()).filter(|&k| of(k) != NO_SET) {
        let (arm, w) = (usize::from(sample.treated[k]), sample.weight[k]);
        let once = compared.survey.as_ref().map_or(1.0, |d| d[sample.rows[k]]);
        let set = &mut mass[of(k) as usize];
        set[arm] = [set[arm][0] + w, set[arm][1] + w * factor[k]];
        set[2] = [set[2][0] + once, set[2][1] + once * factor[k]];
    }
    let weight = |k: usize| {
        let (arm, w) = (usize::from(sample.treated[k]), sample.weight[k]);
        if of(k) == NO_SET {
            return w * factor[k];
        }
        let set = &mass[of(k) as usize];
        let share = set[arm][0] / set[arm][1];
        match compared.estimand.one_arm().map(usize::from) {
            Some(focal) if focal == arm => w * factor[k],
            Some(focal) => w * factor[k] * share * (set[focal][1] / set[focal][0]),
            None => w * factor[k] * share * (set[2][1] / set[2][0]),
        }
    };
    Sample { weight: (0..factor.len()).map(weight).collect(), ..sample.clone() }
}

fn by_links(compared: &Compared, sample: &Sample, factor: &[f64]) -> Sample {
    let mut share = vec![[0.0_f64; 2]; factor.len()];
    for l in &sample.links {
        share[l.focal][0] += l.share;
        share[l.focal][1] += l.share * factor[l.partner];
    }
    let mut links = sample.links.clone();
    for l in &mut links {
        l.share *= factor[l.partner] * (share[l.focal][0] / share[l.focal][1]) * factor[l.focal];
    }
    let focal = |k: usize| compared.focal(sample.treated[k]);
    let mut weight: Vec<f64> =
        (0..factor.len()).map(|k| if focal(k) { sample.weight[k] * factor[k] } else { 0.0 }).collect();
    for l in &links {
        weight[l.partner] += l.share;
    }
    Sample { weight, links, ..sample.clone() }
}
