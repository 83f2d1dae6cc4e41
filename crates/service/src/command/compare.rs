//! `linli compare`

use std::path::Path;
use std::sync::Arc;

use catalog::area::AreaTree;
use catalog::element::{Dictionary, EntityKind};
use catalog::problem::Problem;
use linkage::compare::{Field, List, Rules, compare};
use query::PersonFilter;
use serde_json::json;
use storage::Audit;

use super::{CompareArgs, complain, file_name, read_file, say};
use crate::app::App;
use crate::clock;
use crate::comparison::field;
use crate::comparison::report::Told;
use crate::comparison::side::{Communities, list_of, registry};
use crate::registry::feed;

/// What the command line calls the registry.
const REGISTRY: &str = "registry";

struct Named {
    name: String,
    list: List,
    notes: Vec<String>,
}

/// Compares two lists and writes what differs.
pub async fn run(args: &CompareArgs) -> Result<(), Problem> {
    let keys: Vec<Vec<Field>> = args.on.iter().map(|words| fields_of(words)).collect();
    if keys.iter().any(Vec::is_empty) {
        return Err(Problem::bad_input(
            "key-missing",
            "请用 --on 写明按哪一列对应，例如 --on 身份证号。",
        ));
    }
    let asked = args.fields.as_deref().map(fields_of);
    let (left, right) = match (args.left.as_str(), args.right.as_str()) {
        (REGISTRY, REGISTRY) => {
            return Err(Problem::bad_input(
                "sides-equal",
                "两边都是底账，没有可比的内容，请至少给一个文件。",
            ));
        }
        (REGISTRY, file) => {
            let right = file_list(file)?;
            (
                registry_list(args, &keys, asked.as_deref(), &right).await?,
                right,
            )
        }
        (file, REGISTRY) => {
            let left = file_list(file)?;
            let right = registry_list(args, &keys, asked.as_deref(), &left).await?;
            (left, right)
        }
        (one, other) => (file_list(one)?, file_list(other)?),
    };
    for (side, named) in [("左", &left), ("右", &right)] {
        check_keys(side, named, &keys)?;
    }
    let fields = asked.unwrap_or_else(|| shared(&left.list, &right.list, &keys));
    let rules = Rules {
        keys: keys.clone(),
        fields: fields.clone(),
        blanks_differ: args.blanks,
        agree: field::agree,
    };
    let found = compare(&left.list, &right.list, &rules);
    let areas = AreaTree::shipped();
    let mut key_fields: Vec<Field> = Vec::new();
    for field in keys.into_iter().flatten() {
        if !key_fields.contains(&field) {
            key_fields.push(field);
        }
    }
    let told = Told {
        left: (&left.name, &left.list),
        right: (&right.name, &right.list),
        keys: key_fields,
        fields,
        found: &found,
        notes: left.notes.iter().chain(&right.notes).cloned().collect(),
        full: args.full,
        areas,
    };
    let csv = args
        .out
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
    let bytes = if csv { told.csv() } else { told.workbook()? };
    write(&args.out, &bytes)?;
    let total = &found.total;
    say(&format!(
        "左 {} 行，右 {} 行：一致 {}，不一致 {}，仅左 {}，仅右 {}，键重复 左 {} 右 {}；已写出 {}",
        left.list.len(),
        right.list.len(),
        total.same,
        total.differs,
        total.only_left,
        total.only_right,
        total.ambiguous_left,
        total.ambiguous_right,
        args.out.display()
    ));
    for note in &told.notes {
        complain(note);
    }
    Ok(())
}

fn fields_of(words: &str) -> Vec<Field> {
    words
        .split([',', '，'])
        .map(str::trim)
        .filter(|word| !word.is_empty())
        .map(field::named)
        .collect()
}

fn file_list(path: &str) -> Result<Named, Problem> {
    let path = Path::new(path);
    let bytes = read_file(path)?;
    let name = file_name(path);
    let source = intake::guess::guess_source(&name, &bytes, catalog::source::Sources::shipped());
    let communities = Communities::new(Arc::new(AreaTree::shipped().clone()), None).keeping_names();
    let (list, reading) = list_of(&bytes, &name, source, communities, clock::today())?;
    Ok(Named {
        name,
        list,
        notes: reading.notes,
    })
}

/// The registry as a list of the keys and of what is compared.
async fn registry_list(
    args: &CompareArgs,
    keys: &[Vec<Field>],
    asked: Option<&[Field]>,
    other: &Named,
) -> Result<Named, Problem> {
    let app = App::open(&args.data.place()).await?;
    feed::catch_up(&app).await?;
    let area = match (&args.area, app.root()) {
        (Some(code), _) => code.parse().map_err(|_| unknown_area(code))?,
        (None, Some(root)) => *root,
        (None, None) => {
            return Err(Problem::bad_input(
                "area-missing",
                "这个数据目录没有设定辖区，请用 --area 写明区划代码。",
            ));
        }
    };
    let mut fields: Vec<Field> = keys.iter().flatten().cloned().collect();
    match asked {
        Some(asked) => fields.extend(asked.iter().cloned()),
        None => fields.extend(other.list.fields().iter().cloned()),
    }
    let mut unique = Vec::new();
    for field in fields {
        if !unique.contains(&field) {
            unique.push(field);
        }
    }
    let filter = PersonFilter {
        area: Some(area),
        ..PersonFilter::default()
    };
    app.store
        .audit_read(
            Audit::new(clock::now(), None, "comparison.file", "registry", area)
                .with_detail(json!({ "rows": other.list.len(), "full": args.full })),
        )
        .await?;
    let read = registry(&app, area, &filter, &unique).await?;
    Ok(Named {
        name: "底账".to_owned(),
        list: read.list,
        notes: read.notes,
    })
}

fn unknown_area(code: &str) -> Problem {
    Problem::bad_input(
        "area-unknown",
        format!("区划代码“{code}”应为 6、9 或 12 位数字。"),
    )
}

/// Refuses a list in which no key can be found.
fn check_keys(side: &str, named: &Named, keys: &[Vec<Field>]) -> Result<(), Problem> {
    let has = |key: &Vec<Field>| {
        key.iter()
            .all(|field| named.list.column_of(field).is_some())
    };
    if keys.iter().any(has) {
        return Ok(());
    }
    let columns: Vec<String> = named.list.fields().iter().map(field::label).collect();
    Err(Problem::bad_input(
        "key-column-missing",
        format!(
            "{side}边“{}”里没有 --on 写的列；它有：{}。",
            named.name,
            columns.join("、")
        ),
    ))
}

/// The fields that both lists have, except keys and what is about the form itself.
fn shared(left: &List, right: &List, keys: &[Vec<Field>]) -> Vec<Field> {
    let key_fields: Vec<&Field> = keys.iter().flatten().collect();
    let about_form = |field: &Field| match field {
        Field::Element(no) => Dictionary::shipped()
            .get(*no)
            .is_some_and(|element| element.entity == EntityKind::Form),
        Field::Column(title) => matches!(field::named(title), Field::Element(no)
            if Dictionary::shipped().get(no).is_some_and(|element| element.entity == EntityKind::Form)),
    };
    left.fields()
        .iter()
        .filter(|field| right.column_of(field).is_some())
        .filter(|field| !key_fields.contains(field) && !about_form(field))
        .cloned()
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
