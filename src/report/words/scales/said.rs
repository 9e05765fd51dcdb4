//! What is said of a scale: where people started, how they changed, whether it lasted.

use super::super::super::tables::descriptives::DescriptiveRecord;
use super::super::super::tables::scales::ScaleRecord;
use super::super::numbers::{count, level, number, percent};
use super::Scale;

/// Standard deviations apart from which those followed up are not called like the others.
const CLOSE: f64 = 0.1;

/// A share and what those people did.
type Told<'r> = (Option<&'r DescriptiveRecord>, String);

impl Scale<'_> {
    /// `Of the 820 ..., 69 % (566 of 820) did this and 4 % (33 of 820) that; how many did the other is withheld.`
    fn told(&self, whom: &str, all: &[Told<'_>]) -> String {
        let known = |t: &&Told<'_>| t.0.is_some_and(|r| r.value.is_some());
        let shown: Vec<String> =
            all.iter().filter(known).map(|(row, did)| format!("{} {did}", self.part(*row))).collect();
        let hidden: Vec<&str> = all.iter().filter(|t| !known(t)).map(|(_, did)| did.as_str()).collect();
        let nobody = all.iter().all(|(row, _)| row.is_none_or(|r| r.denominator == Some(0.0)));
        let hidden = match &hidden[..] {
            [] => String::new(),
            _ if nobody => format!("nobody is among the {whom}"),
            some => format!("how many {} is withheld", listed(some, "or")),
        };
        let shown: Vec<&str> = shown.iter().map(String::as_str).collect();
        match (shown.is_empty(), hidden.is_empty()) {
            (true, _) if nobody => format!("There are no {whom}."),
            (true, _) => format!("Of the {whom}, {hidden}."),
            (false, true) => format!("Of the {whom}, {}.", listed(&shown, "and")),
            (false, false) => format!("Of the {whom}, {}; {hidden}.", listed(&shown, "and")),
        }
    }

    /// Where people started.
    #[must_use]
    pub fn started(&self) -> Vec<String> {
        let base = if self.mean("start", "with_start").is_some_and(|m| !m.suppressed) {
            "with_start"
        } else {
            "with_both"
        };
        let Some(m) = self.mean("start", base) else { return Vec::new() };
        let mut said = vec![match m.mean {
            Some(_) => format!(
                "The mean score of the {} {} was {}.",
                count(m.people.map(|n| n as f64)),
                self.base(base),
                self.figure(Some(m))
            ),
            None => format!("The mean score of {} is withheld.", self.base(base)),
        }];
        let (case, worse) =
            (format!("were classed as {}", self.case()), format!("were {}", self.worse_end()));
        let rows = [
            (["scale_case", "start", base, "case"], case),
            (["scale_worse_end", "start", base, "worse_end"], worse),
        ];
        let told: Vec<Told<'_>> =
            rows.into_iter().filter_map(|(key, did)| Some((Some(self.share(key)?), did))).collect();
        if !told.is_empty() {
            said.push(self.told(&self.base(base), &told));
        }
        if let Some(row) = self.share(["scale_benchmark", "start", base, "below"]) {
            let below = format!("were below {}", self.about.benchmark.map(level).unwrap_or_default());
            said.push(format!("{} {}", self.benchmark(), self.told(&self.base(base), &[(Some(row), below)])));
        }
        said
    }

    /// What the benchmark is.
    #[must_use]
    pub fn benchmark(&self) -> String {
        let a = self.about;
        let (Some(value), Some(label), Some(source)) = (a.benchmark, &a.benchmark_label, &a.benchmark_source)
        else {
            return String::new();
        };
        let of = a.benchmark_of.as_ref().map_or(String::new(), |of| format!(" on the score {of}"));
        let sd = a.benchmark_sd.map_or(String::new(), |sd| format!(", standard deviation {}", level(sd)));
        format!("For comparison: {label} is {}{of}{sd} ({}).", level(value), source.trim_end_matches('.'))
    }

    /// Less, same, more, and by how much on average.
    #[must_use]
    pub fn changed(&self) -> Vec<String> {
        let base = "with_both";
        let of = |category| self.share(["scale_change", "start_to_end", base, category]);
        let mut said = vec![self.three(
            base,
            [of("better"), of("same"), of("worse")],
            ["had a better score at the end than at the start", "had the same score", "had a worse one"],
        )];
        if let Some(m) = self.mean("start_to_end", base) {
            said.push(format!("On average their scores {}.", self.moved(m)));
        }
        let counts = |category| self.share(["scale_meaningful", "start_to_end", base, category]);
        let same = counts("improved").map(|r| r.numerator) == of("better").map(|r| r.numerator)
            && counts("worsened").map(|r| r.numerator) == of("worse").map(|r| r.numerator);
        if counts("improved").is_some() && !same {
            let step = self.step();
            let by = |way: &str| format!("were {way} by {step} or more");
            let told = [(counts("improved"), by("better")), (counts("worsened"), by("worse"))];
            said.push(self.told(&self.base(base), &told));
        }
        said
    }

    /// `fell by 1.8 points (interval 1.7 to 1.9), for the better`.
    #[must_use]
    pub fn moved(&self, m: &ScaleRecord) -> String {
        let Some(mean) = m.mean else {
            return if m.suppressed {
                "changed by an amount that is withheld".to_owned()
            } else {
                "cannot be told".to_owned()
            };
        };
        let size = |v: f64| number(v.abs(), 1);
        if size(mean) == "0.0" {
            return format!("did not change{}", between(m));
        }
        let verb = if mean < 0.0 { "fell" } else { "rose" };
        let good = (mean < 0.0) == self.lower_is_better();
        format!(
            "{verb} by {} {}{}, for the {}",
            size(mean),
            self.about.unit,
            between(m),
            if good { "better" } else { "worse" }
        )
    }

    /// Cases that were none at the end, and the other way round.
    #[must_use]
    pub fn crossed(&self) -> Vec<String> {
        let of = |base, category| self.share(["scale_case_transition", "start_to_end", base, category]);
        let (left, became) = (of("cases_at_start", "left_case"), of("non_cases_at_start", "became_case"));
        if left.is_none() && became.is_none() {
            return Vec::new();
        }
        let case = self.case();
        vec![
            self.told(
                &self.base("cases_at_start"),
                &[(left, format!("were no longer classed as {case} at the end"))],
            ),
            self.told(
                &self.base("non_cases_at_start"),
                &[(became, format!("were classed as {case} at the end"))],
            ),
        ]
    }

    /// Against the benchmark, of the same people at both times.
    #[must_use]
    pub fn against(&self) -> Vec<String> {
        let of = |time| self.share(["scale_benchmark", time, "with_both", "at_or_above"]);
        let (Some(start), Some(end)) = (of("start"), of("end")) else { return Vec::new() };
        let told = [
            (Some(start), "were at or above it at the start".to_owned()),
            (Some(end), "were at or above it at the end".to_owned()),
        ];
        vec![format!("{} {}", self.benchmark(), self.told(&self.base("with_both"), &told))]
    }

    /// Whether the change lasted.
    #[must_use]
    pub fn lasted(&self) -> Vec<String> {
        let three = "with_all_three";
        let of = |group, category| self.share(["scale_later", group, three, category]);
        let parts = |group| ["better", "same", "worse"].map(|c| of(group, c));
        let (whom, better) =
            (self.base(three), format!("had a better score {} than at the start", self.later()));
        let since = "had a worse score than at the end of support";
        let [gained, held, lost] = parts("end_to_follow_up");
        let mut said = vec![
            self.three(
                three,
                parts("start_to_follow_up"),
                [&better, "had the same score", "had a worse one"],
            ),
            self.three(three, [lost, held, gained], [since, "had the same score", "had a better one"])
                .replacen(&format!("Of the {whom}"), "Of the same people", 1),
        ];
        if let Some(row) = self.share(["scale_later_kept", "start_to_follow_up", "better_at_end", "better"]) {
            let still = "still had a better score than at the start".to_owned();
            said.push(self.told(&self.base("better_at_end"), &[(Some(row), still)]));
        }
        said.extend(self.relapsed());
        let changes =
            [("start_to_follow_up", "Against the start"), ("end_to_follow_up", "Since the end of support")];
        for (of, when) in changes {
            if let Some(m) = self.mean(of, three) {
                said.push(format!("{when}, on average, the scores of these people {}.", self.moved(m)));
            }
        }
        said
    }

    fn relapsed(&self) -> Vec<String> {
        let of = |base, category| self.share(["scale_later_case", "end_to_follow_up", base, category]);
        let became = of("non_cases_at_end", "became_case");
        if became.is_none() {
            return Vec::new();
        }
        let (case, later) = (self.case(), self.later());
        let rows = [
            ("non_cases_at_end", "became_case", format!("were classed as {case} {later}")),
            ("left_case_by_end", "relapsed", format!("were classed as {case} again")),
            ("never_cases", "became_case", format!("were classed as {case} for the first time")),
        ];
        rows.into_iter()
            .map(|(base, what, did)| self.told(&self.base(base), &[(of(base, what), did)]))
            .collect()
    }

    /// Three shares that are everybody, with a word on rounding.
    fn three(&self, base: &str, rows: [Option<&DescriptiveRecord>; 3], did: [&str; 3]) -> String {
        let told: Vec<Told<'_>> = rows.into_iter().zip(did.map(str::to_owned)).collect();
        format!("{}{}", self.told(&self.base(base), &told), rounding(&rows))
    }

    /// Whether those followed up are like the others.
    #[must_use]
    pub fn alike(&self) -> String {
        let apart: Vec<(f64, &str)> =
            [("start", "start score"), ("end", "end score"), ("start_to_end", "change")]
                .into_iter()
                .filter_map(|(of, words)| Some((self.mean(of, "with_all_three")?.standardised?, words)))
                .collect();
        let far: Vec<&str> = apart.iter().filter(|(d, _)| d.abs() > CLOSE).map(|(_, w)| *w).collect();
        match (apart.is_empty(), far.is_empty()) {
            (true, _) => "Whether those followed up are like the others cannot be told from these figures.".to_owned(),
            (_, true) => "Those followed up are like the others with a start and an end score in start, end and change (at most a tenth of a standard deviation apart). That they are alike in everything else does not follow.".to_owned(),
            (_, false) => format!(
                "Those followed up are not like the others with a start and an end score: more than a tenth of a standard deviation apart in {}. What is said here is about them, not about all {}.",
                far.join(" and "),
                self.people
            ),
        }
    }
}

