//! What could have come by itself: the band of a fallible start score, the bracket, the fractions of follow-up.
//!
//! Numbers of the fractions are from statsmodels 0.14 (`OLS` on the arm, `cov_type="cluster"` by pair, t with
//! 11 degrees of freedom, variance of the linear combination from `cov_params`), to 1e-9; the break-even of the limit
//! from `scipy.optimize.brentq`. The correction is held against made data in which the truth is known.

mod common {
    pub mod engine;
}

use common::engine::{close, job_of, run_text};
use matchwell::cohort::Contrast;
use matchwell::job::{BRACKET, Role};
use matchwell::matching::Fate;
use matchwell::pipeline::{self, Depth};
use matchwell::sensitivity::Doubt;
use matchwell::sensitivity::{fallible, gap};
use matchwell::stats::rng::{stream, uniform};
use matchwell::study::Study;
use matchwell::synth::{self, Mode, PersonTruth, SynthSpec};
use rayon::prelude::*;
use std::collections::HashSet;
use std::fmt::Write as _;
use std::path::Path;

const LONELINESS: &str = include_str!("../examples/loneliness/job.toml");

fn rows<'a>(study: &'a Study, analysis: &str, contrast: Contrast) -> Vec<&'a Doubt> {
    let all = study.analyses[0].doubts.rows.iter();
    all.filter(|d| d.analysis == analysis && d.contrast == contrast).collect()
}

/// Smallest and largest corrected effect.
fn band(rows: &[&Doubt]) -> (f64, f64) {
    let found = rows.iter().filter(|d| d.subject.is_none()).filter_map(|d| d.estimate);
    found.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)))
}

const PAIRS: [(f64, f64); 12] = [
    (-4.0, -1.0),
    (-2.5, -0.5),
    (-3.0, -2.0),
    (1.0, 0.5),
    (-5.5, -1.5),
    (-2.0, 1.0),
    (0.5, -0.5),
    (-3.5, -2.5),
    (-1.0, 0.0),
    (-6.0, -1.0),
    (-2.0, -3.0),
    (-4.5, 0.5),
];

/// Twelve pairs with the same start score in each.
fn pairs() -> Vec<(f64, f64, bool)> {
    let both = |(k, (t, c)): (usize, &(f64, f64))| {
        let start = 3.0 * (k as f64 + 1.0);
        [(start, start + t, true), (start, start + c, false)]
    };
    PAIRS.iter().enumerate().flat_map(both).collect()
}

const GAP: &str = "[matching]\nreplace = false\n[design]\nexact = [\"score.start\"]\ndistance = \"euclidean\"\n[estimate]\ncontrast = \"change\"\n[review]\nallow = []\n";

#[test]
fn fractions_of_the_controls_change_agree_with_statsmodels() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = two_files(folder.path(), &pairs(), GAP).replace("gap_weeks = 104", "gap_weeks = 12");
    assert!(rows(&run_text(&text, folder.path()), gap::GAP, Contrast::Change).is_empty());
    let study = run_text(&two_files(folder.path(), &pairs(), GAP), folder.path());
    let found = rows(&study, gap::GAP, Contrast::Change);
    let expected = [
        (0.0, -2.708_333_333_333_332_6, -4.123_929_163_408_915, -1.292_737_503_257_749_5),
        (0.25, -2.499_999_999_999_999, -3.867_196_049_447_7, -1.132_803_950_552_298_4),
        (0.5, -2.291_666_666_666_666, -3.639_579_553_832_868, -0.943_753_779_500_464_2),
        (1.0, -1.874_999_999_999_999_6, -3.274_696_134_777_578, -0.475_303_865_222_420_85),
        (1.5, -1.458_333_333_333_333, -3.017_420_216_446_356_4, 0.100_753_549_779_690_53),
    ];
    for (fraction, estimate, lower, upper) in expected {
        let row = found.iter().find(|d| d.parameter == Some((gap::FRACTION, fraction))).expect("a row");
        close("estimate", row.estimate.expect("a number"), estimate, 1e-9);
        close("lower", row.lower.expect("a number"), lower, 1e-9);
        close("upper", row.upper.expect("a number"), upper, 1e-9);
    }
    let value = |subject: &str| {
        found.iter().find(|d| d.subject.as_deref() == Some(subject)).and_then(|d| d.value).expect("a value")
    };
    close("even", value(gap::BREAK_EVEN), 3.25, 1e-12);
    close("limit", value(gap::BREAK_LIMIT), 1.417_967_039_869_657, 1e-9);
}

