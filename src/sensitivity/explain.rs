//! Rows of E-values, and of what measured traits would be worth as hidden ones.

use super::e_value::{bias_factor, e_value, e_value_of_limits, risk_ratio_of_difference, risk_ratio_of_odds};
use super::question::Question;
use super::types::{Doubt, Evidence};
use crate::cohort::{Cohort, Column};
use crate::design::variables;
use crate::estimate::{Backing, EffectRow, Measure, Persons};
use crate::stats::quantile::quantile;

/// With fewer people on a side of a trait its ratios are not given.
const FEW: usize = 10;

/// A risk ratio with its limits.
struct Ratio {
    point: f64,
    limits: Option<(f64, f64)>,
    remark: Option<String>,
}

/// E-value of an effect and of the limit nearer to none.
pub(super) fn rows(q: &Question<'_>, evidence: &Evidence<'_>) -> Vec<Doubt> {
    let ratio = match ratio(q, &evidence.effects.rows) {
        Ok(ratio) => ratio,
        Err(reason) => return vec![q.refusal("e_value", reason)],
    };
    let doubt = q.doubt("e_value");
    let remark = [ratio.remark, doubt.remark.clone()].into_iter().flatten().collect::<Vec<_>>().join("; ");
    let doubt = Doubt {
        estimate: Some(ratio.point),
        lower: ratio.limits.map(|l| l.0),
        upper: ratio.limits.map(|l| l.1),
        unit: "ratio".to_owned(),
        remark: (!remark.is_empty()).then_some(remark),
        ..doubt
    };
    let limit = ratio.limits.and_then(|(l, u)| e_value_of_limits(l, u));
    let reason = limit.is_none().then(|| "the risk ratio has no interval".to_owned());
    let of_limit = Doubt { analysis: "e_value_limit", value: limit, null_reason: reason, ..doubt.clone() };
    vec![Doubt { value: e_value(ratio.point), ..doubt }, of_limit]
}

/// The effect as a risk ratio.
fn ratio(q: &Question<'_>, rows: &[EffectRow]) -> Result<Ratio, String> {
    if !q.behind.binary {
        return of_means(q);
    }
    let same = |r: &&EffectRow| {
        (&r.outcome, r.contrast, &r.group, r.base, r.estimator)
            == (&q.row.outcome, q.row.contrast, &q.row.group, q.row.base, q.row.estimator)
    };
    let shares = q.row.treat.mean.zip(q.row.comparison.mean);
    let (t, c) = shares.ok_or("there is no share in one of the arms")?;
    let limits = |r: &EffectRow| r.lower.zip(r.upper);
    if q.row.measure == Measure::OddsRatio
        && let Some(or) = q.row.estimate
    {
        let turn = |x: f64| risk_ratio_of_odds(x, t.max(c));
        let remark = Some("the risk ratio that the odds ratio stands for".to_owned());
        return Ok(Ratio { point: turn(or), limits: limits(q.row).map(|(l, u)| (turn(l), turn(u))), remark });
    }
    let own = rows.iter().filter(same).find(|r| r.measure == Measure::RiskRatio);
    if let Some((own, point)) = own.and_then(|r| Some((r, r.estimate?))) {
        return Ok(Ratio { point, limits: limits(own), remark: None });
    }
    if t > 0.0 && c > 0.0 {
        return Ok(Ratio { point: t / c, limits: None, remark: None });
    }
    Err("in one arm nobody has the event, so there is no risk ratio".to_owned())
}

/// A difference of means, through standard deviations of the outcome within the arms.
fn of_means(q: &Question<'_>) -> Result<Ratio, String> {
    let difference = q.row.difference.ok_or("there is no difference")?;
    let sd = within(&q.behind).ok_or("the outcome does not vary within the arms")?;
    let turn = |d: f64| risk_ratio_of_difference(d / sd);
    let limits = q.row.difference_lower.zip(q.row.difference_upper);
    Ok(Ratio {
        point: turn(difference),
        limits: limits.map(|(l, u)| (turn(l), turn(u))),
        remark: Some("the risk ratio that the difference in standard deviations stands for".to_owned()),
    })
}

/// Standard deviation within the arms, people weighted as in the estimate.
///
/// ```text
/// sqrt( sum w (y - m_arm)^2 / sum w )
/// ```
fn within(behind: &Persons) -> Option<f64> {
    let (mut mass, mut sum) = ([0.0; 2], [0.0; 2]);
    let people = || behind.y.iter().zip(&behind.weight).zip(&behind.treated);
    for ((y, w), &z) in people() {
        mass[usize::from(z)] += w;
        sum[usize::from(z)] += w * y;
    }
    let gap = |y: f64, z: bool| y - sum[usize::from(z)] / mass[usize::from(z)];
    let spread: f64 = people().map(|((y, w), &z)| w * gap(*y, z) * gap(*y, z)).sum();
    let sd = (spread / (mass[0] + mass[1])).sqrt();
    (sd > 0.0 && sd.is_finite()).then_some(sd)
}

