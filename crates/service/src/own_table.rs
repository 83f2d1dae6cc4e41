//! Own tables (自由制表): who may use one, what it may show, and its rows as the caller may see them.

use catalog::area::{AreaCode, AreaTree};
use catalog::element::{DataElement, Dictionary, EntityKind, NEVER_ASKED, ValueKind};
use catalog::grade::Grade;
use catalog::problem::Problem;
use catalog::source::Sources;
use catalog::title::Tier;
use forms::prefill::Prefill;
use forms::template::{Template, TemplateColumn};
use query::{PersonFilter, PersonRow, Sort, SortBy};
use serde::{Deserialize, Serialize};
use storage::{NewOwnTable, OwnTable};

use crate::app::App;
use crate::clock;
use crate::registry::homes::homes;
use crate::request_body::check_population;
use crate::rights::{Caller, Role};
use crate::tag::catalogue::Tags;
use crate::tag::figures::in_background;
use crate::view::person::check_tags;
use crate::wire::own_table::{OwnColumn, OwnTableDraft, TableCell, TableColumn, TableRow};
use crate::wire::people::PeopleQuery;

/// More columns than fit on any screen or sheet of paper.
const MOST_COLUMNS: usize = 40;
/// People whose values are read at a time.
const CHUNK: usize = 1_000;

/// What is kept of an own table: what it shows, and of whom.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Definition {
    /// Its columns, from left to right.
    pub columns: Vec<OwnColumn>,
    /// Who stands in it.
    pub population: PeopleQuery,
}

impl Definition {
    /// The definition of a stored table.
    ///
    /// # Errors
    /// `table-broken`
    pub fn of(table: &OwnTable) -> Result<Self, Problem> {
        serde_json::from_value(table.body.definition.clone()).map_err(|_| {
            Problem::not_found(
                "table-broken",
                "这张表的设置已经读不出来，请删除后重新制作。",
            )
        })
    }

    /// What a draft asks for, as far as its maker may ask it.
    ///
    /// # Errors
    /// What is wrong with a column or with whom it is about.
    pub fn checked(app: &App, caller: &Caller, draft: &OwnTableDraft) -> Result<Self, Problem> {
        check_population(&draft.population)?;
        check_tags(app, caller, &draft.population)?;
        if draft.columns.is_empty() || draft.columns.len() > MOST_COLUMNS {
            return Err(Problem::bad_input(
                "columns-unfit",
                format!("请选 1 至 {MOST_COLUMNS} 列。"),
            ));
        }
        let tags = app.tags();
        for column in &draft.columns {
            require_column(caller, &tags, column)?;
        }
        Ok(Self {
            columns: draft.columns.clone(),
            population: draft.population.clone(),
        })
    }

    /// Its columns as the caller may see them.
    pub fn columns(&self, app: &App, caller: &Caller) -> Vec<TableColumn> {
        let tags = app.tags();
        self.columns
            .iter()
            .map(|column| TableColumn {
                label: label_of(column),
                element: column.element.clone(),
                tag: column.tag.clone(),
                grade: element_of(column).map(|element| format!("{:?}", element.grade)),
                withheld: require_column(caller, &tags, column).is_err(),
            })
            .collect()
    }

    /// Whether the caller would see values graded L4, which nobody sees without saying why.
    pub fn needs_purpose(&self, app: &App, caller: &Caller) -> bool {
        let tags = app.tags();
        self.columns.iter().any(|column| {
            let element = element_of(column).map(|element| element.grade);
            let tag = column.tag.as_deref().and_then(|name| tags.get(name));
            let grade = element.or(tag.map(|tag| tag.definition.grade));
            grade == Some(Grade::L4) && require_column(caller, &tags, column).is_ok()
        })
    }

