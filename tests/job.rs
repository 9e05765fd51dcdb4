//! Job files: all faults at once, with places, nearest names and codes that the book explains.

use matchwell::design::{Baseline, Distance};
use matchwell::fault::{Fault, Place, line_column};
use matchwell::job::{Job, Reading, Role, Scale, read, read_with};
use matchwell::matching::Method;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::path::Path;

const TWO_SIDES: &str = r#"name = "Connecting Communities against ELSA"
seed = 20190501
where = "age >= 50"

[treated]
source = "service_users.csv"
id = "client_id"
gap_weeks = 12

[control]
id = "idauniq"
cluster = "start.idahhw7"
weight = "end.w8scwt"
gap_weeks = 104
waves = { start = "wave_7.tab", end = "wave_8.tab" }
where = "start.askpx <> 1"

[covariates]
age = { kind = "number", treated = "age", control = "start.indager" }
sex = { kind = "category", treated = { column = "gender", map = { F = "female", M = "male" } }, control = { column = "start.indsex", map = { 1 = "male", 2 = "female" } } }

[derive]
old = "age >= 80"

[outcomes.loneliness]
instrument = "ucla3"
treated = { start = ["s_q1", "s_q2", "s_q3"], end = ["e_q1", "e_q2", "e_q3"] }
control = { start = ["start.scfeela", "start.scfeelb", "start.scfeelc"], end = ["end.scfeela", "end.scfeelb", "end.scfeelc"] }
report = ["change", "improved", "left_case", "became_case"]

[design]
exact = ["sex", "loneliness.start.case"]
caliper = 0.2
[design.propensity]
stop = "r"
penalty = 2.0

[matching]
method = "nearest"
ratio = 2

[estimate]
subgroups = [{ name = "under 60", where = "age < 60" }]

[[specification]]
name = "Mahalanobis, women"
where = "sex = 'female'"
design = { distance = "mahalanobis", propensity = { penalty = 3.0 } }
matching = { ratio = 1 }

[[specification]]
name = "weighted"
matching = { method = "weighting" }
"#;

const ONE_FILE: &str = r#"name = "smoking"
[units]
source = "nhefs.csv"
id = "seqn"
treated = { column = "qsmk", is = 1 }
[covariates]
age = { kind = "number", column = "age" }
race = { kind = "category", column = "race" }
[outcomes.weight]
column = "wt82_71"
"#;

fn reading(text: &str) -> Reading {
    let scales = [Scale { name: "ucla3", case: true }, Scale { name: "swemwbs", case: false }];
    read_with(text, Path::new("jobs"), &scales)
}

fn job(text: &str) -> Job {
    let Reading { job, faults } = reading(text);
    assert_eq!(faults, [], "{text}");
    job.expect("a job without faults")
}

/// Code, line and column of every fault.
fn places(text: &str) -> Vec<(&'static str, usize, usize)> {
    let place = |f: &Fault| match &f.place {
        Place::Job(at) => line_column(text, at.start),
        other => panic!("{other:?}"),
    };
    reading(text).faults.iter().map(|f| (f.code, place(f).0, place(f).1)).collect()
}

/// The job with `old` replaced by `new`; the codes that result, and the words.
fn changed(base: &str, old: &str, new: &str) -> (Vec<&'static str>, String) {
    assert!(base.contains(old), "`{old}` is not in the job");
    let reading = reading(&base.replacen(old, new, 1));
    let words: Vec<String> = reading.faults.iter().map(ToString::to_string).collect();
    (reading.faults.iter().map(|f| f.code).collect(), words.join("\n"))
}

fn refused(base: &str, old: &str, new: &str, code: &str, says: &str) {
    let (codes, words) = changed(base, old, new);
    assert_eq!(codes, [code], "{new}: {words}");
    assert!(words.contains(says), "{words}");
}

