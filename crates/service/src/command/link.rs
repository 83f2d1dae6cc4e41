//! `linli link`

use std::path::Path;
use std::time::Instant;

use catalog::problem::Problem;
use linkage::link::{Linked, Step, link};
use linkage::model::{Model, probability};
use linkage::model_file::AnyModel;
use linkage::person;
use linkage::table::Table;
use serde_json::{Map, Value, json};

use super::{LinkArgs, file_name, progress, read_file, say};
use crate::clock;
use cells::RawFile;

mod any;
mod cells;
mod people;
mod texts;
mod write;

/// Links files and writes what was found.
pub fn run(args: &LinkArgs) -> Result<(), Problem> {
    let mut stages = Stages::default();
    stages.begin("read");
    let model_file = args.model.as_deref().map(read_model).transpose()?;
    let (files, table, model) = match &model_file {
        Some(any) => {
            let files = cells::read_all(&args.input, &|_, header, _| any::choose(any, header))?;
            let table = any::table(any, &files);
            (files, table, any.model.clone())
        }
        None => {
            let mut files = cells::read_all(&args.input, &people::choose)?;
            stages.begin("clean");
            let table = people::table(&mut files, clock::today());
            (files, table, person::model())
        }
    };
    let linked = link(&table, &model, None, &mut |step| {
        stages.begin(match step {
            Step::Train => "train",
            Step::Compare => "compare",
            Step::Cluster => "cluster",
        });
    });
    stages.begin("write");
    let names = write::Names::new(&files);
    let clusters = write::clusters(&args.clusters, &names, &linked.clusters)?;
    if let Some(path) = &args.pairs {
        write::pairs(path, &names, &linked.pairs)?;
    }
    if let Some(path) = &args.records {
        write::records(path, &names, &table)?;
    }
    stages.end();
    if args.json {
        say(&report(&files, &table, &model, &linked, clusters, &stages).to_string());
    } else {
        say(&format!(
            "{} 条记录归为 {clusters} 个对象，用时 {:.1} 秒，结果在 {}",
            table.len(),
            stages.total(),
            args.clusters.display()
        ));
    }
    Ok(())
}

fn read_model(path: &Path) -> Result<AnyModel, Problem> {
    let bytes = read_file(path)?;
    let text = String::from_utf8(bytes).map_err(|_| {
        let name = file_name(path);
        Problem::bad_input(
            "model-unreadable",
            format!("模型文件“{name}”不是 UTF-8 文本，请另存为 UTF-8。"),
        )
    })?;
    AnyModel::read(&text)
}

/// How long each stage took, with a spinner on a terminal.
#[derive(Default)]
struct Stages {
    done: Vec<(&'static str, f64)>,
    open: Option<(&'static str, Instant, indicatif::ProgressBar)>,
}

impl Stages {
    fn begin(&mut self, stage: &'static str) {
        self.end();
        let words = match stage {
            "read" => "读取",
            "clean" => "清洗",
            "train" => "学习",
            "compare" => "比对",
            "cluster" => "归并",
            _ => "写出",
        };
        self.open = Some((stage, Instant::now(), progress::spinner(words)));
    }

    fn end(&mut self) {
        if let Some((stage, began, spinner)) = self.open.take() {
            spinner.finish_and_clear();
            self.done.push((stage, began.elapsed().as_secs_f64()));
        }
    }

    fn total(&self) -> f64 {
        self.done.iter().map(|(_, seconds)| seconds).sum()
    }
}

fn report(
    files: &[RawFile],
    table: &Table,
    model: &Model,
    linked: &Linked,
    clusters: u32,
    stages: &Stages,
) -> Value {
    let seconds: Map<String, Value> = stages
        .done
        .iter()
        .map(|(stage, seconds)| ((*stage).to_owned(), json!(seconds)))
        .collect();
    let comparisons: Vec<Value> = model
        .comparisons
        .iter()
        .zip(&linked.parameters.shares)
        .map(|(comparison, shares)| {
            let levels: Vec<Value> = comparison
                .rule
                .levels()
                .into_iter()
                .zip(shares.m.iter().zip(&shares.u))
                .map(|(level, (m, u))| json!({ "level": level, "m": m, "u": u, "bits": (m / u).log2() }))
                .collect();
            json!({ "comparison": comparison.label, "levels": levels })
        })
        .collect();
    json!({
        "files": files.len(),
        "records": table.len(),
        "clusters": clusters,
        "pairs": linked.pairs.len(),
        "seconds": seconds,
        "seconds_total": stages.total(),
        "passes": linked.passes,
        "prior": probability(linked.parameters.prior),
        "thresholds": model.thresholds,
        "comparisons": comparisons,
    })
}
