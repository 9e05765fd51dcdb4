use super::*;
use proptest::prelude::*;

fn close(ours: f64, theirs: f64, tolerance: f64) {
    assert!((ours - theirs).abs() <= tolerance * theirs.abs().max(1e-3), "{ours} is not {theirs}");
}

fn of_two(n: f64, p0: f64, p1: f64) -> f64 {
    power_of_shares(p0, p1, Shares { treated: n, ratio: 1.0, within: 0.0, alpha: 0.05 }).expect("a power")
}

/// `pt(t, df, ncp)` of R 4.2.2, 1e-9: R's own series ends at an error of about 1e-12.
#[test]
fn noncentral_t_is_that_of_r() {
    let reference = [
        (2.0, 10.0, 1.5, 0.659_154_072_442_026),
        (-1.2, 5.5, 0.7, 0.040_410_237_843_837_6),
        (2.1, 18.0, 3.16, 0.151_844_430_121_277),
        (1.97, 400.0, 2.8, 0.203_488_879_169_537),
        (0.0, 7.0, 1.1, 0.135_666_060_946_383),
    ];
    for (t, df, ncp, theirs) in reference {
        close(noncentral_t_cdf(t, df, ncp).expect("a probability"), theirs, 1e-9);
    }
    assert!(noncentral_t_cdf(3.0, 2.0, 30.0).expect("a probability") < 1e-12);
    assert_eq!(noncentral_t_cdf(1.0, 0.0, 1.0), None);
    assert_eq!(noncentral_t_cdf(f64::NAN, 1.0, 1.0), None);
}

/// `power.t.test` of R 4.2.2, to 1e-6: two samples of 20, 50 pairs, and n and delta solved for (R stops its search at
/// about 1e-4 of n, so those two are compared to that).
#[test]
fn means_are_those_of_power_t_test() {
    let two = |n: f64, delta: f64, sd: f64| {
        power_of_t(delta, sd * (2.0 / n).sqrt(), 2.0 * (n - 1.0), 0.05).expect("a power")
    };
    close(two(20.0, 1.0, 1.0), 0.868_952_801_692_498, 1e-6);
    let pairs = |n: f64, delta: f64, sd: f64| power_of_t(delta, sd / n.sqrt(), n - 1.0, 0.05);
    close(pairs(50.0, 0.3, 1.0).expect("a power"), 0.547_630_399_592_828, 1e-6);
    let n = crossing(|n| Some(two(n, 1.0, 1.0)), 0.9, Range::From(2.0)).expect("a number");
    close(n, 22.021_097_703_851_2, 1e-4);
    let delta = crossing(|d| Some(two(200.0, d, 2.1)), 0.8, Range::From(0.0)).expect("a number");
    close(delta, 0.589_757_826_299_514, 1e-4);
    let n = crossing(|n| pairs(n, 0.4, 1.5), 0.8, Range::From(2.0)).expect("a number");
    close(n, 112.310_738_957_528, 1e-4);
}

/// `power.prop.test` of R 4.2.2, to 1e-6 (solved values to 1e-4, as above); its own help page prints n = 76.7 for
/// shares of 0.50 and 0.75 and a power of 0.90.
#[test]
fn shares_are_those_of_power_prop_test() {
    close(of_two(100.0, 0.42, 0.6), 0.724_367_671_993_756, 1e-6);
    let n = crossing(|n| Some(of_two(n, 0.5, 0.75)), 0.9, Range::From(1.0)).expect("a number");
    close(n, 76.706_930_114_107_7, 1e-4);
    let p = crossing(|p| Some(of_two(300.0, 0.42, p)), 0.8, Range::Within(0.42, 1.0)).expect("a share");
    close(p, 0.534_005_001_715_782, 1e-4);
}

/// Connett, Smith and McHugh (1987) as the help and the tests of R's package MESS print it: shares of 0.125 and 0.25
/// at a power of 0.9 need 248 pairs, shares of 0.05 and 0.45 at 0.8 need 22.
#[test]
fn pairs_are_those_of_connett_smith_and_mchugh() {
    assert_eq!(pairs_needed([0.125, 0.25], 0.05, 0.9).expect("a number").round(), 248.0);
    assert_eq!(pairs_needed([0.45, 0.05], 0.05, 0.8).expect("a number").round(), 22.0);
    assert_eq!(pairs_needed([0.2, 0.2], 0.05, 0.8), None);
    assert_eq!(pairs_needed([0.7, 0.6], 0.05, 0.8), None);
    assert_eq!(power_of_pairs(10.0, [0.0, 0.0], 0.05), None);
    assert_eq!(power_of_pairs(10.0, [0.0, 1.0], 0.05), Some(1.0));
}

