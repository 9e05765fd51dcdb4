//! The program as it is used: commands, exit statuses, what is written.

#[path = "common/draft.rs"]
mod draft;

use draft::filled;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn matchwell(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_matchwell"))
        .current_dir(folder)
        .args(args)
        .output()
        .expect("the program runs")
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn status(output: &Output) -> i32 {
    output.status.code().expect("an exit status")
}

/// The NSW example in a folder of its own.
fn nsw() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for name in ["job.toml", "demographics-only.toml", "participants.csv", "cps1.csv"] {
        std::fs::copy(Path::new("examples/nsw").join(name), folder.path().join(name)).expect("example");
    }
    let path = folder.path().to_path_buf();
    (folder, path)
}

#[test]
fn help_teaches() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let help = matchwell(folder.path(), &["--help"]);
    assert_eq!(status(&help), 0);
    for command in
        ["init", "check", "design", "run", "report", "verify", "diff", "schema", "explain", "demo", "synth"]
    {
        assert!(out(&help).contains(command), "{command} is not in the help");
        assert_eq!(status(&matchwell(folder.path(), &[command, "--help"])), 0);
    }
    assert_eq!(status(&matchwell(folder.path(), &["rum"])), 2);
    assert_eq!(status(&matchwell(folder.path(), &["man"])), 0);
    assert_eq!(status(&matchwell(folder.path(), &["completions", "bash"])), 0);
}

#[test]
fn a_run_is_written_verified_compared_and_rendered_again() {
    let (_keep, folder) = nsw();
    let run = matchwell(&folder, &["run", "job.toml", "--out", "a"]);
    assert_eq!(status(&run), 0, "{}", err(&run));
    for file in [
        "manifest.json",
        "release/report.html",
        "release/effects.parquet",
        "restricted/units.parquet",
        "restricted/counts.json",
    ] {
        assert!(folder.join("a").join(file).is_file(), "{file} is missing");
    }
    let verified = matchwell(&folder, &["verify", "a"]);
    assert_eq!(status(&verified), 0, "{}{}", out(&verified), err(&verified));
    let again = matchwell(&folder, &["report", "a", "--out", "again.html"]);
    assert_eq!(status(&again), 0, "{}", err(&again));
    let (one, two) =
        (std::fs::read(folder.join("a/release/report.html")), std::fs::read(folder.join("again.html")));
    assert_eq!(one.expect("report"), two.expect("report"), "the report from the released tables differs");

    assert_eq!(status(&matchwell(&folder, &["run", "job.toml", "--out", "b", "--threads", "1"])), 0);
    assert_eq!(status(&matchwell(&folder, &["diff", "a", "b"])), 0);
    let other = matchwell(&folder, &["run", "demographics-only.toml", "--out", "c"]);
    assert_eq!(status(&other), 0, "{}", err(&other));
    assert_eq!(status(&matchwell(&folder, &["diff", "a", "c"])), 1);

    std::fs::write(folder.join("a/release/effects.parquet"), b"other").expect("written");
    let tampered = matchwell(&folder, &["verify", "a"]);
    assert_eq!(status(&tampered), 1);
    assert!(out(&tampered).contains("release/effects.parquet"), "{}", out(&tampered));
}

#[test]
fn verify_says_when_an_input_changed() {
    let (_keep, folder) = nsw();
    assert_eq!(status(&matchwell(&folder, &["run", "job.toml", "--out", "a"])), 0);
    let text = std::fs::read_to_string(folder.join("cps1.csv")).expect("example");
    let cut = text.trim_end().rfind('\n').expect("rows");
    std::fs::write(folder.join("cps1.csv"), &text[..=cut]).expect("written");
    let verified = matchwell(&folder, &["verify", "a"]);
    assert_eq!(status(&verified), 1);
    assert!(out(&verified).contains("input cps1.csv"), "{}", out(&verified));
}

#[test]
fn a_locked_design_is_recognised_and_a_changed_one_told() {
    let (_keep, folder) = nsw();
    let design = matchwell(&folder, &["design", "job.toml"]);
    assert_eq!(status(&design), 0, "{}", err(&design));
    assert!(folder.join("job.lock").is_file());
    let run = matchwell(&folder, &["run", "job.toml", "--out", "a"]);
    assert!(out(&run).contains("the one locked before"), "{}{}", out(&run), err(&run));
    let job = std::fs::read_to_string(folder.join("job.toml")).expect("job");
    std::fs::write(folder.join("job.toml"), job.replacen("caliper = 0.2", "caliper = 0.15", 1))
        .expect("written");
    let run = matchwell(&folder, &["run", "job.toml", "--out", "b"]);
    assert!(out(&run).contains("Changed after the design was locked"), "{}{}", out(&run), err(&run));
}

