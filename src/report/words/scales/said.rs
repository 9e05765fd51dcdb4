//! What is said of a scale: where people started, how they changed, whether it lasted.

use super::super::super::tables::descriptives::DescriptiveRecord;
use super::super::super::tables::scales::ScaleRecord;
use super::super::numbers::{count, level, number, percent};
use super::Scale;

/// Standard deviations apart from which those followed up are not called like the others.
const CLOSE: f64 = 0.1;

impl Scale<'_> {
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
        if let Some(row) = self.share(["scale_case", "start", base, "case"]) {
            said.push(format!("Of the {}, {} were {}.", self.base(base), self.part(Some(row)), self.case()));
        }
        if let Some(row) = self.share(["scale_worse_end", "start", base, "worse_end"]) {
            said.push(format!("Of the same people, {} were {}.", self.part(Some(row)), self.worse_end()));
        }
        if let Some(row) = self.share(["scale_benchmark", "start", base, "below"]) {
            said.push(format!(
                "{} Of the same people, {} were below it.",
                self.benchmark(),
                self.part(Some(row))
            ));
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
        let of = a.benchmark_of.as_ref().map_or(String::new(), |of| format!(", a score of {of}"));
        let sd = a.benchmark_sd.map_or(String::new(), |sd| format!(", standard deviation {}", level(sd)));
        format!("For comparison: {label} is {}{of}{sd} ({}).", level(value), source.trim_end_matches('.'))
    }

    /// Less, same, more, and by how much on average.
    #[must_use]
    pub fn changed(&self) -> Vec<String> {
        let base = "with_both";
        let of = |category| self.share(["scale_change", "start_to_end", base, category]);
        let mut said = vec![format!(
            "Of the {}, {} had a better score at the end than at the start, {} the same score and {} a worse one.{}",
            self.base(base),
            self.part(of("better")),
            self.part(of("same")),
            self.part(of("worse")),
            rounding(&[of("better"), of("same"), of("worse")])
        )];
        if let Some(m) = self.mean("start_to_end", base) {
            said.push(format!("On average their scores {}.", self.moved(m)));
        }
        let counts = |category| self.share(["scale_meaningful", "start_to_end", base, category]);
        let same = counts("improved").map(|r| r.numerator) == of("better").map(|r| r.numerator)
            && counts("worsened").map(|r| r.numerator) == of("worse").map(|r| r.numerator);
        if counts("improved").is_some() && !same {
            said.push(format!(
                "Counting only a change of {} or more: {} were better and {} worse.",
                self.step(),
                self.part(counts("improved")),
                self.part(counts("worsened"))
            ));
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
            return format!("did not change{}", self.between(m));
        }
        let verb = if mean < 0.0 { "fell" } else { "rose" };
        let good = (mean < 0.0) == self.lower_is_better();
        format!(
            "{verb} by {} {}{}, for the {}",
            size(mean),
            self.unit(mean.abs()),
            self.between(m),
            if good { "better" } else { "worse" }
        )
    }

    fn between(&self, m: &ScaleRecord) -> String {
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

    /// Cases that were none at the end, and the other way round.
    #[must_use]
    pub fn crossed(&self) -> Vec<String> {
        let of = |base, category| self.share(["scale_case_transition", "start_to_end", base, category]);
        let (left, became) = (of("cases_at_start", "left_case"), of("non_cases_at_start", "became_case"));
        if left.is_none() && became.is_none() {
            return Vec::new();
        }
        vec![format!(
            "Of the {}, {} were no longer {} at the end. Of the {}, {} had become {}.",
            self.base("cases_at_start"),
            self.part(left),
            self.case(),
            self.base("non_cases_at_start"),
            self.part(became),
            self.case()
        )]
    }

    /// Against the benchmark, of the same people at both times.
    #[must_use]
    pub fn against(&self) -> Vec<String> {
        let of = |time| self.share(["scale_benchmark", time, "with_both", "at_or_above"]);
        let (Some(start), Some(end)) = (of("start"), of("end")) else { return Vec::new() };
        vec![format!(
            "{} Of the {}, {} were at or above it at the start and {} at the end.",
            self.benchmark(),
            self.base("with_both"),
            self.part(Some(start)),
            self.part(Some(end))
        )]
    }

    /// Whether the change lasted.
    #[must_use]
    pub fn lasted(&self) -> Vec<String> {
        let three = "with_all_three";
        let of = |group, category| self.share(["scale_later", group, three, category]);
        let parts = |group| ["better", "same", "worse"].map(|c| of(group, c));
        let [better, same, worse] = parts("start_to_follow_up");
        let [gained, held, lost] = parts("end_to_follow_up");
        let mut said = vec![
            format!(
                "Of the {}, {} had a better score at {} than at the start, {} the same and {} a worse one.{}",
                self.base(three),
                self.part(better),
                self.later(),
                self.part(same),
                self.part(worse),
                rounding(&[better, same, worse])
            ),
            format!(
                "Since the end of support the score of {} got worse, that of {} stayed and that of {} got better: the same people.{}",
                self.part(lost),
                self.part(held),
                self.part(gained),
                rounding(&[lost, held, gained])
            ),
        ];
        if let Some(row) = self.share(["scale_later_kept", "start_to_follow_up", "better_at_end", "better"]) {
            said.push(format!(
                "Of the {}, {} still had a better score than at the start.",
                self.base("better_at_end"),
                self.part(Some(row))
            ));
        }
        said.extend(self.relapsed());
        let changes =
            [("start_to_follow_up", "Against the start"), ("end_to_follow_up", "Since the end of support")];
        for (of, when) in changes {
            if let Some(m) = self.mean(of, three) {
                said.push(format!("{when} the scores of these people {} on average.", self.moved(m)));
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
        vec![format!(
            "Of the {}, {} were {case} at {}. Among them: of the {}, {} were {case} again; of the {}, {} became {case} for the first time.",
            self.base("non_cases_at_end"),
            self.part(became),
            self.later(),
            self.base("left_case_by_end"),
            self.part(of("left_case_by_end", "relapsed")),
            self.base("never_cases"),
            self.part(of("never_cases", "became_case")),
            case = self.case()
        )]
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
