//! Disclosure of the scales: what adds up to what, and whose difference would be a handful of people.

use super::super::tables::descriptives::DescriptiveRecord;
use super::super::tables::scales::ScaleRecord;
use super::cells::{Cells, worth};
use super::descriptives::{cell, family};
use super::rounding::{Rule, decimals, level, two_figures};
use std::collections::BTreeMap;

/// Whether a step of gain, from its lower to its upper end, belongs to a class of change.
type Holds<'a> = &'a dyn Fn((f64, f64)) -> bool;

/// All rows about one scale.
struct Scale<'a> {
    rows: Vec<&'a DescriptiveRecord>,
    lower_is_better: bool,
    meaningful: Option<f64>,
}

/// Tells every sum that the shares of a scale make, and withholds what would tell a few people apart.
pub(super) fn declare(rows: &[DescriptiveRecord], means: &[ScaleRecord], cells: &mut Cells, rule: Rule) {
    let mut names: Vec<&str> = means.iter().map(|m| m.scale.as_str()).collect();
    names.dedup();
    for name in names {
        let mine =
            |r: &&DescriptiveRecord| r.outcome.as_deref() == Some(name) && r.section.starts_with("scale_");
        let about = means.iter().find(|m| m.scale == name);
        let scale = Scale {
            rows: rows.iter().filter(mine).collect(),
            lower_is_better: about.is_some_and(|m| m.better == "lower"),
            meaningful: about.and_then(|m| m.meaningful),
        };
        scale.bases(cells);
        scale.partners(cells);
        scale.worth(cells);
        scale.standing(cells);
        scale.one_people(cells);
        scale.change(cells);
        scale.cases(cells);
        scale.flows(cells);
        let own: Vec<&ScaleRecord> = means.iter().filter(|m| m.scale == name).collect();
        for row in
            scale.rows.iter().filter(|r| near(&own, (&r.base, &r.group), rule) && r.section != "scale_people")
        {
            cells.count(&cell(row), 0.0);
        }
    }
}

/// Withholds and rounds the means.
pub(super) fn apply(means: &mut [ScaleRecord], rule: Rule) {
    let exact = means.to_vec();
    for row in means.iter_mut() {
        let own: Vec<&ScaleRecord> = exact.iter().filter(|m| m.scale == row.scale).collect();
        let few = row.people.is_none_or(|n| rule.small(n as f64));
        if few || near(&own, (&row.base, &row.mean_of), rule) {
            for value in [&mut row.mean, &mut row.sd, &mut row.se, &mut row.lower, &mut row.upper] {
                *value = None;
            }
            (row.df, row.clusters, row.standardised, row.null_reason) = (None, None, None, None);
            row.suppressed = true;
        }
        row.people = rule.count(row.people);
        row.clusters = rule.count(row.clusters);
        let grain = rule.grain() as f64;
        row.df = row.df.map(|df| (df / grain).round() * grain);
        row.se = two_figures(row.se);
        row.standardised = decimals(row.standardised, 2);
        for value in [&mut row.mean, &mut row.sd, &mut row.lower, &mut row.upper] {
            *value = level(*value, false);
        }
    }
    both_or_neither(means, &exact, rule);
}

/// Of those followed up and those not, who are the paired together: where one is withheld, so is the other.
fn both_or_neither(means: &mut [ScaleRecord], exact: &[ScaleRecord], rule: Rule) {
    for row in means.iter_mut().filter(|m| m.base == "with_all_three" || m.base == "not_followed_up") {
        let other = if row.base == "with_all_three" { "not_followed_up" } else { "with_all_three" };
        let twin = |m: &&ScaleRecord| m.scale == row.scale && m.mean_of == row.mean_of && m.base == other;
        let hidden = exact.iter().find(twin).is_some_and(|m| m.people.is_none_or(|n| rule.small(n as f64)));
        if hidden {
            let blank = ScaleRecord { people: row.people, suppressed: true, ..about(row) };
            *row = blank;
        }
    }
}

/// What the row says of its scale, and no figure.
fn about(row: &ScaleRecord) -> ScaleRecord {
    ScaleRecord {
        mean: None,
        sd: None,
        se: None,
        lower: None,
        upper: None,
        df: None,
        clusters: None,
        standardised: None,
        null_reason: None,
        ..row.clone()
    }
}

