//! `linli policy match|test|audit`

use std::path::PathBuf;

use catalog::area::{AreaCode, AreaTree};
use catalog::problem::Problem;
use clap::{Args, Subcommand};
use query::{Entitlement, PersonFilter, PolicyAccount, PolicyTotal, TagSet};
use rules::Truth;
use rules::policy::{Policy, PolicyFile};
use rules::shipped::policies;
use serde_json::{Value, json};
use storage::Audit;

use super::policy_audit::audit;
use super::rule::opened;
use super::{Data, read_file, say};
use crate::app::App;
use crate::clock;
use crate::finding::to_ask;
use crate::policy::{self, PolicyHere};

/// What `linli policy` can do.
#[derive(Debug, Subcommand)]
pub enum PolicyCommand {
    /// Say who is entitled to what: totals of every policy of the area, or of one.
    Match(MatchArgs),
    /// Run the test cases of policies.
    Test(TestArgs),
    /// Lay entitlement beside payment: entitled and not paid, paid and not entitled, dead and paid,
    /// paid twice, and what each comes to in a year.
    Audit(AuditArgs),
}

/// Which policies, over which data.
#[derive(Debug, Args)]
pub struct Asked {
    #[command(flatten)]
    pub(super) data: Data,
    /// Id of a policy, such as qd-shibei-gaoling; every policy of the area when absent.
    #[arg(long, value_name = "ID")]
    policy: Option<String>,
    /// Only people of this area.
    #[arg(long, value_name = "CODE")]
    area: Option<AreaCode>,
    /// Answer in JSON.
    #[arg(long)]
    pub(super) json: bool,
}

/// Arguments of `linli policy match`.
#[derive(Debug, Args)]
pub struct MatchArgs {
    #[command(flatten)]
    asked: Asked,
    /// Name the people by id, with their amounts, and with what to ask those of whom it cannot be
    /// told.
    #[arg(long, requires = "policy")]
    people: bool,
}

