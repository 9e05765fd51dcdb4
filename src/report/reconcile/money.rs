//! Value for money: steps lead to the present value, benefits and years add up, the effect is that of `effects`.

use super::super::Tables;
use super::super::tables::effects::EffectRecord;
use super::super::tables::value::ValueRecord;
use super::figure::{Rule, Slip};

/// Share of the larger amount by which two sums of the same amounts may differ: rounding of sums.
const ROUNDING: f64 = 1e-9;

/// What is taken off on the way from gross worth to present value.
const OFF: [&str; 4] = ["deadweight", "attribution", "displacement", "discounting"];

/// Amounts that do not lead to each other.
pub(super) fn slips(tables: &Tables) -> Vec<Slip> {
    let rows = &tables.value;
    let of = |part: &str, item: &str| {
        rows.iter().find(|r| r.part == part && r.item == item).and_then(|r| r.value).unwrap_or(0.0)
    };
    let mut found = Vec::new();
    for item in rows.iter().filter(|r| r.part == "gross").map(|r| r.item.as_str()) {
        let left = of("gross", item) - OFF.iter().map(|p| of(p, item)).sum::<f64>();
        found.extend(differ(item, "steps", left, of("present_value", item)));
        let years = rows.iter().filter(|r| r.part == "year" && r.item == item).filter_map(|r| r.value);
        if item != "all" {
            found.extend(differ(item, "years", years.sum(), of("present_value", item)));
        }
    }
    for part in ["gross", "deadweight", "attribution", "displacement", "discounting", "present_value"] {
        let benefits = rows.iter().filter(|r| r.part == part && r.item != "all").filter_map(|r| r.value);
        found.extend(differ(part, "benefits", benefits.sum(), of(part, "all")));
    }
    found.extend(["all", "running"].iter().flat_map(|costs| totals(rows, costs, of("present_value", "all"))));
    found.extend(rows.iter().filter_map(|r| effect(r, &tables.effects)));
    found
}

/// Costs add up, and what is left of the worth is worth less costs.
fn totals(rows: &[ValueRecord], costs: &str, worth: f64) -> Vec<Slip> {
    let total = |item: &str| {
        let is = |r: &&ValueRecord| r.part == "total" && r.item == item && r.costs.as_deref() == Some(costs);
        rows.iter().find(is).and_then(|r| r.value)
    };
    let counts = |r: &&ValueRecord| {
        r.part == "investment" && (costs == "all" || r.costs.as_deref() == Some("running"))
    };
    let spent: f64 = rows.iter().filter(counts).filter_map(|r| r.value).sum();
    let mut found = Vec::new();
    if let Some((told, net)) = total("present_value_of_investments").zip(total("net_present_value")) {
        found.extend(differ(costs, "costs", spent, told));
        found.extend(differ(costs, "worth less costs", worth - told, net));
        let ratio = total("ratio").map_or(0.0, |r| r * told);
        found.extend((told > 0.0).then(|| differ(costs, "ratio times costs", ratio, worth)).flatten());
    }
    found
}

/// An effect that is valued is the one that `effects` shows, but for its sign.
fn effect(row: &ValueRecord, effects: &[EffectRecord]) -> Option<Slip> {
    if row.part != "input" || row.input.as_deref() != Some("effect") {
        return None;
    }
    let is = |e: &&EffectRecord| {
        e.specification == row.specification
            && Some(&e.outcome) == row.outcome.as_ref()
            && Some(&e.contrast) == row.contrast.as_ref()
            && (e.group.as_str(), e.base.as_str(), e.measure.as_str()) == ("all", "all_matched", "difference")
    };
    let shown: Vec<f64> = effects.iter().filter(is).filter_map(|e| e.difference).collect();
    let valued = row.value.unwrap_or(0.0).abs();
    let same = shown.iter().any(|d| differ("", "", d.abs(), valued).is_none());
    (!same).then(|| slip(&row.item, format!("an effect of {valued} is valued, in effects {shown:?}")))
}

fn differ(place: &str, what: &str, here: f64, there: f64) -> Option<Slip> {
    let size = here.abs().max(there.abs()).max(1.0);
    ((here - there).abs() > ROUNDING * size)
        .then(|| slip(place, format!("the {what} come to {here}, and {there} is told")))
}

fn slip(place: &str, words: String) -> Slip {
    Slip { rule: Rule::Whole, place: format!("value, {place}"), words }
}

#[cfg(test)]
mod tests {
    use super::slips;
    use crate::report::Tables;
    use crate::report::tables::value::ValueRecord;

    fn row(part: &str, item: &str, costs: &str, value: f64) -> ValueRecord {
        ValueRecord {
            part: part.to_owned(),
            item: item.to_owned(),
            costs: (!costs.is_empty()).then(|| costs.to_owned()),
            value: Some(value),
            ..ValueRecord::default()
        }
    }

    /// Two benefits, two years, two costs, worked out by hand.
    fn sound() -> Vec<ValueRecord> {
        let steps = |item: &str, g, d, p| {
            vec![row("gross", item, "", g), row("deadweight", item, "", d), row("present_value", item, "", p)]
        };
        let mut rows = steps("a", 100.0, 40.0, 60.0);
        rows.extend(steps("b", 50.0, 20.0, 30.0));
        rows.extend(steps("all", 150.0, 60.0, 90.0));
        rows.extend([row("year", "a", "", 35.0), row("year", "a", "", 25.0), row("year", "b", "", 30.0)]);
        rows.extend([row("investment", "x", "running", 40.0), row("investment", "y", "set_up", 5.0)]);
        for (costs, spent) in [("all", 45.0), ("running", 40.0)] {
            rows.push(row("total", "present_value_of_investments", costs, spent));
            rows.push(row("total", "net_present_value", costs, 90.0 - spent));
            rows.push(row("total", "ratio", costs, 90.0 / spent));
        }
        rows
    }

    #[test]
    fn every_amount_is_held_against_another() {
        let found = |value| slips(&Tables { value, ..Tables::default() });
        assert_eq!(found(sound()), []);
        for at in 0..sound().len() {
            let mut rows = sound();
            rows[at].value = rows[at].value.map(|v| v + 1.0);
            assert!(!found(rows).is_empty(), "row {at}");
        }
        assert_eq!(slips(&Tables::default()), []);
    }
}