/// `true` for figures of a set of people that differs from another set, of which the same is told, by fewer people than
/// the threshold: the difference of the two would be about those (METHODS 23). The paired set is the one kept.
fn near(means: &[&ScaleRecord], (base, time): (&str, &str), rule: Rule) -> bool {
    let number = |base: &str| means.iter().find(|m| m.base == base).and_then(|m| m.people);
    let (Some(both), Some(own)) = (number("with_both"), number(base)) else { return false };
    let apart = match base {
        "with_start" | "with_end" => own - both,
        "with_all_three" if ["start", "end", "start_to_end"].contains(&time) => both - own,
        _ => 0,
    };
    apart > 0 && rule.small(apart as f64)
}

impl Scale<'_> {
    fn of(&self, section: &str, group: &str, base: &str) -> impl Iterator<Item = &DescriptiveRecord> {
        let wanted = (section.to_owned(), group.to_owned(), base.to_owned());
        self.rows.iter().copied().filter(move |r| {
            (r.section.as_str(), r.group.as_str(), r.base.as_str())
                == (wanted.0.as_str(), wanted.1.as_str(), wanted.2.as_str())
        })
    }

    fn one(&self, section: &str, group: &str, base: &str, category: &str) -> Option<&DescriptiveRecord> {
        self.of(section, group, base).find(|r| r.category.as_deref() == Some(category))
    }

    /// Who got better and who ceased to be a case is what people read; moves between bands, single scores and points, and
    /// how many are a case at a later time are withheld before them.
    fn worth(&self, cells: &mut Cells) {
        for row in &self.rows {
            let worth = match (row.section.as_str(), row.base.as_str(), row.group.as_str()) {
                ("scale_people" | "scale_change" | "scale_case_transition", ..) => worth::HEADLINE,
                ("scale_case" | "scale_bands", _, "end" | "follow_up")
                | ("scale_change_points" | "scale_values", ..) => worth::LITTLE,
                ("scale_later_case", "never_cases" | "cases_at_end", _) | ("scale_flow", ..) => worth::PLAIN,
                _ => worth::MUCH,
            };
            cells.worth(&cell(row), worth);
        }
    }

    /// Where everybody with a start or an end score has both, or everybody with both has all three, what is told of the
    /// one is told of the other.
    fn one_people(&self, cells: &mut Cells) {
        for row in self
            .rows
            .iter()
            .filter(|r| ["with_start", "with_end", "with_all_three"].contains(&r.base.as_str()))
        {
            let category = row.category.as_deref().unwrap_or_default();
            let other = self.one(&row.section, &row.group, "with_both", category);
            if let Some(other) = other.filter(|o| o.denominator == row.denominator) {
                relate(row, &[other], cells);
            }
        }
    }

    /// Cases, the worse end and bands are sums of scores; cases are sums of bands.
    fn standing(&self, cells: &mut Cells) {
        for (group, base) in [("start", "with_start"), ("start", "with_both"), ("end", "with_both")] {
            let coarse = ["scale_case", "scale_worse_end", "scale_benchmark", "scale_bands"];
            let fine = ["scale_bands", "scale_values"];
            for (at, section) in coarse.iter().enumerate() {
                let totals: Vec<&DescriptiveRecord> = self.of(section, group, base).collect();
                for parts in fine.iter().skip(usize::from(at == 3)) {
                    let parts: Vec<&DescriptiveRecord> = self.of(parts, group, base).collect();
                    split(&totals, &parts, cells);
                }
            }
        }
    }

    /// Less, the same and more are sums of the bins of change; so is a change that counts.
    fn change(&self, cells: &mut Cells) {
        let bins: Vec<&DescriptiveRecord> =
            self.of("scale_change_points", "start_to_end", "with_both").collect();
        let gain = |r: &DescriptiveRecord| -> Option<(f64, f64)> {
            let (low, high) = (r.lower_edge?, r.upper_edge?);
            Some(if self.lower_is_better { (-high, -low) } else { (low, high) })
        };
        let least = self.meaningful.unwrap_or(f64::MAX);
        let rules: [(&str, &str, Holds<'_>); 5] = [
            ("scale_change", "better", &|(low, high)| low + high > 0.0),
            ("scale_change", "same", &|(low, high)| low + high == 0.0),
            ("scale_change", "worse", &|(low, high)| low + high < 0.0),
            ("scale_meaningful", "improved", &|(low, _)| low >= least),
            ("scale_meaningful", "worsened", &|(_, high)| high <= -least),
        ];
        for (section, category, holds) in rules {
            let Some(total) = self.one(section, "start_to_end", "with_both", category) else { continue };
            let inside: Vec<&DescriptiveRecord> =
                bins.iter().copied().filter(|b| gain(b).is_some_and(holds)).collect();
            let sum: f64 = inside.iter().filter_map(|r| r.numerator).sum();
            if total.numerator == Some(sum) {
                relate(total, &inside, cells);
            }
        }
    }

    /// A base that is too small to be told is no known total of its categories; every other base is printed.
    fn bases(&self, cells: &mut Cells) {
        for row in self.rows.iter().filter(|r| r.section != "scale_people") {
            let people = row.denominator.unwrap_or(0.0);
            if cells.small(people) {
                let base = format!("{}|(too small)", family(row));
                cells.slack(&base, people);
                cells.whole(&family(row), &base);
            }
        }
    }

    /// A small class of people takes another of the same base along. Of moves, one across the line of a case takes one
    /// that crosses it the same way, if there is one: so that how many crossed it can still be told.
    fn partners(&self, cells: &mut Cells) {
        let case = self.case_bands().unwrap_or_default();
        let ends_as = |r: &DescriptiveRecord| case.iter().any(|c| Some(c) == r.category.as_ref());
        let people = |r: &DescriptiveRecord| r.numerator.unwrap_or(0.0);
        let free = ["scale_people", "scale_change_points", "scale_values"];
        let mut families: BTreeMap<String, Vec<&DescriptiveRecord>> = BTreeMap::new();
        for row in
            self.rows.iter().copied().filter(|r| r.category.is_some() && !free.contains(&r.section.as_str()))
        {
            families.entry(family(row)).or_default().push(row);
        }
        for rows in families.into_values() {
            if cells.small(rows[0].denominator.unwrap_or(0.0)) {
                continue;
            }
            let (mut hidden, mut shown): (Vec<_>, Vec<_>) =
                rows.into_iter().partition(|r| cells.small(people(r)));
            let Some(first) = hidden.first().copied() else { continue };
            shown.sort_by(|a, b| {
                let other =
                    |r: &DescriptiveRecord| first.section == "scale_flow" && ends_as(r) != ends_as(first);
                let read =
                    |r: &DescriptiveRecord| matches!(r.category.as_deref(), Some("better" | "improved"));
                let order = |r: &DescriptiveRecord| (other(r), read(r));
                order(a).cmp(&order(b)).then(people(a).total_cmp(&people(b)))
            });
            for next in shown {
                if hidden.len() > 1 && !cells.small(hidden.iter().map(|r| people(r)).sum()) {
                    break;
                }
                cells.withhold(&cell(next));
                hidden.push(next);
            }
        }
    }

    /// Cases later are sums of those who moved and those who stayed. Cases before are the bases of both: readers know them.
    fn cases(&self, cells: &mut Cells) {
        let (moved, later) = ("scale_case_transition", "scale_later_case");
        let sums: [([&str; 3], [&str; 4]); 6] = [
            (
                ["end", "with_both", "case"],
                ["non_cases_at_start", "became_case", "cases_at_start", "still_case"],
            ),
            (
                ["end", "with_both", "non_case"],
                ["cases_at_start", "left_case", "non_cases_at_start", "still_no_case"],
            ),
            (
                ["follow_up", "with_all_three", "case"],
                ["non_cases_at_end", "became_case", "cases_at_end", "still_case"],
            ),
            (
                ["follow_up", "with_all_three", "non_case"],
                ["cases_at_end", "left_case", "non_cases_at_end", "still_no_case"],
            ),
            (
                ["", "non_cases_at_end", "became_case"],
                ["left_case_by_end", "relapsed", "never_cases", "became_case"],
            ),
            (
                ["", "non_cases_at_end", "still_no_case"],
                ["left_case_by_end", "still_no_case", "never_cases", "still_no_case"],
            ),
        ];
        for ([group, base, category], [a, x, b, y]) in sums {
            let paired = base == "with_both";
            let (section, time) = if paired { (moved, "start_to_end") } else { (later, "end_to_follow_up") };
            let total = if group.is_empty() {
                self.one(section, time, base, category)
            } else {
                self.one("scale_case", group, base, category)
            };
            let parts = [self.one(section, time, a, x), self.one(section, time, b, y)];
            if let (Some(total), [Some(one), Some(two)]) = (total, parts) {
                relate(total, &[one, two], cells);
            }
        }
    }

    /// Bands at the end are sums of flows; where no band has cases and others, so are those who moved.
    fn flows(&self, cells: &mut Cells) {
        let flows: Vec<&DescriptiveRecord> =
            self.rows.iter().copied().filter(|r| r.section == "scale_flow").collect();
        for band in self.of("scale_bands", "end", "with_both") {
            let parts: Vec<&DescriptiveRecord> =
                flows.iter().copied().filter(|r| r.category == band.category).collect();
            relate(band, &parts, cells);
        }
        let Some(case) = self.case_bands() else { return };
        let is_case = |name: &str| case.iter().any(|c| c == name);
        for (base, category, from, to) in [
            ("cases_at_start", "left_case", true, false),
            ("cases_at_start", "still_case", true, true),
            ("non_cases_at_start", "became_case", false, true),
            ("non_cases_at_start", "still_no_case", false, false),
        ] {
            let Some(total) = self.one("scale_case_transition", "start_to_end", base, category) else {
                continue;
            };
            let ends = |r: &DescriptiveRecord| r.category.as_deref().is_some_and(|c| is_case(c) == to);
            let parts: Vec<&DescriptiveRecord> =
                flows.iter().copied().filter(|r| is_case(&r.group) == from && ends(r)).collect();
            relate(total, &parts, cells);
        }
    }

    /// The bands that hold cases, where no band holds others beside them.
    fn case_bands(&self) -> Option<Vec<String>> {
        let case = self.one("scale_case", "start", "with_both", "case")?;
        let bands: Vec<&DescriptiveRecord> = self.of("scale_bands", "start", "with_both").collect();
        let inside = within(case, &bands)?;
        Some(inside.iter().filter_map(|r| r.category.clone()).collect())
    }
}

