//! The method statement, written from the settings: nothing can be left out.

use super::super::tables::specifications::SpecificationRecord;
use super::Names;
use super::numbers::{counted, level, number, percent};
use super::sample;
use serde_json::Value;

/// Share of a total below which a gap is rounding.
const PROVEN: f64 = 1e-9;

/// Heading and sentence of each part of the method.
#[must_use]
pub fn method(s: &SpecificationRecord, names: &Names) -> Vec<(&'static str, String)> {
    let mut parts = vec![
        ("Question", estimand(s, names)),
        ("Who takes part", eligibility(s)),
        ("Compared on", format!("{}. {}", names.terms(&s.terms), baseline(s, names))),
        ("Missing values", super::imputed::filled(s, names)),
        ("Score", score(s, names)),
        ("Prognostic score", prognostic(s, names)),
        ("Distance", distance(s, names)),
        ("Matching", matching(s, names)),
        ("Rules for partners", rules(s, names)),
        ("Order and ties", order(s)),
        ("Survey weights", survey_weights(s).to_owned()),
        ("Balance", format!("{}{}", balance(s), super::imputed::averaged(s))),
        ("Estimate", estimate(s)),
        ("Uncertainty", format!("{}{}", uncertainty(s), super::imputed::pooled(s))),
        ("Disclosure", super::disclosure::rule(s)),
        ("Lock", lock(s).to_owned()),
        ("Software", format!("Matchwell {}, seed {}.", s.software_version, s.seed)),
    ];
    parts.retain(|(_, words)| !words.is_empty());
    parts
}

fn estimand(s: &SpecificationRecord, names: &Names) -> String {
    let about = match s.estimand.as_str() {
        "ATT" => {
            format!("What did support change for the {} (average effect on the treated, ATT)?", names.treated)
        }
        "ATC" => format!(
            "What would support change for the {} (average effect on the controls, ATC)?",
            names.comparison
        ),
        "ATO" => "What would support change for those who could well have been in either group (overlap population, ATO)?".to_owned(),
        "ATM" => "What would support change for those whom 1:1 matching would find (matching population, ATM)?".to_owned(),
        "ATOS" => "What would support change for those of both groups for whom it can be told best (optimal subset, ATOS)?".to_owned(),
        _ => "What would support change for everyone in both groups (average effect, ATE)?".to_owned(),
    };
    match &s.label {
        Some(label) => format!("{about} The headline is {label}."),
        None => about,
    }
}

fn eligibility(s: &SpecificationRecord) -> String {
    let filter = s.filter.as_ref().map_or("Everyone in the files".to_owned(), |f| format!("Those with {f}"));
    let complete = match s.complete.as_str() {
        "before" => "only people whose primary outcome is known are matched",
        _ => "all are matched; sets with a missing outcome are left out afterwards",
    };
    let discard = match s.discard.as_str() {
        "none" => "nobody is dropped for a score outside the other group's range",
        "treated" => "treated people outside the pool's range of scores are dropped",
        "control" => "controls outside the treated people's range of scores are dropped",
        _ => "people outside the common range of scores are dropped",
    };
    format!("{filter}; {complete}; {discard}.")
}

fn baseline(s: &SpecificationRecord, names: &Names) -> &'static str {
    match s.baseline.as_str() {
        _ if !names.outcomes().any(|(_, o)| o.before_after) => "No outcome has a start score.",
        "match" => "The start score of a before-and-after outcome is matched on.",
        _ => "The start score is left out of the matching: parallel trends are assumed instead.",
    }
}

