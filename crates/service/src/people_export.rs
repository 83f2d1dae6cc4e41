//! People as a file (导出名单): the rows of the list, masked as the list shows them to the caller.

use std::sync::Arc;

use axum::http::HeaderMap;
use catalog::problem::Problem;
use query::{Page, PersonFilter, Sort};

use crate::app::App;
use crate::http::file;
use crate::registry::feed::build_failed;
use crate::rights::Caller;
use crate::tag::figures::in_background;
use crate::view::person::person_row;
use crate::wire::people::PersonRow;

/// More than anybody reads; larger lists are counted, or sent out as a request.
const MOST_ROWS: u64 = 100_000;

const HEADER: [&str; 12] = [
    "姓名",
    "性别",
    "年龄",
    "出生日期",
    "身份证号",
    "电话",
    "现住址",
    "社区",
    "户籍社区",
    "最近核实",
    "标签",
    "是否健在",
];

/// As which file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFormat {
    /// A workbook.
    Xlsx,
    /// Text with commas.
    Csv,
}

impl FileFormat {
    /// The format of a name; a workbook when none is given.
    ///
    /// # Errors
    /// `format-unknown`
    pub fn of(name: Option<&str>) -> Result<Self, Problem> {
        match name {
            None | Some("" | "xlsx") => Ok(Self::Xlsx),
            Some("csv") => Ok(Self::Csv),
            Some(_) => Err(Problem::bad_input(
                "format-unknown",
                "导出格式请选 xlsx 或 csv。",
            )),
        }
    }

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
        }
    }
}

/// People to be written to a file, all of one snapshot: the number that is kept with the purpose is
/// that of the rows in the file, whatever is loaded in between.
pub struct Listed(Page<query::PersonRow>);

impl Listed {
    /// How many they are.
    pub fn rows(&self) -> u64 {
        self.0.total
    }
}

/// The people of a file.
///
/// # Errors
/// `people-too-many` when they are more than a file may hold.
pub async fn listed(app: &App, people: PersonFilter, sort: Sort) -> Result<Listed, Problem> {
    let most = usize::try_from(MOST_ROWS).unwrap_or(usize::MAX);
    let found = in_background(app.snapshot.load(), move |snapshot| {
        // Too many are counted only, not put in order first.
        let total = snapshot.count(&people)?;
        if total > MOST_ROWS {
            return Err(too_many(total));
        }
        snapshot.people(&people, sort, 1, most)
    })
    .await?;
    Ok(Listed(found))
}

fn too_many(total: u64) -> Problem {
    Problem::bad_input(
        "people-too-many",
        format!(
            "这份名单有 {total} 人，一次最多导出 {MOST_ROWS} 人，请用条件或区划缩小范围后再导出。"
        ),
    )
}

/// The file, under a name. Whoever calls has kept the purpose before.
///
/// # Errors
/// When the file cannot be put together.
pub async fn file_of(
    app: &Arc<App>,
    caller: &Caller,
    people: Listed,
    format: FileFormat,
    name: &str,
) -> Result<(HeaderMap, Vec<u8>), Problem> {
    let (app, caller) = (Arc::clone(app), caller.clone());
    let bytes = tokio::task::spawn_blocking(move || {
        let areas = app.areas();
        let rows = people
            .0
            .rows
            .into_iter()
            .map(|row| cells(person_row(&app, &caller, row, &areas)));
        match format {
            FileFormat::Xlsx => workbook::table("名单", &HEADER, rows),
            FileFormat::Csv => workbook::csv_table(&HEADER, rows),
        }
    })
    .await
    .map_err(|_| build_failed())??;
    let name = format!("{name}.{}", format.as_str());
    Ok(match format {
        FileFormat::Xlsx => file::workbook(&name, bytes),
        FileFormat::Csv => file::csv(&name, bytes),
    })
}

fn cells(person: PersonRow) -> Vec<String> {
    let alive = if person.deceased {
        "已去世"
    } else {
        "健在"
    };
    vec![
        person.name,
        person.sex,
        person.age.map(|age| age.to_string()).unwrap_or_default(),
        person.birth.unwrap_or_default(),
        person.id_number,
        person.phone,
        person.address,
        person.community,
        person.hukou_community,
        person.verified.unwrap_or_default(),
        person.tags.join("、"),
        alive.to_owned(),
    ]
}
