//! `linli migrate`

use std::path::{Path, PathBuf};
use std::sync::Arc;

use catalog::area::AreaTree;
use catalog::element::{DataElement, Dictionary};
use catalog::mask::mask;
use catalog::problem::Problem;
use clap::{Args, Subcommand};
use intake::mapping::{Mapping, map_table};
use workbook::{Mark, ReportCell, ReportSheet, report};

use super::{Data, file_name, read_file, say};
use crate::app::App;
use crate::clock;
use crate::registry::cutover::{
    Counted, Input, TableOutcome, TableReport, cut_over, dry_run, matched, roll_back,
};
use crate::wire::area::area_name;

/// What `linli migrate` can do.
#[derive(Debug, Subcommand)]
pub enum MigrateCommand {
    /// Say what the mapping file makes of the old columns; reads headers only.
    Plan(MapArgs),
    /// Read everything and write nothing: counts, unmapped columns, unknown codes, refused rows.
    Check(MapArgs),
    /// Take the old tables over and reconcile them with what arrived.
    Run(RunArgs),
    /// Take a whole cut-over back out of the registry.
    Rollback(RollbackArgs),
}

/// The mapping and the old tables.
#[derive(Debug, Args)]
pub struct MapArgs {
    /// Mapping file; see examples/migration.toml.
    #[arg(long, value_name = "FILE")]
    map: PathBuf,
    /// Tables of the old system: csv, xlsx or xls, named like the tables of the mapping.
    #[arg(long, value_name = "FILE", required = true, num_args = 1..)]
    input: Vec<PathBuf>,
    /// Write the report as a workbook, with a sample of thirty rows side by side.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Show the sample in full instead of masked.
    #[arg(long)]
    full: bool,
}

/// Arguments of `linli migrate run`.
#[derive(Debug, Args)]
pub struct RunArgs {
    #[command(flatten)]
    map: MapArgs,
    #[command(flatten)]
    data: Data,
}

/// Arguments of `linli migrate rollback`.
#[derive(Debug, Args)]
pub struct RollbackArgs {
    /// Number of the cut-over, as `run` printed it.
    cutover: i64,
    #[command(flatten)]
    data: Data,
}

/// Runs `linli migrate`.
///
/// # Errors
/// With the problem to be told.
pub async fn run(command: MigrateCommand) -> Result<(), Problem> {
    match command {
        MigrateCommand::Plan(args) => plan(&args),
        MigrateCommand::Check(args) => {
            let (mapping, inputs) = read(&args)?;
            tell(&args, &dry_run(&mapping, &inputs)?)
        }
        MigrateCommand::Run(args) => {
            let (mapping, inputs) = read(&args.map)?;
            let app = App::open(&args.data.place()).await?;
            app.store.recover_interrupted(clock::now()).await?;
            let (cutover, outcomes) = cut_over(&app, &mapping, &inputs, None).await?;
            tell(&args.map, &outcomes)?;
            say(&format!(
                "平移 {}“{}”已完成，批次 {:?}；回滚：linli migrate rollback {}",
                cutover.id, cutover.name, cutover.deliveries, cutover.id
            ));
            Ok(())
        }
        MigrateCommand::Rollback(args) => {
            let app = App::open(&args.data.place()).await?;
            let done = roll_back(&app, args.cutover, None).await?;
            let state = if done.as_before {
                "底账与平移之前完全相同"
            } else {
                "之后还有别的改动，底账与平移之前不同"
            };
            say(&format!(
                "平移 {} 已回滚，撤销 {} 个批次；{state}",
                args.cutover, done.deliveries
            ));
            Ok(())
        }
    }
}

fn read(args: &MapArgs) -> Result<(Mapping, Vec<Input>), Problem> {
    let text = String::from_utf8(read_file(&args.map)?).map_err(|_| {
        Problem::bad_input(
            "mapping-unreadable",
            "对照文件不是 UTF-8 文本，请另存后重试。",
        )
    })?;
    let mapping = Mapping::parse(&text)?;
    let inputs = args
        .input
        .iter()
        .map(|path| {
            Ok(Input {
                file_name: file_name(path),
                bytes: Arc::new(read_file(path)?),
            })
        })
        .collect::<Result<Vec<_>, Problem>>()?;
    Ok((mapping, inputs))
}