fn score(s: &SpecificationRecord, names: &Names) -> String {
    let Some(model) = &s.score_model else { return "No score was needed.".to_owned() };
    let (kind, rest) = model.split_once(", ").unwrap_or((model, ""));
    let model = match kind {
        "logit" => "logistic regression by maximum likelihood".to_owned(),
        "probit" => "probit regression by maximum likelihood".to_owned(),
        "cloglog" => "complementary log-log regression by maximum likelihood".to_owned(),
        "cauchit" => "regression with the Cauchy link by maximum likelihood".to_owned(),
        "firth" => "logistic regression by Firth's penalised likelihood".to_owned(),
        "ridge" => format!("logistic regression with a ridge {rest}"),
        "forest" => format!("a random forest ({rest}), each person scored by a forest that left them out"),
        "column" => return supplied(s, names, rest),
        other => other.to_owned(),
    };
    let weights = if s.score_weighted { "with survey weights" } else { "without survey weights" };
    let auc = s.score_auc.map_or(String::new(), |a| format!("; C-statistic {}", number(a, 2)));
    let steps = s
        .score_iterations
        .map_or(String::new(), |n| format!("; {}", counted(n as f64, "iteration", "iterations")));
    format!("{} from {model}, {weights}{auc}{steps}.", super::said::capital(names.score))
}

fn supplied(s: &SpecificationRecord, names: &Names, column: &str) -> String {
    let auc = s.score_auc.map_or(String::new(), |a| format!("; C-statistic {}", number(a, 2)));
    let score = super::said::capital(names.score);
    format!("{score} came with the data (`{column}`): how it was made is not known here{auc}.")
}

fn prognostic(s: &SpecificationRecord, names: &Names) -> String {
    let Some((outcome, learnt)) = s.prognostic.as_deref().and_then(|p| p.split_once(": ")) else {
        return String::new();
    };
    format!(
        "What {} would be without support, learnt from {} alone, {learnt}. Their end values were read for it; \
         those of the {} were not.",
        names.outcome(outcome).label,
        names.comparison,
        names.treated
    )
}

fn distance(s: &SpecificationRecord, names: &Names) -> String {
    match s.distance.as_str() {
        _ if s.method == "exact" => "None: partners are equal.".to_owned(),
        _ if s.method == "genetic" => super::genetic::distance(s, names),
        "propensity" | "linear_predictor" | "table" if super::strata::makes_pairs(s) => {
            format!("Mahalanobis distance on {}.", names.terms(&s.terms))
        }
        _ if matches!(s.method.as_str(), "weighting" | "subclass" | "cem")
            && !super::strata::makes_pairs(s) =>
        {
            "None: people are weighted, not paired.".to_owned()
        }
        _ if matches!(s.method.as_str(), "cardinality" | "profile") && !sample::paired(s) => {
            "None: the groups are made alike as a whole, nobody is paired.".to_owned()
        }
        "propensity" => format!("Difference of {}s (probability).", names.score),
        "linear_predictor" => {
            let scale = match s.score_model.as_deref() {
                Some("probit") => "probit",
                Some("cloglog") => "complementary log-log",
                Some("cauchit") => "Cauchy",
                _ => "log-odds",
            };
            format!("Difference of {}s on the {scale} scale.", names.score)
        }
        "prognostic" => "Difference of prognostic scores.".to_owned(),
        "table" => "Taken from a file, pair by pair; pairs that are not in it cannot be matched.".to_owned(),
        on_covariates => {
            let kind = match on_covariates {
                "mahalanobis" => "Mahalanobis distance",
                "robust_mahalanobis" => "Rank-based (robust) Mahalanobis distance",
                "scaled_euclidean" => "Euclidean distance, scaled by standard deviations within the groups,",
                "euclidean" => "Euclidean distance in natural units",
                "gower" => "Gower's distance",
                other => other,
            };
            format!("{kind} on {}.", names.terms(s.metric_on.as_deref().unwrap_or(&s.terms)))
        }
    }
}

fn matching(s: &SpecificationRecord, names: &Names) -> String {
    let again = if s.replace {
        "with replacement".to_owned()
    } else if s.reuse > 1 {
        format!("without replacement, each control at most {} times", s.reuse)
    } else {
        "without replacement".to_owned()
    };
    let ratio = s.ratio.unwrap_or(1.0);
    let controls = super::numbers::measured(ratio, "controls");
    let ratio = level(ratio);
    let sets = if s.complete_sets { "; incomplete sets are left out" } else { "" };
    match s.method.as_str() {
        "nearest" => {
            format!("Nearest neighbour (greedy), {controls} for each treated person, {again}{sets}.")
        }
        "optimal" => format!(
            "Optimal: the sets with the least total distance, {controls} for each treated person{sets}.{}",
            proof(s)
        ),
        "full" => format!("Full matching: everyone in a set, with the least total distance.{}", proof(s)),
        "exact" => "Exact: everyone with a twin, controls weighted within strata.".to_owned(),
        "genetic" => format!(
            "Genetic: nearest neighbour (greedy) in the distance found, {controls} for each treated person, {again}{sets}."
        ),
        "cardinality" | "profile" => sample::matching(s),
        "weighting" => weighting(s),
        "cem" | "subclass" | "quick" => super::strata::strata(s, names),
        other => format!("{other}, {ratio} to 1, {again}{sets}."),
    }
}