#[test]
fn a_job_gets_every_default() {
    let job = job(ONE_FILE);
    assert_eq!(job.specifications.len(), 1);
    assert_eq!(job.specifications[0].name, "primary");
    assert_eq!(job.specifications[0].matching, matchwell::matching::MatchingSpec::default());
    assert_eq!(job.folder, Path::new("jobs"));
    assert_eq!(job.text, ONE_FILE);
}

#[test]
fn specifications_override_key_by_key() {
    let job = job(TWO_SIDES);
    let [primary, women, weighted, bracket] = &job.specifications[..] else { panic!("four analyses") };
    assert_eq!((bracket.role, bracket.design.baseline), (Role::Bracket, Baseline::Ignore));
    assert_eq!((women.id, women.name.as_str()), (1, "Mahalanobis, women"));
    assert_eq!(women.design.distance, Distance::Mahalanobis);
    assert_eq!(women.design.exact, primary.design.exact);
    assert_eq!(women.design.caliper, Some(0.2));
    assert_eq!(women.design.propensity.stop, primary.design.propensity.stop);
    assert_eq!((primary.design.propensity.penalty, women.design.propensity.penalty), (2.0, 3.0));
    assert_eq!((primary.matching.ratio, women.matching.ratio), (2.0, 1.0));
    assert_eq!(primary.filter.as_deref(), Some("age >= 50"));
    assert_eq!(women.filter.as_deref(), Some("(age >= 50) and (sex = 'female')"));
    assert_eq!(weighted.matching.method, Method::Weighting);
    assert_eq!((weighted.matching.ratio, weighted.design.caliper), (1.0, None));
    assert_eq!(weighted.estimate.subgroups, primary.estimate.subgroups);
}

#[test]
fn a_specification_can_take_an_inherited_caliper_out() {
    let text = TWO_SIDES.replace("penalty = 3.0 } }", "penalty = 3.0 }, caliper = inf }");
    assert_ne!(text, TWO_SIDES);
    let reading = reading(&text);
    let told: Vec<String> = reading.faults.iter().map(ToString::to_string).collect();
    let job = reading.job.unwrap_or_else(|| panic!("{told:?}"));
    assert_eq!(
        (job.specifications[0].design.caliper, job.specifications[1].design.caliper),
        (Some(0.2), None)
    );
}

#[test]
fn settings_written_out_read_back_to_the_same_job() {
    for text in [TWO_SIDES, ONE_FILE] {
        let before = job(text);
        let written = before.to_toml().expect("settings fit into TOML");
        let after = job(&written);
        assert_eq!(before.spec, after.spec);
        assert_eq!(before.specifications, after.specifications);
    }
}

#[test]
fn five_faults_are_told_at_once_with_their_places() {
    let text = TWO_SIDES
        .replace("gap_weeks = 12", "gap_weks = 12")
        .replace("caliper = 0.2", "caliper = \"0.2\"")
        .replace("method = \"nearest\"", "method = \"nearst\"")
        .replace("\"sex\", \"lone", "\"sec\", \"lone")
        .replace("age < 60", "age < 60 and agee > 1");
    assert_eq!(
        places(&text),
        [("MW002", 8, 1), ("MW020", 32, 10), ("MW003", 33, 11), ("MW004", 39, 10), ("MW020", 43, 57)]
    );
    let reading = reading(&text);
    let words: Vec<String> = reading.faults.iter().map(ToString::to_string).collect();
    for (fault, hint) in words.iter().zip(["`gap_weeks`", "`sex`", "quotes", "`nearest`", "`age`"]) {
        assert!(fault.contains(hint), "{fault}");
    }
    let job = reading.job.expect("the data can be looked at in the same go");
    let gap = job.spec.treated.expect("a side").gap_weeks;
    assert_eq!(gap, Some(matchwell::job::GapSpec::Weeks(12.0)), "what was meant is used");
}