fn plan(args: &MapArgs) -> Result<(), Problem> {
    let (mapping, inputs) = read(args)?;
    say(&format!(
        "平移“{}”：{} 张表",
        mapping.name,
        mapping.tables.len()
    ));
    for (table, input) in matched(&mapping, &inputs)? {
        let mapped = map_table(
            &input.bytes,
            &input.file_name,
            table,
            &workbook::Limits::default(),
        )?;
        say(&format!(
            "表 {} → 来源 {}，数据日期 {}，{} 行",
            table.input,
            crate::view::facts::label_of(table.source()),
            table.as_of,
            mapped.rows.len()
        ));
        for column in &mapped.columns {
            let meaning = match column.element.and_then(|no| Dictionary::shipped().get(no)) {
                Some(element) => element.label.as_str(),
                None if table.key.as_deref() == Some(&column.name) => "（原系统编号）",
                None if table.ignore.contains(&column.name) => "（不平移）",
                None => "（没有对照）",
            };
            say(&format!("  {} → {meaning}", column.name));
        }
        for missing in &mapped.missing {
            say(&format!("  对照文件写了“{missing}”，表里没有这一列"));
        }
    }
    Ok(())
}

fn tell(args: &MapArgs, outcomes: &[TableOutcome]) -> Result<(), Problem> {
    for outcome in outcomes {
        say(&told(&outcome.report));
    }
    let Some(path) = &args.report else {
        return Ok(());
    };
    write(path, &workbook_of(outcomes, args.full)?)?;
    say(&format!("对账报告已写出 {}", path.display()));
    Ok(())
}

fn told(table: &TableReport) -> String {
    let mut text = format!(
        "表 {}：原 {} 行，入库 {} 行，退回 {} 行，{}",
        table.table,
        table.old_rows,
        table.new_rows,
        table.refused,
        if table.whole {
            "逐项一致"
        } else {
            "有出入"
        }
    );
    for field in table.fields.iter().filter(|field| field.differs > 0) {
        text.push_str(&format!(
            "\n  {}（{}）：{} 处不同或无法使用",
            field.label, field.column, field.differs
        ));
    }
    for field in &table.fields {
        if let (Some(old), Some(new)) = (&field.old_sum, &field.new_sum) {
            text.push_str(&format!("\n  {} 合计：原 {old}，现 {new}", field.label));
        }
    }
    if !table.unmapped.is_empty() {
        text.push_str(&format!("\n  没有对照的列：{}", table.unmapped.join("、")));
    }
    for unknown in &table.unknown_codes {
        text.push_str(&format!(
            "\n  {} 有没写译法的代码 {}：{} 行",
            unknown.column, unknown.code, unknown.count
        ));
    }
    text
}

