//! What was typed.

use clap::{Args, Parser, Subcommand, ValueEnum};
use matchwell::commands::report;
use matchwell::report::formats::Format;
use matchwell::report::pictures::PictureFormat;
use std::path::PathBuf;

/// Did the people a programme supported change more than similar people it did not support?
///
/// Matchwell reads service-user outcomes and survey waves as they are handed over, matches each
/// supported person to survey respondents, checks that the match is good, and reports the difference
/// attributable to the programme, with its uncertainty and its weak points.
#[derive(Debug, Parser)]
#[command(
    name = "matchwell",
    version,
    max_term_width = 100,
    after_help = "Start here:\n  matchwell demo                                     see a whole evaluation\n  matchwell init --treated clients.csv --control survey.csv   draft a job from your files\n  matchwell check job.toml                           is the job right, are the data readable?\n  matchwell design job.toml                          match and judge balance without looking at outcomes\n  matchwell plan job.toml                            are there enough people?\n  matchwell run job.toml                             the whole analysis: report, tables, manifest\n\nExit status: 0 answered, 1 verify or diff found differences, 2 usage or job, 3 data refused,\n4 design infeasible, 70 a bug of ours."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Print the answer as JSON.
    #[arg(long, global = true)]
    pub json: bool,
    /// No progress, no talk; the answer and errors only.
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Look at your files and write a commented job.
    ///
    /// Guesses ids, dates, ages, sex, items of questionnaires, weights, waves and side files by name, label
    /// and content, says of each guess what it rests on, marks with `FILL IN` what only you can know, and
    /// recommends a defensible analysis with one line of reason for each choice.
    Init(InitArgs),
    /// Check a job and its data; nothing is matched.
    ///
    /// Every fault is reported at once, with file, row, column and what to do. Without faults: how many rows,
    /// who takes part and why others do not, what is missing and by which code, spread and levels in each
    /// arm, how far the groups differ and whether the pool covers the treated. The job's rule for small
    /// numbers holds.
    Check(CheckArgs),
    /// Write any file that can be read as Parquet, with its labels and missing values.
    ///
    /// SPSS, Stata, CSV: columns of numbers stay numbers, all others become text, dates as 2015-06-01. Label,
    /// value labels and missing values stand in the metadata of each field (`label`, `values`, `missing`).
    /// Cells with a missing code such as `.a` are null; a column `<name>.missing` holds the code.
    Convert(ConvertArgs),
    /// Match and judge balance without reading any end value of a service user, and lock the design.
    ///
    /// Writes `<job>.lock` beside the job. A later `run` says whether the design is still the locked one.
    Design(DesignArgs),
    /// Show what balance costs in people: the balance-size frontier, as CSV.
    ///
    /// For the job's own settings, and without reading any end value: how far the kept are from their
    /// nearest partners, and how alike the groups are, when the people without near partners are dropped one
    /// part after another (King, Lucas and Nielsen 2017); and the largest sample that is balanced within each
    /// of several tolerances (in builds with the feature `milp`). Nothing is written.
    Frontier(FrontierArgs),
    /// Are there enough people? Smallest effect that could be found, and how many it takes to find another.
    ///
    /// From numbers alone (`plan --treated 300 --base-rate 0.42 --effect 0.1`), from a job (who starts, is seen
    /// again and finds a partner is counted; no end value of a service user is read), or from the folder of a
    /// finished run. 'Not enough people' is an answer: how many more, or which effect could be found.
    Plan(PlanArgs),
    /// Run the whole analysis: report, Parquet tables, manifest.
    Run(RunArgs),
    /// Write the report of a run folder again, from its released tables alone.
    Report(ReportArgs),
    /// List what of a report is not translated yet, ready to be filled in.
    ///
    /// The report is written in English; a phrase book says its sentences in another language. What the book
    /// does not hold stays English in the report and is listed here, numbers as holes (`docs/words.md`).
    Words(WordsArgs),
    /// Run again from the manifest of a run folder and compare byte for byte.
    Verify(VerifyArgs),
    /// Compare two run folders: settings, effects, balance.
    Diff(DiffArgs),
    /// Print the JSON Schema of the job, of instruments, codebooks and themes, or the schema of an output table.
    Schema(SchemaArgs),
    /// Draft a codebook from the labels of a file.
    ///
    /// Every column with its label, value labels and the missing codes that the file declares. Codes that only
    /// look like missing ones become questions in comments: nothing is assumed.
    Codebook(CodebookArgs),
    /// List the questionnaires that can be scored, or tell everything about one.
    Instruments {
        /// Its name, such as `ucla3` or `dejong6.emotional`.
        name: Option<String>,
    },
    /// Explain a code such as MW101: what it means, why it matters, what to do.
    Explain(ExplainArgs),
    /// Make the example evaluations and run them.
    Demo(DemoArgs),
    /// Make data with a known true effect.
    Synth(SynthArgs),
    /// Print shell completions.
    Completions {
        /// Which shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page.
    Man,
}

