//! The table as a page.

use super::Line;
use super::judge::Verdict;
use super::process::Process;
use std::fmt::Write;

const BEGIN: &str = "<!-- table: begin -->";
const END: &str = "<!-- table: end -->";

/// The summary, then one table a process.
pub fn table(lines: &[Line], replicates: u64) -> String {
    let mut out = summary(lines);
    let mut last: Option<Process> = None;
    for line in lines {
        if last != Some(line.process) {
            last = Some(line.process);
            let _ = write!(
                out,
                "\n### {}\n\n{} {replicates} data sets.\n\n\
                 | design | estimator | variance | bias | RMSE | mean SE | SE ratio | coverage | bias-eliminated | width | type I | |\n\
                 |---|---|---|---|---|---|---|---|---|---|---|---|\n",
                capital(line.process.name()),
                line.process.about()
            );
        }
        let _ =
            writeln!(out, "| {} | {} | {} | {} |", line.plan, line.estimator, line.variance, figures(line));
    }
    out
}

/// Each way to estimate over all processes: the extremes.
fn summary(lines: &[Line]) -> String {
    let mut out = String::from(
        "\n### All processes together\n\n\
         The smallest and largest SE ratio and bias-eliminated coverage over the processes, and where the ratio is smallest.\n\n\
         | design | estimator | variance | SE ratio | smallest in | bias-eliminated |\n|---|---|---|---|---|---|\n",
    );
    let mut told: Vec<[&str; 3]> = Vec::new();
    for line in lines {
        let key = [line.plan, line.estimator, line.variance];
        if told.contains(&key) {
            continue;
        }
        told.push(key);
        let mine = lines.iter().filter(|l| [l.plan, l.estimator, l.variance] == key);
        let all: Vec<(Process, Verdict)> = mine.filter_map(|l| Some((l.process, l.verdict?))).collect();
        let by_ratio =
            |a: &&(Process, Verdict), b: &&(Process, Verdict)| a.1.se_ratio.total_cmp(&b.1.se_ratio);
        let (Some(low), Some(high)) = (all.iter().min_by(by_ratio), all.iter().max_by(by_ratio)) else {
            continue;
        };
        let covered: Vec<f64> = all.iter().map(|v| v.1.bias_eliminated).collect();
        let (least, most) = covered.iter().fold((1.0_f64, 0.0_f64), |(l, m), c| (l.min(*c), m.max(*c)));
        let _ = writeln!(
            out,
            "| {} | {} | {} | {:.2} to {:.2} | {} | {:.1} % to {:.1} % |",
            key[0],
            key[1],
            key[2],
            low.1.se_ratio,
            high.1.se_ratio,
            low.0.name(),
            100.0 * least,
            100.0 * most
        );
    }
    out
}

fn figures(line: &Line) -> String {
    let Some(v) = &line.verdict else { return "| | | | | | | | no number".to_owned() };
    let percent = |x: f64| format!("{:.1} %", 100.0 * x);
    format!(
        "{:+.3} | {:.3} | {:.3} | {:.2} | {} | {} | {:.2} | {} | {}",
        v.bias,
        v.rmse,
        v.mean_se,
        v.se_ratio,
        percent(v.coverage),
        percent(v.bias_eliminated),
        v.width,
        percent(v.type_one),
        mark(v)
    )
}

/// What is to be said of a line in a word.
fn mark(v: &Verdict) -> String {
    let mut said = Vec::new();
    if v.answered < v.asked {
        said.push(format!("no number in {:.1} %", 100.0 * (1.0 - v.answered as f64 / v.asked as f64)));
    }
    if !v.sound() {
        said.push(if v.se_ratio > 1.0 { "cautious" } else { "**too narrow**" }.to_owned());
    }
    if v.bias.abs() > 0.25 * v.mean_se {
        said.push("biased".to_owned());
    }
    said.join("; ")
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|c| c.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Puts the table between its marks in `file`.
pub fn write(file: &str, table: &str) {
    let page = std::fs::read_to_string(file).unwrap_or_else(|e| panic!("{file}: {e}"));
    let (before, rest) = page.split_once(BEGIN).unwrap_or_else(|| panic!("{file}: no `{BEGIN}`"));
    let (_, after) = rest.split_once(END).unwrap_or_else(|| panic!("{file}: no `{END}`"));
    std::fs::write(file, format!("{before}{BEGIN}\n{table}\n{END}{after}"))
        .unwrap_or_else(|e| panic!("{file}: {e}"));
}