/// Before, after and arm of each person as a job of two sides with different times of follow-up.
fn two_files(folder: &Path, rows: &[(f64, f64, bool)], more: &str) -> String {
    for (name, arm) in [("treated.csv", true), ("pool.csv", false)] {
        let mut csv = "id,start,end,age\n".to_owned();
        for (k, (start, end, _)) in rows.iter().enumerate().filter(|(_, r)| r.2 == arm) {
            writeln!(csv, "{}{k:06},{start},{end},{}", name.chars().next().expect("a letter"), 50 + k % 7)
                .expect("written");
        }
        std::fs::write(folder.join(name), csv).expect("written");
    }
    format!(
        r#"name = "made"
[treated]
source = "treated.csv"
id = "id"
gap_weeks = 12
[control]
source = "pool.csv"
id = "id"
gap_weeks = 104
[covariates.age]
kind = "number"
treated = "age"
control = "age"
[outcomes.score]
better = "lower"
meaningful = 1
treated = {{ start = "start", end = "end" }}
control = {{ start = "start", end = "end" }}
{more}
[disclosure]
profile = "none"
"#
    )
}

/// People whose score is a usual level and chance, in two populations; the true effect is `effect`, and the score that
/// the treated would have had without it stands beside.
struct Made {
    rows: Vec<(f64, f64, bool)>,
    without: Vec<f64>,
}

fn classical(seed: u64, means: [f64; 2], effect: f64, whole: bool) -> Made {
    let mut rng = stream(seed, "bands", 0);
    let mut normal = || {
        let radius = (-2.0 * libm::log(1.0 - uniform(&mut rng))).sqrt();
        radius * libm::cos(std::f64::consts::TAU * uniform(&mut rng))
    };
    let told = |x: f64| if whole { x.round().clamp(0.0, 27.0) } else { x };
    let (mut rows, mut without) = (Vec::new(), Vec::new());
    while rows.len() < 4000 {
        // Variance 6 between people, 4 within: a reliability of 0.6.
        let treated = rows.len() % 8 == 0;
        let usual = means[usize::from(treated)] + 6.0_f64.sqrt() * normal();
        let start = told(usual + 2.0 * normal());
        let free = usual + 2.0 * normal();
        if treated {
            without.push(told(free));
        }
        rows.push((start, told(free + if treated { effect } else { 0.0 }), treated));
    }
    Made { rows, without }
}

fn study_of(made: &Made, more: &str) -> (Study, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let text = two_files(folder.path(), &made.rows, more);
    (run_text(&text, folder.path()), folder)
}

const KNOWN: &str = "range = [0, 27]\ncase = { at_least = 12, name = \"ill\" }\nreport = [\"change\", \"end\", \"improved\", \"worsened\", \"left_case\"]\n[design]\nexact = [\"score.start\"]\n[matching]\nmethod = \"exact\"\n[sensitivity]\nfallible_baseline = { reliability = 0.6, margin = 0.0, long_run_mean = [13, 13] }\n";

/// In the classical model, with reliability and long-run mean known, the correction leaves the true effect; without it
/// the difference is off by (1 - rho)(m_T - m_C).
#[test]
fn the_correction_is_right_where_the_model_is() {
    for effect in [0.0, -1.0] {
        let made = classical(7, [10.0, 13.0], effect, true);
        let (study, _folder) = study_of(&made, KNOWN);
        let effects = study.analyses[0].effects.as_ref().expect("effects");
        let plain = effects.rows[effects.primary].estimate.expect("a number");
        assert!((plain - effect - 0.4 * 3.0).abs() < 0.25, "plain {plain}, true {effect}");
        for contrast in [Contrast::Change, Contrast::End] {
            let found = rows(&study, fallible::ANALYSIS, contrast);
            let (low, high) = band(&found);
            assert_eq!(low, high);
            assert!((low - effect).abs() < 0.2, "{contrast:?}: corrected {low}, true {effect}");
        }
    }
}

