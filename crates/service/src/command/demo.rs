//! `linli demo`: sample → import → link → contracts → serve.

mod budgets;
mod contracts;
mod policies;

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;

use catalog::area::{Area, AreaCode, AreaTree, Level};
use catalog::problem::Problem;
use sample::{MANIFEST, Manifest, SampleFile};
use serde::{Deserialize, Serialize};
use storage::{Audit, NewAccount, Role as StoredRole};

use super::import::{How, Imported, import_all};
use super::{DemoArgs, complain, progress, sample as sample_command, say, serve};
use crate::app::{App, Place};
use crate::registry::duplicates::find_duplicates;
use crate::registry::last_search::Searcher;
use crate::rights::{DATA_CENTRE, Role};
use crate::wire::account::DemoAccount;
use crate::wire::area::area_name;
use crate::{clock, password};

/// What a sample district's folder remembers, so that a second start serves it as it is.
#[derive(Debug, Serialize, Deserialize)]
struct DemoNote {
    area: String,
    residents: u64,
    seed: u64,
    password: String,
}

const NOTE: &str = "demo.json";

/// Makes a sample district when the folder has none, then serves it.
pub async fn run(args: DemoArgs) -> Result<(), Problem> {
    let place = Place {
        data: args.data.clone(),
        database: args.database.clone(),
    };
    let note_path = args.data.join(NOTE);
    let held: Option<DemoNote> = std::fs::read_to_string(&note_path)
        .ok()
        .and_then(|text| serde_json::from_str(&text).ok());
    let fits = |note: &DemoNote| {
        note.area == args.area && note.residents == args.residents && note.seed == args.seed
    };
    let (mut app, note) = match held {
        Some(note) if fits(&note) => {
            complain(&format!(
                "使用 {} 中已有的样例区（{} 人）",
                args.data.display(),
                note.residents
            ));
            (App::open(&place).await?, note)
        }
        Some(note) => {
            return Err(Problem::conflict(
                "demo-other",
                format!(
                    "目录 {} 中已有另一个样例区（区划 {}，{} 人），请换一个 --data 目录，或删除该目录后重试。",
                    args.data.display(),
                    note.area,
                    note.residents
                ),
            ));
        }
        None => make(&args, &place, &note_path).await?,
    };
    let area: AreaCode = note.area.parse().map_err(|_| unknown_area(&note.area))?;
    let accounts = accounts(&app.areas(), &area, &note.password);
    say("登录账号（密码相同，只用于样例数据）：");
    for account in showcase(&accounts) {
        say(&format!(
            "  {:<14} {:<14} {}",
            account.login, note.password, account.name
        ));
    }
    if on_this_machine(&args.listen) {
        let areas = app.areas();
        let named = |account: &DemoAccount| DemoAccount {
            area: area_name(&areas, Some(&account.area)),
            ..account.clone()
        };
        app.demo = showcase(&accounts).map(named).collect();
    }
    serve::serve(app, &args.listen, None).await
}

async fn make(
    args: &DemoArgs,
    place: &Place,
    note_path: &Path,
) -> Result<(App, DemoNote), Problem> {
    let area: AreaCode = args.area.parse().map_err(|_| unknown_area(&args.area))?;
    if AreaTree::shipped()
        .get(&area)
        .is_none_or(|area| area.level < Level::District)
    {
        return Err(unknown_area(&args.area));
    }
    let started = Instant::now();
    let files = args.data.join("sample");
    let manifest = match sample_of_before(&files, &area, args) {
        Some(manifest) => manifest,
        None => sample_command::write(&args.area, args.residents, args.seed, &files)
            .map_err(|problem| unfinished(problem, &args.data))?,
    };
    complain(&format!(
        "样例文件 {} 个，用时 {:.1} 秒",
        manifest.files.len(),
        started.elapsed().as_secs_f64()
    ));
    let mut app = App::open(place).await?;
    app.set_root(area).await?;
    import_sample(&app, &files, &manifest).await?;
    let found = find_duplicates(&app, Searcher::CommandLine).await?;
    complain(&format!(
        "查找重复：自动合并 {} 对，待社区核对 {} 对",
        found.merged, found.asked
    ));
    contracts::make(&app).await?;
    policies::switch_on(&app).await?;
    let note = DemoNote {
        area: args.area.clone(),
        residents: args.residents,
        seed: args.seed,
        password: password::random()?,
    };
    store_accounts(
        &app,
        &accounts(&app.areas(), &area, &note.password),
        &note.password,
    )
    .await?;
    budgets::make(&app).await?;
    let text = serde_json::to_string_pretty(&note).unwrap_or_default();
    // The note comes last: a folder without it is one whose making did not end.
    std::fs::write(note_path, text).map_err(|_| {
        Problem::unavailable(
            "data-folder-unwritable",
            "数据目录无法写入，请检查权限和剩余空间。",
        )
    })?;
    complain(&format!(
        "样例区准备完毕，共用时 {:.1} 秒",
        started.elapsed().as_secs_f64()
    ));
    Ok((app, note))
}

/// The sample that an earlier start wrote to its end and did not come to import.
fn sample_of_before(folder: &Path, area: &AreaCode, args: &DemoArgs) -> Option<Manifest> {
    let text = std::fs::read_to_string(folder.join(MANIFEST)).ok()?;
    let manifest: Manifest = serde_json::from_str(&text).ok()?;
    let fits = manifest.area == area.to_string()
        && manifest.residents == args.residents
        && manifest.seed == args.seed;
    fits.then_some(manifest)
}

