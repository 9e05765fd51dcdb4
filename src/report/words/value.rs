//! Value for money in sentences.

use super::super::tables::value::ValueRecord;
use super::effects::contrast;
use super::names::Names;
use super::numbers::{level, limits, number, percent};

/// Inputs besides the effects whose switching values are told in words.
const OTHERS: usize = 2;

/// The rows of a return, found by what they are.
#[derive(Debug, Clone, Copy)]
pub struct Return<'a> {
    rows: &'a [ValueRecord],
}

impl<'a> Return<'a> {
    /// The return of a release; `None` where the job asks for none.
    #[must_use]
    pub fn of(rows: &'a [ValueRecord]) -> Option<Self> {
        (!rows.is_empty()).then_some(Self { rows })
    }

    /// Rows of one part, in order.
    pub fn part(&self, part: &'static str) -> impl Iterator<Item = &'a ValueRecord> + use<'a> {
        self.rows.iter().filter(move |r| r.part == part)
    }

    /// A total under the costs that count (empty for the worth itself, which has none).
    #[must_use]
    pub fn total(&self, item: &str, costs: &str) -> Option<&'a ValueRecord> {
        self.part("total").find(|r| r.item == item && r.costs.as_deref().unwrap_or_default() == costs)
    }

    /// A step of all benefits together.
    #[must_use]
    pub fn step(&self, part: &'static str) -> Option<f64> {
        self.part(part).find(|r| r.item == "all")?.value
    }

    /// What holds for everything.
    #[must_use]
    pub fn assumption(&self, item: &str) -> Option<&'a ValueRecord> {
        self.part("assumption").find(|r| r.item == item)
    }

    /// Sign of the currency.
    #[must_use]
    pub fn currency(&self) -> &'a str {
        self.assumption("price_year").map_or("", |r| r.unit.as_str())
    }

    /// An amount.
    #[must_use]
    pub fn money(&self, amount: f64) -> String {
        money(self.currency(), amount)
    }

    /// What comes back for one unit spent.
    #[must_use]
    pub fn per_one(&self, ratio: f64) -> String {
        coins(self.currency(), ratio)
    }
}

/// An amount with its currency: `£4,692,192`, `−£1,200`.
#[must_use]
pub fn money(currency: &str, amount: f64) -> String {
    let text = number(amount, 0);
    text.strip_prefix('−').map_or_else(|| format!("{currency}{text}"), |t| format!("−{currency}{t}"))
}

/// A small amount with two decimals: `£2.04`.
#[must_use]
pub fn coins(currency: &str, amount: f64) -> String {
    let text = number(amount, 2);
    text.strip_prefix('−').map_or_else(|| format!("{currency}{text}"), |t| format!("−{currency}{t}"))
}

/// An amount in few letters, for charts: `£4.7m`, `£870k`, `£35`.
#[must_use]
pub fn short(currency: &str, amount: f64) -> String {
    let (size, unit) = match amount.abs() {
        a if a >= 999_500.0 => (a / 1e6, "m"),
        a if a >= 999.5 => (a / 1e3, "k"),
        a => (a, ""),
    };
    let places = usize::from(size < 9.95 && !unit.is_empty()) + usize::from(size < 9.95 && unit == "m");
    let sign = if amount < 0.0 && size >= 0.5 { "−" } else { "" };
    let text = number(size, places);
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    format!("{sign}{currency}{text}{unit}")
}

/// The first sentences: what comes back for one unit spent, between what and what.
#[must_use]
pub fn headline(r: &Return<'_>) -> Vec<String> {
    let Some(all) = r.total("ratio", "all") else { return Vec::new() };
    let Some(ratio) = all.value else {
        let why = all.null_reason.clone().unwrap_or_else(|| "an effect is missing".to_owned());
        return vec![format!("What came back for what was spent cannot be told: {why}.")];
    };
    let one = coins(r.currency(), 1.0).trim_end_matches('0').trim_end_matches('.').to_owned();
    let came = if ratio < 0.0 { "was lost" } else { "came back" };
    let mut said = vec![format!(
        "For every {one} spent, counting all costs, {} {came} in value{}.",
        r.per_one(ratio.abs()),
        between(r, all)
    )];
    if let Some((running, v)) = r.total("ratio", "running").and_then(|t| Some((t, t.value?)))
        && r.part("investment").any(|i| i.costs.as_deref() == Some("set_up"))
    {
        said.push(format!(
            "Counting the costs of running the service alone, without setting it up, it is {}{}.",
            r.per_one(v),
            between(r, running)
        ));
    }
    said.extend(verdict(r, all));
    said
}