/// How near the total distance is to the least possible one.
fn proof(s: &SpecificationRecord) -> String {
    let (Some(cost), Some(bound), Some(gap)) = (s.cost, s.bound, s.gap) else { return String::new() };
    let [cost, bound] = [cost, bound].map(|v| format!("{v:.6}"));
    if gap <= PROVEN {
        format!(
            " Total distance {cost}; dual prices prove that no admissible matching of as many people has less than {bound} (gap 0)."
        )
    } else {
        format!(
            " Total distance {cost}; no admissible matching of as many people has less than {bound} (gap {gap:.2e})."
        )
    }
}

fn weighting(s: &SpecificationRecord) -> String {
    let settings: Value = serde_json::from_str(&s.settings_json).unwrap_or_default();
    let weights = &settings["specification"]["matching"]["weights"];
    let kind = weights["kind"].as_str().unwrap_or("propensity");
    let towards = match s.estimand.as_str() {
        "ATT" => "controls are made to resemble the treated",
        "ATC" => "treated people are made to resemble the controls",
        "ATE" => "each group is made to resemble both together",
        _ => "each group is made to resemble those who could have been in either",
    };
    let how = match (kind, s.estimand.as_str()) {
        ("strata", _) => {
            let classes = weights["classes"].as_u64().unwrap_or_default();
            format!("Weighting by the numbers of both groups in {classes} classes of the score: {towards}")
        }
        ("entropy", _) => format!("Entropy balancing: {towards}, {}", balanced(weights)),
        ("cbps", _) => {
            format!(
                "Weighting by a logistic score fitted for balance (CBPS): {towards}, {}",
                balanced(weights)
            )
        }
        ("ipt", _) => format!("Inverse probability tilting: {towards}, {}", balanced(weights)),
        (_, "ATT") => format!("Weighting by the odds of the score: {towards}"),
        (_, "ATC") => format!("Weighting by the inverse odds of the score: {towards}"),
        (_, "ATE") => format!("Weighting by the inverse of the score: {towards}"),
        (_, "ATO") => {
            format!("Weighting by the chance of being in the other group (overlap weights): {towards}")
        }
        (_, "ATM") => format!("Weighting by the odds of the score, at most 1 (matching weights): {towards}"),
        _ => "Weighting by the inverse of the score, people with extreme scores left out".to_owned(),
    };
    let stable = if weights["stabilise"] == true { "; weights stabilised" } else { "" };
    format!("{how}{stable}{}.", trimmed(&weights["trim"]))
}

/// What solved weights balance.
fn balanced(weights: &Value) -> String {
    let moments = match weights["moments"].as_u64() {
        Some(2) => "means and squares",
        Some(3) => "means, squares and cubes",
        _ => "means",
    };
    let products = if weights["interactions"] == true { " and products" } else { "" };
    format!("with {moments}{products} balanced exactly")
}

fn trimmed(trim: &Value) -> String {
    let Some(at) = trim["at"].as_f64() else { return String::new() };
    let limit = match (trim["measure"].as_str(), trim["tails"].as_str()) {
        (Some("weight"), _) => format!("above {at}"),
        (_, Some("both")) => format!("outside their quantiles {} and {at}", number(1.0 - at, 3)),
        _ => format!("above their quantile {at}"),
    };
    let what = if trim["drop"] == true { "people left out" } else { "set to the limit" };
    format!("; weights {limit} trimmed ({what})")
}

