//! The command line; also the contract for scripts.

pub mod compare;
pub mod demo;
pub mod duplicates;
pub mod export;
pub mod form;
pub mod form_analyse;
pub mod form_rollup;
pub mod import;
pub mod link;
pub mod migrate;
pub mod policy;
mod policy_audit;
pub mod progress;
pub mod rule;
pub mod sample;
pub mod serve;
pub mod tag;

use std::path::PathBuf;

use catalog::problem::Problem;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::app::Place;

/// Linli 邻里: one careful collection of people, dwellings and places, and the forms that fill
/// themselves from it.
#[derive(Debug, Parser)]
#[command(name = "linli", version, about, max_term_width = 100)]
pub struct Line {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a sample district, load it and serve it; prints a sign-in for each role.
    Demo(DemoArgs),
    /// Serve the data of a folder or database.
    Serve(ServeArgs),
    /// Write the workbooks that the departments of a synthetic district would hand over.
    Sample(SampleArgs),
    /// Load files into the registry, without a server.
    Import(ImportArgs),
    /// Take a loaded delivery back out of the registry.
    Undo(UndoArgs),
    /// Print a digest of the registry: equal digests mean equal contents.
    Digest(DigestArgs),
    /// Find the records of files that are of the same person or thing, without a server.
    Link(LinkArgs),
    /// Look for people who stand in the registry twice: merge what is conclusive, put the rest up
    /// for review.
    Duplicates(DuplicatesArgs),
    /// Write the registry's tables as files for other tools.
    Export(ExportArgs),
    /// Read and fill departments' workbooks.
    #[command(subcommand)]
    Form(FormCommand),
    /// Compare two lists, or a list with the registry, and write what differs.
    Compare(CompareArgs),
    /// Take an old system over (平移): by a mapping file, tried out first, reconciled afterwards,
    /// and rolled back as a whole if need be.
    #[command(subcommand)]
    Migrate(migrate::MigrateCommand),
    /// Check, explain and count rules, and print them as SQL.
    #[command(subcommand)]
    Rule(rule::RuleCommand),
    /// Count who and what carries each tag.
    #[command(subcommand)]
    Tag(tag::TagCommand),
    /// Find who is entitled to what (政策找人), test policies, lay them beside payments.
    #[command(subcommand)]
    Policy(policy::PolicyCommand),
    /// Print the description of the HTTP interface (OpenAPI).
    Openapi,
}

/// Where data are kept.
#[derive(Debug, Clone, Args)]
pub struct Data {
    /// Data folder; made when missing. Holds the database, the key and the delivered files.
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
    /// Database URL such as postgres://user:password@host/name; SQLite in the data folder when
    /// absent.
    #[arg(
        long,
        value_name = "URL",
        env = "LINLI_DATABASE",
        hide_env_values = true
    )]
    database: Option<String>,
}

impl Data {
    fn place(&self) -> Place {
        Place {
            data: self.data.clone(),
            database: self.database.clone(),
        }
    }
}

/// Arguments of `linli demo`.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Area code of the sample district.
    #[arg(long, value_name = "CODE", default_value = "370203")]
    area: String,
    /// How many residents to invent.
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    residents: u64,
    /// Data folder; a folder that already holds a sample district is served as it is.
    #[arg(long, value_name = "DIR", default_value = "data/demo")]
    data: PathBuf,
    /// Database URL; SQLite in the data folder when absent.
    #[arg(
        long,
        value_name = "URL",
        env = "LINLI_DATABASE",
        hide_env_values = true
    )]
    database: Option<String>,
    /// Address to listen on.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: String,
    /// Seed of the sample; the same seed gives the same district.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
}

/// Arguments of `linli serve`.
#[derive(Debug, Args)]
pub struct ServeArgs {
    #[command(flatten)]
    data: Data,
    /// Address to listen on.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: String,
    /// Folder to watch: files put there are taken in as by upload and moved to done/ or refused/
    /// with a sentence beside them. Sub-folders may be named by source code.
    #[arg(long, value_name = "DIR")]
    watch: Option<PathBuf>,
}

