//! Factors of improvement, line by line.

use super::super::arms::Arms;
use super::super::contrast::bases_of;
use super::super::error::EstimateError;
use super::super::measure::Effect;
use super::super::moderators::{Figure, figure};
use super::super::rows::Cell;
use super::super::sample::Sample;
use super::super::spec::{FactorsSpec, Measure};
use super::super::types::Base;
use super::super::work::Work;
use super::fit::{Arm, Line, arm, lines};
use super::terms::{self, Factor, Values};
use super::types::FactorRow;
use crate::cohort::Contrast;
use crate::stats::moments::moments;
use crate::stats::multiplicity::{benjamini_hochberg, holm};

/// What a model is about.
struct Model<'c, 'w> {
    cell: &'c Cell<'w>,
    factors: Vec<Factor>,
    sample: Sample,
    y: Vec<f64>,
    units: Vec<usize>,
    left_out: usize,
}

/// All factors the job asks about; none where it does not.
///
/// Facts from before the start are in one model of each arm, so that their coefficients can be set beside each other.
/// What is known only after the start is added to a second model of the treated, of which only those lines are told.
pub(in super::super) fn all(work: &Work) -> Result<Vec<FactorRow>, EstimateError> {
    let Some(spec) = &work.spec.factors else { return Ok(Vec::new()) };
    let (outcome, contrast) = question(work, spec);
    let measured = &work.outcomes[outcome];
    if let Some(because) = measured.cannot(contrast).or_else(|| {
        (!measured.binary(contrast))
            .then_some("the factors of a number are not looked at; take a share of people")
    }) {
        let (outcome, contrast) = (measured.outcome.name.clone(), contrast.word());
        return Err(EstimateError::Contrast { outcome, contrast, because });
    }
    let base = bases_of(measured.outcome, contrast).first().copied().unwrap_or(Base::AllMatched);
    let cell = Cell::main(work, outcome, contrast, base);
    let factors = terms::all(work, measured.outcome, spec)?;
    let (late, early): (Vec<Factor>, Vec<Factor>) = factors.into_iter().partition(|f| f.late);
    let first = Model::new(&cell, early, false);
    let mut rows = first.both();
    if !late.is_empty() {
        let own = first.factors.len();
        let second = Model::new(&cell, first.factors.into_iter().chain(late).collect(), true);
        rows.extend(second.treated(own));
    }
    Ok(rows)
}

fn question(work: &Work, spec: &FactorsSpec) -> (usize, Contrast) {
    let named = |name: &String| work.outcomes.iter().position(|m| m.outcome.name == *name);
    let outcome = spec.outcome.as_ref().and_then(named).unwrap_or(work.primary);
    let plain = match work.outcomes[outcome].outcome.start() {
        Some(_) => Contrast::Improved,
        None => Contrast::Value,
    };
    (outcome, spec.contrast.unwrap_or(plain))
}

impl<'c, 'w> Model<'c, 'w> {
    /// The people of whom all factors are known; of comparison people those from before the start only.
    fn new(cell: &'c Cell<'w>, factors: Vec<Factor>, late: bool) -> Self {
        let treated = |i: usize| cell.work.cohort.treated()[i];
        let knows = |i: usize| factors.iter().all(|f| f.known(i) || (late && f.late && !treated(i)));
        let (sample, y) = cell.sample_of(&knows);
        let (whole, _) = cell.sample();
        let units = sample.rows.iter().map(|&p| cell.work.compared.units[p] as usize).collect();
        let left_out = whole.number(true) - sample.number(true);
        Self { cell, factors, sample, y, units, left_out }
    }

    fn lines(&self) -> (Vec<Line>, Vec<Option<u16>>) {
        let treated: Vec<usize> =
            self.units.iter().zip(&self.sample.treated).filter(|(_, z)| **z).map(|(i, _)| *i).collect();
        lines(&self.factors, &treated).into_iter().unzip()
    }

    /// A standard deviation among the treated, of each line that is a number.
    fn steps(&self, lines: &[Line]) -> Vec<Option<f64>> {
        let step = |l: &Line| match &self.factors[l.factor].values {
            Values::Number(v) => {
                let people = self.units.iter().zip(&self.sample.treated).zip(&self.sample.weight);
                let some = people.filter(|((_, z), _)| **z).filter_map(|((i, _), w)| Some((v[*i]?, *w)));
                moments(some).and_then(|m| m.variance).map(f64::sqrt)
            }
            _ => None,
        };
        lines.iter().map(step).collect()
    }

    fn arm(&self, lines: &[Line], steps: &[Option<f64>], treated: bool) -> Arm {
        arm(&self.factors, lines, steps, (&self.sample, &self.y, &self.units), treated)
    }