/// The interval of a change, with the word that chance alone could explain it.
fn between(m: &ScaleRecord) -> String {
    let Some((low, high)) = m.lower.zip(m.upper) else {
        return m.null_reason.as_ref().map_or_else(String::new, |why| format!(" (no interval: {why})"));
    };
    let level = percent(m.level.unwrap_or(0.95));
    let size = |v: f64| number(v.abs(), 1);
    if low <= 0.0 && high >= 0.0 {
        return format!(
            " ({level} interval from a fall of {} to a rise of {}: chance alone could explain it)",
            size(low),
            size(high)
        );
    }
    let (near, far) = if low.abs() < high.abs() { (low, high) } else { (high, low) };
    format!(" ({level} interval {} to {})", size(near), size(far))
}

/// Why percentages that should add up to 100 do not.
fn rounding(rows: &[Option<&DescriptiveRecord>]) -> String {
    let shares: Option<Vec<f64>> = rows.iter().map(|r| r.and_then(|r| r.value)).collect();
    let sum: f64 = shares.unwrap_or_default().iter().map(|v| (v * 100.0).round()).sum();
    if sum == 0.0 || sum == 100.0 {
        String::new()
    } else {
        format!(" (The percentages add up to {} because each is rounded.)", number(sum, 0))
    }
}

/// `a`, `a and b`, `a, b and c`.
fn listed(all: &[&str], last: &str) -> String {
    match all {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}
