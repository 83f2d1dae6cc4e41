//! Writing a sample into a folder, several files at a time.

use std::collections::BTreeMap;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use catalog::area::AreaTree;
use catalog::problem::Problem;

use crate::errors::Tally;
use crate::ground::Ground;
use crate::manifest::{MANIFEST, Manifest, SampleFile};
use crate::sources::{self, Delivery};
use crate::world::World;
use crate::{Plan, form_workbook, truth};

/// The largest plan; beyond it identity numbers of one day and county would run out.
const MOST_RESIDENTS: u64 = 5_000_000;

/// Writes a synthetic district as departments would hand it over, with the truth beside it.
///
/// The same plan gives the same files, with any number of threads. `progress` is called from the
/// calling thread with a stage in Chinese, how much of it is done, and how much there is.
/// `manifest.json` is written last: a folder without it is not complete.
///
/// # Errors
/// When the area is unknown or has no communities, the number of residents is out of range, the
/// folder is not empty, or something cannot be written.
pub fn write(
    plan: &Plan,
    areas: &AreaTree,
    out: &Path,
    progress: &dyn Fn(&str, u64, u64),
) -> Result<Manifest, Problem> {
    if plan.residents == 0 || plan.residents > MOST_RESIDENTS {
        return Err(Problem::bad_input(
            "residents-out-of-range",
            format!("样例人口数要在 1 到 {MOST_RESIDENTS} 之间，请改后再试。"),
        ));
    }
    let ground = Ground::new(areas, &plan.area)?;
    prepare(out)?;
    progress("生成人口、房屋和单位", 0, 1);
    let world = World::build(ground, plan.residents, plan.seed, plan.today);
    progress("生成人口、房屋和单位", 1, 1);
    let deliveries = sources::deliveries(&world);
    let written = write_deliveries(&deliveries, out, progress)?;
    progress("写出对照答案", 0, 1);
    write_truth(&world, out)?;
    put(
        &out.join(form_workbook::PATH),
        &form_workbook::build(&world.ground, plan.today)?,
    )?;
    progress("写出对照答案", 1, 1);
    let manifest = manifest(plan, &world, &deliveries, written);
    let text = serde_json::to_vec_pretty(&manifest).expect("a manifest is plain data");
    put(&out.join(MANIFEST), &text)?;
    Ok(manifest)
}

/// Makes the folder, or refuses one that holds something already.
fn prepare(out: &Path) -> Result<(), Problem> {
    fs::create_dir_all(out).map_err(|error| not_written(&error))?;
    let mut entries = fs::read_dir(out).map_err(|error| not_written(&error))?;
    if entries.next().is_some() {
        return Err(Problem::conflict(
            "sample-folder-not-empty",
            "样例输出目录里已有内容，请换一个空目录，或先把它清空。",
        ));
    }
    Ok(())
}

/// What became of one file.
struct Written {
    rows: u64,
    bytes: u64,
    tally: Tally,
}

/// What a worker reports: position of the delivery, and the file with its lines of truth.
type Report = (usize, Result<(Written, String), Problem>);

fn write_deliveries(
    deliveries: &[Delivery<'_>],
    out: &Path,
    progress: &dyn Fn(&str, u64, u64),
) -> Result<Vec<Written>, Problem> {
    for delivery in deliveries {
        let path = out.join(&delivery.path);
        let folder = path.parent().unwrap_or(out);
        fs::create_dir_all(folder).map_err(|error| not_written(&error))?;
    }
    // Heavy files first, so that no worker is left alone with one at the end.
    let mut queue: Vec<usize> = (0..deliveries.len()).collect();
    queue.sort_by_key(|at| std::cmp::Reverse(deliveries[*at].weight));
    let next = AtomicUsize::new(0);
    let (report, reports) = mpsc::channel::<Report>();
    std::thread::scope(|scope| {
        for _ in 0..rayon::current_num_threads() {
            let report = report.clone();
            let (queue, next) = (&queue, &next);
            scope.spawn(move || {
                while let Some(at) = queue.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let order = *at as u32 + 1;
                    let done = write_delivery(&deliveries[*at], order, out);
                    let failed = done.is_err();
                    if report.send((*at, done)).is_err() || failed {
                        return;
                    }
                }
            });
        }
        drop(report);
        let collected = collect(&reports, deliveries.len(), out, progress);
        // After a failure nobody shall start another file.
        next.store(queue.len(), Ordering::Relaxed);
        collected
    })
}

