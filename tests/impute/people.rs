//! Made-up people with covariates that are missing at random.

use matchwell::stats::draw::normal;
use matchwell::stats::rng::{stream, uniform};
use std::fmt::Write;
use std::path::Path;

/// How one data set is made.
pub struct Make {
    /// People of both arms.
    pub n: usize,
    pub seed: u64,
    /// `false` keeps every value.
    pub gaps: bool,
}

/// Rows of a file `id,treat,age,health,sex,score,end`, in order of id.
///
/// Health follows age and the start score; support is likelier for the old, the ill and the lonely; it moves the end
/// score by `EFFECT` and more for the old. Health is known less often for the old and for those supported:
/// missing at random, given what is known.
pub fn rows(make: &Make) -> Vec<String> {
    let mut rng = stream(make.seed, "impute test", 0);
    let mut rows = Vec::with_capacity(make.n);
    for id in 1..=make.n {
        let age = normal(&mut rng);
        let score = 0.3 * age + normal(&mut rng);
        let health = 0.5 * age + 0.4 * score + 0.8 * normal(&mut rng);
        let sex = if uniform(&mut rng) < 0.5 { "m" } else { "f" };
        let treated = uniform(&mut rng) < logistic(-1.2 + 0.4 * age + 0.6 * health + 0.3 * score);
        let effect = if treated { individual(age) } else { 0.0 };
        let end = 0.5 * score + 0.7 * health + 0.3 * age + effect + normal(&mut rng);
        let arm = f64::from(u8::from(treated));
        let lost = uniform(&mut rng) < logistic(-1.2 + 0.8 * age + 0.8 * arm);
        let shy = uniform(&mut rng) < logistic(-2.5 + 0.5 * score);
        let shown = if make.gaps && lost { String::new() } else { format!("{health:.6}") };
        let sex = if make.gaps && shy { "" } else { sex };
        rows.push(format!("{id},{arm},{age:.6},{shown},{sex},{score:.6},{end:.6}"));
    }
    rows
}

pub const EFFECT: f64 = 1.0;

/// The effect on a person of this age (in standard deviations).
pub fn individual(age: f64) -> f64 {
    EFFECT + 0.5 * age
}

pub fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-x))
}

/// Writes the rows under `name` in `folder`.
pub fn write(folder: &Path, name: &str, rows: &[String]) {
    let mut text = "id,treat,age,health,sex,score,end\n".to_owned();
    for row in rows {
        let _ = writeln!(text, "{row}");
    }
    std::fs::write(folder.join(name), text).expect("written");
}

/// A job on `people.csv`: health and sex have the policy `missing`, `more` is appended.
pub fn job(missing: &str, matching: &str, more: &str) -> String {
    format!(
        r#"
name = "imputation"
seed = 3
[units]
source = "people.csv"
id = "id"
treated = {{ column = "treat", is = 1 }}
gap_weeks = 12
[covariates]
age = {{ kind = "number", column = "age" }}
health = {{ kind = "number", column = "health", missing = "{missing}" }}
sex = {{ kind = "category", column = "sex", missing = "{missing}" }}
[outcomes.lonely]
better = "lower"
report = ["end"]
both = {{ start = "score", end = "end" }}
[matching]
{matching}
[disclosure]
profile = "none"
[review]
allow = [{{ rule = "MW127", because = "a test" }}, {{ rule = "MW156", because = "a test" }}]
{more}
"#
    )
}
