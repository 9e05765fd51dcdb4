//! What may be shown of a count: the same rule as for a report.

use crate::job::{DisclosureProfile, DisclosureSpec};
use crate::report::disclose::{Cells, Rule};
use serde::Serialize;

/// A count as it may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Count {
    /// The count.
    Of(usize),
    /// Below the threshold, nought included.
    Small,
    /// Not told, because it would give a small one away.
    Withheld,
}

impl Count {
    /// `true` if the count is told.
    pub fn told(self) -> bool {
        matches!(self, Self::Of(_))
    }
}

/// A share of people as it may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Share {
    /// The share.
    Of(f64),
    /// All but a few.
    NearlyAll,
    /// A few.
    Few,
    /// Not to be told.
    Withheld,
}

/// Counts, and which of them are withheld.
#[derive(Debug)]
pub struct Withhold {
    /// The rule; none where everything is shown.
    rule: Option<Rule>,
    cells: Cells,
}

impl Withhold {
    /// The rule of a job, before any count is known.
    pub fn new(spec: &DisclosureSpec) -> Self {
        let rule = (spec.profile == DisclosureProfile::Threshold).then(|| Rule::new(spec));
        Self { rule, cells: Cells::new(rule.map_or(0.0, Rule::threshold)) }
    }

    /// Makes a count known, and what it is a part of.
    pub fn declare(&mut self, cell: &str, family: &str, n: usize) {
        self.cells.count(cell, n as f64);
        self.cells.part(family, cell);
    }

    /// All counts are known: decides which are withheld.
    pub fn close(&mut self) {
        self.cells.close();
    }

    /// A count that was declared.
    pub fn count(&self, cell: &str, n: usize) -> Count {
        match self.total(n) {
            Count::Of(_) if self.rule.is_some() && self.cells.withheld(cell) => Count::Withheld,
            other => other,
        }
    }

    /// A count that is part of nothing.
    pub fn total(&self, n: usize) -> Count {
        let shown =
            self.rule.map_or(Some(n.cast_signed() as i64), |rule| rule.count(Some(n.cast_signed() as i64)));
        shown.and_then(|n| usize::try_from(n).ok()).map_or(Count::Small, Count::Of)
    }

    /// `true` if figures may rest on `n` people.
    pub fn enough(&self, n: usize) -> bool {
        n > 0 && self.rule.is_none_or(|r| !r.small(n as f64))
    }

    /// `part` of `all`.
    pub fn share(&self, part: usize, all: usize) -> Share {
        match (self.enough(all), part, all - part.min(all)) {
            (false, ..) => Share::Withheld,
            (_, _, rest) if !self.enough(rest) && self.rule.is_some() => Share::NearlyAll,
            (_, part, _) if !self.enough(part) && self.rule.is_some() => Share::Few,
            _ => Share::Of(self.round(part as f64 / all as f64, 2)),
        }
    }

    /// A number to so many decimals where the rule holds, and to four where all is shown.
    pub fn round(&self, value: f64, decimals: i32) -> f64 {
        let grain = libm::pow(10.0, f64::from(if self.rule.is_some() { decimals } else { 4 }));
        let rounded = (value * grain).round() / grain;
        if rounded == 0.0 { 0.0 } else { rounded }
    }

    /// The smallest count that is shown.
    #[must_use]
    #[expect(clippy::cast_sign_loss, reason = "a threshold is not below 0")]
    pub fn threshold(&self) -> Option<usize> {
        self.rule.map(|r| r.threshold() as usize)
    }

    /// Neighbouring bars merged until each rests on enough people: edges and shares.
    ///
    /// The height of a merged bar is its share spread over its width, in units of the first bars.
    pub fn bars(&self, edges: &[f64], counts: &[usize]) -> Vec<(f64, f64, f64)> {
        let all: usize = counts.iter().sum();
        let mut merged: Vec<(usize, usize, usize)> = Vec::new();
        for (k, &n) in counts.iter().enumerate() {
            match merged.last_mut() {
                Some((_, to, sum)) if self.rule.is_some() && !self.enough(*sum) => {
                    (*to, *sum) = (k + 1, *sum + n);
                }
                _ => merged.push((k, k + 1, n)),
            }
        }
        // What is left at the end joins the bar before it.
        while merged.len() > 1 && self.rule.is_some() && merged.last().is_some_and(|l| !self.enough(l.2)) {
            let (_, to, n) = merged.pop().unwrap_or_default();
            if let Some(last) = merged.last_mut() {
                (last.1, last.2) = (to, last.2 + n);
            }
        }
        let fine = merged.first().is_some_and(|m| self.enough(m.2));
        let bar = |(from, to, n): (usize, usize, usize)| {
            (edges[from], edges[to], self.round(n as f64 / all.max(1) as f64 / (to - from) as f64, 3))
        };
        if fine { merged.into_iter().map(bar).collect() } else { Vec::new() }
    }
}
