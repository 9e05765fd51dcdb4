//! The values of one variable, by rising value.

use super::groups::Groups;

/// Bits of a key that one pass sorts by.
const DIGIT: u32 = 11;

/// The known values by rising value, those that are equal in cohort order, each with its arm and weights.
#[derive(Debug)]
pub(super) struct Ranked {
    /// Place among the eligible units.
    pub order: Vec<u32>,
    /// Value.
    pub x: Vec<f64>,
    /// Arm.
    pub treated: Vec<bool>,
    /// Weight before and after matching.
    pub weights: [Vec<f64>; 2],
}

impl Ranked {
    /// * `values`: one an eligible unit, NaN where unknown (left out).
    ///
    /// Cost: at most six passes for the sort, one for each list.
    pub fn new(values: &[f64], groups: &Groups) -> Self {
        let known = values.iter().zip(0..).filter(|(x, _)| !x.is_nan());
        let mut keyed: Vec<(u64, u32)> = Vec::with_capacity(values.len());
        keyed.extend(known.map(|(&x, i)| (ordered(x), i)));
        let keyed = by_key(keyed);
        Self {
            order: keyed.iter().map(|&(_, i)| i).collect(),
            x: keyed.iter().map(|&(key, _)| number(key)).collect(),
            treated: keyed.iter().map(|&(_, i)| groups.treated[i as usize]).collect(),
            weights: [0, 1].map(|s| keyed.iter().map(|&(_, i)| groups.weights(s)[i as usize]).collect()),
        }
    }
}

/// Bits that are in order when the numbers are; 0 and -0 are one.
fn ordered(x: f64) -> u64 {
    let bits = (x + 0.0).to_bits();
    if bits >> 63 == 1 { !bits } else { bits | (1 << 63) }
}

/// The number of [`ordered`] bits.
fn number(key: u64) -> f64 {
    f64::from_bits(if key >> 63 == 1 { key ^ (1 << 63) } else { !key })
}

/// Pairs by rising key, those of one key in the order they came in: a radix sort from the lowest digit.
///
/// Digits that all keys share cost nothing, so small whole numbers are sorted in a pass or two.
pub(super) fn by_key(mut pairs: Vec<(u64, u32)>) -> Vec<(u64, u32)> {
    let first = pairs.first().map_or(0, |p| p.0);
    let differ = pairs.iter().fold(0, |bits, p| bits | (p.0 ^ first));
    let mut sorted = Vec::new();
    let mut shift = differ.trailing_zeros();
    while shift < u64::BITS && differ >> shift != 0 {
        sorted.resize(pairs.len(), (0, 0));
        pass(&pairs, &mut sorted, shift);
        std::mem::swap(&mut pairs, &mut sorted);
        shift += DIGIT;
        if shift < u64::BITS {
            shift += (differ >> shift).trailing_zeros();
        }
    }
    pairs
}

fn pass(pairs: &[(u64, u32)], sorted: &mut [(u64, u32)], shift: u32) {
    let digit = |key: u64| (key >> shift) as usize & ((1 << DIGIT) - 1);
    let mut next = [0_u32; 1 << DIGIT];
    for pair in pairs {
        next[digit(pair.0)] += 1;
    }
    let mut start = 0;
    for place in &mut next {
        start += std::mem::replace(place, start);
    }
    for &pair in pairs {
        let place = &mut next[digit(pair.0)];
        sorted[*place as usize] = pair;
        *place += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::{by_key, number, ordered};
    use proptest::prelude::*;

    #[test]
    fn both_noughts_are_one() {
        assert_eq!(ordered(-0.0), ordered(0.0));
        assert!(ordered(f64::NEG_INFINITY) < ordered(-1.0) && ordered(-1.0) < ordered(0.0));
        assert!(by_key(Vec::new()).is_empty());
    }

    proptest! {
        #[test]
        fn sorts_as_comparison_does(
            values in prop::collection::vec(prop_oneof![-1e300..1e300_f64, -3.0..3.0_f64, (-4..5_i32).prop_map(f64::from)], 0..300),
        ) {
            let pairs: Vec<(u64, u32)> = values.iter().map(|&x| ordered(x)).zip(0..).collect();
            let mut expected = pairs.clone();
            expected.sort_unstable();
            let got = by_key(pairs);
            prop_assert_eq!(&got, &expected);
            for (key, i) in got {
                prop_assert_eq!(number(key), values[i as usize]);
            }
        }
    }
}
