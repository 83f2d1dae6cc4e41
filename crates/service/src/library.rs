//! The library of forms (报表目录): every template in use with its registration, and all of them
//! looked over together under the decisions that people made.

use std::collections::{BTreeMap, BTreeSet};

use catalog::area::Level;
use catalog::element::{Dictionary, ElementNo};
use catalog::problem::{Problem, ProblemKind};
use catalog::title::{Tier, depends_on_table};
use forms::analyse::{
    Analysis, AskedForm, DECIDED, DECIDED_NONE, Decision, Decisions, SECONDS_TO_CHECK,
    SECONDS_TO_TYPE, analyse, by_sources, form_of_template,
};
use forms::template::{Template, TemplateColumn};
use storage::{FormDecision, FormRegistration, RequestFilter, SubmissionFilter};

use crate::app::App;
use crate::clock;
use crate::view::form::{Reading, reading_of};

/// A registration is called expiring so many days before it ends.
const EXPIRING_DAYS: i32 = 30;

/// A template with what is known of its use.
pub struct Shelved {
    /// The template as stored.
    pub stored: storage::Template,
    /// How it was read.
    pub reading: Reading,
    /// Under which code it may be sent down.
    pub registration: Option<FormRegistration>,
    /// How often it was sent down.
    pub requests: u32,
    /// Codes of the communities that filled it.
    pub communities: BTreeSet<String>,
    /// Rows that a community filled, on average.
    pub rows: Option<u32>,
}

impl Shelved {
    fn template(&self) -> &Template {
        &self.reading.template
    }

    /// Its department, empty where it has none.
    pub fn department(&self) -> &str {
        self.stored.department.as_deref().unwrap_or_default()
    }

    /// Times a year: as registered, else as often as it was sent down.
    pub fn times(&self) -> u32 {
        match &self.registration {
            Some(registration) => registration.body.rhythm.times_a_year(),
            None => self.requests.max(1),
        }
    }

    /// Columns that ask for something, and how many of them the registry holds.
    pub fn asked_and_held(&self) -> (u64, u64) {
        let held = by_sources();
        let asked: Vec<&TemplateColumn> = self
            .template()
            .columns
            .iter()
            .filter(|column| column.asks() && !column.is_counted())
            .collect();
        let known = asked
            .iter()
            .filter(|column| column.element.is_some_and(|no| held.contains(&no)))
            .count();
        (asked.len() as u64, known as u64)
    }

    /// Minutes a year that a community needs for it.
    pub fn minutes(&self) -> u64 {
        let (asked, held) = self.asked_and_held();
        let rows = u64::from(self.asked(&[]).rows());
        let each = (asked - held) * SECONDS_TO_TYPE + held * SECONDS_TO_CHECK;
        (each * rows * u64::from(self.times())).div_ceil(60)
    }

    /// What it asks, for the analysis; names of communities in the order of their codes.
    fn asked(&self, communities: &[String]) -> AskedForm {
        AskedForm {
            times_a_year: Some(self.times()),
            communities: communities.to_vec(),
            rows: self.rows,
            ..form_of_template(self.template(), self.department())
        }
    }

    /// What people confirmed of its columns holds for this form.
    fn confirmed(&self) -> impl Iterator<Item = Decision> + '_ {
        self.template()
            .columns
            .iter()
            .filter(|column| column.confirmed && column.path.len() == 1)
            .map(|column| Decision::Match {
                title: column.label().to_owned(),
                form: Some(self.template().title.clone()),
                dept: Some(self.department().to_owned()),
                element: column.element().map(|element| element.id.clone()),
            })
    }
}

/// Every template in use, the newest first.
///
/// # Errors
/// When the database cannot be reached.
pub async fn shelves(app: &App) -> Result<Vec<Shelved>, Problem> {
    let registrations: BTreeMap<i64, FormRegistration> = app
        .store
        .form_registrations()
        .await?
        .into_iter()
        .map(|registration| (registration.body.template_id, registration))
        .collect();
    let uses = uses(app).await?;
    app.store
        .templates(None)
        .await?
        .into_iter()
        .map(|stored| {
            let used = uses.get(&stored.id);
            Ok(Shelved {
                reading: reading_of(&stored)?,
                registration: registrations.get(&stored.id).cloned(),
                requests: used.map_or(0, |used| used.requests),
                communities: used.map_or_else(BTreeSet::new, |used| used.communities.clone()),
                rows: used.and_then(Use::rows),
                stored,
            })
        })
        .collect()
}

/// How a template was used.
#[derive(Default)]
struct Use {
    requests: u32,
    communities: BTreeSet<String>,
    submissions: u32,
    rows: u32,
}

impl Use {
    fn rows(&self) -> Option<u32> {
        (self.submissions > 0).then(|| self.rows.div_ceil(self.submissions).max(1))
    }
}

async fn uses(app: &App) -> Result<BTreeMap<i64, Use>, Problem> {
    let requests = app.store.requests(&RequestFilter::default()).await?;
    let templates: BTreeMap<i64, i64> = requests
        .iter()
        .map(|request| (request.id, request.template_id))
        .collect();
    let mut uses: BTreeMap<i64, Use> = BTreeMap::new();
    for request in &requests {
        uses.entry(request.template_id).or_default().requests += 1;
    }
    for submission in app.store.submissions(&SubmissionFilter::default()).await? {
        let Some(template) = templates.get(&submission.request_id) else {
            continue;
        };
        let used = uses.entry(*template).or_default();
        used.submissions += 1;
        used.rows += u32::try_from(submission.figures.rows).unwrap_or(0);
        used.communities.insert(submission.community);
    }
    Ok(uses)
}