fn between(r: &Return<'_>, total: &ValueRecord) -> String {
    let Some((low, high)) = total.lower.zip(total.upper) else {
        let why = total.null_reason.as_deref().unwrap_or("no effect has a standard error");
        return format!(" (there is no interval: {why})");
    };
    format!(" ({} interval {} to {})", confidence(r), r.per_one(low), r.per_one(high))
}

fn confidence(r: &Return<'_>) -> String {
    percent(r.assumption("level").and_then(|l| l.value).unwrap_or(0.95))
}

/// Whether more came back than was spent, as far as the interval tells.
fn verdict(r: &Return<'_>, ratio: &ValueRecord) -> Option<String> {
    let (low, high) = ratio.lower.zip(ratio.upper)?;
    if low > 1.0 {
        return Some("Even at the lower end more came back than was spent.".to_owned());
    }
    if high < 1.0 {
        return Some("Even at the upper end less came back than was spent.".to_owned());
    }
    let share = r.total("probability_above_1", "all").and_then(|p| p.value);
    let drawn = share.map_or_else(String::new, |p| {
        format!(
            " In {} of the draws it did. That is no proof that the service fails, nor that it pays.",
            percent(p)
        )
    });
    Some(format!(
        "Whether more came back than was spent cannot be told from these data: the interval holds 1.{drawn}"
    ))
}

/// The amounts behind the ratio.
#[must_use]
pub fn amounts(r: &Return<'_>) -> Option<String> {
    let worth = r.total("present_value_of_outcomes", "")?.value?;
    let spent = r.total("present_value_of_investments", "all")?.value?;
    let net = r.total("net_present_value", "all")?.value?;
    let year =
        r.assumption("price_year").and_then(|p| p.value).map_or_else(String::new, |y| format!("{y:.0}"));
    let back = match r.total("payback", "all").and_then(|p| p.value) {
        Some(years) => format!(" What was spent had come back after {} years.", level(years)),
        None => {
            " Within the years that benefits are taken to last, what was spent does not come back.".to_owned()
        }
    };
    let over = if net < 0.0 { "less" } else { "more" };
    Some(format!(
        "In prices of {year}, what was gained is worth {} today and what was spent comes to {}: {} {over}.{back}",
        r.money(worth),
        r.money(spent),
        r.money(net.abs())
    ))
}

/// How the worth is reckoned, and what is not deducted.
#[must_use]
pub fn reckoned(r: &Return<'_>, names: &Names) -> Option<String> {
    let (gross, deadweight) = (r.step("gross")?, r.step("deadweight")?);
    let also = if deadweight < 0.0 {
        format!(
            "Similar {} changed for the worse in the same time; what that is worth, {}, is added, because it did not happen to those supported.",
            names.comparison,
            r.money(-deadweight)
        )
    } else {
        format!(
            "Similar {} without support changed as well; what that is worth, {}, would have come anyway and is taken off.",
            names.comparison,
            r.money(deadweight)
        )
    };
    Some(format!(
        "The change of the {} supported is worth {}. {also} That is measured and not guessed, and nothing further is deducted for it.",
        names.treated,
        r.money(gross)
    ))
}

/// When it is worth its cost: every effect, and the inputs that move the return most, each with where it would have to
/// be.
#[must_use]
pub fn worth_it_if(r: &Return<'_>, names: &Names) -> String {
    let effect = |s: &&ValueRecord| s.input.as_deref() == Some("effect");
    let widest = r.part("swing").filter(|s| !effect(s)).take(OTHERS);
    let of = |w: &ValueRecord| r.part("switching").find(|s| (&s.input, &s.item) == (&w.input, &w.item));
    let switches = r.part("switching").filter(effect).chain(widest.filter_map(of));
    let all: Vec<String> = switches.filter_map(|s| condition(r, s, names)).collect();
    let pays = r.total("ratio", "all").and_then(|t| t.value).is_some_and(|v| v >= 1.0);
    match (all.is_empty(), pays) {
        (true, true) => "No single input could undo that by itself.".to_owned(),
        (true, false) => "No single input could make it so by itself.".to_owned(),
        (false, true) => format!(
            "… {}. Each holds with everything else as it is taken here; two that are off at once can undo it together.",
            all.join("; and as long as ")
        ),
        (false, false) => {
            format!("… {}. Each with everything else as it is taken here.", all.join("; or if "))
        }
    }
}