/// The rows whose scores lie in the range of `total`; `None` where one lies in it only partly, or has people and no
/// range.
fn within<'a>(
    total: &DescriptiveRecord,
    parts: &[&'a DescriptiveRecord],
) -> Option<Vec<&'a DescriptiveRecord>> {
    let (from, to) = total.lower_edge.zip(total.upper_edge)?;
    let mut inside = Vec::new();
    for part in parts {
        match part.lower_edge.zip(part.upper_edge) {
            Some((low, high)) if from <= low && high <= to => inside.push(*part),
            Some((low, high)) if high < from || to < low => {}
            None if part.numerator == Some(0.0) => {}
            _ => return None,
        }
    }
    Some(inside)
}

/// `totals` are a range of scores and everything else, or ranges; `parts` are finer ranges.
fn split(totals: &[&DescriptiveRecord], parts: &[&DescriptiveRecord], cells: &mut Cells) {
    let mut rest: Vec<&DescriptiveRecord> = parts.to_vec();
    let mut sound = !parts.is_empty();
    for total in totals.iter().filter(|t| t.lower_edge.is_some()) {
        match within(total, parts) {
            Some(inside) => {
                rest.retain(|r| !inside.iter().any(|i| std::ptr::eq(*i, *r)));
                relate(total, &inside, cells);
            }
            None => sound = false,
        }
    }
    let others: Vec<&&DescriptiveRecord> = totals.iter().filter(|t| t.lower_edge.is_none()).collect();
    if let ([other], true) = (&others[..], sound) {
        relate(other, &rest, cells);
    }
}

/// `total` is the sum of `parts`: with all of them but one, that one is known.
fn relate(total: &DescriptiveRecord, parts: &[&DescriptiveRecord], cells: &mut Cells) {
    if parts.is_empty() {
        return;
    }
    // How many are in a band or a case at the start is printed as a base.
    let printed = ["scale_case", "scale_bands"].contains(&total.section.as_str()) && total.group == "start";
    let printed = printed && !cells.small(total.numerator.unwrap_or(0.0));
    let members: Vec<String> = parts.iter().map(|p| cell(p)).collect();
    let sum = format!("sum|{}|{}", cell(total), members.join("|"));
    if !printed {
        cells.times(&sum, &cell(total), -1.0);
    }
    for member in &members {
        cells.times(&sum, member, 1.0);
    }
}