/// Arguments of `linli sample`.
#[derive(Debug, Args)]
pub struct SampleArgs {
    /// Area code: a district, a street or a community.
    #[arg(long, value_name = "CODE", default_value = "370203")]
    area: String,
    /// How many residents to invent.
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    residents: u64,
    /// Folder to write into.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Seed; the same seed gives the same files.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
}

/// Arguments of `linli import`.
#[derive(Debug, Args)]
pub struct ImportArgs {
    #[command(flatten)]
    data: Data,
    /// Source code, such as gongan-hukou; recognised from each file when absent.
    #[arg(long, value_name = "CODE")]
    source: Option<String>,
    /// The day the files speak of, as 2024-02-29; today when absent.
    #[arg(long, value_name = "DAY")]
    as_of: Option<chrono::NaiveDate>,
    /// Answer in JSON, one object a file.
    #[arg(long)]
    json: bool,
    /// The files only complete earlier ones (补交): rows and columns are not compared with the
    /// contract as those of a whole delivery.
    #[arg(long)]
    part: bool,
    /// Load what departs from the contract, and write the changes into the contract.
    #[arg(long)]
    accept_drift: bool,
    /// Workbooks, csv or NDJSON files.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// Arguments of `linli link`.
#[derive(Debug, Args)]
pub struct LinkArgs {
    /// Workbooks or csv files (UTF-8 or GB18030); each file is a source.
    #[arg(long, required = true, num_args = 1.., value_name = "FILE")]
    input: Vec<PathBuf>,
    /// Where to write record_id,cluster_id. A record is named by its column record_id, else by
    /// file and row.
    #[arg(long, value_name = "OUT.csv")]
    clusters: PathBuf,
    /// Where to write left,right,probability of the pairs found.
    #[arg(long, value_name = "OUT.csv")]
    pairs: Option<PathBuf>,
    /// Where to write the records of people as they were compared, for other tools.
    #[arg(long, value_name = "OUT.csv", conflicts_with = "model")]
    records: Option<PathBuf>,
    /// A model for any table; the built-in model of people when absent.
    #[arg(long, value_name = "FILE.toml")]
    model: Option<PathBuf>,
    /// Answer in JSON: counts, seconds by stage, what was learnt.
    #[arg(long)]
    json: bool,
}

/// Arguments of `linli undo`.
#[derive(Debug, Args)]
pub struct UndoArgs {
    #[command(flatten)]
    data: Data,
    /// Id of the delivery.
    delivery: i64,
}

/// Arguments of `linli digest`.
#[derive(Debug, Args)]
pub struct DigestArgs {
    #[command(flatten)]
    data: Data,
}

/// Arguments of `linli duplicates`.
#[derive(Debug, Args)]
pub struct DuplicatesArgs {
    #[command(flatten)]
    data: Data,
}

/// Arguments of `linli export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    #[command(flatten)]
    data: Data,
    /// Folder to write into.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Form of the files.
    #[arg(long, value_enum, default_value_t = ExportFormat::Parquet)]
    format: ExportFormat,
}

/// Form of exported files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// Apache Parquet.
    Parquet,
    /// Comma-separated text in UTF-8.
    Csv,
}

#[derive(Debug, Subcommand)]
enum FormCommand {
    /// Say how a department's workbook is understood: sheets, header rows, columns, elements.
    Read {
        /// An xlsx, xls or csv file.
        file: PathBuf,
        /// Answer in JSON.
        #[arg(long)]
        json: bool,
    },
    /// Look over many forms: what each column asks for, which items are the same, which forms
    /// are not needed, what that saves.
    Analyse(AnalyseArgs),
    /// Fill a workbook for an area and write it in its own layout.
    Fill(FillArgs),
    /// Put several filled workbooks of one template together into one.
    Rollup(RollupArgs),
}