#[test]
fn what_has_a_fault_is_left_out_for_looking_at_the_data() {
    let text = TWO_SIDES
        .replace("\"start.indsex\"", "\"indsex\"")
        .replace("start.askpx <> 1", "start.askpx ~~ 1")
        .replace("sex = 'female'", "age = 60");
    let Reading { job, faults } = reading(&text);
    let codes: Vec<&str> = faults.iter().map(|f| f.code).collect();
    assert_eq!(codes, ["MW023", "MW013"]);
    let spec = job.expect("the files are known").spec;
    assert_eq!(spec.covariates.keys().collect::<Vec<_>>(), ["age"]);
    assert_eq!((spec.control.expect("a side").filter, spec.derive.len()), (None, 0));
    assert_eq!(spec.outcomes.len(), 1);
}

#[test]
fn text_that_is_no_toml_gives_one_fault() {
    assert_eq!(places("name = \"x\"\n[units\n"), [("MW001", 2, 7)]);
    assert_eq!(places("name = \"x\"\nname = \"y\"\n")[0].0, "MW001");
    assert_eq!(reading("[units").job, None);
}

#[test]
fn form_is_checked_by_the_schema() {
    refused(ONE_FILE, "id = \"seqn\"\n", "", "MW005", "`units` needs `id`");
    refused(ONE_FILE, "name = \"smoking\"\n", "", "MW005", "the job needs `name`");
    refused(ONE_FILE, "is = 1", "is = true", "MW003", "must be a number or a text");
    refused(ONE_FILE, "kind = \"number\"", "kind = \"numbr\"", "MW004", "did you mean `number`");
    refused(ONE_FILE, "[units]", "seed = -1\n[units]", "MW006", "from 0");
    refused(
        ONE_FILE,
        "column = \"wt82_71\"",
        "column = \"wt82_71\"\nrange = [1]",
        "MW006",
        "exactly 2 values",
    );
    refused(ONE_FILE, "[units]", "[matching]\ncaliper = 0.2\n[units]", "MW002", "belongs in [design]");
    refused(ONE_FILE, "source = ", "sorce = ", "MW002", "did you mean `source`");
    refused(ONE_FILE, "[covariates]", "[covariats]", "MW002", "did you mean `covariates`");
    refused(ONE_FILE, "[units]", "desing = { }\n[units]", "MW002", "did you mean `design`");
    refused(ONE_FILE, "\"age\" }", "{ column = \"age\", scal = 2 } }", "MW002", "did you mean `scale`");
    refused(
        ONE_FILE,
        "[units]",
        "[units]\ngap_weeks = { from = \"a\", too = \"b\" }",
        "MW002",
        "did you mean `to`",
    );
}

#[test]
fn inputs_are_one_of_two_shapes() {
    refused(TWO_SIDES, "source = \"service_users.csv\"\n", "", "MW011", "neither `source` nor `waves`");
    refused(TWO_SIDES, "id = \"idauniq\"", "id = \"idauniq\"\nsource = \"x.csv\"", "MW011", "and `waves`");
    let (codes, words) = changed(TWO_SIDES, "\"wave_7.tab\", end", "\"wave_7.tab\", after");
    assert!(codes.contains(&"MW011") && words.contains("called `end`"), "{words}");
    refused(TWO_SIDES, "gap_weeks = 104\n", "", "MW014", "[control]");
    refused(TWO_SIDES, "gap_weeks = 104\n", "gap_weeks = -1\n", "MW040", "not possible");
    refused(TWO_SIDES, "\"start.indager\"", "\"indager\"", "MW013", "`start.indager`");
    refused(TWO_SIDES, "\"start.indager\"", "\"strat.indager\"", "MW013", "did you mean `start`");
    refused(TWO_SIDES, "start.askpx <> 1", "askpx <> 1", "MW013", "`start.askpx`");
    refused(ONE_FILE, "\"age\" }", "\"age\", treated = \"x\" }", "MW012", "one file");
    refused(TWO_SIDES, "control = \"start.indager\"", "label = \"Age\"", "MW012", "no `control`");
    let (codes, _) = changed(
        ONE_FILE,
        "[units]\nsource = \"nhefs.csv\"\nid = \"seqn\"\ntreated = { column = \"qsmk\", is = 1 }\n",
        "",
    );
    assert_eq!(codes, ["MW010"]);
    assert_eq!(reading("name = \"x\"").job, None);
}

