//! Talk on stderr: progress while a command runs, and failures told so that they teach.

use indicatif::{ProgressBar, ProgressStyle};
use matchwell::error::Error;
use matchwell::fault::{Fault, Place, line_column};
use matchwell::pipeline::Progress;
use miette::{GraphicalReportHandler, LabeledSpan, MietteDiagnostic, NamedSource, Report};
use std::io::IsTerminal;
use std::time::Duration;

/// Faults that are shown to people; a thousand would hide the first.
const SHOWN: usize = 50;
/// Bytes of the longest line of a job that is shown with its fault; of others the place is named.
const LONG: usize = 1000;

/// Progress on stderr, when it is a terminal and nobody asked for quiet.
pub struct Talk {
    bar: Option<ProgressBar>,
}

impl Talk {
    /// Talks unless `quiet` or stderr is not a terminal.
    pub fn new(quiet: bool) -> Self {
        let on = !quiet && std::io::stderr().is_terminal();
        Self { bar: on.then(spinner) }
    }

    /// Tells how far the work is.
    pub fn tell(&self, progress: Progress<'_>) {
        let Some(bar) = &self.bar else { return };
        match progress {
            Progress::Stage(stage) => bar.set_message(stage.to_owned()),
            Progress::Cells { done, of } => {
                bar.set_message(format!("{done}/{of} cells of the specification curve"));
            }
            Progress::Specification { name, of } => {
                bar.set_length(of as u64);
                bar.inc(1);
                bar.set_message(format!("{}/{of} specifications, last: {name}", bar.position()));
            }
        }
    }

    /// Clears the progress line.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn spinner() -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} ({elapsed})") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

/// Tells why a command failed: every fault at once, each with its place, its code and the way out.
pub fn explain_failure(error: &Error, json: bool) {
    if json {
        eprintln!("{:#}", matchwell::commands::failure_json(error));
        return;
    }
    match error {
        Error::Job { path, text, faults } => {
            for fault in faults.iter().take(SHOWN) {
                tell_fault(fault, path, text);
            }
            tell_rest(faults);
            eprintln!("{error}; `matchwell explain CODE` says more about each.");
        }
        Error::Data(faults) | Error::Theme(faults) => {
            for fault in faults.iter().take(SHOWN) {
                eprintln!("error: {fault}");
            }
            tell_rest(faults);
            eprintln!("{error}; nothing was written. `matchwell explain CODE` says more about each.");
        }
        other => eprintln!("error: {other}"),
    }
}

/// Says how many faults are not shown.
fn tell_rest(faults: &[Fault]) {
    if faults.len() > SHOWN {
        eprintln!("... and {} more; `--json` tells them all.", faults.len() - SHOWN);
    }
}

fn tell_fault(fault: &Fault, path: &str, text: &str) {
    let Place::Job(span) = &fault.place else {
        eprintln!("error: {fault}");
        return;
    };
    let from = text.get(..span.start).and_then(|t| t.rfind('\n')).map_or(0, |at| at + 1);
    let line = text.get(from..).unwrap_or_default().lines().next().unwrap_or_default();
    if line.len() > LONG || span.len() > LONG {
        let (line, column) = line_column(text, span.start);
        let help = fault.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
        eprintln!("error: [{}] {path}, line {line}, column {column}: {}{help}", fault.code, fault.message);
        return;
    }
    let mut diagnostic = MietteDiagnostic::new(fault.message.clone())
        .with_code(fault.code)
        .with_label(LabeledSpan::underline(span.clone()));
    if let Some(help) = &fault.help {
        diagnostic = diagnostic.with_help(help.clone());
    }
    let report = Report::new(diagnostic).with_source_code(NamedSource::new(path, text.to_owned()));
    let mut out = String::new();
    let handler = if std::io::stderr().is_terminal() {
        GraphicalReportHandler::new()
    } else {
        GraphicalReportHandler::new_themed(miette::GraphicalTheme::unicode_nocolor())
    };
    match handler.render_report(&mut out, report.as_ref()) {
        Ok(()) => eprint!("{out}"),
        Err(_) => eprintln!("error: {fault}"),
    }
}