/// `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// The job file.
    pub job: PathBuf,
    /// Write the profile as a self-contained page too.
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
}

/// `init`.
#[derive(Debug, Args)]
pub struct InitArgs {
    /// Files of the service users (with --control), or the only file (with --treatment).
    #[arg(long, value_name = "FILE", required = true, num_args = 1..)]
    pub treated: Vec<PathBuf>,
    /// Files of the survey: its waves, and side files such as derived variables.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub control: Vec<PathBuf>,
    /// Treatment column, when one file holds both arms.
    #[arg(long, value_name = "COLUMN", conflicts_with = "control")]
    pub treatment: Option<String>,
    /// Where to write the job.
    #[arg(long, value_name = "FILE", default_value = "job.toml")]
    pub out: PathBuf,
}

/// `convert`.
#[derive(Debug, Args)]
pub struct ConvertArgs {
    /// The file to read.
    #[arg(value_name = "IN", required_unless_present = "batch")]
    pub input: Option<PathBuf>,
    /// The Parquet file to write.
    #[arg(value_name = "OUT", required_unless_present = "batch")]
    pub output: Option<PathBuf>,
    /// Only these columns.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub columns: Vec<String>,
    /// Convert many files: each line of LIST says an input and an output, with a tab between.
    #[arg(long, value_name = "LIST", conflicts_with_all = ["input", "output", "columns"])]
    pub batch: Option<PathBuf>,
}

/// `design`.
#[derive(Debug, Args)]
pub struct DesignArgs {
    /// The job file.
    pub job: PathBuf,
    /// Show the design without writing the lock.
    #[arg(long)]
    pub no_lock: bool,
}

/// `frontier`.
#[derive(Debug, Args)]
pub struct FrontierArgs {
    /// The job file.
    pub job: PathBuf,
    /// Sizes to show on the frontier of distances.
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub points: usize,
}

/// `plan`. Shares are fractions of 1.
#[derive(Debug, Args)]
#[command(allow_negative_numbers = true)]
pub struct PlanArgs {
    /// A job file or a run folder; without it, the numbers below.
    pub target: Option<PathBuf>,
    /// Supported people who start.
    #[arg(long, value_name = "N")]
    pub treated: Option<f64>,
    /// Comparison people for each of them who is compared [default: 1].
    #[arg(long, value_name = "K")]
    pub ratio: Option<f64>,
    /// People of the pool with an end value: the most that can serve.
    #[arg(long, value_name = "N")]
    pub pool: Option<f64>,
    /// For yes/no outcomes: share of comparison people with the event.
    #[arg(long, value_name = "SHARE")]
    pub base_rate: Option<f64>,
    /// For numbers: standard deviation of the end value.
    #[arg(long, value_name = "SD", conflicts_with = "base_rate")]
    pub sd: Option<f64>,
    /// For numbers: correlation of start and end value; the start value is matched on [default: 0].
    #[arg(long, value_name = "R", requires = "sd")]
    pub correlation: Option<f64>,
    /// Share of those with an end value who find a partner [default: 1].
    #[arg(long, value_name = "SHARE")]
    pub match_rate: Option<f64>,
    /// Share of starters with an end value [default: 1].
    #[arg(long, value_name = "SHARE")]
    pub follow_up: Option<f64>,
    /// The effect asked about: a difference of shares, or in units of the outcome.
    #[arg(long, value_name = "SIZE")]
    pub effect: Option<f64>,
    /// Correlation of outcomes within a set [default: 0].
    #[arg(long, value_name = "R")]
    pub within: Option<f64>,
    /// Correlation of outcomes within a site (worker, group) [default: 0].
    #[arg(long, value_name = "R", requires = "cluster_size")]
    pub icc: Option<f64>,
    /// Mean number of supported people of a site.
    #[arg(long, value_name = "N")]
    pub cluster_size: Option<f64>,
    /// What a comparison person is worth under weights: effective by actual number [default: 1].
    #[arg(long, value_name = "SHARE")]
    pub ess_share: Option<f64>,
    /// Level of the two-sided test [default: 0.05].
    #[arg(long, value_name = "SHARE")]
    pub alpha: Option<f64>,
    /// Power wanted [default: 0.8].
    #[arg(long, value_name = "SHARE")]
    pub power: Option<f64>,
}

