//! Factors of improvement: in the treated, beside the same in their comparison.

use super::super::document::{Block, Cell, Grid, Section};
use super::super::tables::factors::FactorRecord;
use super::super::words::effects::{base, contrast};
use super::super::words::moderators::p_value;
use super::super::words::{count, interval, level, number, points};
use super::View;

/// Adjusted p-value from which a difference between arms is called chance.
const CLEAR: f64 = 0.05;

/// The factors; `None` where the job does not ask.
pub(super) fn section(view: &View<'_>) -> Option<Section> {
    let mine = |f: &&FactorRecord| f.specification == view.primary.specification;
    let rows: Vec<&FactorRecord> = view.release.tables().factors.iter().filter(mine).collect();
    let first = rows.first()?;
    let o = view.names.outcome(&first.outcome);
    let (late, early): (Vec<&FactorRecord>, Vec<&FactorRecord>) = rows.iter().partition(|f| f.after_start);
    let what = contrast(&o, &first.contrast).to_lowercase();
    let mut blocks = vec![Block::Words(format!(
        "Who {what} more often, of {}? Those who start high have farther to fall and mostly do, supported or not: a \
         factor of improvement says something about the programme only where it is another among {} than among similar \
         {}. {}",
        base(&o, &first.base),
        view.names.treated,
        view.names.comparison,
        finding(&early)
    ))];
    blocks.push(Block::Grid(beside(view, &early)));
    if !late.is_empty() {
        blocks.push(Block::Words(
            "Known only after the start, or only of those supported: there is nothing to set them beside. Whoever was doing better \
             may have come more often, or less: these are associated with improvement, which does not make them its cause."
                .to_owned(),
        ));
        blocks.push(Block::Grid(associated(view, &late)));
    }
    let title = match first.contrast.as_str() {
        "improved" => "Factors of improvement".to_owned(),
        _ => format!("Factors: {what}"),
    };
    Some(Section { id: "factors", title, blocks })
}

/// The differences between the arms that chance does not easily explain.
fn finding(rows: &[&FactorRecord]) -> String {
    let clear: Vec<String> = rows
        .iter()
        .filter(|f| f.interaction_p_holm.is_some_and(|p| p < CLEAR))
        .filter_map(|f| {
            let p = f.interaction_p_holm.map_or_else(String::new, p_value);
            Some(format!("{} by {} (adjusted p {p})", who(f), points(f.interaction?)))
        })
        .collect();
    let tests = rows.first().map_or(0, |f| f.tests);
    match clear.as_slice() {
        [] if tests == 0 => "That could not be tested.".to_owned(),
        [] => format!(
            "None of the {tests} differences between the two columns can be told from chance: these data name no factor of \
             improvement."
        ),
        some => format!(
            "It differs for {}. Of {tests} tests; why it does these data do not tell.",
            some.join("; ")
        ),
    }
}

fn who(f: &FactorRecord) -> String {
    let label = if f.kind == "start" { "Start score" } else { f.label.as_str() };
    match (&f.level, &f.reference, f.step) {
        (Some(l), Some(r), _) => format!("{label}: {l} (against {r})"),
        (_, _, Some(step)) => format!("{label}, by {}", level(step)),
        _ => label.to_owned(),
    }
}

fn effect(f: &FactorRecord, value: Option<f64>, limits: Option<(f64, f64)>) -> String {
    match (value, limits) {
        (Some(v), Some((l, u))) => {
            let whole = |x: f64| number(100.0 * x, 0);
            format!("{} ({})", whole(v), interval(l, u, whole))
        }
        (Some(v), None) => number(100.0 * v, 0),
        (None, _) if f.suppressed => "withheld".to_owned(),
        (None, _) => f.null_reason.clone().unwrap_or_else(|| "–".to_owned()),
    }
}

fn beside(view: &View<'_>, rows: &[&FactorRecord]) -> Grid {
    let p = |p: Option<f64>| p.map_or_else(|| "–".to_owned(), p_value);
    let line = |f: &&FactorRecord| {
        vec![
            Cell::text(who(f)),
            Cell::number(count(f.treat_number.map(|n| n as f64))),
            Cell::number(effect(f, f.treat_effect, f.treat_lower.zip(f.treat_upper))),
            Cell::number(effect(f, f.comparison_effect, f.comparison_lower.zip(f.comparison_upper))),
            Cell::number(effect(f, f.interaction, f.interaction_lower.zip(f.interaction_upper))),
            Cell::number(p(f.interaction_p)),
            Cell::number(p(f.interaction_p_holm)),
        ]
    };
    let left = rows.first().and_then(|f| f.left_out).filter(|n| *n > 0);
    let lost = left.map_or_else(String::new, |n| {
        format!(
            " {} {} are left out because a factor is not known of them.",
            count(Some(n as f64)),
            view.names.treated
        )
    });
    let withheld = if view.discloses_all() { String::new() } else { format!(" {}", view.withheld()) };
    Grid {
        caption: "Factors known at the start".to_owned(),
        head: [
            "",
            "People",
            &view.names.treated,
            &format!("similar {}", view.names.comparison),
            "Difference: all that can be interpreted",
            "p",
            "p (Holm)",
        ]
        .map(str::to_owned)
        .to_vec(),
        rows: rows.iter().map(line).collect(),
        foot: format!(
            "Percentage points: change of the share with the factor, all other factors as they are (average marginal effects of a \
             logistic regression in each group, with intervals). Numbers: for one standard deviation.{lost}{withheld}"
        ),
    }
}

fn associated(view: &View<'_>, rows: &[&FactorRecord]) -> Grid {
    let line = |f: &&FactorRecord| {
        vec![
            Cell::text(who(f)),
            Cell::number(count(f.treat_number.map(|n| n as f64))),
            Cell::number(effect(f, f.treat_effect, f.treat_lower.zip(f.treat_upper))),
        ]
    };
    Grid {
        caption: "Associated with it".to_owned(),
        head: ["", "People", &view.names.treated].map(str::to_owned).to_vec(),
        rows: rows.iter().map(line).collect(),
        foot: "Percentage points, from a second regression with the factors above.".to_owned(),
    }
}
