//! Rows of robustness values, of benchmarks and of the contours of bias, in a linear regression on the matched people.

use super::question::Question;
use super::robustness::{Slope, Strength, strengths, times};
use super::types::Doubt;
use crate::estimate::{Backing, Facet, Persons};

/// Multiples of a measured variable's strength that are shown.
const MULTIPLES: [u8; 3] = [1, 2, 3];
/// Steps of the grid of contours, on each axis.
const STEPS: u8 = 10;
/// The grid reaches beyond the robustness value and every benchmark by this factor, and at least this far.
const ROOM: f64 = 1.25;
const LEAST: f64 = 0.05;
const MOST: f64 = 0.95;
/// Said of all figures.
const CLASSICAL: &str = "linear regression of the matched people with classical standard errors";

/// All rows about one effect.
///
/// Benchmarks and contours are worked out for the headline only.
pub(super) fn rows(q: &Question<'_>, level: f64) -> Vec<Doubt> {
    let Omitted { slope, facets } = match Omitted::new(q) {
        Ok(found) => found,
        Err(reason) => return vec![q.refusal("robustness", reason)],
    };
    let ask = Ask { q, slope, level };
    let mut out = ask.values();
    if q.primary {
        let measured = ask.benchmarks(facets, &mut out);
        ask.contours(measured, &mut out);
    }
    out
}

/// What a hidden variable as strong as a measured one was *before* matching would leave of the headline.
///
/// Matching takes away what its variables tell of who is supported, and takes nothing from a variable that nobody
/// measured: this is the fairer benchmark.
pub(super) fn before(q: &Question<'_>, backing: &Backing<'_>, level: f64) -> Vec<Doubt> {
    let (Ok(found), Ok(everyone)) = (Omitted::new(q), backing.before(q.row)) else { return Vec::new() };
    let Ok(facets) = &everyone.covariates else { return Vec::new() };
    let ask = Ask { q, slope: found.slope, level };
    let one = |(name, strength): (&str, Option<Strength>)| {
        let doubt = Doubt { subject: Some(name.to_owned()), ..ask.doubt("bias_benchmark_before") };
        match strength {
            Some(s) => ask.at(s, doubt),
            None => {
                Doubt { null_reason: Some("it does not vary, or the others tell it".to_owned()), ..doubt }
            }
        }
    };
    measured(&everyone, facets).into_iter().map(one).collect()
}

/// Variables of the terms, each once.
fn names(facets: &[Facet]) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for name in facets.iter().flat_map(|f| &f.variables) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    names
}

/// The strength of each variable, all its columns together, beside the others, among some people.
fn measured<'a>(people: &Persons, facets: &'a [Facet]) -> Vec<(&'a str, Option<Strength>)> {
    let mut columns: Vec<&[f64]> = Vec::new();
    let names = names(facets);
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); names.len()];
    for facet in facets {
        for column in &facet.columns {
            let mine = |name: &&str| facet.variables.iter().any(|v| v == name);
            for (group, _) in groups.iter_mut().zip(&names).filter(|(_, name)| mine(name)) {
                group.push(columns.len());
            }
            columns.push(column);
        }
    }
    let found = strengths(&people.y, &treated(people), &columns, &people.weight, &groups);
    names.into_iter().zip(found).collect()
}

/// The regression, and what it is made of.
struct Omitted<'a> {
    slope: Slope,
    facets: &'a [Facet],
}

impl<'a> Omitted<'a> {
    fn new(q: &'a Question<'_>) -> Result<Self, String> {
        let facets = q.behind.covariates.as_ref().map_err(Clone::clone)?;
        let columns: Vec<&[f64]> = facets.iter().flat_map(|f| &f.columns).map(Vec::as_slice).collect();
        let slope = Slope::new(&q.behind.y, &treated(&q.behind), &columns, &q.behind.weight);
        let slope = slope.ok_or(
            "the regression has no answer: too few people, an outcome without variation, or covariates that tell \
             who was supported",
        )?;
        Ok(Self { slope, facets })
    }
}

