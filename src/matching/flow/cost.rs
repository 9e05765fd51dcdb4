//! What a unit of flow costs: whole counts first, distance second.

use std::cmp::Ordering;
use std::ops::{Add, AddAssign, Neg, Sub};

/// A cost in lexicographic order: a whole number that outranks any distance, then a distance.
///
/// The two are never mixed: counts are exact, and distances keep all their digits.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Cost {
    /// Weighted counts of what should be avoided before distance is looked at.
    pub count: i64,
    /// Distance, or a sum and difference of distances.
    pub distance: f64,
}

impl Cost {
    /// Nothing.
    pub const ZERO: Self = Self { count: 0, distance: 0.0 };

    /// A count alone.
    #[must_use]
    pub fn count(count: i64) -> Self {
        Self { count, distance: 0.0 }
    }

    /// A distance alone.
    #[must_use]
    pub fn distance(distance: f64) -> Self {
        Self { count: 0, distance }
    }

    /// `true` if `self` comes before `other` in lexicographic order.
    #[must_use]
    pub fn is_below(self, other: Self) -> bool {
        self.count < other.count || (self.count == other.count && self.distance < other.distance)
    }

    /// The lesser of the two.
    #[must_use]
    pub fn min(self, other: Self) -> Self {
        if other.is_below(self) { other } else { self }
    }

    /// Lexicographic order.
    #[must_use]
    pub fn compare(self, other: Self) -> Ordering {
        self.count.cmp(&other.count).then(self.distance.total_cmp(&other.distance))
    }
}

impl Add for Cost {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { count: self.count + other.count, distance: self.distance + other.distance }
    }
}

impl Sub for Cost {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self { count: self.count - other.count, distance: self.distance - other.distance }
    }
}

impl Neg for Cost {
    type Output = Self;

    fn neg(self) -> Self {
        Self { count: -self.count, distance: -self.distance }
    }
}

impl AddAssign for Cost {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}