/// Where a registration stands today.
pub fn state(registration: Option<&FormRegistration>) -> &'static str {
    let Some(registration) = registration else {
        return "unregistered";
    };
    let today = clock::epoch_day(clock::today());
    match registration.body.expires_on {
        Some(day) if day < today => "expired",
        Some(day) if day < today + EXPIRING_DAYS => "expiring",
        _ => "registered",
    }
}

/// Refuses to send down a form that is out of use or whose registration has ended.
///
/// # Errors
/// `template-archived`, `registration-expired`.
pub async fn may_be_sent(app: &App, template: &storage::Template) -> Result<(), Problem> {
    if template.archived {
        return Err(Problem::conflict(
            "template-archived",
            "这个表样已经停用，不能再下发，请选择在用的表样。",
        ));
    }
    let registration = app.store.form_registration(template.id).await?;
    if let Some(registration) = registration
        && state(Some(&registration)) == "expired"
    {
        let until = registration.body.expires_on.map(clock::day_text);
        return Err(Problem::conflict(
            "registration-expired",
            format!(
                "“{}”的登记（编码 {}）已于 {} 到期，不能再下发；仍需报送的，请联系大数据中心续期。",
                template.title,
                registration.body.code,
                until.unwrap_or_default()
            ),
        ));
    }
    Ok(())
}

fn broken() -> Problem {
    Problem::new(
        ProblemKind::Internal,
        "library-broken",
        "报表目录读取出错，请刷新页面后重试；若反复出现请联系本区系统管理员。",
    )
}

/// The decision that is kept in a row of the store.
///
/// # Errors
/// When the row was damaged.
pub fn decision_of(kept: &FormDecision) -> Result<Decision, Problem> {
    serde_json::from_value(kept.made.body.clone()).map_err(|_| broken())
}

/// Decisions in force, the oldest first.
///
/// # Errors
/// When the database cannot be reached.
pub async fn decisions(app: &App) -> Result<Vec<Decision>, Problem> {
    let kept = app.store.form_decisions().await?;
    kept.iter()
        .filter(|kept| kept.undone_at.is_none())
        .map(decision_of)
        .collect()
}

/// Lets columns of a template that is read now have what people said of earlier ones. A column
/// below a group is left alone, because its title alone does not say whose fact it is.
pub fn remember(template: &mut Template, told: &Decisions, department: Option<&str>) {
    let form = AskedForm {
        title: template.title.clone(),
        dept: department.unwrap_or_default().to_owned(),
        ..AskedForm::default()
    };
    for column in &mut template.columns {
        if column.path.len() != 1 {
            continue;
        }
        let Some(element) = told.element(column.label(), &form) else {
            continue;
        };
        column.element = element;
        column.confidence = 1.0;
        (column.tier, column.reason) = match element {
            Some(_) => (Tier::Auto, DECIDED.to_owned()),
            None => (Tier::None, DECIDED_NONE.to_owned()),
        };
    }
}

/// What is worth remembering of what a person said about the columns of a template: where the
/// machine asked, or was put right. A title that means different things in different tables is
/// remembered for forms of this name only.
pub fn lessons(
    before: &Template,
    decided: &[(u32, Option<ElementNo>)],
    department: Option<&str>,
) -> Vec<Decision> {
    let lesson = |column: &TemplateColumn| {
        let (_, element) = decided.iter().find(|(index, _)| *index == column.index)?;
        let told = column.element != *element || column.tier == Tier::Ask;
        let known = column.confirmed && column.element == *element;
        (told && !known && column.path.len() == 1 && column.asks()).then(|| Decision::Match {
            title: column.label().to_owned(),
            form: depends_on_table(column.label()).then(|| before.title.clone()),
            dept: department.map(str::to_owned),
            element: element
                .and_then(|no| Dictionary::shipped().get(no))
                .map(|element| element.id.clone()),
        })
    };
    before.columns.iter().filter_map(lesson).collect()
}

/// Looks over all forms of the library.
///
/// # Errors
/// When the database cannot be reached.
pub async fn look_over(app: &App, shelves: &[Shelved]) -> Result<Analysis, Problem> {
    let areas = app.areas();
    let root = app.root().copied();
    let everywhere: Vec<String> = areas
        .all()
        .iter()
        .filter(|area| area.level == Level::Community)
        .filter(|area| root.is_none_or(|root| areas.is_within(&area.code, &root)))
        .map(|area| area.name.clone())
        .collect();
    let name = |code: &String| {
        let area = code.parse().ok().and_then(|code| areas.get(&code));
        area.map_or_else(|| code.clone(), |area| area.name.clone())
    };
    let asked: Vec<AskedForm> = shelves
        .iter()
        .map(|shelved| {
            let own: Vec<String> = shelved.communities.iter().map(name).collect();
            // What was never sent down could go anywhere.
            shelved.asked(if own.is_empty() { &everywhere } else { &own })
        })
        .collect();
    let told: Vec<Decision> = decisions(app)
        .await?
        .into_iter()
        .chain(shelves.iter().flat_map(Shelved::confirmed))
        .collect();
    let told = Decisions::new(&told)?;
    tokio::task::spawn_blocking(move || analyse(&asked, &told, &by_sources()))
        .await
        .map_err(|_| broken())
}