#[test]
fn scores_are_declared_whole() {
    let with = |lines: &str| format!("[design]\n{lines}\n");
    let score = |lines: &str| format!("[design.propensity]\n{lines}\n[units]");
    job(&TWO_SIDES.replacen("[design]\n", &with("terms = [\"spline(age, 4)\"]"), 1));
    job(&ONE_FILE.replacen("[units]", &score("model = \"column\"\ncolumn = \"age\""), 1));
    job(&ONE_FILE.replacen("[units]", &score("model = \"forest\"\ntrees = 500\nfolds = 10"), 1));
    job(&ONE_FILE.replacen("[units]", "[design]\ndistance = \"prognostic\"\nprognostic = {}\n[units]", 1));
    for (lines, code, says) in [
        ("model = \"column\"", "MW040", "needs the covariate"),
        ("model = \"column\"\ncolumn = \"agee\"", "MW020", "did you mean `age`"),
        ("model = \"column\"\ncolumn = \"race\"", "MW040", "a category"),
        ("column = \"age\"", "MW043", "makes its own"),
        ("model = \"forest\"\ntrees = 0", "MW040", "no forest"),
        ("model = \"forest\"\nfolds = 1", "MW040", "nobody in"),
    ] {
        refused(ONE_FILE, "[units]", &score(lines), code, says);
    }
    for (lines, code, says) in [
        ("terms = [\"spline(age)\"]", "MW021", "cannot be read"),
        ("terms = [\"spline(race, 3)\"]", "MW021", "no curve"),
        ("terms = [\"spline(agee, 3)\"]", "MW020", "`age`"),
        ("distance = \"prognostic\"", "MW048", "not declared"),
        ("calipers = [{ on = \"prognostic\", width = 0.2 }]", "MW048", "not declared"),
        ("prognostic = { pilot = \"agee > 3\" }", "MW020", "`age`"),
        ("prognostic = { folds = 1 }", "MW040", "folds"),
        ("prognostic = { terms = [\"age^x\"] }", "MW021", "cannot be read"),
    ] {
        refused(ONE_FILE, "[units]", &format!("[design]\n{lines}\n[units]"), code, says);
    }
    let (codes, words) = changed(ONE_FILE, "[units]", &score("model = \"ridge\"\nweights = \"survey\""));
    assert!(codes.contains(&"MW043") && words.contains("takes no survey weights"), "{words}");
}

#[test]
fn names_are_known_before_the_start() {
    let terms = |list: &str| format!("[design]\nterms = {list}\n");
    let with = |list: &str| TWO_SIDES.replacen("[design]\n", &terms(list), 1);
    for good in ["[\"age^2\", \"sex:age\", \"old\", \"loneliness.start\", \"age^2:sex\"]", "[\"age\"]"] {
        job(&with(good));
    }
    for (bad, code, says) in [
        ("[\"agee\"]", "MW020", "`age`"),
        ("[\"loneliness.end\"]", "MW020", "only after the programme"),
        ("[\"age^x\"]", "MW021", "cannot be read"),
        ("[\"age:\"]", "MW021", "cannot be read"),
        ("[\"sex^2\"]", "MW021", "no powers"),
        ("[]", "MW021", "empty"),
    ] {
        refused(TWO_SIDES, "[design]\n", &terms(bad), code, says);
    }
    refused(TWO_SIDES, "age >= 50", "agee >= 50", "MW020", "did you mean `age`");
    refused(TWO_SIDES, "age >= 50", "log(age) >= 50", "MW023", "no function `log`");
    refused(TWO_SIDES, "age >= 80", "loneliness.start >= 8", "MW020", "no covariate");
    refused(TWO_SIDES, "age >= 80", "old = 1", "MW020", "`old`");
    refused(
        TWO_SIDES,
        "old = \"age >= 80\"",
        "age = \"1 + 1\"",
        "MW016",
        "stands in [covariates] and in [derive]",
    );
    refused(TWO_SIDES, "sex = { kind", "sex = { after_start = true, kind", "MW022", "after the start");
    refused(TWO_SIDES, "caliper = 0.2", "calipers = [{ on = \"sex\", width = 1 }]", "MW041", "a category");
    refused(TWO_SIDES, "ratio = 2", "ratio = 2\nunit_id = \"start.idahhw7\"", "MW024", "identifiers = ");
}

