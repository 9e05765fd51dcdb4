//! Bins: numbers become levels.

use crate::job::BinsSpec;

impl BinsSpec {
    /// The names of the bins, lowest first.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        if self.labels.is_empty() {
            (0..=self.at.len()).map(|bin| self.interval(bin)).collect()
        } else {
            self.labels.clone()
        }
    }

    /// The name of the bin of `x`: that of the greatest cut point at or below it.
    #[must_use]
    pub fn name_of(&self, x: f64) -> String {
        let bin = self.at.partition_point(|cut| *cut <= x);
        self.labels.get(bin).cloned().unwrap_or_else(|| self.interval(bin))
    }

    fn interval(&self, bin: usize) -> String {
        let below = bin.checked_sub(1).and_then(|b| self.at.get(b));
        match (below, self.at.get(bin)) {
            (Some(low), Some(high)) => format!("[{low},{high})"),
            (None, Some(high)) => format!("<{high}"),
            (Some(low), None) => format!(">={low}"),
            (None, None) => "all".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_on_a_cut_point_belongs_above() {
        let mut bins = BinsSpec { at: vec![50.0, 60.5], labels: Vec::new() };
        assert_eq!(bins.names(), ["<50", "[50,60.5)", ">=60.5"]);
        let of = |b: &BinsSpec| [49.9, 50.0, 60.4, 60.5, -1e300].map(|x| b.name_of(x));
        assert_eq!(of(&bins), ["<50", "[50,60.5)", "[50,60.5)", ">=60.5", "<50"]);
        bins.labels = ["young", "middle", "old"].map(str::to_owned).to_vec();
        assert_eq!(of(&bins), ["young", "middle", "middle", "old", "young"]);
    }
}
