//! The drafted job, with a line of reason for each choice.

use super::guess::{MISSING, OneFile, Pairing, TwoSides};
use std::fmt::Write;
use std::path::{Path, PathBuf};

const GAP: &str = "\"FILL IN\"";

/// A job for service users against a survey.
pub fn two_sides(g: &TwoSides, here: &Path) -> String {
    let mut t = heading();
    side(&mut t, "treated", &[quoted(&g.treated.path, here)], g.ids[0].as_deref());
    t.push_str("# cluster = \"site\"          # site or worker, if several people share one\n");
    if !g.odd_answers.is_empty() {
        let codes: Vec<String> = g.odd_answers.iter().map(|c| cell(c)).collect();
        let _ = writeln!(
            t,
            "missing = [{}]              # answers that no item of the scale knows",
            codes.join(", ")
        );
    }
    t.push('\n');
    let files: Vec<String> = g.control.iter().map(|l| quoted(&l.path, here)).collect();
    side(&mut t, "control", &files, g.ids[1].as_deref());
    let waves = g.control.len() > 1;
    let at = |column: &str| if waves { format!("start.{column}") } else { column.to_owned() };
    t.push_str("ignore_case = true          # column names differ in case between waves\n");
    let _ = write!(t, "missing = [{}]  ", MISSING.join(", "));
    t.push_str("# check the codebook: in ELSA an age of -7 means 90 or more\n");
    if let Some(c) = &g.cluster {
        let _ = writeln!(t, "cluster = \"{}\"     # people of one household are alike", at(c));
    }
    if let Some(w) = &g.weight {
        let _ =
            writeln!(t, "# weight = \"{}\"     # survey weight; compare results with and without it", at(w));
    }
    t.push_str("\n# Facts from before the programme, each with its source on both sides. Levels must get the same words.\n[covariates]\n");
    for p in &g.covariates {
        covariate(&mut t, p, &at(&p.control));
    }
    outcome(&mut t, g, waves);
    recommended(&mut t, &g.covariates.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), true);
    t
}

/// A job for one file with a treatment column.
pub fn one_file(g: &OneFile, here: &Path) -> String {
    let mut t = heading();
    let id = g.id.as_ref().map_or(GAP.to_owned(), |i| format!("\"{i}\""));
    let is = if g.is.parse::<f64>().is_ok() { g.is.clone() } else { format!("\"{}\"", g.is) };
    let _ = writeln!(t, "[units]\nsource = {}\nid = {id}", quoted(&g.look.path, here));
    let _ = writeln!(t, "treated = {{ column = \"{}\", is = {is} }}\n", g.treatment);
    t.push_str("# Facts from before the programme. Delete what was measured later: it must not be matched on.\n[covariates]\n");
    for (name, kind) in &g.covariates {
        let _ = writeln!(t, "{} = {{ kind = \"{kind}\", column = \"{name}\" }}", key(name));
    }
    t.push_str("\n[outcomes.outcome]           # rename; delete its column from the covariates above\ncolumn = \"FILL IN\"\nbetter = \"higher\"\nunit = \"points\"\n");
    recommended(&mut t, &g.covariates.iter().map(|(n, _)| n.as_str()).collect::<Vec<_>>(), false);
    t
}

fn heading() -> String {
    "# A job for Matchwell. Lines marked FILL IN need you; every other line is a recommendation with its reason.\n\
     # Next: matchwell check job.toml, then matchwell design job.toml, then matchwell run job.toml\n\
     name = \"FILL IN: title of the evaluation\"\nseed = 20260101\n\n"
        .to_owned()
}

fn side(t: &mut String, name: &str, files: &[String], id: Option<&str>) {
    let _ = writeln!(t, "[{name}]");
    match files {
        [one] => drop(writeln!(t, "source = {one}")),
        many => {
            let names = ["start", "end", "third", "fourth"];
            let waves: Vec<String> = names.iter().zip(many).map(|(n, f)| format!("{n} = {f}")).collect();
            let _ = writeln!(t, "waves = {{ {} }}", waves.join(", "));
        }
    }
    let _ = writeln!(t, "id = {}", id.map_or(GAP.to_owned(), |i| format!("\"{i}\"")));
    let _ =
        writeln!(t, "gap_weeks = {GAP}       # weeks between start and end: a number, or two date columns");
}

