//! Disclosure: an attacker with the release tries to work back small counts.

use super::study::study;
use matchwell::job::{DisclosureProfile, DisclosureSpec};
use matchwell::report::tables::descriptives::DescriptiveRecord;
use matchwell::report::{Release, Tables, disclose, tabulate};
use std::collections::BTreeMap;

const THRESHOLD: i64 = 10;

fn release() -> (Tables, Release) {
    let tables = tabulate(&study("threshold")).unwrap();
    let spec =
        DisclosureSpec { profile: DisclosureProfile::Threshold, threshold: 10, round_to: 5, earlier: None };
    (tables.clone(), disclose(tables, &spec))
}

#[test]
fn the_profile_none_passes_everything_through() {
    let tables = Tables { overlaps: Vec::new(), ..tabulate(&study("none")).unwrap() };
    let spec = DisclosureSpec { profile: DisclosureProfile::None, ..DisclosureSpec::default() };
    assert_eq!(disclose(tables.clone(), &spec).tables(), &tables);
}

#[test]
fn no_released_count_is_small_or_exact() {
    let (_, release) = release();
    let t = release.tables();
    let effects = t.effects.iter().flat_map(|e| [e.treat_number, e.comparison_number, e.clusters]);
    let masses =
        t.effects.iter().flat_map(|e| [e.treat_numerator, e.comparison_numerator_weighted, e.comparison_ess]);
    let described = t.descriptives.iter().map(|d| d.people);
    let flow = t.flow.iter().map(|f| f.count);
    let counts = t.specifications.iter().flat_map(|s| {
        [s.supported, s.starters, s.both_scores, s.treated_all, s.treated_eligible, s.treated_matched]
            .into_iter()
            .chain([s.control_all, s.control_eligible, s.control_matched, s.tied])
    });
    for n in effects.chain(described).chain(flow).chain(counts).flatten() {
        assert!(n >= THRESHOLD && n % 5 == 0, "{n}");
    }
    for m in masses.flatten().chain(t.descriptives.iter().filter_map(|d| d.numerator)) {
        assert!(m >= THRESHOLD as f64 && m % 5.0 == 0.0, "{m}");
    }
}

#[test]
fn small_effects_are_withheld_with_everything_that_rests_on_them() {
    let (exact, release) = release();
    let mut withheld = 0;
    for (e, shown) in exact.effects.iter().zip(&release.tables().effects) {
        let (n, m) = (e.treat_number.unwrap() as f64, e.comparison_number.unwrap() as f64);
        let (Some(x), Some(y)) = (e.treat_numerator, e.comparison_numerator_weighted) else { continue };
        let fewest = [n, m, x, y, n - x, m - y].into_iter().fold(f64::INFINITY, f64::min);
        if fewest < THRESHOLD as f64 {
            withheld += 1;
            assert!(shown.suppressed && shown.null_reason.is_some(), "{} {}", e.contrast, e.base);
            let figures = [shown.estimate, shown.se, shown.treat_mean, shown.difference, shown.p_value];
            assert!(figures.iter().all(Option::is_none));
        }
    }
    assert!(withheld > 0, "the study has small cells");
    assert!(release.tables().effects.iter().any(|e| !e.suppressed), "not everything is withheld");
}