    /// A template that asks for its columns, behind a number for each row.
    pub fn template(&self, title: &str) -> Template {
        let row_no = Dictionary::shipped().by_label("序号").map(|row| row.no);
        let column =
            |(index, label, element, choices): (u32, String, _, Vec<String>)| TemplateColumn {
                index,
                path: vec![label],
                element,
                required: false,
                confirmed: true,
                tier: Tier::Auto,
                confidence: 1.0,
                reason: "由自由表带来".to_owned(),
                dates: None,
                choices,
                output: forms::output::Output::default(),
            };
        let first = column((0, "序号".to_owned(), row_no, Vec::new()));
        let others = (1..).zip(&self.columns).map(|(index, own)| {
            let choices = match own.tag {
                Some(_) => vec!["是".to_owned(), "否".to_owned()],
                None => Vec::new(),
            };
            let element = element_of(own).map(|element| element.no);
            column((index, label_of(own), element, choices))
        });
        Template {
            title: title.to_owned(),
            sheet: "名册".to_owned(),
            header_rows: (0, 0),
            data_first_row: 1,
            columns: [first].into_iter().chain(others).collect(),
        }
    }
}

fn element_of(column: &OwnColumn) -> Option<&'static DataElement> {
    Dictionary::shipped().by_id(column.element.as_deref()?)
}

fn label_of(column: &OwnColumn) -> String {
    match element_of(column) {
        Some(element) => element.label.clone(),
        None => column.tag.clone().unwrap_or_default(),
    }
}

/// Whether values of an element may stand in a table about people.
pub fn can_stand(element: &DataElement) -> bool {
    !element.derived
        && element.kind != ValueKind::Entity
        && matches!(element.entity, EntityKind::Person | EntityKind::Dwelling)
        && !NEVER_ASKED.contains(&element.no)
}

fn require_column(caller: &Caller, tags: &Tags, column: &OwnColumn) -> Result<(), Problem> {
    let too_sensitive = |label: &str| {
        Problem::forbidden(
            "column-too-sensitive",
            format!("“{label}”只对主管部门和属地开放，请删去这一列，或请主管部门来制表。"),
        )
    };
    if let Some(name) = column.tag.as_deref() {
        let tag = tags.find(name)?;
        let definition = &tag.definition;
        return if caller.sees_tag(definition.grade, &definition.department) {
            Ok(())
        } else {
            Err(too_sensitive(name))
        };
    }
    match element_of(column).filter(|element| can_stand(element)) {
        Some(element) if caller.asks_by(element) => Ok(()),
        Some(element) => Err(too_sensitive(&element.label)),
        None => Err(Problem::bad_input(
            "column-unknown",
            "所选的列不存在或不能制表，请从列表中选择。",
        )),
    }
}

/// A table that the caller may use.
///
/// # Errors
/// `table-unknown` when there is none, or it is not shared with the caller.
pub async fn in_reach(app: &App, caller: &Caller, id: i64) -> Result<OwnTable, Problem> {
    let missing = || {
        Problem::not_found(
            "table-unknown",
            "没有这张自由表，或它没有共享给您，请从列表重新进入。",
        )
    };
    let table = app
        .store
        .own_table(id)
        .await
        .map_err(|problem| problem.if_missing(missing))?;
    if caller.uses_table(&table, &app.areas()) {
        Ok(table)
    } else {
        Err(missing())
    }
}

/// A table of the caller's own.
///
/// # Errors
/// As [`in_reach`]; `table-foreign` when somebody else keeps it.
pub async fn own(app: &App, caller: &Caller, id: i64) -> Result<OwnTable, Problem> {
    let table = in_reach(app, caller, id).await?;
    if caller.keeps_table(&table) {
        return Ok(table);
    }
    Err(Problem::forbidden(
        "table-foreign",
        "这张表由别人保存，您可以使用，不能修改或删除；要改动请另存一份。",
    ))
}

/// What is kept of a draft.
///
/// # Errors
/// `table-name-unfit`, `role-unknown`, and what is wrong with its columns or population.
pub fn kept(app: &App, caller: &Caller, draft: &OwnTableDraft) -> Result<NewOwnTable, Problem> {
    let name = draft.name.trim();
    if name.is_empty() || name.chars().count() > 40 {
        return Err(Problem::bad_input(
            "table-name-unfit",
            "请给这张表起一个名称，不超过 40 个字。",
        ));
    }
    if draft
        .shared_roles
        .iter()
        .any(|role| Role::parse(role).is_none())
    {
        return Err(Problem::bad_input(
            "role-unknown",
            "共享对象只能选部门、街道或社区。",
        ));
    }
    let definition = Definition::checked(app, caller, draft)?;
    let areas = app.areas();
    let area = caller.scope(draft.population.area.as_deref(), &areas)?;
    Ok(NewOwnTable {
        name: name.to_owned(),
        note: draft.note.trim().chars().take(200).collect(),
        definition: serde_json::json!(definition),
        area: area.to_string(),
        department: caller.department.clone(),
        shared_area: draft.shared_area,
        shared_roles: draft.shared_roles.clone(),
    })
}