/// What an interrupted start left is not deleted unasked: the folder may hold something else.
fn unfinished(problem: Problem, data: &Path) -> Problem {
    if problem.code != "sample-folder-not-empty" {
        return problem;
    }
    Problem::conflict(
        "demo-unfinished",
        format!(
            "目录 {} 中有上次没有准备完的样例区，请删除该目录后重试，或换一个 --data 目录。",
            data.display()
        ),
    )
}

/// Imports the sample's files in the order in which they build on one another. Files that an
/// interrupted earlier start already loaded are recognised and skipped.
async fn import_sample(app: &App, folder: &Path, manifest: &Manifest) -> Result<(), Problem> {
    app.store.recover_interrupted(clock::now()).await?;
    let started = Instant::now();
    // A small district may have nobody on some lists; a list without rows is no delivery.
    let mut files: Vec<&SampleFile> = manifest.files.iter().filter(|file| file.rows > 0).collect();
    files.sort_by_key(|file| file.order);
    let bar = progress::bar(files.len() as u64, "导入");
    let (mut rows, mut refused) = (0, 0);
    let listed: Vec<_> = files
        .iter()
        .map(|file| (folder.join(&file.path), how_of(file)))
        .collect();
    import_all(app, &listed, &mut |at, outcome| {
        if let Imported::Loaded(_, loaded, _) = outcome? {
            rows += loaded.rows_loaded;
            refused += loaded.rows_refused;
        }
        bar.set_message(files[at].source.clone());
        bar.inc(1);
        Ok(())
    })
    .await?;
    bar.finish_and_clear();
    complain(&format!(
        "导入 {rows} 行（退回 {refused} 行），用时 {:.1} 秒",
        started.elapsed().as_secs_f64()
    ));
    Ok(())
}

/// How a file of the sample is imported.
fn how_of(file: &SampleFile) -> How<'_> {
    How {
        source: Some(&file.source),
        as_of: Some(clock::epoch_day(file.as_of)),
        ..How::default()
    }
}

/// One account for each department of the sample, each street and each community.
fn accounts(areas: &AreaTree, root: &AreaCode, password: &str) -> Vec<DemoAccount> {
    let district = areas
        .at_level_above(root, Level::District)
        .map_or(*root, |area| area.code);
    let account = |login: String, name: String, role: Role, area: &AreaCode| DemoAccount {
        login,
        password: password.to_owned(),
        name,
        role,
        area: area.to_string(),
    };
    let mut accounts = vec![
        account(
            "admin".to_owned(),
            "系统管理员".to_owned(),
            Role::Admin,
            &district,
        ),
        account(
            "shuju".to_owned(),
            DATA_CENTRE.to_owned(),
            Role::Department,
            &district,
        ),
        account(
            "minzheng".to_owned(),
            "民政局".to_owned(),
            Role::Department,
            &district,
        ),
        account(
            "weijian".to_owned(),
            "卫生健康局".to_owned(),
            Role::Department,
            &district,
        ),
    ];
    let short = |area: &Area, digits: usize| {
        area.code
            .to_string()
            .chars()
            .take(digits)
            .collect::<String>()
    };
    let communities = areas.communities_under(root);
    let mut streets = BTreeSet::new();
    for community in &communities {
        if let Some(street) = areas.at_level_above(&community.code, Level::Street)
            && streets.insert(street.code)
        {
            accounts.push(account(
                format!("jd{}", short(street, 9)),
                street.name.clone(),
                Role::Street,
                &street.code,
            ));
        }
        accounts.push(account(
            format!("sq{}", short(community, 12)),
            community.name.clone(),
            Role::Community,
            &community.code,
        ));
    }
    accounts
}

/// The accounts that are printed: every department, the first street and two of its communities.
fn showcase(accounts: &[DemoAccount]) -> impl Iterator<Item = &DemoAccount> {
    let of = |role: Role| accounts.iter().filter(move |account| account.role == role);
    of(Role::Admin)
        .chain(of(Role::Department))
        .chain(of(Role::Street).take(1))
        .chain(of(Role::Community).take(2))
}

async fn store_accounts(
    app: &App,
    accounts: &[DemoAccount],
    password: &str,
) -> Result<(), Problem> {
    let password_hash = password::hash(password)?;
    let mut tx = app
        .store
        .write(Audit::new(
            clock::now(),
            None,
            "account.create",
            "account",
            "demo",
        ))
        .await?;
    for account in accounts {
        tx.create_account(NewAccount {
            login: account.login.clone(),
            name: account.name.clone(),
            role: StoredRole::parse(account.role.as_str()).unwrap_or(StoredRole::Community),
            area_code: account.area.clone(),
            department: (account.role == Role::Department).then(|| account.name.clone()),
            password_hash: password_hash.clone(),
        })
        .await?;
    }
    tx.commit().await
}

fn on_this_machine(listen: &str) -> bool {
    ["127.", "localhost", "[::1]"]
        .iter()
        .any(|start| listen.starts_with(start))
}

fn unknown_area(code: &str) -> Problem {
    Problem::bad_input(
        "area-unknown",
        format!(
            "没有区划“{code}”的街道和社区名录；随程序提供的是 370203（市北区）和 310151（崇明区）及其下级。"
        ),
    )
}