fn rules(s: &SpecificationRecord, names: &Names) -> String {
    let exact =
        s.exact.as_ref().map_or("no exact rule".to_owned(), |e| format!("equal on {}", names.terms(e)));
    let anti = s.antiexact.as_ref().map_or(String::new(), |a| format!("; different on {}", names.terms(a)));
    let calipers = s.calipers.as_ref().map_or("no caliper".to_owned(), |c| {
        let (on, said) = c.split_once(": ").unwrap_or((c, ""));
        format!("caliper on {}: {said}", names.term(on))
    });
    format!("{}{anti}; {calipers}.", super::said::capital(&exact))
}

fn order(s: &SpecificationRecord) -> String {
    let ties = if s.ties == "id" { "by the order of ids" } else { "by a hash of the id keyed with the seed" };
    if matches!(s.method.as_str(), "optimal" | "full" | "quick") {
        return format!("Nobody chooses before others. Between equally good solutions one is picked {ties}.");
    }
    if !matches!(s.method.as_str(), "nearest" | "genetic") {
        return String::new();
    }
    let order = match s.order.as_str() {
        "default" => "highest score first where there is a score, else in the order of the data",
        "data" => "in the order of the data",
        "largest" => "highest score first",
        "smallest" => "lowest score first",
        "closest" => "closest pair first",
        "farthest" => "farthest nearest pair first",
        _ => "in an order drawn from the seed",
    };
    let tied = s.tied.map_or(String::new(), |n| {
        format!(" {} had more than one equally good partner.", counted(n as f64, "person", "people"))
    });
    format!("People choose {order}; ties are resolved {ties}.{tied}")
}

fn survey_weights(s: &SpecificationRecord) -> &'static str {
    match s.survey_weights.as_str() {
        "absent" => "None declared.",
        "none" => "Declared but not used.",
        "within" => "Controls of a set share its weight in proportion to their survey weights.",
        _ => "Matching weight times survey weight.",
    }
}

fn balance(s: &SpecificationRecord) -> String {
    let worst = match (s.worst_before, s.worst_after) {
        (Some(b), Some(a)) => format!(" Largest: {} before, {} after.", percent(b), percent(a)),
        _ => String::new(),
    };
    let lights = format!(
        " Green up to {}, amber up to {}, red above.",
        percent(s.green.unwrap_or(0.05)),
        percent(s.amber.unwrap_or(0.1))
    );
    format!("Differences of means in units of the {}, the same before and after.{lights}{worst}", s.ruler)
}

fn estimate(s: &SpecificationRecord) -> String {
    match s.estimator.as_str() {
        "difference" => "Weighted difference between the groups.".to_owned(),
        "regression" => "Regression with an interaction of support and every term, averaged over the people the result is about (g-computation).".to_owned(),
        "ancova" => "Analysis of covariance: regression with one slope of every term for both groups, the start score among them.".to_owned(),
        "bias_corrected" => "Matched difference, with the outcome of each partner moved to the terms of the person they stand for by a linear regression among partners (Abadie and Imbens 2011).".to_owned(),
        "augmented" => "Augmented weighting: a regression of the outcome in each group, with weights for what it misses; for the people of either group, or of both, right if either the score or the regression is.".to_owned(),
        "ordinal" => "Proportional-odds regression of the end score, averaged over the people the result is about.".to_owned(),
        other => format!("{other}."),
    }
}

fn uncertainty(s: &SpecificationRecord) -> String {
    let variance = s.variance.as_deref().unwrap_or("none");
    let level = percent(s.level.unwrap_or(0.95));
    let tests = s.tests.map_or(String::new(), |n| match n {
        1 => " One hypothesis was tested.".to_owned(),
        n => format!(" {n} hypotheses were tested."),
    });
    format!("Intervals at {level}; variance: {variance}, given the design.{tests}")
}

/// Whether the design was fixed before the outcomes were seen: all that is known of how it was chosen.
#[must_use]
pub fn lock(s: &SpecificationRecord) -> &'static str {
    match s.lock.as_str() {
        "locked" => "The design was fixed before the outcomes were seen.",
        "changed" => "The design was changed after the outcomes were seen.",
        _ => "The design was not locked before the outcomes were seen.",
    }
}
