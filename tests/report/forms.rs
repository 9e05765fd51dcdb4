//! Forms of the report, its pictures and its house style: made from the release alone, the same bytes every time.

use super::study::study;
use matchwell::commands::report::{Wanted, run};
use matchwell::job;
use matchwell::report::formats::{Findings, Format};
use matchwell::report::pictures::PictureFormat;
use matchwell::report::theme::{Theme, load};
use matchwell::report::{self, Release, chapters, disclose, tabulate};
use std::path::{Path, PathBuf};

fn release() -> Release {
    let study = study("threshold");
    disclose(tabulate(&study).unwrap(), &study.job.spec.disclosure)
}

fn rendered(
    release: &Release,
    theme: &Theme,
    formats: &[Format],
    pictures: &[PictureFormat],
) -> Result<Vec<(PathBuf, Vec<u8>)>, report::ReportError> {
    let document = theme.dress(chapters::document(release)?);
    report::rendered(&Findings { release, document: &document, theme }, formats, pictures)
}

fn example() -> Theme {
    load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/loneliness/theme.toml")).unwrap()
}

fn kept(release: &Release) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("release")).unwrap();
    for (path, content) in release.files().unwrap() {
        let matchwell::report::disk::Content::Bytes(bytes) = content else { panic!("a table in memory") };
        std::fs::write(folder.path().join(path), bytes).unwrap();
    }
    folder
}

fn built() -> Vec<Format> {
    Format::ALL.into_iter().filter(|f| f.built()).collect()
}

#[test]
fn every_form_is_the_same_from_the_folder_and_on_any_number_of_threads() {
    let release = release();
    let pictures = [PictureFormat::Svg];
    let once = rendered(&release, &example(), &built(), &pictures).unwrap();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let again = pool.install(|| rendered(&release, &example(), &built(), &pictures)).unwrap();
    assert!(once == again, "threads change nothing");
    let folder = kept(&release);
    let read = Release::read(folder.path()).unwrap();
    assert!(
        once == rendered(&read, &example(), &built(), &pictures).unwrap(),
        "nor does the way through the folder"
    );
    let names: Vec<&Path> = once.iter().map(|(path, _)| path.as_path()).collect();
    assert!(names.contains(&Path::new("report.html")) && names.contains(&Path::new("theme/theme.toml")));
}

#[test]
fn every_chart_is_a_file_with_its_title_and_its_ground() {
    let files = rendered(&release(), &Theme::default(), &[Format::Html], &[PictureFormat::Svg]).unwrap();
    let page = String::from_utf8_lossy(&files[0].1).into_owned();
    let charts: Vec<&(PathBuf, Vec<u8>)> = files.iter().filter(|(p, _)| p.starts_with("charts")).collect();
    assert_eq!(charts.len(), page.matches("<svg ").count());
    assert_eq!(charts[0].0, Path::new("charts/picture-1.svg"));
    for (path, bytes) in charts {
        let svg = String::from_utf8_lossy(bytes);
        assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" width="), "{}", path.display());
        assert!(svg.contains("<title>") && svg.contains("</desc><rect ") && svg.contains("sans-serif\""));
        let mut reader = quick_xml::Reader::from_str(&svg);
        while reader.read_event().unwrap() != quick_xml::events::Event::Eof {}
    }
}

#[test]
fn a_theme_reaches_the_page_and_every_chart() {
    let files = rendered(&release(), &example(), &[Format::Html], &[PictureFormat::Svg]).unwrap();
    let page = String::from_utf8_lossy(&files[0].1).into_owned();
    assert!(page.contains("Neighbours Together") && page.contains("src=\"data:image/svg+xml;base64,"));
    assert!(page.contains("--deep:#3d1f5c") && page.contains("font-family:\"Source Sans 3\","));
    let marks = page.split("<svg ").skip(1).collect::<String>();
    let small = marks.to_lowercase();
    assert!(small.contains("\"#5b2a86\"") && small.contains("\"#c2700a\""));
    assert!(
        !small.contains("\"#0b5c8f\"") && !small.contains("\"#d55e00\""),
        "no mark keeps the old colours"
    );
    for request in ["http://", "https://", "<script src", "url(", "@import", "<link", "<iframe"] {
        assert!(!page.contains(request), "{request}");
    }
}