fn write_delivery(
    delivery: &Delivery<'_>,
    order: u32,
    out: &Path,
) -> Result<(Written, String), Problem> {
    let rendered = (delivery.make)()?;
    put(&out.join(&delivery.path), &rendered.bytes)?;
    let written = Written {
        rows: rendered.marks.len() as u64,
        bytes: rendered.bytes.len() as u64,
        tally: rendered.tally,
    };
    Ok((written, truth::records(order, &rendered.marks)))
}

/// Takes the reports as they come and writes `truth/records.csv` in the order of the files.
fn collect(
    reports: &mpsc::Receiver<Report>,
    total: usize,
    out: &Path,
    progress: &dyn Fn(&str, u64, u64),
) -> Result<Vec<Written>, Problem> {
    const STAGE: &str = "写出各部门文件";
    let mut records = create(&out.join("truth/records.csv"))?;
    append(&mut records, truth::RECORD_TITLES)?;
    let mut waiting: BTreeMap<usize, String> = BTreeMap::new();
    let mut written: BTreeMap<usize, Written> = BTreeMap::new();
    let mut in_order = 0;
    progress(STAGE, 0, total as u64);
    for (at, done) in reports {
        let (file, lines) = done?;
        written.insert(at, file);
        waiting.insert(at, lines);
        while let Some(lines) = waiting.remove(&in_order) {
            append(&mut records, &lines)?;
            in_order += 1;
        }
        progress(STAGE, written.len() as u64, total as u64);
    }
    records.flush().map_err(|error| not_written(&error))?;
    Ok(written.into_values().collect())
}

fn write_truth(world: &World, out: &Path) -> Result<(), Problem> {
    let tables = [
        ("truth/people.csv", truth::people(world)),
        ("truth/dwellings.csv", truth::dwellings(world)),
        ("truth/places.csv", truth::places(world)),
    ];
    for (path, pieces) in tables {
        let mut file = create(&out.join(path))?;
        for piece in pieces {
            append(&mut file, &piece)?;
        }
        file.flush().map_err(|error| not_written(&error))?;
    }
    Ok(())
}

fn manifest(
    plan: &Plan,
    world: &World,
    deliveries: &[Delivery<'_>],
    written: Vec<Written>,
) -> Manifest {
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    let mut files = Vec::with_capacity(written.len());
    for (at, (delivery, file)) in deliveries.iter().zip(written).enumerate() {
        tallies.entry(delivery.source).or_default().add(&file.tally);
        files.push(SampleFile {
            order: at as u32 + 1,
            path: delivery.path.clone(),
            source: delivery.source.to_owned(),
            as_of: delivery.as_of,
            rows: file.rows,
            bytes: file.bytes,
        });
    }
    let sum = |count: fn(&crate::world::Community) -> usize| {
        world
            .communities
            .iter()
            .map(|community| count(community) as u64)
            .sum()
    };
    Manifest {
        area: plan.area.to_string(),
        area_name: world.ground.name.clone(),
        residents: plan.residents,
        seed: plan.seed,
        today: plan.today,
        people: sum(|community| community.people.len()),
        dwellings: sum(|community| community.dwellings.len()),
        places: sum(|community| community.places.len()),
        files,
        forms: vec![form_workbook::PATH.to_owned()],
        truth: ["people", "dwellings", "places", "records"]
            .map(|table| format!("truth/{table}.csv"))
            .to_vec(),
        shares: tallies
            .iter()
            .flat_map(|(source, tally)| tally.shares(source))
            .collect(),
    }
}

fn create(path: &Path) -> Result<std::io::BufWriter<fs::File>, Problem> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| not_written(&error))?;
    }
    let file = fs::File::create(path).map_err(|error| not_written(&error))?;
    Ok(std::io::BufWriter::with_capacity(1 << 20, file))
}

fn append(file: &mut impl Write, text: &str) -> Result<(), Problem> {
    file.write_all(text.as_bytes())
        .map_err(|error| not_written(&error))
}

fn put(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
    let mut file = create(path)?;
    let done = file.write_all(bytes).and_then(|()| file.flush());
    done.map_err(|error| not_written(&error))
}

/// The sentence for a write that failed.
fn not_written(error: &std::io::Error) -> Problem {
    match error.kind() {
        ErrorKind::StorageFull => Problem::unavailable(
            "disk-full",
            "磁盘空间不足，样例数据没有写完，请清理磁盘后换一个空目录重新生成。",
        ),
        ErrorKind::PermissionDenied => Problem::forbidden(
            "sample-folder-not-writable",
            "没有权限写入样例输出目录，请换一个可写的目录。",
        ),
        _ => Problem::unavailable(
            "sample-not-written",
            format!("样例数据没有写成（{error}），请检查输出目录后重试。"),
        ),
    }
}
