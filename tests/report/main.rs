//! The run folder and the report: schemas, bytes, disclosure, words, atomic writes.

mod study;

#[test]
fn look() {
    let Ok(out) = std::env::var("REPORT_LOOK") else { return };
    for profile in ["none", "threshold"] {
        let study = study::study(profile);
        matchwell::report::run(&study, &std::path::Path::new(&out).join(profile)).unwrap();
    }
}