#[test]
fn the_command_takes_the_theme_of_the_run_and_places_files() {
    let release = release();
    let folder = kept(&release);
    for (path, bytes) in example().files().unwrap() {
        std::fs::create_dir_all(folder.path().join("release/theme")).unwrap();
        std::fs::write(folder.path().join("release/theme").join(path), bytes).unwrap();
    }
    let html = [Format::Html];
    let wanted = |pictures, theme| Wanted { formats: &html, pictures, theme, language: None };
    let said = run(folder.path(), wanted(&[], None), None).unwrap();
    assert!(said.text.contains("Neighbours Together"), "the run's own theme");
    let out = folder.path().join("again");
    run(folder.path(), wanted(&[PictureFormat::Svg], None), Some(&out)).unwrap();
    assert!(out.join("report.html").is_file() && out.join("charts/picture-1.svg").is_file());
    assert_eq!(std::fs::read_to_string(out.join("report.html")).unwrap(), said.text);
    let one = folder.path().join("one.html");
    run(folder.path(), wanted(&[], None), Some(&one)).unwrap();
    assert!(one.is_file());
    let bad = folder.path().join("bad.toml");
    std::fs::write(&bad, "acent = 1\n").unwrap();
    let error = run(folder.path(), wanted(&[], Some(&bad)), None).unwrap_err();
    assert_eq!(error.status(), 2);
    assert!(
        run(folder.path(), wanted(&[PictureFormat::Svg], None), None).is_err(),
        "several files need a folder"
    );
}

fn faults(section: &str) -> Vec<(&'static str, String)> {
    let text = format!("name = \"a\"\n[report]\n{section}\n");
    let read = job::read(&text, Path::new("."));
    let mine = |f: &&matchwell::fault::Fault| f.code.starts_with("MW62");
    read.faults.iter().filter(mine).map(|f| (f.code, f.message.clone())).collect()
}

#[test]
fn a_job_asks_for_each_form_once_and_only_for_what_the_build_can_make() {
    assert_eq!(faults("formats = []")[0].0, "MW621");
    assert_eq!(faults("formats = [\"html\", \"html\"]")[0].0, "MW621");
    assert_eq!(faults("pictures = [\"svg\", \"svg\"]")[0].0, "MW621");
    assert_eq!(faults("theme = \"nowhere.toml\"")[0].0, "MW622");
    let heavy = faults("formats = [\"pdf\"]\npictures = [\"png\"]");
    if Format::Pdf.built() {
        assert_eq!(heavy, []);
    } else {
        let codes: Vec<&str> = heavy.iter().map(|f| f.0).collect();
        assert_eq!(codes, ["MW620", "MW620"]);
        assert!(heavy[0].1.contains("cannot make pdf"), "{}", heavy[0].1);
    }
}

#[test]
fn a_build_without_a_form_says_which_feature_brings_it() {
    if Format::Pdf.built() {
        let files = rendered(&release(), &Theme::default(), &[Format::Pdf], &[PictureFormat::Png]).unwrap();
        assert!(files[0].1.starts_with(b"%PDF-"));
        assert!(files[1..].iter().all(|(_, bytes)| bytes.starts_with(b"\x89PNG")));
    } else {
        let error = rendered(&release(), &Theme::default(), &[Format::Pdf], &[]).unwrap_err();
        assert_eq!(error.code(), "MW620");
        assert!(error.to_string().contains("--features pdf"), "{error}");
    }
}

/// The schema in the repository is the one the program declares; with `MATCHWELL_BLESS=1` it is written instead.
#[test]
fn the_schema_of_themes_is_unchanged() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data-schemas/theme.schema.json");
    let now = format!("{:#}\n", matchwell::report::theme::schema());
    if std::env::var_os("MATCHWELL_BLESS").is_some() {
        std::fs::write(&path, &now).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), now);
}