/// Shares: what would have become of the treated is known here. The correction must take away at least two thirds of the
/// false effect on every share that has one.
#[test]
fn shares_are_corrected_as_the_end_scores_are() {
    let made = classical(11, [10.0, 13.0], 0.0, true);
    let (study, _folder) = study_of(&made, KNOWN);
    let effects = study.analyses[0].effects.as_ref().expect("effects");
    let treated: Vec<(f64, f64)> =
        made.rows.iter().filter(|r| r.2).zip(&made.without).map(|(r, w)| (r.0, *w)).collect();
    assert_eq!(treated.len(), 500);
    let mut seen = 0;
    for contrast in [Contrast::Improved, Contrast::Worsened, Contrast::LeftCase] {
        let row =
            effects.main.iter().map(|&k| &effects.rows[k]).find(|r| r.contrast == contrast).expect("a row");
        let plain = row.estimate.expect("a number");
        let (corrected, _) = band(&rows(&study, fallible::ANALYSIS, contrast));
        assert!(plain.abs() > 0.08, "{contrast:?}: no false effect to correct, {plain}");
        assert!(corrected.abs() < plain.abs() / 3.0, "{contrast:?}: {plain} became {corrected}");
        seen += 1;
    }
    assert_eq!(seen, 3);
}

#[test]
fn the_mean_at_which_the_interval_reaches_nought_does_that() {
    let made = classical(3, [10.0, 13.0], -3.0, true);
    let (study, folder) = study_of(&made, KNOWN);
    let contrasts = [Contrast::Change, Contrast::Improved, Contrast::Worsened, Contrast::LeftCase];
    for contrast in contrasts {
        let found = rows(&study, fallible::ANALYSIS, contrast);
        let undone = found.iter().find(|d| d.subject.as_deref() == Some(fallible::UNDONE)).expect("a row");
        let at = undone.value.unwrap_or_else(|| panic!("{contrast:?}: {:?}", undone.null_reason));
        let there = KNOWN.replace("[13, 13]", &format!("[{at:?}, {at:?}]"));
        let again = run_text(&two_files(folder.path(), &made.rows, &there), folder.path());
        let row = rows(&again, fallible::ANALYSIS, contrast);
        let row = row.iter().find(|d| d.subject.is_none()).expect("a row");
        let nearest = row.lower.expect("a limit").abs().min(row.upper.expect("a limit").abs());
        assert!(nearest < 1e-6, "{contrast:?} at {at}: {:?} to {:?}", row.lower, row.upper);
    }
}

#[test]
fn reliability_comes_from_the_pool_where_that_is_asked_for() {
    let made = classical(5, [10.0, 11.0], 0.0, true);
    let said = KNOWN
        .replace("reliability = 0.6", "reliability = \"pool\"")
        .replace(", long_run_mean = [13, 13]", "");
    let (study, _folder) = study_of(&made, &said);
    let found = rows(&study, fallible::ANALYSIS, Contrast::Change);
    let (name, reliability) = found[0].parameter.expect("a strength");
    assert_eq!(name, fallible::RELIABILITY);
    assert!((reliability - 0.6).abs() < 0.03, "{reliability}");
    let means: Vec<f64> = found.iter().filter_map(|d| d.second).map(|s| s.1).collect();
    assert_eq!(means.len(), 5);
    assert!((means[0] - 10.0).abs() < 0.15 && means.is_sorted(), "{means:?}");
}