#[test]
fn outcomes_say_what_can_be_reported() {
    refused(TWO_SIDES, "\"ucla3\"", "\"ucla\"", "MW030", "did you mean `ucla3`");
    refused(TWO_SIDES, "\"change\", \"improved\"", "\"value\", \"improved\"", "MW032", "write `end`");
    let (codes, words) = changed(TWO_SIDES, "\"ucla3\"", "\"swemwbs\"");
    assert_eq!(codes, ["MW032", "MW032"], "{words}");
    refused(ONE_FILE, "\"wt82_71\"", "\"wt82_71\"\nreport = [\"change\"]", "MW032", "write `value`");
    refused(ONE_FILE, "\"wt82_71\"", "\"wt82_71\"\ncase = { name = \"heavy\" }", "MW033", "exactly one");
    let items = "instrument = \"ucla3\"\n";
    let (codes, words) = changed(TWO_SIDES, items, "better = \"lower\"\n");
    assert!(codes.contains(&"MW031") && codes.contains(&"MW032"), "{words}");
    let estimate = |line: &str| format!("[estimate]\n{line}\n");
    refused(TWO_SIDES, "[estimate]\n", &estimate("outcome = \"lonelines\""), "MW034", "`loneliness`");
    refused(TWO_SIDES, "[estimate]\n", &estimate("contrast = \"worsened\""), "MW034", "it reports");
    refused(TWO_SIDES, "[estimate]\n", &estimate("measure = \"risk_ratio\""), "MW034", "proportions");
    job(&TWO_SIDES.replacen(
        "[estimate]\n",
        &estimate("measure = \"risk_ratio\"\ncontrast = \"improved\""),
        1,
    ));
    refused(ONE_FILE, "[outcomes.weight]\ncolumn = \"wt82_71\"\n", "", "MW015", "no outcome");
}

#[test]
fn matching_settings_fit_each_other_and_the_method() {
    let with = |lines: &str| format!("[matching]\n{lines}\n[units]");
    let bad = |lines: &str, code, says| refused(ONE_FILE, "[units]", &with(lines), code, says);
    bad("ratio = 0.5", "MW040", "below 1");
    bad("ratio = 1.5", "MW040", "no whole number");
    bad("ratio = 3\nmax_controls = 2", "MW040", "between 1 and 2");
    bad("min_controls = 2", "MW040", "without `max_controls`");
    bad("reuse = 0", "MW040", "nobody");
    bad("replace = true\nreuse = 2", "MW042", "contradict");
    bad("survey_weights = \"product\"", "MW045", "no column");
    bad("method = \"weighting\"\nratio = 2", "MW043", "not applicable");
    bad("method = \"exact\"", "MW043", "nothing to match on");
    let exact =
        "[matching]\nmethod = \"exact\"\n[design]\nexact = [\"race\"]\nantiexact = [\"age\"]\n[units]";
    refused(ONE_FILE, "[units]", exact, "MW043", "`antiexact` is not applicable");
    job(&ONE_FILE.replacen("[units]", &with("ratio = 2.5\nmin_controls = 1\nmax_controls = 4"), 1));
    job(&ONE_FILE.replacen("[units]", &with("method = \"weighting\"\nratio = 1"), 1));
}

