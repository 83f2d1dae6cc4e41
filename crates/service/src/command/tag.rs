//! `linli tag evaluate|test`

use catalog::area::AreaCode;
use catalog::problem::Problem;
use clap::{Args, Subcommand};
use query::{PersonFilter, Tag};
use rules::Subject;
use serde_json::{Value, json};

use super::rule::opened;
use super::{Data, say};

/// What `linli tag` can do.
#[derive(Debug, Subcommand)]
pub enum TagCommand {
    /// Say of every tag how many carry it, and of how many it cannot be told.
    Evaluate(EvaluateArgs),
    /// Run the test cases of the shipped tags.
    Test(TestArgs),
}

/// Arguments of `linli tag evaluate`.
#[derive(Debug, Args)]
pub struct EvaluateArgs {
    #[command(flatten)]
    data: Data,
    /// Only of this area; the area of the data when absent.
    #[arg(long, value_name = "CODE")]
    area: Option<AreaCode>,
    /// Only this tag; may be repeated.
    #[arg(long, value_name = "NAME")]
    tag: Vec<String>,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

/// Arguments of `linli tag test`.
#[derive(Debug, Args)]
pub struct TestArgs {
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

/// Runs `linli tag`.
///
/// # Errors
/// With the problem to be told.
pub async fn run(command: TagCommand) -> Result<(), Problem> {
    match command {
        TagCommand::Evaluate(args) => evaluate(&args).await,
        TagCommand::Test(args) => test(&args),
    }
}

async fn evaluate(args: &EvaluateArgs) -> Result<(), Problem> {
    let app = opened(&args.data).await?;
    let snapshot = app.snapshot.load();
    let tags = &snapshot.district().tags;
    for name in &args.tag {
        if tags.by_name(name).is_none() {
            return Err(Problem::bad_input(
                "tag-unknown",
                format!("没有名为“{name}”的标签，请从标签目录中选择。"),
            ));
        }
    }
    let filter = PersonFilter {
        area: args.area.or(app.root().copied()),
        ..PersonFilter::default()
    };
    let mut lines: Vec<Value> = Vec::new();
    for subject in Subject::ALL {
        let asked = |tag: &&Tag| args.tag.is_empty() || args.tag.contains(&tag.name);
        for tag in tags.of(subject).iter().filter(asked) {
            // Asked anew, not read from what is kept: this is how the two are compared.
            let answers = snapshot.count_three(&tag.rule, &filter)?;
            lines.push(json!({
                "no": tag.no, "tag": tag.name, "of": subject.label(), "rule": tag.rule.text(),
                "yes": answers.yes, "no_of_them": answers.no, "unknown": answers.unknown,
            }));
        }
    }
    if args.json {
        say(&Value::Array(lines).to_string());
        return Ok(());
    }
    for line in lines {
        say(&format!(
            "{}\t{}\t符合 {}\t无法判断 {}",
            line["of"].as_str().unwrap_or_default(),
            line["tag"].as_str().unwrap_or_default(),
            line["yes"],
            line["unknown"]
        ));
    }
    Ok(())
}

fn test(args: &TestArgs) -> Result<(), Problem> {
    let shipped = rules::shipped::tag_cases();
    let cases: usize = shipped.cases.values().map(Vec::len).sum();
    let failures = shipped.failures();
    let failed = failures.len();
    if args.json {
        let lines: Vec<Value> = failures
            .iter()
            .map(|one| json!({ "tag": one.tag, "case": one.case, "reason": one.reason }))
            .collect();
        say(&json!({ "cases": cases, "failures": lines }).to_string());
    } else {
        for one in &failures {
            say(&format!("{}\t{}\t{}", one.tag, one.case, one.reason));
        }
        say(&format!("测试案例 {cases} 个，未通过 {failed} 个"));
    }
    if failed > 0 {
        return Err(Problem::bad_input(
            "tag-cases-failed",
            "有标签的测试案例未通过，请改正规则或案例。",
        ));
    }
    Ok(())
}
