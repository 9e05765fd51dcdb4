//! The fraction at which an interval reaches 0.

use super::{Sides, reach};
use crate::estimate::Joint;
use proptest::prelude::*;

fn sides(treated: f64, control: f64) -> Sides {
    Sides { treated, control, sign: 1.0, share: false }
}

/// C = 0: no fraction of nothing moves anything; V = 0: T / C.
#[test]
fn edges() {
    let none = Joint { control: 0.0, treated: 0.0, covariance: 0.0 };
    assert_eq!(reach(&sides(-2.0, 0.0), none, 2.0), None);
    let exact = reach(&sides(-2.0, -1.0), none, 2.0).expect("a fraction");
    assert!((exact - 2.0).abs() < 1e-9, "{exact}");
    assert_eq!(reach(&sides(-2.0, 1.0), none, 2.0), None, "a negative fraction is none");
    let wide = Joint { control: 1.0, treated: 1.0, covariance: 0.0 };
    assert_eq!(reach(&sides(0.1, 0.1), wide, 2.0), None, "never clear of 0");
}

proptest! {
    #[test]
    fn at_that_fraction_the_limit_is_nought(
        t in -5.0..5.0_f64, c in -5.0..5.0_f64, st in 0.01..0.5_f64, sc in 0.01..0.5_f64, r in -0.9..0.9_f64,
    ) {
        let joint = Joint { control: sc * sc, treated: st * st, covariance: r * st * sc };
        if let Some(f) = reach(&sides(t, c), joint, 1.96) {
            let nearest = ((t - f * c).abs() - 1.96 * joint.of(f).sqrt()).abs();
            prop_assert!(f >= 0.0 && nearest < 1e-6 * (1.0 + f * f), "{} leaves {}", f, nearest);
        }
    }
}