#[test]
fn estimands_and_variances_are_defined() {
    let with = |section: &str, lines: &str| format!("[{section}]\n{lines}\n[units]");
    let bad = |section: &str, lines: &str, code, says| {
        refused(ONE_FILE, "[units]", &with(section, lines), code, says);
    };
    bad("design", "estimand = \"ATE\"", "MW044", "nearest");
    bad("design", "mixing_share = 0.5", "MW044", "one file");
    bad("design", "caliper = 0.0", "MW041", "twins");
    bad("estimate", "level = 95", "MW040", "0.95");
    bad("estimate", "variance = \"cluster(sets)\"", "MW004", "cluster(set)");
    bad("estimate", "variance = \"stacked\"", "MW046", "weights from a score");
    bad("estimate", "variance = \"abadie-imbens\"", "MW046", "with replacement");
    bad("estimate", "variance = \"cluster(set, household)\"", "MW046", "household");
    bad("balance", "green = 0.2", "MW040", "amber");
    bad("disclosure", "threshold = 0", "MW040", "`threshold`");
    bad("review", "allow = [{ rule = \"MW201\", because = \"x\" }]", "MW050", "no rule");
    bad("review", "allow = [{ rule = \"MW101\", because = \" \" }]", "MW050", "nothing says why");
    let weighting = TWO_SIDES
        .replace("method = \"nearest\"\nratio = 2", "method = \"weighting\"")
        .replace("caliper = 0.2\n", "")
        .replace("exact = [\"sex\", \"loneliness.start.case\"]\n", "");
    refused(&weighting, "[design]\n", "[design]\nestimand = \"ATE\"\n", "MW044", "mixture");
    job(&weighting.replace("[design]\n", "[design]\nestimand = \"ATE\"\nmixing_share = 0.1\n"));
    let weightless = TWO_SIDES.replace("weight = \"end.w8scwt\"\n", "");
    refused(&weightless, "[design]\n", "[design]\nestimand = \"ATC\"\n", "MW044", "survey weights");
    job(&ONE_FILE.replacen(
        "[units]",
        "[matching]\nreplace = true\n[estimate]\nvariance = \"abadie-imbens\"\n[units]",
        1,
    ));
}

#[test]
fn every_example_is_a_job_without_faults() {
    let mut read_jobs = 0;
    for folder in std::fs::read_dir("examples").unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_dir()) {
        for path in std::fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()) {
            if path.extension().is_some_and(|e| e == "toml") && !path.ends_with("theme.toml") {
                let reading = read(&std::fs::read_to_string(&path).unwrap(), &folder);
                // Costs lie beside data that `matchwell synth` makes.
                let faults: Vec<_> = reading.faults.iter().filter(|f| f.code != "MW708").collect();
                assert!(faults.is_empty(), "{}: {faults:?}", path.display());
                read_jobs += 1;
            }
        }
    }
    assert!(read_jobs >= 4);
}

#[test]
fn specifications_are_checked_where_they_stand() {
    refused(TWO_SIDES, "name = \"weighted\"", "name = \"primary\"", "MW051", "the job itself");
    refused(TWO_SIDES, "name = \"weighted\"", "name = \"Mahalanobis, women\"", "MW051", "two spec");
    let text = TWO_SIDES.replace("matching = { ratio = 1 }", "matching = { ratio = 0 }");
    assert_eq!(places(&text), [("MW040", 49, 22)]);
    let text = TWO_SIDES.replace("ratio = 2\n", "ratio = 0\n");
    assert_eq!(places(&text), [("MW040", 40, 9)]);
    let text = TWO_SIDES.replace("name = \"weighted\"", "nam = \"weighted\"");
    let codes: Vec<&str> = places(&text).iter().map(|p| p.0).collect();
    assert_eq!(codes, ["MW002"]);
}

