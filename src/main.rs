//! The `matchwell` program: parse, run, exit status. stdout is data, stderr is talk.

mod cli;
mod talk;

use clap::{CommandFactory, Parser};
use cli::{Cli, Command, Mode, Shape};
use matchwell::commands::{self, Answer};
use matchwell::error::Error;
use matchwell::synth;
use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let talk = talk::Talk::new(cli.quiet);
    let answer = dispatch(&cli.command, &talk);
    talk.finish();
    match answer {
        Ok(answer) => {
            let out = if cli.json { format!("{:#}\n", answer.json) } else { answer.text };
            match std::io::stdout().lock().write_all(out.as_bytes()) {
                Ok(()) => ExitCode::from(answer.status),
                Err(_) => ExitCode::from(3),
            }
        }
        Err(error) => {
            talk::explain_failure(&error, cli.json);
            ExitCode::from(error.status())
        }
    }
}

fn dispatch(command: &Command, talk: &talk::Talk) -> Result<Answer, Error> {
    let watch = |p: matchwell::pipeline::Progress<'_>| talk.tell(p);
    match command {
        Command::Init(a) => commands::init::run(&a.treated, &a.control, a.treatment.as_deref(), &a.out),
        Command::Check(a) => commands::check::run(&a.job, a.html.as_deref(), &watch),
        Command::Convert(a) => convert(a),
        Command::Design(a) => commands::design::run(&a.job, lock(a.no_lock), &watch),
        Command::Frontier(a) => commands::frontier::run(&a.job, a.points, &watch),
        Command::Plan(a) => commands::plan::run(a.target.as_deref(), &numbers(a), &watch),
        Command::Run(a) => with_threads(a.threads, || commands::run::run(&a.job, a.out.as_deref(), &watch)),
        Command::Report(a) => commands::report::run(&a.run, wanted(a), a.out.as_deref()),
        Command::Words(a) => commands::words::run(&a.run, &a.language),
        Command::Verify(a) => commands::verify::run(&a.run, a.inputs.as_deref(), &watch),
        Command::Diff(a) if a.disclosure => commands::together::run(&a.left, &a.right),
        Command::Diff(a) => commands::diff::run(&a.left, &a.right),
        Command::Schema(a) => commands::schema::run(&a.of),
        Command::Codebook(a) => commands::codebook::run(&a.file, a.out.as_deref()),
        Command::Instruments { name } => commands::instruments::run(name.as_deref()),
        Command::Explain(a) => commands::explain::run(a.code.as_deref()),
        Command::Demo(a) => commands::demo::run(&a.out, &watch),
        Command::Synth(a) => make(a),
        Command::Completions { shell } => {
            let mut text = Vec::new();
            clap_complete::generate(*shell, &mut Cli::command(), "matchwell", &mut text);
            Ok(Answer::text(String::from_utf8_lossy(&text).into_owned()))
        }
        Command::Man => {
            let mut text = Vec::new();
            let page = clap_mangen::Man::new(Cli::command()).render(&mut text);
            page.map_err(|e| Error::Usage(e.to_string()))?;
            Ok(Answer::text(String::from_utf8_lossy(&text).into_owned()))
        }
    }
}

fn lock(no_lock: bool) -> commands::design::Lock {
    if no_lock { commands::design::Lock::Leave } else { commands::design::Lock::Write }
}

fn wanted(a: &cli::ReportArgs) -> commands::report::Wanted<'_> {
    commands::report::Wanted {
        formats: &a.format,
        pictures: &a.pictures,
        theme: a.theme.as_deref(),
        language: a.language.as_deref(),
    }
}

fn numbers(a: &cli::PlanArgs) -> commands::plan::Said {
    commands::plan::Said {
        treated: a.treated,
        ratio: a.ratio,
        pool: a.pool,
        base_rate: a.base_rate,
        sd: a.sd,
        correlation: a.correlation,
        match_rate: a.match_rate,
        follow_up: a.follow_up,
        effect: a.effect,
        within: a.within,
        icc: a.icc,
        cluster_size: a.cluster_size,
        ess_share: a.ess_share,
        alpha: a.alpha,
        power: a.power,
    }
}

fn convert(a: &cli::ConvertArgs) -> Result<Answer, Error> {
    match (&a.batch, &a.input, &a.output) {
        (Some(list), _, _) => commands::convert::batch(list),
        (None, Some(input), Some(output)) => commands::convert::run(input, output, &a.columns),
        _ => Err(Error::Usage("`convert` needs an input and an output".to_owned())),
    }
}

fn make(a: &cli::SynthArgs) -> Result<Answer, Error> {
    let mode = match a.mode {
        Mode::Ignorable => synth::Mode::Ignorable,
        Mode::StableDifference => synth::Mode::StableDifference,
        Mode::Dip => synth::Mode::Dip,
    };
    match a.shape {
        Shape::Loneliness => commands::synth::loneliness(&a.out, mode, a.seed),
        Shape::Table => commands::synth::table(&a.out, a.treated, a.controls, a.seed),
    }
}

fn with_threads<T: Send>(
    threads: Option<usize>,
    work: impl FnOnce() -> Result<T, Error> + Send,
) -> Result<T, Error> {
    let Some(n) = threads else { return work() };
    if n == 0 {
        return Err(Error::Usage("--threads needs at least 1".to_owned()));
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(n).build();
    pool.map_err(|e| Error::Usage(e.to_string()))?.install(work)
}