#[test]
fn what_is_left_out_is_left_out_and_no_number_stands_where_there_is_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let off =
        format!("{GAP}[sensitivity]\nfallible_baseline = {{ omit_because = \"measured by a machine\" }}\n");
    let study = run_text(&two_files(folder.path(), &pairs(), &off), folder.path());
    assert!(rows(&study, fallible::ANALYSIS, Contrast::Change).is_empty());
    // No effect at all: nothing can be undone.
    let same: Vec<(f64, f64, bool)> =
        pairs().into_iter().map(|(s, e, z)| (s, if z { e } else { s - 1.0 - (s % 2.0) * 3.0 }, z)).collect();
    let study = run_text(&two_files(folder.path(), &same, GAP), folder.path());
    for row in rows(&study, fallible::ANALYSIS, Contrast::Change) {
        let numbers = [row.estimate, row.lower, row.upper, row.value];
        assert!(numbers.into_iter().flatten().all(f64::is_finite));
        assert!(row.null_reason.is_some() || numbers.into_iter().flatten().next().is_some());
    }
    // A shift that leaves the scale has no number, and a reason.
    let narrow = GAP.replace("[matching]", "range = [-10, 50]\nreport = [\"change\", \"improved\"]\n[sensitivity]\nfallible_baseline = { reliability = 0.5, long_run_mean = [-500, 10] }\n[matching]");
    let study = run_text(&two_files(folder.path(), &pairs(), &narrow), folder.path());
    let none: Vec<&Doubt> = rows(&study, fallible::ANALYSIS, Contrast::Improved)
        .into_iter()
        .filter(|d| d.subject.is_none() && d.estimate.is_none())
        .collect();
    assert!(!none.is_empty() && none.iter().all(|d| d.null_reason.is_some()));
}

#[test]
fn the_other_end_of_the_bracket_comes_by_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = classical(2, [10.0, 11.0], 0.0, true);
    let free = "[matching]\nreplace = true\n";
    let job = job_of(&two_files(folder.path(), &made.rows, free), folder.path());
    let other = job.specifications.last().expect("a specification");
    assert_eq!((other.role, other.name.as_str(), other.id), (Role::Bracket, BRACKET, 1));
    let study = pipeline::run(&job, Depth::Full, &|_| ()).expect("a study");
    assert_eq!(study.analyses.len(), 2);
    assert_eq!(study.analyses[0].design.terms, ["age", "score.start"]);
    assert_eq!(study.analyses[1].design.terms, ["age"]);
    // Difference in differences with two times is the weighted difference in change: one row.
    let effects = study.analyses[1].effects.as_ref().expect("effects");
    let changes = effects.main.iter().filter(|&&k| effects.rows[k].contrast == Contrast::Change);
    assert_eq!(changes.count(), 1);

    let roles = |more: &str| -> Vec<Role> {
        let text = two_files(folder.path(), &made.rows, &format!("{free}{more}"));
        job_of(&text, folder.path()).specifications.iter().map(|s| s.role).collect()
    };
    assert_eq!(roles("[sensitivity]\nbracket = false\n"), [Role::Primary]);
    assert_eq!(roles("[design]\nbaseline = \"ignore\"\n"), [Role::Primary]);
    assert_eq!(roles("[design]\nterms = [\"score.start\"]\n"), [Role::Primary]);
    assert_eq!(roles("[design]\nterms = [\"age\"]\n"), [Role::Primary]);
    let declared = "[[specification]]\nname = \"trends\"\ndesign = { baseline = \"ignore\" }\n";
    assert_eq!(roles(declared), [Role::Primary, Role::Declared]);
    let exact = "[design]\nterms = [\"age\"]\nexact = [\"score.start\"]\n";
    assert_eq!(roles(exact), [Role::Primary, Role::Bracket]);
}

/// One made evaluation: the plain difference, the band, and the truth, for each contrast.
struct Once {
    contrast: Contrast,
    plain: f64,
    se: f64,
    covers: bool,
    band: (f64, f64),
    limits: (f64, f64),
    truth: f64,
}

fn base(contrast: Contrast, p: &PersonTruth) -> bool {
    match contrast {
        Contrast::Improved => p.start > 3,
        Contrast::Worsened => p.start < 9,
        Contrast::LeftCase => p.start >= 6,
        Contrast::BecameCase => p.start < 6,
        _ => true,
    }
}