/// Arguments of `linli form analyse`.
#[derive(Debug, Args)]
pub struct AnalyseArgs {
    /// A folder of xls, xlsx and csv files, or a JSON list of {title, dept, kind, columns}.
    input: PathBuf,
    /// Decisions that people made: a JSON list of {title, element} and {titles, same}.
    #[arg(long, value_name = "FILE")]
    decisions: Option<PathBuf>,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

/// Arguments of `linli form rollup`.
#[derive(Debug, Args)]
pub struct RollupArgs {
    /// The empty workbook.
    #[arg(long, value_name = "FILE")]
    template: PathBuf,
    /// Filled workbooks of it, or a folder of them.
    #[arg(required = true)]
    filled: Vec<PathBuf>,
    /// File to write.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

/// Arguments of `linli compare`.
#[derive(Debug, Args)]
pub struct CompareArgs {
    /// A csv, xlsx or xls file, or `registry` for the people of --data.
    left: String,
    /// The same; not both can be the registry.
    right: String,
    /// Column by which rows are one and the same, such as 身份证号; several with commas count
    /// together. May be repeated: the next key is for rows that lack the ones before.
    #[arg(long, value_name = "COLUMNS", required = true)]
    on: Vec<String>,
    /// Columns to compare, with commas; all that both lists have when absent.
    #[arg(long, value_name = "COLUMNS")]
    fields: Option<String>,
    /// Count a blank against a value as a difference.
    #[arg(long)]
    blanks: bool,
    /// Area code, for the registry.
    #[arg(long, value_name = "CODE")]
    area: Option<String>,
    /// Write identity numbers and accounts in full instead of masked.
    #[arg(long)]
    full: bool,
    /// File to write: .xlsx, or .csv for the differences alone.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    data: Data,
}

/// Arguments of `linli form fill`.
#[derive(Debug, Args)]
pub struct FillArgs {
    /// The empty workbook.
    template: PathBuf,
    #[command(flatten)]
    data: Data,
    /// Area code whose residents are listed.
    #[arg(long, value_name = "CODE")]
    area: String,
    /// Only people with this tag, such as 高龄老人; may be repeated, all must hold.
    #[arg(long, value_name = "TAG")]
    tag: Vec<String>,
    /// 口径: home (实住), hukou (户籍) or either.
    #[arg(long, default_value = "home")]
    basis: String,
    /// File to write.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// Runs a command line.
///
/// # Errors
/// With the problem to be told.
pub async fn run(line: Line) -> Result<(), Problem> {
    match line.command {
        Command::Demo(args) => demo::run(args).await,
        Command::Serve(args) => {
            serve::run(&args.data.place(), &args.listen, args.watch.as_deref()).await
        }
        Command::Sample(args) => sample::run(&args),
        Command::Import(args) => import::run(args).await,
        Command::Undo(args) => import::undo(&args.data.place(), args.delivery).await,
        Command::Digest(args) => import::digest(&args.data.place()).await,
        Command::Link(args) => link::run(&args),
        Command::Duplicates(args) => duplicates::run(&args.data.place()).await,
        Command::Export(args) => export::run(&args).await,
        Command::Form(FormCommand::Read { file, json }) => form::read(&file, json),
        Command::Form(FormCommand::Analyse(args)) => form_analyse::run(&args),
        Command::Form(FormCommand::Fill(args)) => form::fill(&args).await,
        Command::Form(FormCommand::Rollup(args)) => form_rollup::run(&args),
        Command::Compare(args) => compare::run(&args).await,
        Command::Migrate(command) => migrate::run(command).await,
        Command::Rule(command) => rule::run(command).await,
        Command::Tag(command) => tag::run(command).await,
        Command::Policy(command) => policy::run(command).await,
        Command::Openapi => {
            say(&crate::http::description());
            Ok(())
        }
    }
}

/// Prints an answer.
#[expect(
    clippy::print_stdout,
    reason = "answers of the command line go to standard output"
)]
pub fn say(text: &str) {
    println!("{text}");
}

/// Prints a complaint or a progress note.
#[expect(
    clippy::print_stderr,
    reason = "what is not the answer goes to standard error"
)]
pub fn complain(text: &str) {
    eprintln!("{text}");
}

/// Reads a file a person named.
///
/// # Errors
/// When it is not there or cannot be read.
pub fn read_file(path: &std::path::Path) -> Result<Vec<u8>, Problem> {
    std::fs::read(path).map_err(|_| {
        Problem::bad_input(
            "file-unreadable",
            format!(
                "文件“{}”不存在或无法读取，请检查路径和权限。",
                path.display()
            ),
        )
    })
}

/// The name of a file without its folders.
pub fn file_name(path: &std::path::Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}