/// Who stands in a table as the caller may see it: the asked area's part of the caller's own area.
///
/// # Errors
/// When its population asks for what the caller may not ask.
pub fn filter(
    app: &App,
    caller: &Caller,
    definition: &Definition,
) -> Result<PersonFilter, Problem> {
    check_tags(app, caller, &definition.population)?;
    let areas = app.areas();
    let asked = definition.population.area.as_deref();
    Ok(definition.population.filter(part(caller, asked, &areas)))
}

/// A table of a larger area shows the caller's part of it.
fn part(caller: &Caller, asked: Option<&str>, areas: &AreaTree) -> AreaCode {
    match asked.and_then(|code| code.parse::<AreaCode>().ok()) {
        Some(area) if areas.is_within(&area, &caller.area) => area,
        _ => caller.area,
    }
}

/// One page of a table, and how many people it has in all.
///
/// # Errors
/// When the snapshot or the database cannot be asked.
pub async fn page(
    app: &App,
    caller: &Caller,
    definition: &Definition,
    page: usize,
    size: usize,
) -> Result<(u64, Vec<TableRow>), Problem> {
    let filter = filter(app, caller, definition)?;
    let sort = Sort {
        by: SortBy::Address,
        descending: false,
    };
    let found = in_background(app.snapshot.load(), move |snapshot| {
        snapshot.people(&filter, sort, page, size)
    })
    .await?;
    let mut rows = Vec::with_capacity(found.rows.len());
    for people in found.rows.chunks(CHUNK) {
        rows.extend(rows_of(app, caller, definition, people).await?);
    }
    Ok((found.total, rows))
}

/// The rows of some people, masked as everywhere.
async fn rows_of(
    app: &App,
    caller: &Caller,
    definition: &Definition,
    people: &[PersonRow],
) -> Result<Vec<TableRow>, Problem> {
    let template = definition.template("");
    let ids: Vec<i64> = people.iter().map(|person| person.id).collect();
    let currents = app.store.currents(&ids).await?;
    let homes = homes(app, &template, currents.values()).await?;
    let areas = app.areas();
    let prefill = Prefill::new(&template, clock::today(), &areas);
    let tags = app.tags();
    let columns = definition.columns(app, caller);
    let mut rows = Vec::with_capacity(people.len());
    for person in people {
        let Some(current) = currents.get(&person.id) else {
            continue;
        };
        let carried: Vec<&str> = person
            .tags
            .iter()
            .filter_map(|no| Some(tags.numbered(*no)?.definition.name.as_str()))
            .collect();
        // The first cell is the row's number, which a list on screen does not need.
        let cells = prefill
            .row(current, homes.of(current), 0)
            .into_iter()
            .skip(1);
        let shown = columns.iter().zip(&definition.columns).zip(cells);
        let cells = shown.map(|((column, own), cell)| {
            if column.withheld {
                return TableCell::default();
            }
            if let Some(tag) = &own.tag {
                let yes = carried.contains(&tag.as_str());
                return TableCell {
                    text: if yes { "是" } else { "" }.to_owned(),
                    masked: false,
                };
            }
            let source = cell.source.and_then(|no| Sources::shipped().get(no));
            let shown = element_of(own).map(|element| caller.show(element, &cell.text, source));
            shown.map_or_else(TableCell::default, |shown| TableCell {
                text: shown.text,
                masked: shown.masked,
            })
        });
        rows.push(TableRow {
            person_id: person.id,
            cells: cells.collect(),
        });
    }
    Ok(rows)
}