/// For each variable matched on, what it would be worth as a hidden one: the two ratios it has with support and with
/// the outcome, and the E-value they amount to together.
///
/// Ratios are of shares of everybody eligible, before matching: among treated and controls for support, among controls
/// with and without the trait for the outcome. A number is split at its median; of the levels of a category the
/// strongest counts. For outcomes that are numbers the second ratio is that of the difference in standard deviations.
pub(super) fn benchmarks(q: &Question<'_>, evidence: &Evidence<'_>, backing: &Backing<'_>) -> Vec<Doubt> {
    let Evidence { cohort, design, .. } = evidence;
    let values = backing.values(q.row);
    let eligible: Vec<usize> = (0..cohort.len()).filter(|&i| design.eligible.stays(i)).collect();
    let names = variables(&design.terms).unwrap_or_default();
    let one = |name: &String| {
        let about = Trait { cohort, eligible: &eligible, values: &values, binary: q.behind.binary };
        let doubt = Doubt { subject: Some(name.clone()), ..q.doubt("e_value_benchmark") };
        let found = about.strongest(name);
        match found {
            Some((exposure, outcome, value)) => Doubt {
                parameter: Some(("rr_treatment", exposure)),
                second: Some(("rr_outcome", outcome)),
                value: Some(value),
                ..doubt
            },
            None => Doubt {
                null_reason: Some(format!("fewer than {FEW} people on one side of it, or no share there")),
                ..doubt
            },
        }
    };
    names.iter().map(one).collect()
}

/// Where the ratios of a trait are counted.
struct Trait<'a> {
    cohort: &'a Cohort,
    eligible: &'a [usize],
    values: &'a [Option<f64>],
    binary: bool,
}

impl Trait<'_> {
    /// The strongest way to have or not to have a variable: both ratios, turned to be at least 1, and the E-value.
    fn strongest(&self, name: &str) -> Option<(f64, f64, f64)> {
        let ways: Vec<Vec<Option<bool>>> = match self.cohort.column(name).ok()? {
            Column::Number(number) => {
                let mut known: Vec<f64> = self.eligible.iter().filter_map(|&i| number.get(i)).collect();
                known.sort_by(f64::total_cmp);
                let (low, high) = (*known.first()?, *known.last()?);
                let middle = quantile(&known, 0.5).filter(|m| *m < high).unwrap_or(low);
                vec![self.eligible.iter().map(|&i| number.get(i).map(|v| v > middle)).collect()]
            }
            Column::Category(category) => {
                let mut codes: Vec<u16> = self.eligible.iter().filter_map(|&i| category.get(i)).collect();
                codes.sort_unstable();
                codes.dedup();
                let is = |c: u16| self.eligible.iter().map(|&i| category.get(i).map(|x| x == c)).collect();
                codes.into_iter().map(is).collect()
            }
        };
        let each = ways.iter().filter_map(|has| self.ratios(has));
        each.max_by(|a, b| a.2.total_cmp(&b.2))
    }

    fn ratios(&self, has: &[Option<bool>]) -> Option<(f64, f64, f64)> {
        // By arm: people without and with the trait; by trait among controls: sums of the outcome.
        let (mut people, mut outcome) = ([[0_usize; 2]; 2], [[0.0_f64; 3]; 2]);
        for (&i, has) in self.eligible.iter().zip(has) {
            let Some(has) = *has else { continue };
            let treated = self.cohort.treated()[i];
            people[usize::from(treated)][usize::from(has)] += 1;
            if let Some(y) = self.values[i].filter(|_| !treated) {
                let o = &mut outcome[usize::from(has)];
                (o[0], o[1], o[2]) = (o[0] + 1.0, o[1] + y, o[2] + y * y);
            }
        }
        let few = people.iter().flatten().any(|n| *n < FEW) || outcome.iter().any(|o| o[0] < FEW as f64);
        if few {
            return None;
        }
        let share = |arm: [usize; 2]| arm[1] as f64 / (arm[0] + arm[1]) as f64;
        let up = |r: f64| if r < 1.0 { 1.0 / r } else { r };
        let support = up(share(people[1]) / share(people[0]));
        let [without, with] = outcome.map(|o| o[1] / o[0]);
        let of_outcome = if self.binary {
            up(with / without)
        } else {
            let spread: f64 = outcome.iter().map(|o| o[2] - o[1] * o[1] / o[0]).sum();
            let sd = (spread / (outcome[0][0] + outcome[1][0])).sqrt();
            up(risk_ratio_of_difference((with - without) / sd))
        };
        let value = e_value(bias_factor(support, of_outcome)?)?;
        (support.is_finite() && of_outcome.is_finite()).then_some((support, of_outcome, value))
    }
}