fn covariate(t: &mut String, p: &Pairing, control: &str) {
    let name = key(&p.name);
    if p.kind == "category" {
        let map: Vec<String> = p.cells.iter().map(|c| format!("\"{c}\" = {GAP}")).collect();
        let _ = writeln!(t, "# {}: service users have {}", p.name, p.levels.join(", "));
        let _ = writeln!(
            t,
            "{name} = {{ kind = \"category\", missing = \"exclude\", treated = \"{}\", control = {{ column = \"{control}\", map = {{ {} }} }} }}",
            p.treated,
            map.join(", ")
        );
    } else {
        let (source, why) = if p.top_coded {
            let recoded = format!("{{ column = \"{control}\", map = {{ \"-7\" = 90 }} }}");
            (recoded, "   # -7: aged 90 or more")
        } else {
            (format!("\"{control}\""), "")
        };
        let _ = writeln!(
            t,
            "{name} = {{ kind = \"{}\", missing = \"exclude\", treated = \"{}\", control = {source} }}{why}",
            p.kind, p.treated
        );
    }
}

fn outcome(t: &mut String, g: &TwoSides, waves: bool) {
    t.push_str(
        "\n[outcomes.loneliness]        # rename if you measure something else\ninstrument = \"ucla3\"\n",
    );
    let list = |items: &[String], prefix: &str| {
        let all: Vec<String> = items.iter().map(|i| format!("\"{prefix}{i}\"")).collect();
        format!("[{}]", all.join(", "))
    };
    let gap = || format!("[{GAP}, {GAP}, {GAP}]");
    let (s, e) = g.treated_items.as_ref().map_or_else(|| (gap(), gap()), |[s, e]| (list(s, ""), list(e, "")));
    let _ = writeln!(t, "treated = {{ start = {s}, end = {e} }}");
    let (s, e) = match &g.control_items {
        Some(items) if waves => (list(items, "start."), list(items, "end.")),
        _ => (gap(), gap()),
    };
    let _ = writeln!(t, "control = {{ start = {s}, end = {e} }}");
    t.push_str("report = [\"change\", \"improved\", \"left_case\", \"became_case\"]\n");
}

fn recommended(t: &mut String, covariates: &[&str], start_score: bool) {
    let sex = covariates.contains(&"sex");
    let mut exact: Vec<&str> = if sex { vec!["\"sex\""] } else { Vec::new() };
    if start_score {
        exact.push("\"loneliness.start.case\"");
    }
    let _ = write!(
        t,
        "\n[design]\n\
         estimand = \"ATT\"             # the effect on the people supported\n\
         baseline = \"match\"           # the start score must be matched: without it results can change sign\n\
         exact = [{}]   # partners agree on these; percentages of the lonely need equal case status\n\
         distance = \"mahalanobis\"     # alike on every covariate ...\n\
         caliper = 0.2                # ... among people whose scores differ by at most 0.2 SD of the logit\n\n\
         [matching]\n\
         method = \"optimal\"           # pairs are chosen together, for the least total distance (proven)\n\
         ratio = 1                    # 1:1 is the least biased; more partners lower the standard error\n\n\
         [estimate]\n\
         estimator = \"difference\"     # the plain difference; regression adjustment is shown beside it\n\
         estimators = [\"difference\", \"regression\"]\n\n\
         # Would another reasonable analysis say the same? Each changes one choice.\n\
         [[specification]]\nname = \"matched on the score alone\"\ndesign = {{ distance = \"propensity\" }}\n\n\
         [[specification]]\nname = \"narrower caliper\"\ndesign = {{ caliper = 0.1 }}\n\n\
         [[specification]]\nname = \"two partners each\"\nmatching = {{ ratio = 2 }}\n\n\
         [[specification]]\nname = \"partners used again\"\nmatching = {{ method = \"nearest\", replace = true }}\n\n\
         [[specification]]\nname = \"everyone in a set\"   # keeps more of the pool; at most 5 to 1 and 1 to 10\nmatching = {{ method = \"full\", max_treated = 5, max_controls = 10 }}\n\n\
         [[specification]]\nname = \"weighted instead of matched\"   # a second opinion from another method\nmatching = {{ method = \"weighting\", weights.kind = \"entropy\" }}\n",
        exact.join(", ")
    );
}

fn cell(text: &str) -> String {
    if text.parse::<f64>().is_ok() { text.to_owned() } else { format!("\"{text}\"") }
}

fn key(name: &str) -> String {
    let bare = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if bare { name.to_owned() } else { format!("\"{name}\"") }
}

fn quoted(path: &Path, here: &Path) -> String {
    let relative: PathBuf = path.strip_prefix(here).unwrap_or(path).to_path_buf();
    format!("\"{}\"", relative.display().to_string().replace('\\', "/"))
}
