//! Totals of lalonde's data: an exact solver's, which `MatchIt` 4.7.2 reaches with a small tolerance.

use super::*;
use crate::matching::full::line::cover;
use std::collections::BTreeMap;

/// Columns of a fixture by the ids of its rows.
fn fixture(name: &str, column: &str) -> BTreeMap<String, String> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/lalonde").join(name);
    let text = std::fs::read_to_string(path).expect("the fixture is there");
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let place = lines.next().and_then(|heading| heading.iter().position(|&cell| cell == column));
    let place = place.expect("a column of this name");
    lines.map(|cells| (cells[0].to_owned(), cells[place].to_owned())).collect()
}

/// Scores of both arms within one stratum of `race`, or everywhere.
fn arms(race: Option<&str>) -> [Vec<f64>; 2] {
    let (scores, treat) = (fixture("design_scores.csv", "nn_default"), fixture("lalonde.csv", "treat"));
    let races = fixture("lalonde.csv", "race");
    ["1", "0"].map(|arm| {
        let members =
            scores.iter().filter(|(id, _)| treat[*id] == arm && race.is_none_or(|race| races[*id] == race));
        let mut scores: Vec<f64> = members.map(|(_, score)| score.parse().expect("a number")).collect();
        scores.sort_by(f64::total_cmp);
        scores
    })
}

fn close(found: f64, known: f64) {
    assert!((found / known - 1.0).abs() < 1e-12, "{found} is not {known}");
}

#[test]
fn totals_are_those_of_an_exact_solver() {
    let [focal, pool] = arms(None);
    for (ratio, known) in [(1, 39.692_798_721_076_88), (2, 136.547_456_140_584_47)] {
        let paired = pair(&Row { focal: &focal, pool: &pool, ratio, reach: None, caliper: None, ranks: &[] });
        assert_eq!(paired.partners.len(), 185 * ratio);
        close(paired.total, known);
        close(paired.bound, known);
    }
    let covered = cover(&focal, &pool);
    close(covered.total, 2.141_616_233_929_543_3);
    close(covered.bound, 2.141_616_233_929_543_3);
}

#[test]
fn strata_add_up() {
    let (mut pairs, mut full) = (0.0, 0.0);
    for race in ["black", "hispan", "white"] {
        let [focal, pool] = arms(Some(race));
        pairs +=
            pair(&Row { focal: &focal, pool: &pool, ratio: 1, reach: None, caliper: None, ranks: &[] }).total;
        full += cover(&focal, &pool).total;
    }
    close(pairs, 1.108_352_305_102_146_9);
    close(full, 3.083_880_420_039_559_3);
}