fn once(mode: Mode, seed: u64) -> Vec<Once> {
    let spec = SynthSpec { mode, seed, ..SynthSpec::default() };
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("data")).expect("a folder");
    for file in synth::make(&spec) {
        std::fs::write(folder.path().join("data").join(&file.path), &file.bytes).expect("written");
    }
    let mut job = job_of(LONELINESS, folder.path());
    job.specifications.truncate(1);
    job.specifications[0].matching.tie_orders = Some(0);
    let study = pipeline::run(&job, Depth::Full, &|_| ()).expect("a study");
    let analysis = &study.analyses[0];
    let matched: HashSet<String> = (0..study.cohort.len())
        .filter(|&i| study.cohort.treated()[i] && analysis.matching.fate[i] == Fate::Matched)
        .map(|i| study.cohort.ids().text(i).into_owned())
        .collect();
    let truth = synth::truth(&spec);
    let effects = analysis.effects.as_ref().expect("effects");
    let one = |&k: &usize| {
        let r = &effects.rows[k];
        let target =
            truth.effect(r.contrast, |p| matched.contains(&p.id) && base(r.contrast, p))?.difference();
        let found = rows(&study, fallible::ANALYSIS, r.contrast);
        let ends = |of: fn(&Doubt) -> Option<f64>| found.iter().filter_map(move |d| of(d));
        let limits = (
            ends(|d| d.lower).fold(f64::INFINITY, f64::min),
            ends(|d| d.upper).fold(f64::NEG_INFINITY, f64::max),
        );
        Some(Once {
            contrast: r.contrast,
            plain: r.estimate?,
            se: r.se?,
            covers: r.lower? <= target && target <= r.upper?,
            band: band(&found),
            limits,
            truth: target,
        })
    };
    effects.main.iter().filter_map(one).collect()
}

fn within((low, high): (f64, f64), x: f64) -> bool {
    low <= x && x <= high
}

/// A few made evaluations: the plain difference is off by several standard errors, and the band holds the truth.
#[test]
fn the_band_covers_the_truth_where_the_plain_difference_does_not() {
    for (mode, sign) in [(Mode::StableDifference, 1.0), (Mode::Dip, -1.0)] {
        let all: Vec<Once> = (100..103_u64).into_par_iter().flat_map_iter(|seed| once(mode, seed)).collect();
        let change: Vec<&Once> = all.iter().filter(|o| o.contrast == Contrast::Change).collect();
        assert_eq!(change.len(), 3);
        for o in change {
            assert!(
                sign * (o.plain - o.truth) > 1.5 * o.se,
                "{}: plain {}, true {}",
                mode.name(),
                o.plain,
                o.truth
            );
            assert!(within(o.band, o.truth), "{}: band {:?}, true {}", mode.name(), o.band, o.truth);
        }
    }
}

/// The figures of `docs/coverage.md`.
#[test]
#[ignore = "slow: run by `make coverage`"]
fn how_often_the_band_covers() {
    for mode in [Mode::Ignorable, Mode::StableDifference, Mode::Dip] {
        let all: Vec<Once> = (0..150_u64).into_par_iter().flat_map_iter(|seed| once(mode, seed)).collect();
        let mut contrasts: Vec<Contrast> = all.iter().map(|o| o.contrast).collect();
        contrasts.sort_unstable();
        contrasts.dedup();
        for contrast in contrasts {
            let mine: Vec<&Once> = all.iter().filter(|o| o.contrast == contrast).collect();
            let n = mine.len() as f64;
            let mean = |of: &dyn Fn(&Once) -> f64| mine.iter().map(|o| of(o)).sum::<f64>() / n;
            let share = |of: &dyn Fn(&Once) -> bool| 100.0 * mean(&|o| f64::from(u8::from(of(o))));
            println!(
                "| {} | {} | {:+.3} | {:+.2} | {:.1} % | {:.1} % | {:.1} % | {:.3} |",
                mode.name(),
                contrast.word(),
                mean(&|o| o.plain - o.truth),
                mean(&|o| o.plain - o.truth) / mean(&|o| o.se),
                share(&|o| o.covers),
                share(&|o| within(o.band, o.truth)),
                share(&|o| within(o.limits, o.truth)),
                mean(&|o| o.band.1 - o.band.0),
            );
            if contrast == Contrast::Change {
                assert!(share(&|o| within(o.limits, o.truth)) >= 95.0);
            }
        }
    }
}
