//! How coordinate differences add up to a distance.

/// A norm.
///
/// Searches compare *gaps*: squared distances for the Euclidean norm, distances for the city block. Both
/// are sums over coordinates, taken from the first to the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Norm {
    /// Root of the sum of squares.
    Euclidean,
    /// Sum of absolute differences.
    CityBlock,
}

impl Norm {
    /// What a difference along one coordinate adds to the gap.
    #[inline]
    #[must_use]
    pub fn part(self, difference: f64) -> f64 {
        match self {
            Self::Euclidean => difference * difference,
            Self::CityBlock => difference.abs(),
        }
    }

    /// The gap between two units.
    ///
    /// * `axes`: one vector a coordinate.
    #[must_use]
    pub fn gap(self, axes: &[Vec<f64>], a: usize, b: usize) -> f64 {
        axes.iter().map(|v| self.part(v[a] - v[b])).fold(0.0, |sum, part| sum + part)
    }

    /// The distance behind a gap.
    #[must_use]
    pub fn size(self, gap: f64) -> f64 {
        match self {
            Self::Euclidean => gap.sqrt(),
            Self::CityBlock => gap,
        }
    }
}