/// The feasible interval of every withheld count of a distribution holds nought to the threshold.
#[test]
fn a_margin_does_not_give_a_withheld_cell_away() {
    let (exact, release) = release();
    let key = |d: &DescriptiveRecord| {
        (
            d.specification.clone(),
            d.section.clone(),
            d.outcome.clone(),
            d.group.clone(),
            d.base.clone(),
            d.arm.clone(),
        )
    };
    let mut families: BTreeMap<_, Vec<(&DescriptiveRecord, &DescriptiveRecord)>> = BTreeMap::new();
    for (e, r) in exact.descriptives.iter().zip(&release.tables().descriptives) {
        if e.category.is_some() {
            families.entry(key(e)).or_default().push((e, r));
        }
    }
    let mut attacked = 0;
    for (name, cells) in families {
        let hidden = cells.iter().filter(|(_, r)| r.suppressed).count();
        // Where the total is withheld too, nothing is left to take the others from.
        if hidden == 0 || cells.iter().all(|(_, r)| r.denominator.is_none()) {
            continue;
        }
        attacked += 1;
        let total: i64 = cells.iter().map(|(e, _)| e.people.unwrap()).sum();
        let shown: f64 = cells.iter().filter_map(|(_, r)| r.numerator).map(|n| (n - 2.5).max(0.0)).sum();
        assert!(hidden >= 2, "{name:?}: one hidden cell is total minus the others");
        assert!(total as f64 + 2.5 - shown >= THRESHOLD as f64, "{name:?}: hidden cells are all small");
    }
    assert!(attacked > 0);
}

#[test]
fn rounded_totals_hide_how_many_left() {
    let (_, release) = release();
    for f in release.tables().flow.iter().filter(|f| f.reason != "total") {
        assert!(f.suppressed == f.count.is_none(), "{f:?}");
    }
    let merged = release.tables().flow.iter().any(|f| f.reason == "other" || f.suppressed);
    assert!(merged, "the study has small reasons");
}

#[test]
fn levels_that_few_people_have_are_withheld_in_the_balance_table() {
    let (exact, release) = release();
    for (e, r) in exact.balance.iter().zip(&release.tables().balance) {
        if e.level.as_deref() == Some("islands") {
            assert!(r.suppressed && r.before.is_none() && r.after.is_none(), "{}", e.statistic);
        }
    }
    let shown = release.tables().balance.iter().filter(|b| !b.suppressed).count();
    assert!(shown > 0);
}

#[test]
fn counts_in_sentences_are_rounded_too() {
    let (exact, release) = release();
    let matched = exact.specifications[0].treated_matched.unwrap();
    assert!(matched % 5 != 0, "the study has an odd number, or this test tells nothing");
    let label = release.tables().specifications[0].label.clone().unwrap();
    assert!(!label.contains(&matched.to_string()), "{label}");
    assert!(release.tables().effects.iter().all(|e| !e.estimand.contains(&matched.to_string())));
}

/// Settings in sentences are facts about the job, not about people: they are never rounded.
#[test]
fn settings_in_sentences_are_left_alone() {
    let (exact, release) = release();
    for (e, r) in exact.review.iter().zip(&release.tables().review) {
        for setting in ["12 weeks", "104 weeks", "UCLA 3-item"] {
            assert!(!e.message.contains(setting) || r.message.contains(setting), "{}", r.message);
        }
        assert!(!r.message.contains("fewer than 10-item"), "{}", r.message);
    }
}

/// What an attacker with all released numbers and a linear programme can narrow down of the small counts.
#[cfg(feature = "milp")]
mod by_linear_programme {
    use super::super::attacker::{Attack, attack};
    use super::{THRESHOLD, release};
    use matchwell::job::DisclosureSpec;
    use matchwell::report::disclose::{Weakness, disclose_weakly};

    #[test]
    fn every_small_count_stays_open() {
        let (exact, release) = release();
        let found: Attack = attack(&exact, release.tables(), THRESHOLD as f64, 5.0);
        assert!(found.small.len() > 20, "{} small counts are too few to tell", found.small.len());
        let narrowed = found.narrowed(THRESHOLD as f64);
        assert!(narrowed.is_empty(), "{} of {}: {narrowed:#?}", narrowed.len(), found.small.len());
    }

    /// Without secondary suppression the same attacker finds counts: the test above can fail.
    #[test]
    fn without_secondary_suppression_small_counts_are_found() {
        let (exact, _) = release();
        let release = disclose_weakly(exact.clone(), &DisclosureSpec::default(), Weakness::NoSecondary);
        let found = attack(&exact, release.tables(), THRESHOLD as f64, 5.0);
        assert!(found.recovered(THRESHOLD as f64) > 0);
    }
}
