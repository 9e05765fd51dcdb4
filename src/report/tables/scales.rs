//! `scales`: means of the people supported, and what must be known of each scale.

use super::define::table;

table! {
    /// One mean of the people supported, of a score or of a change.
    ScaleRecord = "scales",
    "One row per scale, mean and base: scores of the people supported at the start, at the end and at the follow-up, and their changes, with intervals. Changes, not effects. The shares are in `descriptives`, sections `scale_...`.",
    key ["specification", "scale", "mean_of", "base"];
    specification: String, "", "Name of the specification that the report is about; scales are about all people supported, whatever it is.";
    imputation: Option<i64>, "", "Imputation; missing = none or pooled.";
    scale: String, "", "Name of the scale in the job.";
    label: String, "", "What readers see.";
    unit: String, "", "Unit of the scores.";
    instrument: Option<String>, "", "Instrument, where there is one.";
    source: Option<String>, "", "Where the instrument is published.";
    better: String, "", "`lower` or `higher`: which scores are good.";
    range_low: Option<f64>, "", "Lowest possible score.";
    range_high: Option<f64>, "", "Highest possible score.";
    case_name: Option<String>, "", "What a case is called.";
    case_at_least: Option<f64>, "", "A score at or above this is a case.";
    case_at_most: Option<f64>, "", "A score at or below this is a case.";
    meaningful: Option<f64>, "", "Smallest change that counts as meaningful.";
    worse_end: Option<f64>, "", "A score at this or worse lies at the worse end of the scale.";
    benchmark: Option<f64>, "", "Published level that scores are set against.";
    benchmark_label: Option<String>, "", "What that level is.";
    benchmark_source: Option<String>, "", "Where it is published.";
    benchmark_of: Option<String>, "", "Instrument it is a score of.";
    benchmark_sd: Option<f64>, "", "Standard deviation in the population it describes.";
    follow_up: Option<String>, "", "What the later time is called.";
    at_least_weeks: Option<f64>, "weeks", "Follow-ups sooner than this after the end do not count.";
    mean_of: String, "", "`start`, `end`, `follow_up` (scores), `start_to_end`, `start_to_follow_up`, `end_to_follow_up` (later less earlier), or `weeks_to_follow_up`.";
    base: String, "", "Of whom: `with_start`, `with_end` (unpaired), `with_both` (paired), `with_all_three`, or `not_followed_up` (start and end, no follow-up).";
    people: Option<i64>, "people", "How many.";
    mean: Option<f64>, "", "The mean.";
    sd: Option<f64>, "", "Standard deviation between people.";
    se: Option<f64>, "", "Standard error.";
    lower: Option<f64>, "", "Lower limit.";
    upper: Option<f64>, "", "Upper limit.";
    level: Option<f64>, "", "Confidence level of the limits.";
    df: Option<f64>, "", "Degrees of freedom.";
    clusters: Option<i64>, "", "Sites or workers, where people come in some.";
    variance: String, "", "`t`, `cluster, CR1` or `cluster, CR2`.";
    standardised: Option<f64>, "", "On the rows of those followed up: difference from those who were not, in standard deviations.";
    suppressed: bool, "", "True if figures are withheld because too few people are behind them.";
    null_reason: Option<String>, "", "Why there is no interval, where there is none.";
}