/// A balanced sample has its own rules; without the solver the method is refused, whatever else is said.
#[test]
fn what_is_asked_of_a_balanced_sample_is_checked() {
    let method = |rest: &str| {
        let section = format!("[matching]\nmethod = \"cardinality\"\n{rest}\n[units]");
        ONE_FILE.replacen("[units]", &section, 1)
    };
    let codes = |rest: &str| places(&method(rest)).iter().map(|p| p.0).collect::<Vec<_>>();
    let with = |code: &'static str| {
        if cfg!(feature = "milp") { vec![code] } else { vec!["MW073", code] }
    };
    assert_eq!(codes("cardinality = { tolerance = -0.1 }"), with("MW070"));
    assert_eq!(codes("cardinality = { gap = 1.0 }"), with("MW070"));
    assert_eq!(codes("cardinality = { tolerances = { agee = 0.1 } }"), with("MW071"));
    assert_eq!(codes("ratio = 0\ncardinality = { pair = true }"), with("MW072"));
    assert_eq!(codes("profile = { tolerance = 0.1 }"), with("MW043"));
    let good = codes("ratio = 0\ncardinality = { tolerance = 0.02, tolerances = { age = 0 } }");
    assert_eq!(good, if cfg!(feature = "milp") { vec![] } else { vec!["MW073"] });
}

#[test]
fn every_code_is_in_the_book() {
    let book: toml::Table = std::fs::read_to_string("data-schemas/codes/job.toml").unwrap().parse().unwrap();
    // A job that is no text is refused before it is read.
    let mut emitted = BTreeSet::from(["MW008".to_owned()]);
    let mut folders = vec![std::path::PathBuf::from("src/job")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(path).unwrap();
            let codes = text.match_indices("\"MW0").map(|(i, _)| text[i + 1..i + 6].to_owned());
            emitted.extend(codes.filter(|c| c[2..].bytes().all(|b| b.is_ascii_digit())));
        }
    }
    let known: BTreeSet<String> = book.keys().cloned().collect();
    assert_eq!(emitted, known);
}

#[test]
fn the_stored_schema_is_the_generated_one() {
    let stored = std::fs::read_to_string("data-schemas/job.schema.json").unwrap();
    let mut generated = serde_json::to_string_pretty(&matchwell::job::schema()).unwrap();
    generated.push('\n');
    assert_eq!(stored, generated, "write it anew: matchwell schema job > data-schemas/job.schema.json");
}

proptest! {
    #[test]
    fn reading_never_panics(text in "\\PC{0,80}") {
        let _ = read(&text, Path::new("."));
    }

    /// Any line of a good job may be replaced by anything.
    #[test]
    fn broken_jobs_never_panic(
        line in 0usize..55,
        put in prop::sample::select(vec![
            "", "[design]", "name = 1", "design = 3", "outcomes = []", "treated = \"x\"", "specification = [1, {}]",
            "[[specification]]", "[units]", "where = ''' \n '''", "exact = [1]", "[covariates.age]", "kind = 'é'",
            "control.x = 1", "units.treated.is = 1979-05-27", "x = inf", "[outcomes]", "\"a.b\" = 1", "ratio = 1e400",
            "seed = 0xFF", "seed = 99999999999999999999",
        ]),
    ) {
        let mut lines: Vec<&str> = TWO_SIDES.lines().collect();
        let at = line.min(lines.len() - 1);
        lines[at] = put;
        let text = lines.join("\n");
        for fault in &read(&text, Path::new(".")).faults {
            let Place::Job(at) = &fault.place else { panic!("a fault of a job has a place in it") };
            prop_assert!(text.get(at.clone()).is_some());
        }
    }
}
