//! `linli rule check|explain|count|sql`

use catalog::area::AreaCode;
use catalog::problem::Problem;
use clap::{Args, Subcommand, ValueEnum};
use query::{Answers, AnswersByArea, Basis, PersonFilter, TagSet};
use rules::facts::Entity;
use rules::sql::{self, Dialect, Tables};
use rules::{Context, Reads, Rule, Subject, Trace, explain_with_tags};
use serde_json::{Value, json};
use storage::Audit;

use super::{Data, say};
use crate::app::App;
use crate::clock;
use crate::registry::feed;
use crate::wire::area::{NO_COMMUNITY, area_name};

/// What `linli rule` can do.
#[derive(Debug, Subcommand)]
pub enum RuleCommand {
    /// Check a rule: print it as it is understood, or what is wrong with it and where.
    Check(RuleText),
    /// Say for one person, dwelling, place or household why a rule holds, condition by condition, and beneath a
    /// tag why the tag is carried.
    Explain(ExplainArgs),
    /// Count of how many a rule holds; with --json also of how many not, and of how many it cannot
    /// be told.
    Count(CountArgs),
    /// Print the rule as SQL over the tables that `linli export` writes.
    Sql(SqlArgs),
}

/// A rule as typed.
#[derive(Debug, Args)]
pub struct RuleText {
    /// What the rule is about.
    #[arg(long, value_enum, default_value_t = Of::Person)]
    of: Of,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
    /// The rule, such as '年龄 >= 80 且 健在'.
    rule: String,
}

/// What a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Of {
    /// 人
    Person,
    /// 房
    Dwelling,
    /// 单位
    Place,
    /// 户
    Household,
}

impl Of {
    /// As the rule language calls it.
    pub fn subject(self) -> Subject {
        match self {
            Self::Person => Subject::Person,
            Self::Dwelling => Subject::Dwelling,
            Self::Place => Subject::Place,
            Self::Household => Subject::Household,
        }
    }
}

/// Arguments of `linli rule explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    #[command(flatten)]
    data: Data,
    /// Id of the person, dwelling, place or household.
    #[arg(long, value_name = "ID")]
    id: i64,
    #[command(flatten)]
    text: RuleText,
}

/// Arguments of `linli rule count`.
#[derive(Debug, Args)]
pub struct CountArgs {
    #[command(flatten)]
    data: Data,
    /// Only of this area; also what 本区 and its like are around. The area of the data when absent.
    #[arg(long, value_name = "CODE")]
    area: Option<AreaCode>,
    /// 口径 for people: by home (实住), by registration (户籍), or either.
    #[arg(long, value_enum, default_value_t = By::Home)]
    basis: By,
    /// One line for each.
    #[arg(long, value_enum)]
    by: Option<Each>,
    #[command(flatten)]
    text: RuleText,
}

/// 口径
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum By {
    /// 实住
    Home,
    /// 户籍
    Hukou,
    /// 任一
    Either,
}

impl By {
    /// As the snapshot calls it.
    pub fn basis(self) -> Basis {
        match self {
            Self::Home => Basis::Home,
            Self::Hukou => Basis::Hukou,
            Self::Either => Basis::Either,
        }
    }
}

/// What is counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Each {
    /// 社区
    Community,
    /// 街道
    Street,
}

/// Arguments of `linli rule sql`.
#[derive(Debug, Args)]
pub struct SqlArgs {
    /// The engine: postgresql, duckdb, clickhouse or spark.
    #[arg(long, default_value = "duckdb")]
    dialect: String,
    /// Ask for the two counts instead of a line for each row.
    #[arg(long)]
    count: bool,
    /// The area that 本区 and its like are around.
    #[arg(long, value_name = "CODE")]
    area: Option<AreaCode>,
    #[command(flatten)]
    text: RuleText,
}

/// Runs `linli rule`.
///
/// # Errors
/// With the problem to be told.
pub async fn run(command: RuleCommand) -> Result<(), Problem> {
    match command {
        RuleCommand::Check(text) => check(&text),
        RuleCommand::Explain(args) => explain_one(&args).await,
        RuleCommand::Count(args) => count(&args).await,
        RuleCommand::Sql(args) => as_sql(&args),
    }
}

/// Opens the data of a folder for reading and brings the snapshot up.
///
/// # Errors
/// `data-folder-empty` when nothing was ever kept there.
pub async fn opened(data: &Data) -> Result<App, Problem> {
    if data.database.is_none() && !data.data.join("linli.db").exists() {
        return Err(Problem::bad_input(
            "data-folder-empty",
            format!(
                "目录“{}”里没有邻里的数据，请检查 --data，或先用 linli import 导入。",
                data.data.display()
            ),
        ));
    }
    let app = App::open(&data.place()).await?;
    feed::catch_up(&app).await?;
    Ok(app)
}

fn check(text: &RuleText) -> Result<(), Problem> {
    let tags = TagSet::shipped();
    let parsed = Rule::parse(&text.rule, text.of.subject(), tags.vocabulary());
    if !text.json {
        let rule = parsed?;
        say(&rule.text());
        say(&rule.condition.sentence());
        return Ok(());
    }
    match parsed {
        Ok(rule) => {
            let reads = Reads::of(&rule.condition);
            say(&json!({
                "ok": true,
                "text": rule.text(),
                "sentence": rule.condition.sentence(),
                "rule": rule.to_json(),
                "grade": reads.grade(),
                "tags": reads.tags,
                "parameters": reads.parameters,
            })
            .to_string());
            Ok(())
        }
        Err(fault) => {
            say(&json!({
                "ok": false, "code": fault.code, "line": fault.line,
                "column": fault.column, "message": fault.message,
            })
            .to_string());
            Err(fault.into())
        }
    }
}