/// Cohen (1988), table 2.3.5: d = 0.5 with 64 people in each group has a power of 0.80.
#[test]
fn as_in_cohens_table() {
    let power = power_of_t(0.5, (2.0_f64 / 64.0).sqrt(), 126.0, 0.05).expect("a power");
    assert_eq!((power * 100.0).round(), 80.0);
}

#[test]
fn nothing_can_be_said_of_numbers_that_are_none() {
    let people = Shares { treated: 10.0, ratio: 1.0, within: 0.0, alpha: 0.05 };
    assert_eq!(power_of_shares(0.0, 0.0, people), None);
    assert_eq!(power_of_shares(0.5, 1.2, people), None);
    assert_eq!(power_of_shares(0.5, 0.6, Shares { within: 1.0, ..people }), None);
    assert_eq!(power_of_shares(0.5, 0.6, Shares { treated: 0.0, ..people }), None);
    assert_eq!(power_of_normal(1.0, 0.0, 0.05), None);
    assert_eq!(power_of_t(1.0, 1.0, f64::INFINITY, 0.05), None);
    assert_eq!(detectable(0.0, None, 0.05, 0.8), None);
    assert_eq!(detectable(1.0, None, 0.05, 1.0), None);
    assert_eq!(crossing(|_| None, 0.8, Range::From(1.0)), None);
    assert_eq!(crossing(Some, 2.0, Range::Within(0.0, 1.0)), None);
}

proptest! {
    /// More people never find less, closer sets never find less, and a larger effect is never harder to find.
    #[test]
    fn power_grows(n in 5.0..2000.0_f64, p0 in 0.05..0.9_f64, d in 0.005..0.3_f64, k in 1.0..6.0_f64, r in 0.0..0.8_f64) {
        let p1 = (p0 + d).min(0.97);
        let at = |n: f64, p1: f64, r: f64| {
            power_of_shares(p0, p1, Shares { treated: n, ratio: k, within: r, alpha: 0.05 }).unwrap_or(0.0)
        };
        prop_assert!(at(n * 1.1, p1, r) >= at(n, p1, r));
        prop_assert!(at(n, (p1 + 0.01).min(1.0), 0.0) >= at(n, p1, 0.0) - 1e-12);
        let t = |n: f64, delta: f64| power_of_t(delta, (1.0 + 1.0 / k).sqrt() / n.sqrt(), n * (1.0 + k) - 2.0, 0.05);
        prop_assert!(t(n * 1.1, d) >= t(n, d).map(|p| p - 1e-12));
        prop_assert!(t(n, d * 1.1) >= t(n, d).map(|p| p - 1e-12));
    }

    /// The number needed for the smallest effect that a number finds is that number.
    #[test]
    fn there_and_back(n in 10.0..3000.0_f64, p0 in 0.1..0.6_f64, k in 1.0..4.0_f64) {
        let at = |n: f64, p1: f64| power_of_shares(p0, p1, Shares { treated: n, ratio: k, within: 0.1, alpha: 0.05 });
        if let Some(p1) = crossing(|p| at(n, p), 0.8, Range::Within(p0, 1.0)) {
            let back = crossing(|m| at(m, p1), 0.8, Range::From(1.0)).unwrap_or(0.0);
            prop_assert!((back - n).abs() < 1e-6 * n, "{back} is not {n}");
        }
    }

    /// The normal limit of the t test, and of the smallest effect.
    #[test]
    fn many_degrees_of_freedom_are_the_normal(x in 0.1..5.0_f64) {
        let (t, z) = (power_of_t(x, 1.0, 1e7, 0.05).unwrap_or(0.0), power_of_normal(x, 1.0, 0.05).unwrap_or(1.0));
        prop_assert!((t - z).abs() < 1e-5, "{t} is not {z}");
        let d = detectable(x, None, 0.05, 0.8).unwrap_or(0.0);
        prop_assert!((power_of_normal(d, x, 0.05).unwrap_or(0.0) - 0.8).abs() < 1e-12);
    }
}