#[test]
fn five_faults_are_told_at_once_with_their_places() {
    let (_keep, folder) = nsw();
    let job = std::fs::read_to_string(folder.join("job.toml")).expect("job");
    let job = job
        .replacen("caliper = 0.2", "calliper = 0.2", 1) // an unknown key
        .replacen("treated = \"earnings_1974\"", "treated = \"earnings_1947\"", 1); // a missing column
    std::fs::write(folder.join("job.toml"), job).expect("written");
    let people = std::fs::read_to_string(folder.join("participants.csv")).expect("data");
    let mut rows: Vec<String> = people.lines().map(str::to_owned).collect();
    let id = rows[1].split(',').next().expect("id").to_owned();
    let rest = rows[2].split_once(',').expect("row").1.to_owned();
    rows[2] = format!("{id},{rest}"); // a duplicate id
    let heading: Vec<&str> = rows[0].split(',').collect();
    let age = heading.iter().position(|h| *h == "age_years").expect("age");
    let ethnic = heading.iter().position(|h| *h == "ethnic_group").expect("group");
    let set = |row: &str, at: usize, value: &str| -> String {
        let mut cells: Vec<&str> = row.split(',').collect();
        cells[at] = value;
        cells.join(",")
    };
    rows[3] = set(&rows[3], age, "thirty"); // a cell that is no number
    rows[4] = set(&rows[4], ethnic, "blakc"); // a level that no recode knows
    std::fs::write(folder.join("participants.csv"), rows.join("\n") + "\n").expect("written");

    let check = matchwell(&folder, &["check", "job.toml"]);
    assert_eq!(status(&check), 2, "{}", out(&check));
    let told = err(&check);
    for (word, what) in [
        ("calliper", "the unknown key"),
        ("caliper", "the nearest right key"),
        ("earnings_1947", "the missing column"),
        ("earnings_1974", "the nearest right column"),
        (&id, "the duplicate id"),
        ("thirty", "the cell that is no number"),
        ("blakc", "the unknown level"),
        ("participants.csv", "the file"),
    ] {
        assert!(told.contains(word), "{what} (`{word}`) is not told:\n{told}");
    }
    assert!(told.contains("5 fault(s)"), "{told}");
    let json = matchwell(&folder, &["check", "job.toml", "--json"]);
    let parsed: serde_json::Value = serde_json::from_str(&err(&json)).expect("JSON on stderr");
    assert_eq!(parsed["faults"].as_array().expect("faults").len(), 5);
}

#[test]
fn nothing_is_written_when_the_data_are_refused() {
    let (_keep, folder) = nsw();
    std::fs::write(folder.join("cps1.csv"), "unit_id,age\n1,2\n").expect("written");
    let run = matchwell(&folder, &["run", "job.toml", "--out", "a"]);
    assert_eq!(status(&run), 3, "{}", err(&run));
    assert!(!folder.join("a").exists());
    assert_eq!(std::fs::read_dir(&folder).expect("folder").count(), 4, "something was left behind");
}

#[test]
fn losing_over_a_tenth_of_those_supported_needs_a_reason() {
    let (_keep, folder) = nsw();
    let job = std::fs::read_to_string(folder.join("job.toml")).expect("job");
    let pairs = job
        .replacen(
            "baseline = \"match\"",
            "baseline = \"match\"\ncaliper = 0.2\nexact = [\"u74\", \"u75\"]",
            1,
        )
        .replacen("method = \"weighting\"", "method = \"nearest\"", 1);
    std::fs::write(folder.join("job.toml"), &pairs).expect("written");
    let run = matchwell(&folder, &["run", "job.toml", "--out", "a"]);
    assert_eq!(status(&run), 4, "{}", err(&run));
    for word in ["MW127", "25 of 185 trainees (14 %)", "allow", "caliper"] {
        assert!(err(&run).contains(word), "{word}: {}", err(&run));
    }
    assert!(!folder.join("a").exists());
    let design = matchwell(&folder, &["design", "job.toml", "--no-lock"]);
    assert_eq!(status(&design), 0, "{}", err(&design));
    assert!(out(&design).contains("[MW127] 25 of 185 trainees"), "{}", out(&design));
    let reason =
        "[review]\nallow = [{ rule = \"MW127\", because = \"no survey respondent is like them\" }]\n\n";
    let allowed = pairs.replacen("[disclosure]", &format!("{reason}[disclosure]"), 1);
    std::fs::write(folder.join("job.toml"), allowed).expect("written");
    let run = matchwell(&folder, &["run", "job.toml", "--out", "a"]);
    assert_eq!(status(&run), 0, "{}", err(&run));
}

#[test]
fn codes_and_schemas_are_explained() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let explain = matchwell(folder.path(), &["explain", "MW101"]);
    assert_eq!(status(&explain), 0);
    assert!(out(&explain).contains("What to do"));
    assert_eq!(status(&matchwell(folder.path(), &["explain", "MW999"])), 2);
    let schema = matchwell(folder.path(), &["schema", "effects"]);
    let parsed: serde_json::Value = serde_json::from_str(&out(&schema)).expect("JSON");
    assert!(parsed["fields"].is_array());
    assert_eq!(status(&matchwell(folder.path(), &["schema", "efects"])), 2);
}

#[test]
fn a_drafted_job_runs_once_its_gaps_are_filled() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path();
    let made = matchwell(path, &["synth", "loneliness", "--out", "data"]);
    assert_eq!(status(&made), 0, "{}", err(&made));
    let args = [
        "init",
        "--treated",
        "data/service_users.csv",
        "--control",
        "data/wave_7_elsa_data.tab",
        "data/wave_8_elsa_data_eul_v2.tab",
    ];
    let init = matchwell(path, &args);
    assert_eq!(status(&init), 0, "{}", err(&init));
    let gaps = matchwell(path, &["check", "job.toml"]);
    assert_eq!(status(&gaps), 2, "gaps must be told");
    assert!(err(&gaps).contains("MW052"), "{}", err(&gaps));
    assert_eq!(status(&matchwell(path, &args)), 2, "a job must never be overwritten");
    let job = std::fs::read_to_string(path.join("job.toml")).expect("the draft");
    std::fs::write(path.join("job.toml"), filled(&job)).expect("written");
    let check = matchwell(path, &["check", "job.toml"]);
    assert_eq!(status(&check), 0, "{}", err(&check));
    let design = matchwell(path, &["design", "job.toml", "--no-lock"]);
    assert_eq!(status(&design), 0, "{}", err(&design));
    assert!(out(&design).contains("weighted instead of matched"), "{}", out(&design));
}