    /// Both arms beside each other.
    fn both(&self) -> Vec<FactorRow> {
        let (lines, references) = self.lines();
        let steps = self.steps(&lines);
        let [treated, control] = [true, false].map(|z| self.arm(&lines, &steps, z));
        let rank = treated.rank() + control.rank();
        (0..lines.len())
            .map(|at| {
                let mut row = self.row((lines[at], references[at]), steps[at]);
                row.treated = [treated.here[at], treated.rows.len()];
                row.comparison = [control.here[at], control.rows.len()];
                let effect = |of: &[(&Arm, f64)]| self.effect(of, rank, at);
                row.among_treated = figure(&effect(&[(&treated, 1.0)]));
                row.among_comparison = figure(&effect(&[(&control, 1.0)]));
                let apart = effect(&[(&treated, 1.0), (&control, -1.0)]);
                row.interaction = figure(&apart);
                row.variance = apart.spread.map(|s| s.name);
                row.null_reason = apart.reason;
                row
            })
            .collect()
    }

    /// The treated alone, of factors from `first` on.
    fn treated(&self, first: usize) -> Vec<FactorRow> {
        let (lines, references) = self.lines();
        let steps = self.steps(&lines);
        let treated = self.arm(&lines, &steps, true);
        (0..lines.len())
            .filter(|&at| lines[at].factor >= first)
            .map(|at| {
                let mut row = self.row((lines[at], references[at]), steps[at]);
                row.treated = [treated.here[at], treated.rows.len()];
                let effect = self.effect(&[(&treated, 1.0)], treated.rank(), at);
                row.among_treated = figure(&effect);
                row.variance = effect.spread.map(|s| s.name);
                row.null_reason = effect.reason;
                row
            })
            .collect()
    }

    /// Sum of the marginal effects of a line in some arms, each with its sign.
    ///
    /// * `rank`: coefficients of all regressions on the sample.
    fn effect(&self, arms: &[(&Arm, f64)], rank: usize, at: usize) -> Effect {
        let n = self.sample.rows.len();
        let (mut psi, mut leverage, mut point) = (vec![0.0; n], vec![0.0; n], 0.0);
        for &(arm, sign) in arms {
            let found = match &arm.margins {
                Ok(found) => found,
                Err(reason) => return Effect::none(reason.clone()),
            };
            let Some(margin) = &found.of[at] else {
                return Effect::none("it cannot be told apart from the other factors in an arm");
            };
            point += sign * margin.estimate;
            for (k, &row) in arm.rows.iter().enumerate() {
                psi[row] = sign * margin.influence[k];
                leverage[row] = found.leverage[k];
            }
        }
        let arms = Arms::new([0.0, point], [vec![0.0; n], psi], leverage, rank);
        let spread = self.cell.work.ground().spread(&self.sample, &arms, [0.0, 1.0]);
        Effect::new(Measure::Difference, point, spread, self.cell.work.spec.level)
    }

    fn row(&self, (line, reference): (Line, Option<u16>), step: Option<f64>) -> FactorRow {
        let factor = &self.factors[line.factor];
        let name = |code: Option<u16>| match (&factor.values, code) {
            (Values::Levels(names, _), Some(code)) => names.get(usize::from(code)).cloned(),
            _ => None,
        };
        FactorRow {
            outcome: self.cell.measured().outcome.name.clone(),
            contrast: self.cell.contrast(),
            base: self.cell.base(),
            factor: factor.name.clone(),
            label: factor.label.clone(),
            kind: factor.kind,
            level: name(line.level),
            reference: name(reference),
            step,
            after_start: factor.late,
            treated: [0; 2],
            comparison: [0; 2],
            among_treated: Figure::default(),
            among_comparison: Figure::default(),
            interaction: Figure::default(),
            p_holm: None,
            p_bh: None,
            variance: None,
            left_out: self.left_out,
            null_reason: None,
        }
    }
}

/// Fills in adjusted p-values of the interactions and returns how many there are.
pub(in super::super) fn adjust(rows: &mut [FactorRow]) -> usize {
    let tested: Vec<usize> = (0..rows.len()).filter(|&k| rows[k].interaction.p.is_some()).collect();
    let p: Vec<f64> = tested.iter().filter_map(|&k| rows[k].interaction.p).collect();
    for ((&k, holm), bh) in tested.iter().zip(holm(&p)).zip(benjamini_hochberg(&p)) {
        (rows[k].p_holm, rows[k].p_bh) = (Some(holm), Some(bh));
    }
    tested.len()
}
