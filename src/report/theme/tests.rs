//! Themes that are read, refused, and read back.

use super::{Theme, load, read};
use std::path::Path;

fn codes(text: &str) -> Vec<(&'static str, String)> {
    let found = read(text, Path::new("theme.toml")).expect_err("faults");
    found.into_iter().map(|f| (f.code, format!("{} {}", f.message, f.help.unwrap_or_default()))).collect()
}

#[test]
fn an_empty_theme_is_our_own() {
    assert_eq!(read("", Path::new("theme.toml")), Ok(Theme::default()));
    assert_eq!(Theme::default().files(), Ok(Vec::new()));
}

#[test]
fn the_example_is_a_theme_and_reads_back() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/loneliness/theme.toml");
    let theme = load(&example).expect("a theme");
    assert!(theme.logo.is_some() && theme.colours.treated == "#5b2a86");
    let folder = tempfile::tempdir().expect("a folder");
    for (path, bytes) in theme.files().expect("files") {
        std::fs::write(folder.path().join(path), bytes).expect("written");
    }
    assert_eq!(load(&folder.path().join("theme.toml")), Ok(theme));
}

#[test]
fn unknown_keys_are_told_with_the_nearest() {
    let found = codes("organization = \"A\"\n[colours]\nacent = \"#000000\"\n");
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].1.contains("`organisation`") && found[1].1.contains("`accent`"), "{found:?}");
}

#[test]
fn colours_that_many_cannot_read_or_tell_apart_are_refused() {
    let one = |text: &str| {
        let found = codes(text);
        assert_eq!(found.len(), 1, "{found:?}");
        found[0].0
    };
    assert_eq!(one("[colours]\naccent = \"blue\"\n"), "MW623");
    assert_eq!(one("[colours]\naccent = \"#777777\"\n"), "MW624");
    assert_eq!(one("[colours]\ntext = \"#999999\"\n"), "MW624");
    assert_eq!(one("[colours]\ntreated = \"#ffd700\"\n"), "MW624");
    // Alike in grey, and a dark brown and a dark green that differ enough in grey but not in colour.
    assert_eq!(one("[colours]\ntreated = \"#c25000\"\n"), "MW625");
    assert!(
        read("[colours]\naccent = \"#5B2A86\"\n", Path::new("t"))
            .is_ok_and(|t| t.colours.accent == "#5b2a86")
    );
    assert_eq!(codes("[colours]\naccent = \"#777777\"\ntext = \"#999999\"\n").len(), 2, "all at once");
}

#[test]
fn files_that_are_not_there_or_not_what_they_should_be_are_told() {
    let found = codes("logo = \"none.svg\"\n[fonts]\nfiles = [\"none.ttf\"]\n");
    assert_eq!(found.iter().map(|f| f.0).collect::<Vec<_>>(), ["MW626", "MW626"]);
    let gone = load(Path::new("nowhere/theme.toml")).expect_err("a fault");
    assert_eq!(gone[0].code, "MW622");
}

#[test]
fn a_family_cannot_end_the_rule_it_stands_in() {
    let theme = read("[fonts]\nbody = 'Lato\";} body{display:none'\n", Path::new("t")).expect("a theme");
    assert_eq!(theme.fonts.body.as_deref(), Some("Lato bodydisplaynone"));
}