/// One condition: `the gain on Loneliness, mean change, is at least 0.6 points (taken: 1.1 points)`.
fn condition(r: &Return<'_>, s: &ValueRecord, names: &Names) -> Option<String> {
    let (at, said) = s.value.zip(s.said)?;
    let limit = if rises(s.input.as_deref()?) { "at least" } else { "at most" };
    let show = |v: f64| input_value(r, s, v);
    Some(format!("{} is {limit} {} (taken: {})", input_name(r, s, names), show(at), show(said)))
}

/// `true` for inputs that raise the return as they grow.
fn rises(input: &str) -> bool {
    matches!(input, "effect" | "unit_value" | "mapping" | "duration" | "attribution" | "extrapolation")
}

/// What an input is called. The benefit is named where there are several.
#[must_use]
pub fn input_name(r: &Return<'_>, row: &ValueRecord, names: &Names) -> String {
    let several = r.part("input").filter(|i| i.input.as_deref() == Some("duration")).count() > 1;
    let of = |words: &str| if several { format!("{words} of “{}”", row.item) } else { words.to_owned() };
    match row.input.as_deref().unwrap_or_default() {
        "effect" => {
            let o = names.outcome(row.outcome.as_deref().unwrap_or_default());
            let what = contrast(&o, row.contrast.as_deref().unwrap_or_default()).to_lowercase();
            format!("the gain on {}, {what}", o.label)
        }
        "unit_value" => of("the unit value"),
        "mapping" => of("the number of WELLBYs in one unit"),
        "duration" => of("the duration"),
        "drop_off" => of("the yearly drop-off"),
        "attribution" => of("the share due to this service"),
        "displacement" => of("the share that others lost"),
        "lag" => of("the time until the start"),
        "follow_up_fraction" => "the share of the comparison's change that came in the same time".to_owned(),
        "extrapolation" => "the share of the effect on those without both scores".to_owned(),
        "discount_rate" => "the discount rate".to_owned(),
        "people" => of("the number of people"),
        other => other.to_owned(),
    }
}

/// The value of an input with its unit.
#[must_use]
pub fn input_value(r: &Return<'_>, row: &ValueRecord, v: f64) -> String {
    let counted = |unit: &str| {
        let text = level(v);
        let unit = if text == "1" { unit.trim_end_matches('s') } else { unit };
        format!("{text} {unit}")
    };
    match row.input.as_deref().unwrap_or_default() {
        "effect" if row.unit.contains("percentage") => super::points(v),
        "effect" => super::measured(v, &row.unit),
        "duration" | "lag" => counted("years"),
        "unit_value" => r.money(v),
        "mapping" => number(v, 3),
        "people" => number(v, 0),
        "discount_rate" => format!("{}\u{202f}%", level(v * 100.0)),
        "follow_up_fraction" => number(v, 2),
        _ => percent(v),
    }
}

/// Two values of an input with its unit once.
#[must_use]
pub fn input_range(r: &Return<'_>, row: &ValueRecord, (low, high): (f64, f64)) -> String {
    match row.input.as_deref().unwrap_or_default() {
        "effect" if !row.unit.contains("percentage") => format!("{} {}", limits(low, high), row.unit),
        "duration" | "lag" => format!("{} years", limits(low, high)),
        _ => format!("{} to {}", input_value(r, row, low), input_value(r, row, high)),
    }
}

/// How an input is drawn for the interval.
#[must_use]
pub fn drawn(r: &Return<'_>, row: &ValueRecord) -> String {
    let ends = row.lower.zip(row.upper).map(|ends| input_range(r, row, ends));
    match (row.spread.as_deref(), ends) {
        (Some("normal"), Some(ends)) => format!("{ends} (from its standard error)"),
        (Some("joint"), Some(ends)) => format!("{ends} (all effects together)"),
        (Some("triangle"), Some(ends)) => ends,
        (Some("known"), _) => "taken as known".to_owned(),
        _ => "–".to_owned(),
    }
}