/// `run`.
#[derive(Debug, Args)]
pub struct RunArgs {
    /// The job file.
    pub job: PathBuf,
    /// Run folder to write [default: runs/<name of the job>].
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Threads to use [default: all]. The answer is the same for any number.
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
}

/// `report`.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// The run folder (or its `release` folder).
    pub run: PathBuf,
    /// Forms of the report: html, and what this build can make besides.
    #[arg(long, value_name = "FORMAT", value_delimiter = ',', default_value = "html", value_parser = report::format)]
    pub format: Vec<Format>,
    /// Its charts as files too, in the folder `charts`: svg, png.
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = report::picture)]
    pub pictures: Vec<PictureFormat>,
    /// Theme file: colours, fonts, logo [default: the theme of the run].
    #[arg(long, value_name = "FILE")]
    pub theme: Option<PathBuf>,
    /// File to write, or for several files the folder [default: standard output].
    #[arg(long, value_name = "PATH")]
    pub out: Option<PathBuf>,
    /// Language of the report: a code such as `cy`, or a phrase book of your own that ends in `.toml`.
    #[arg(long, value_name = "CODE|FILE")]
    pub language: Option<String>,
}

/// `words`.
#[derive(Debug, Args)]
pub struct WordsArgs {
    /// The run folder (or its `release` folder).
    pub run: PathBuf,
    /// A code such as `cy`, or a phrase book of your own that ends in `.toml`.
    #[arg(long, value_name = "CODE|FILE")]
    pub language: String,
}

/// `verify`.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// The run folder.
    pub run: PathBuf,
    /// Folder that the input paths of the job start from [default: the job's own folder].
    #[arg(long, value_name = "DIR")]
    pub inputs: Option<PathBuf>,
}

/// `diff`.
#[derive(Debug, Args)]
pub struct DiffArgs {
    /// One run folder.
    pub left: PathBuf,
    /// The other.
    pub right: PathBuf,
    /// Look for counts that the two releases together would give away: about fewer people than the threshold.
    #[arg(long)]
    pub disclosure: bool,
}

/// `schema`.
#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// `job`, `instrument`, `codebook`, `theme`, or the name of an output table such as `effects`.
    #[arg(default_value = "job")]
    pub of: String,
}

/// `codebook`.
#[derive(Debug, Args)]
pub struct CodebookArgs {
    /// The file.
    pub file: PathBuf,
    /// File to write [default: standard output].
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// `explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The code; without it, all codes are listed.
    pub code: Option<String>,
}

/// `demo`.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Folder for the examples and their run folders.
    #[arg(long, value_name = "DIR", default_value = "matchwell-demo")]
    pub out: PathBuf,
}

/// What kind of difference between service users and survey the made data hide.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Mode {
    /// Matching on the start score and the covariates removes all bias.
    Ignorable,
    /// Service users are lonelier in the long run than respondents with the same start score.
    StableDifference,
    /// Service users are at a passing peak when support starts.
    Dip,
}

/// What to make.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Shape {
    /// The loneliness evaluation: service users and two ELSA-shaped waves.
    Loneliness,
    /// A large pair of Parquet files for measuring speed.
    Table,
}

/// `synth`.
#[derive(Debug, Args)]
pub struct SynthArgs {
    /// What to make.
    pub shape: Shape,
    /// Folder to write.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// What the data hide (loneliness).
    #[arg(long, default_value = "ignorable")]
    pub mode: Mode,
    /// Seed.
    #[arg(long, default_value_t = 20_190_501)]
    pub seed: u64,
    /// Treated people (table).
    #[arg(long, default_value_t = 100_000)]
    pub treated: usize,
    /// Pool (table).
    #[arg(long, default_value_t = 1_000_000)]
    pub controls: usize,
}