async fn explain_one(args: &ExplainArgs) -> Result<(), Problem> {
    let app = opened(&args.data).await?;
    let snapshot = app.snapshot.load();
    let subject = args.text.of.subject();
    let rule = snapshot.rule(&args.text.rule, subject)?;
    let entity = Entity {
        subject,
        id: args.id,
    };
    if !snapshot.holds(entity) {
        return Err(Problem::not_found(
            "entity-unknown",
            format!("底账中没有编号为 {} 的{}。", args.id, subject.label()),
        ));
    }
    // The reason shows values in full.
    app.store
        .audit_read(
            Audit::new(clock::now(), None, "rule.explain", "entity", args.id)
                .with_detail(json!({ "rule": rule.text() })),
        )
        .await?;
    let current = app.store.currents(&[args.id]).await?.into_iter().next();
    let facts = snapshot.facts();
    let facts = match &current {
        Some((_, current)) => facts.with_records(entity, current),
        None => facts,
    };
    let context = snapshot.context(app.root().copied());
    let tags = |name: &str, of| snapshot.tag_rule(name, of);
    let trace = explain_with_tags(&rule.condition, entity, &facts, &context, &tags);
    if args.text.json {
        say(&trace_json(&trace).to_string());
        return Ok(());
    }
    tell(&trace, 0);
    let missing: Vec<String> = trace.missing.iter().map(|one| one.what.label()).collect();
    if !missing.is_empty() {
        say(&format!("缺少：{}", missing.join("、")));
    }
    Ok(())
}

fn tell(trace: &Trace, depth: usize) {
    say(&format!(
        "{}[{}] {}",
        "  ".repeat(depth),
        trace.truth.label(),
        trace.sentence
    ));
    for part in &trace.parts {
        tell(part, depth + 1);
    }
}

/// A trace for other programs.
pub fn trace_json(trace: &Trace) -> Value {
    json!({
        "truth": trace.truth,
        "condition": trace.condition,
        "sentence": trace.sentence,
        "missing": trace.missing.iter().map(|one| one.what.label()).collect::<Vec<_>>(),
        "records": trace.readings.iter().filter_map(|one| one.record).collect::<Vec<_>>(),
        "parts": trace.parts.iter().map(trace_json).collect::<Vec<_>>(),
    })
}

async fn count(args: &CountArgs) -> Result<(), Problem> {
    let app = opened(&args.data).await?;
    let snapshot = app.snapshot.load();
    let rule = snapshot.rule(&args.text.rule, args.text.of.subject())?;
    let filter = PersonFilter {
        area: args.area.or(app.root().copied()),
        basis: args.basis.basis(),
        ..PersonFilter::default()
    };
    let all = snapshot.count_three(&rule, &filter)?;
    let by: Option<AnswersByArea> = match args.by {
        None => None,
        Some(Each::Community) => Some(snapshot.count_three_by_community(&rule, &filter)?),
        Some(Each::Street) => Some(snapshot.count_three_by_street(&rule, &filter)?),
    };
    let areas = app.areas();
    let name = |area: &Option<AreaCode>| match area {
        Some(code) => area_name(&areas, Some(&code.to_string())),
        None => NO_COMMUNITY.to_owned(),
    };
    if args.text.json {
        let mut answer = answers_json(all);
        answer["by"] = by
            .iter()
            .flatten()
            .map(|(area, answers)| {
                let mut line = answers_json(*answers);
                line["area"] = json!(area.map(|code| code.to_string()));
                line["name"] = json!(name(area));
                line
            })
            .collect();
        say(&answer.to_string());
        return Ok(());
    }
    match by {
        None => say(&all.yes.to_string()),
        Some(lines) => {
            for (area, answers) in lines {
                let code = area.map_or_else(|| "-".to_owned(), |code| code.to_string());
                say(&format!("{code}\t{}\t{}", name(&area), answers.yes));
            }
        }
    }
    Ok(())
}

fn answers_json(answers: Answers) -> Value {
    json!({ "yes": answers.yes, "no": answers.no, "unknown": answers.unknown })
}

fn as_sql(args: &SqlArgs) -> Result<(), Problem> {
    let dialect = Dialect::by_word(&args.dialect).ok_or_else(|| {
        Problem::bad_input(
            "dialect-unknown",
            "数据库方言请用 postgresql、duckdb、clickhouse 或 spark。",
        )
    })?;
    let tags = TagSet::shipped();
    let rule = Rule::parse(&args.text.rule, args.text.of.subject(), tags.vocabulary())?;
    let context = Context {
        today: clock::today(),
        area: args.area,
        parameters: tags.parameters(),
    };
    let text = if args.count {
        sql::count(&rule, &Tables::export(), dialect, &context)?
    } else {
        sql::select(&rule, &Tables::export(), dialect, &context)?
    };
    if args.text.json {
        say(&json!({ "dialect": dialect, "sql": text }).to_string());
    } else {
        say(text.trim_end());
    }
    Ok(())
}