fn treated(people: &Persons) -> Vec<f64> {
    people.treated.iter().map(|&z| f64::from(u8::from(z))).collect()
}

struct Ask<'a> {
    q: &'a Question<'a>,
    slope: Slope,
    level: f64,
}

impl Ask<'_> {
    fn doubt(&self, analysis: &'static str) -> Doubt {
        let doubt = self.q.doubt(analysis);
        let remark = [Some(CLASSICAL.to_owned()), doubt.remark.clone()];
        Doubt { remark: Some(remark.into_iter().flatten().collect::<Vec<_>>().join("; ")), ..doubt }
    }

    /// The regression itself with its robustness values.
    fn values(&self) -> Vec<Doubt> {
        let none = Strength { treatment: 0.0, outcome: 0.0 };
        // A variable that tells nothing costs a degree of freedom and changes nothing else.
        let plain = self.slope.adjusted(none, self.level);
        let shrink = (self.slope.df / (self.slope.df - 1.0)).sqrt();
        let half = plain.map(|a| 0.5 * (a.upper - a.lower) / shrink);
        let whole = Doubt {
            estimate: Some(self.slope.estimate),
            lower: half.map(|h| self.slope.estimate - h),
            upper: half.map(|h| self.slope.estimate + h),
            parameter: Some(("q", 1.0)),
            value: Some(self.slope.robustness(1.0)),
            ..self.doubt("robustness")
        };
        let limit = Doubt {
            parameter: Some(("alpha", 1.0 - self.level)),
            value: Some(self.slope.robustness_of_limit(1.0, self.level)),
            ..self.doubt("robustness_limit")
        };
        let alone = Doubt { value: Some(self.slope.partial_r2()), ..self.doubt("partial_r2") };
        vec![whole, limit, alone]
    }

    /// What hidden variables as strong as measured ones, twice and three times as strong would leave; returns the
    /// largest strength among those shown.
    fn benchmarks(&self, facets: &[Facet], out: &mut Vec<Doubt>) -> f64 {
        let mut largest = 0.0_f64;
        for (name, measured) in measured(&self.q.behind, facets) {
            for k in MULTIPLES {
                let subject = Some(format!("{k}x {name}"));
                let doubt = Doubt { subject, ..self.doubt("bias_benchmark") };
                let found = measured.and_then(|m| times(m, f64::from(k)));
                out.push(match found.and_then(|s| Some((s, self.slope.adjusted(s, self.level)?))) {
                    Some((s, left)) => {
                        largest = largest.max(s.treatment).max(s.outcome);
                        Doubt { p_value: Some(left.p), ..self.at(s, doubt) }
                    }
                    None => Doubt {
                        null_reason: Some("no hidden variable can be that much stronger".to_owned()),
                        ..doubt
                    },
                });
            }
        }
        largest
    }

    /// What is left of the effect over a grid of strengths.
    fn contours(&self, measured: f64, out: &mut Vec<Doubt>) {
        let reach = (ROOM * self.slope.robustness(1.0).max(measured)).clamp(LEAST, MOST);
        let step = |k: u8| reach * f64::from(k) / f64::from(STEPS);
        for (i, j) in (0..=STEPS).flat_map(|i| (0..=STEPS).map(move |j| (i, j))) {
            let s = Strength { treatment: step(i), outcome: step(j) };
            out.push(self.at(s, self.doubt("bias_contour")));
        }
    }

    fn at(&self, s: Strength, doubt: Doubt) -> Doubt {
        let left = self.slope.adjusted(s, self.level);
        Doubt {
            parameter: Some(("r2_treatment", s.treatment)),
            second: Some(("r2_outcome", s.outcome)),
            estimate: left.map(|a| a.estimate),
            lower: left.map(|a| a.lower),
            upper: left.map(|a| a.upper),
            ..doubt
        }
    }
}
