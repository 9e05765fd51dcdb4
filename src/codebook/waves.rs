//! The waves of a source, and ranges of them.

use super::spec::WaveSpec;

/// Stands for the name of the wave in column names.
pub(super) const PATTERN: &str = "{w}";

/// Where the wave called `name` stands, by its name or another of its names.
pub(super) fn position(waves: &[WaveSpec], name: &str) -> Option<usize> {
    let named =
        |w: &WaveSpec| std::iter::once(&w.name).chain(&w.also).any(|n| n.eq_ignore_ascii_case(name.trim()));
    waves.iter().position(named)
}

/// The waves of a range such as `2-4, 7`, ascending and each once.
///
/// # Errors
/// What of the range is no wave, or runs backwards.
pub(super) fn range(waves: &[WaveSpec], said: &str) -> Result<Vec<usize>, String> {
    let mut list = Vec::new();
    for part in said.split(',').map(str::trim) {
        let find = |name: &str| {
            position(waves, name).ok_or_else(|| format!("`{}` of `{said}` is no wave", name.trim()))
        };
        match part.split_once('-') {
            Some((from, to)) => {
                let (from, to) = (find(from)?, find(to)?);
                if from > to {
                    return Err(format!("`{part}` runs backwards"));
                }
                list.extend(from..=to);
            }
            None => list.push(find(part)?),
        }
    }
    list.sort_unstable();
    list.dedup();
    Ok(list)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waves(names: &[&str]) -> Vec<WaveSpec> {
        let wave = |(i, n): (usize, &&str)| WaveSpec {
            name: (*n).to_owned(),
            also: vec![(i + 101).to_string()],
            years: None,
            files: indexmap::IndexMap::new(),
            fact: Vec::new(),
        };
        names.iter().enumerate().map(wave).collect()
    }

    #[test]
    fn ranges_go_by_the_order_of_the_waves() {
        let w = waves(&["a", "b", "c", "d"]);
        assert_eq!(range(&w, "b-d, a"), Ok(vec![0, 1, 2, 3]));
        assert_eq!(range(&w, "102-C"), Ok(vec![1, 2]));
        assert_eq!(range(&w, "a, a"), Ok(vec![0]));
        assert!(range(&w, "d-b").unwrap_err().contains("backwards"));
        assert!(range(&w, "a, x").unwrap_err().contains("`x`"));
        assert!(range(&w, "").is_err());
    }
}
