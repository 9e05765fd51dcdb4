//! The text of a job that asks what a stored call of the reference asked.

use serde_json::{Map, Value};
use std::fmt::Write as _;

const COLUMNS: [&str; 9] = ["id", "treat", "x1", "x2", "x3", "f", "x4", "y", "yb"];

fn cell(v: &Value) -> String {
    v.as_str().map_or_else(|| v.to_string(), str::to_owned)
}

/// The stored data as a file.
pub fn csv_of(data: &Value) -> String {
    let n = data["id"].as_array().expect("ids").len();
    let mut text = COLUMNS.join(",");
    text.push('\n');
    for i in 0..n {
        let row: Vec<String> = COLUMNS.iter().map(|c| cell(&data[c][i])).collect();
        let _ = writeln!(text, "{}", row.join(","));
    }
    text
}

fn names(v: &Value) -> String {
    let list: Vec<String> = match v {
        Value::Null => Vec::new(),
        Value::Array(a) => a.iter().map(cell).collect(),
        one => vec![cell(one)],
    };
    format!("{list:?}")
}

fn calipers(call: &Value) -> String {
    let scale = if call["link"] == "linear.logit" { "logit" } else { "probability" };
    let one = |on: &str, w: &Value| {
        let on = if on == "1" { "propensity" } else { on };
        format!("{{ on = \"{on}\", width = {w}, scale = \"{scale}\", sd = \"all\" }}")
    };
    let list: Vec<String> = match &call["caliper"] {
        Value::Null => Vec::new(),
        Value::Object(o) => o.iter().map(|(k, w)| one(k, w)).collect(),
        w => vec![one("propensity", w)],
    };
    format!("[{}]", list.join(", "))
}

fn coarsening(cutpoints: &Value) -> String {
    let list = |o: &Map<String, Value>| {
        o.iter().map(|(name, cut)| format!("{name} = {cut}")).collect::<Vec<_>>().join(", ")
    };
    match cutpoints {
        Value::Object(o) => format!("cem.cutpoints = {{ {} }}", list(o)),
        rule => format!("cem.rule = {rule}"),
    }
}

/// The lines of `[matching]`.
fn options(call: &Value) -> String {
    match call["method"].as_str() {
        Some("exact") => String::new(),
        Some("cem") => coarsening(&call["cutpoints"]),
        Some("subclass") => format!("subclass.classes = {}", call["subclass"]),
        Some("optimal") => format!("ratio = {}", call["ratio"]),
        // The reference counts the other arm's people per person of the arm in question.
        Some("full") => {
            let arm = if call["estimand"] == "ATC" { "max_treated" } else { "max_controls" };
            call.get("max.controls").map_or(String::new(), |most| format!("{arm} = {most}"))
        }
        _ => {
            let order = call["m.order"].as_str().map_or(String::new(), |o| format!("order = \"{o}\""));
            format!("ratio = {}\nreplace = {}\n{order}", call["ratio"], call["replace"])
        }
    }
}

fn distance(call: &Value) -> &str {
    match (call["distance"].as_str(), call["link"].as_str()) {
        (Some("glm"), Some("linear.logit")) => "linear_predictor",
        (Some("glm") | None, _) => "propensity",
        (Some(other), _) => other,
    }
}

/// The job.
pub fn text(stored: &Value) -> String {
    let call = &stored["call"];
    let exact_method = call["method"] == "exact";
    let terms = if exact_method { r#"["x3", "f"]"# } else { r#"["x1", "x2", "x3", "f", "x4"]"# };
    let exact = if exact_method { terms.to_owned() } else { names(&call["exact"]) };
    format!(
        r#"name = "oracle"
[units]
source = "data.csv"
id = "id"
treated = {{ column = "treat", is = 1 }}
[covariates]
x1 = {{ kind = "number", column = "x1" }}
x2 = {{ kind = "number", column = "x2" }}
x3 = {{ kind = "yes-no", column = "x3" }}
f = {{ kind = "category", column = "f" }}
x4 = {{ kind = "number", column = "x4" }}
[outcomes.y]
column = "y"
[outcomes.yb]
column = "yb"
binary = true
[design]
estimand = {estimand}
terms = {terms}
exact = {exact}
antiexact = {antiexact}
distance = "{distance}"
calipers = {calipers}
discard = "{discard}"
propensity = {{ stop = "r", model = "{model}" }}
[matching]
method = {method}
ties = "id"
tie_orders = 0
{options}
[estimate]
estimators = ["difference"]
measures = ["difference"]
variance = "{variance}"
correction = "cr1"
"#,
        estimand = call["estimand"],
        antiexact = names(&call["antiexact"]),
        distance = distance(call),
        calipers = calipers(call),
        discard = call["discard"].as_str().unwrap_or("none"),
        model = if call["link"] == "probit" { "probit" } else { "logit" },
        method = call["method"],
        options = options(call),
        variance = if stored["variance"] == "HC3" { "hc3" } else { "auto" },
    )
}