/// Arguments of `linli policy test`.
#[derive(Debug, Args)]
pub struct TestArgs {
    /// Policy files; the shipped policies when absent.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

/// Arguments of `linli policy audit`.
#[derive(Debug, Args)]
pub struct AuditArgs {
    #[command(flatten)]
    asked: Asked,
}

/// Runs `linli policy`.
///
/// # Errors
/// With the problem to be told.
pub async fn run(command: PolicyCommand) -> Result<(), Problem> {
    match command {
        PolicyCommand::Match(args) if args.people => people(&args.asked).await,
        PolicyCommand::Match(args) => totals(&args.asked).await,
        PolicyCommand::Test(args) => test(&args),
        PolicyCommand::Audit(args) => audit(&args.asked).await,
    }
}

/// The policies asked for that data allow to be said, as they are in force here; one that is asked
/// for by name also before its first day.
pub(super) fn chosen(asked: &Asked, app: &App) -> Result<Vec<(PolicyFile, Policy)>, Problem> {
    let place = asked.area.or(app.root().copied());
    let areas = app.areas();
    let mut chosen = Vec::new();
    for policy in policy::policies(app).all() {
        let PolicyHere { file, ready, .. } = policy;
        let meant = match &asked.policy {
            Some(id) => file.id == *id,
            None => place.is_none_or(|place| reaches(&areas, file.area, place)),
        };
        if !meant {
            continue;
        }
        if asked.policy.is_none() && policy.deciding(clock::today()).is_err() {
            continue;
        }
        policy.require_lasting(clock::today())?;
        match ready {
            Some(policy) => chosen.push((file.clone(), policy.clone())),
            None if asked.policy.is_some() => {
                return Err(Problem::bad_input(
                    "policy-lacks-data",
                    format!(
                        "政策“{}”还缺少数据，无法计算：{}。",
                        file.name,
                        file.lacks.join("；")
                    ),
                ));
            }
            None => {}
        }
    }
    match &asked.policy {
        Some(id) if chosen.is_empty() => Err(Problem::not_found(
            "policy-unknown",
            format!("没有编号为“{id}”的政策。"),
        )),
        _ => Ok(chosen),
    }
}

/// Whether a policy of an area holds in a place: one lies in the other.
fn reaches(areas: &AreaTree, policy: AreaCode, place: AreaCode) -> bool {
    areas.is_within(&place, &policy) || areas.is_within(&policy, &place)
}

/// Whom is asked about.
pub(super) fn filter(asked: &Asked, app: &App) -> PersonFilter {
    PersonFilter {
        area: asked.area.or(app.serves()),
        ..PersonFilter::default()
    }
}

/// Yuan of fen.
fn yuan(fen: i64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

async fn totals(asked: &Asked) -> Result<(), Problem> {
    let app = opened(&asked.data).await?;
    let snapshot = app.snapshot.load();
    let filter = filter(asked, &app);
    let mut lines = Vec::new();
    for (file, policy) in chosen(asked, &app)? {
        let totals = snapshot.policy_totals(&policy, file.area, &filter)?;
        let accounts = snapshot.policy_accounts(&policy, file.area, filter.area);
        lines.push(total_json(&file, &policy, &totals, &accounts));
    }
    if asked.json {
        say(&Value::Array(lines).to_string());
        return Ok(());
    }
    for line in lines {
        say(&format!(
            "{}\t{}\t符合条件 {} 人，无法判断 {} 人\t有应发金额 {} 人，无法判断 {} 人",
            line["policy"].as_str().unwrap_or_default(),
            line["name"].as_str().unwrap_or_default(),
            line["entitled"],
            line["unknown"],
            line["due"],
            line["due_unknown"]
        ));
        for component in line["components"].as_array().into_iter().flatten() {
            say(&format!(
                "  {}（{}）\t{} 人\t{} 元",
                component["name"].as_str().unwrap_or_default(),
                component["period"].as_str().unwrap_or_default(),
                component["due"],
                yuan(component["fen"].as_i64().unwrap_or(0))
            ));
        }
    }
    Ok(())
}

/// `entitled` fulfil the conditions; of those `due` have a sum due to them, as the policy page counts.
fn total_json(
    file: &PolicyFile,
    policy: &Policy,
    totals: &[PolicyTotal],
    accounts: &[PolicyAccount],
) -> Value {
    let sum = |of: &dyn Fn(&PolicyTotal) -> u64| totals.iter().map(of).sum::<u64>();
    let components: Vec<Value> = policy
        .table
        .components
        .iter()
        .enumerate()
        .map(|(at, component)| {
            let fen: i64 = totals.iter().map(|total| total.components[at].fen).sum();
            json!({
                "name": component.name, "period": component.period, "fen": fen,
                "due": sum(&|total| total.components[at].due),
                "unknown": sum(&|total| total.components[at].unknown),
            })
        })
        .collect();
    let by: Vec<Value> = totals
        .iter()
        .map(|total| {
            json!({
                "area": total.community.map(|code| code.to_string()),
                "entitled": total.entitled, "unknown": total.unknown,
                "fen": total.components.iter().map(|one| one.fen).collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({
        "policy": file.id, "name": file.name, "standing": file.standing,
        "entitled": sum(&|total| total.entitled), "unknown": sum(&|total| total.unknown),
        "due": accounts.iter().map(|one| one.entitled).sum::<u64>(),
        "due_unknown": accounts.iter().map(|one| one.unknown).sum::<u64>(),
        "components": components, "by": by,
    })
}

async fn people(asked: &Asked) -> Result<(), Problem> {
    let app = opened(&asked.data).await?;
    let snapshot = app.snapshot.load();
    let filter = filter(asked, &app);
    for (file, policy) in chosen(asked, &app)? {
        app.store
            .audit_read(Audit::new(
                clock::now(),
                None,
                "policy.match",
                "policy",
                &file.id,
            ))
            .await?;
        let ask = |one: &Entitlement| {
            let told = one.due.iter().all(|due| due.truth != Truth::Unknown);
            if told && one.entitled != Truth::Unknown {
                return Vec::new();
            }
            to_ask(&snapshot, &policy, file.area, one.person)
        };
        let found = snapshot.entitlements(&policy, file.area, &filter)?;
        if asked.json {
            let lines = found.iter().map(|one| entitlement_json(one, &ask(one)));
            say(&Value::Array(lines.collect()).to_string());
            continue;
        }
        for one in found {
            let mut cells = vec![one.person.to_string(), one.entitled.label().to_owned()];
            cells.extend(one.due.iter().map(|due| yuan(due.fen)));
            let ask = ask(&one);
            if !ask.is_empty() {
                cells.push(format!("缺少：{}", ask.join("、")));
            }
            say(&cells.join("\t"));
        }
    }
    Ok(())
}

fn entitlement_json(one: &Entitlement, ask: &[String]) -> Value {
    json!({
        "person": one.person,
        "area": one.community.map(|code| code.to_string()),
        "entitled": one.entitled,
        "due": one.due.iter()
            .map(|due| json!({ "truth": due.truth, "fen": due.fen }))
            .collect::<Vec<_>>(),
        "missing": ask,
    })
}

fn test(args: &TestArgs) -> Result<(), Problem> {
    let tags = TagSet::shipped();
    let mut read = Vec::new();
    for path in &args.files {
        let file: PolicyFile = serde_json::from_slice(&read_file(path)?).map_err(|error| {
            Problem::bad_input(
                "policy-file-wrong",
                format!("政策文件“{}”的格式不对（{error}）。", path.display()),
            )
        })?;
        read.push(file);
    }
    let files: Vec<&PolicyFile> = if args.files.is_empty() {
        policies().iter().collect()
    } else {
        read.iter().collect()
    };
    let (mut cases, mut failed, mut lines) = (0, 0, Vec::new());
    for file in files {
        let failures = file.failures(tags.vocabulary(), tags.parameters())?;
        cases += file.cases.len();
        failed += failures.len();
        for failure in &failures {
            lines.push(json!({
                "policy": file.id, "case": failure.case, "reason": failure.reason
            }));
        }
    }
    if args.json {
        say(&json!({ "cases": cases, "failures": lines }).to_string());
    } else {
        for line in &lines {
            say(&format!(
                "{}\t{}\t{}",
                line["policy"].as_str().unwrap_or_default(),
                line["case"].as_str().unwrap_or_default(),
                line["reason"].as_str().unwrap_or_default()
            ));
        }
        say(&format!("测试案例 {cases} 个，未通过 {failed} 个"));
    }
    if failed > 0 {
        return Err(Problem::bad_input(
            "policy-cases-failed",
            "有测试案例未通过，政策不能发布，请改正规则或案例。",
        ));
    }
    Ok(())
}