/// The report as a workbook: tables, fields, communities, findings and the sample.
///
/// # Errors
/// When the file cannot be put together.
pub fn workbook_of(outcomes: &[TableOutcome], full: bool) -> Result<Vec<u8>, Problem> {
    let sheet = |name: &str, titles: &[&str], rows: Vec<Vec<ReportCell>>| ReportSheet {
        name: name.to_owned(),
        header: titles.iter().map(|title| (*title).to_owned()).collect(),
        rows: Box::new(rows.into_iter()),
    };
    let tables = outcomes.iter().map(|outcome| {
        let table = &outcome.report;
        let whole = if table.whole { "一致" } else { "有出入" };
        let mark = if table.whole {
            Mark::Settled
        } else {
            Mark::Differs
        };
        vec![
            ReportCell::plain(table.table.as_str()),
            ReportCell::plain(table.source.as_str()),
            number(table.old_rows),
            number(table.new_rows),
            number(table.refused),
            ReportCell::marked(whole, mark),
            ReportCell::plain(table.unmapped.join("、")),
        ]
    });
    let areas = AreaTree::shipped();
    let communities = outcomes.iter().flat_map(|outcome| {
        let table = outcome.report.table.clone();
        outcome
            .report
            .communities
            .iter()
            .map(move |Counted { label: code, count }| {
                let name = match area_name(areas, Some(code)) {
                    name if name.is_empty() && code.is_empty() => "未落到社区".to_owned(),
                    name if name.is_empty() => code.clone(),
                    name => name,
                };
                vec![
                    ReportCell::plain(table.clone()),
                    ReportCell::plain(name),
                    number(*count),
                ]
            })
    });
    let issues = outcomes.iter().flat_map(|outcome| {
        let table = &outcome.report;
        let found = table.issues.iter().map(|Counted { label, count }| {
            vec![
                ReportCell::plain(table.table.as_str()),
                ReportCell::plain(label.as_str()),
                number(*count),
            ]
        });
        let codes = table.unknown_codes.iter().map(|unknown| {
            let text = format!("{} 的代码 {} 没有译法", unknown.column, unknown.code);
            vec![
                ReportCell::plain(table.table.as_str()),
                ReportCell::plain(text),
                number(unknown.count),
            ]
        });
        found.chain(codes).collect::<Vec<_>>()
    });
    let samples = outcomes.iter().flat_map(|outcome| {
        let table = outcome.report.table.as_str();
        let rows = outcome.sample.iter();
        rows.flat_map(|row| sample_rows(table, row, full))
            .collect::<Vec<_>>()
    });
    report(vec![
        sheet(
            "汇总",
            &[
                "表",
                "来源",
                "原行数",
                "入库",
                "退回",
                "结论",
                "没有对照的列",
            ],
            tables.collect(),
        ),
        sheet(
            "按列",
            &[
                "表",
                "原列",
                "数据元",
                "原有值",
                "现有值",
                "原不同值",
                "现不同值",
                "一致",
                "不同",
                "别的来源优先",
                "原合计",
                "现合计",
            ],
            outcomes.iter().flat_map(field_rows).collect(),
        ),
        sheet("按社区", &["表", "社区", "行数"], communities.collect()),
        sheet("问题", &["表", "问题", "次数"], issues.collect()),
        sheet(
            "抽样",
            &["表", "原行", "数据元", "原值", "现值"],
            samples.collect(),
        ),
    ])
}

fn number(count: u64) -> ReportCell {
    ReportCell::plain(count.to_string())
}

fn field_rows(outcome: &TableOutcome) -> Vec<Vec<ReportCell>> {
    let row = |field: &intake::reconcile::FieldCheck| {
        let mark = |differs: bool| if differs { Mark::Differs } else { Mark::Plain };
        let sum = |sum: &Option<String>| sum.clone().unwrap_or_default();
        vec![
            ReportCell::plain(outcome.report.table.as_str()),
            ReportCell::plain(field.column.as_str()),
            ReportCell::plain(field.label.as_str()),
            number(field.old_filled),
            number(field.new_filled),
            number(field.old_distinct),
            number(field.new_distinct),
            number(field.same),
            ReportCell::marked(field.differs.to_string(), mark(field.differs > 0)),
            number(field.outranked),
            ReportCell::plain(sum(&field.old_sum)),
            ReportCell::marked(sum(&field.new_sum), mark(field.old_sum != field.new_sum)),
        ]
    };
    outcome.report.fields.iter().map(row).collect()
}

fn sample_rows(
    table: &str,
    row: &intake::reconcile::SampleRow,
    full: bool,
) -> Vec<Vec<ReportCell>> {
    let shown = |element: Option<&DataElement>, text: &str| match element {
        Some(element) if !full => mask(element.mask, text),
        _ => text.to_owned(),
    };
    row.cells
        .iter()
        .map(|(element, old, new)| {
            let element = Dictionary::shipped().get(*element);
            let mark = if row.arrived {
                Mark::Plain
            } else {
                Mark::Differs
            };
            vec![
                ReportCell::plain(table),
                ReportCell::plain(row.row.to_string()),
                ReportCell::plain(element.map_or("", |element| element.label.as_str())),
                ReportCell::plain(shown(element, old)),
                ReportCell::marked(
                    if row.arrived {
                        shown(element, new)
                    } else {
                        "（没有入库）".to_owned()
                    },
                    mark,
                ),
            ]
        })
        .collect()
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
    std::fs::write(path, bytes).map_err(|_| {
        Problem::unavailable(
            "file-unwritable",
            format!("无法写出“{}”，请检查路径、权限和剩余空间。", path.display()),
        )
    })
}