/// Where the figure is cautious.
#[must_use]
pub fn cautious(r: &Return<'_>, weeks: Option<f64>) -> Vec<String> {
    let mut all = Vec::new();
    if !r.part("input").any(|i| i.input.as_deref() == Some("extrapolation")) {
        all.push("Nobody without both scores is counted: what support did for them is taken as nothing, and what it cost is counted.".to_owned());
    }
    if r.part("investment").any(|i| i.costs.as_deref() == Some("set_up")) {
        all.push(
            "The return counts what it cost to set the service up, not only what it costs to run it."
                .to_owned(),
        );
    }
    if !long(r, weeks) && weeks.is_some() {
        all.push("No benefit is taken to last longer than people were followed.".to_owned());
    }
    if r.part("input").any(|i| i.input.as_deref() == Some("drop_off") && i.said.is_some_and(|v| v > 0.0)) {
        all.push("Benefits are taken to fade from year to year.".to_owned());
    }
    all.push("What similar people gained without the service is taken off in full.".to_owned());
    all
}

/// Where it is not.
#[must_use]
pub fn not_cautious(r: &Return<'_>, weeks: Option<f64>, names: &Names) -> Vec<String> {
    let mut all = Vec::new();
    if long(r, weeks) {
        let followed = weeks.map_or_else(String::new, |w| format!(" ({} weeks)", level(w)));
        all.push(format!(
            "Benefits are taken to last longer than people were followed{followed}; nobody has seen that yet."
        ));
    }
    all.push(
        "If the groups differ in something unseen that drives the outcome, so does the return.".to_owned(),
    );
    let input = |name: &'static str| r.part("input").filter(move |i| i.input.as_deref() == Some(name));
    if input("people").any(|i| i.because.as_deref() == Some("completers")) {
        all.push(format!(
            "The effect on the matched is taken to hold for all {} with both scores.",
            names.treated
        ));
    }
    if input("attribution").all(|i| i.said == Some(1.0)) {
        all.push("All of the difference is credited to this service, and none to others who helped the same people.".to_owned());
    }
    if input("displacement").all(|i| i.said == Some(0.0)) {
        all.push("Nobody else is taken to have lost by it.".to_owned());
    }
    if input("unit_value").any(|i| i.source.is_none()) {
        all.push("Some unit values have no source.".to_owned());
    }
    all
}

fn long(r: &Return<'_>, weeks: Option<f64>) -> bool {
    let years = r.part("input").filter(|i| i.input.as_deref() == Some("duration")).filter_map(|i| i.said);
    weeks.is_some_and(|w| years.fold(0.0, f64::max) > w / 52.0)
}

/// The range of the return over the specifications that ask the question of the headline; others ask another one and
/// are in the table alone (METHODS 20).
///
/// * `same`: their names.
#[must_use]
pub fn across(r: &Return<'_>, same: &[&str]) -> Option<String> {
    let mine =
        |s: &&ValueRecord| s.costs.as_deref() == Some("all") && same.contains(&s.specification.as_str());
    let mut all: Vec<f64> = r.part("specification").filter(mine).filter_map(|s| s.value).collect();
    all.sort_by(f64::total_cmp);
    let (low, high) = (*all.first()?, *all.last()?);
    (all.len() > 1).then(|| {
        format!(
            "Under the {} ways of making the comparison that ask the question of the headline, the return on all costs runs from {} to {}, with everything else as it is.",
            all.len(),
            r.per_one(low),
            r.per_one(high)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::{coins, money, short};

    #[test]
    fn amounts_as_readers_see_them() {
        assert_eq!(money("£", 4_692_192.31), "£4,692,192");
        assert_eq!(money("£", -1200.0), "−£1,200");
        assert_eq!((coins("£", 2.0395), coins("€", -0.5)), ("£2.04".to_owned(), "−€0.50".to_owned()));
        let shown = [
            (4_692_192.31, "£4.69m"),
            (2_000_000.0, "£2m"),
            (870_000.0, "£870k"),
            (999_600.0, "£1m"),
            (1500.0, "£1.5k"),
            (35.0, "£35"),
            (-870_000.0, "−£870k"),
            (0.0, "£0"),
        ];
        for (amount, words) in shown {
            assert_eq!(short("£", amount), words);
        }
    }
}
