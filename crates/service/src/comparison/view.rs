//! Comparisons, runs and items as the caller may see them.

use catalog::area::AreaTree;
use catalog::element::EntityKind;
use catalog::problem::Problem;
use catalog::source::{Source, Sources};
use linkage::compare::{Field, Tally};
use storage::{Comparison, ComparisonRun, Item, ItemFilter, ItemState};

use super::definition::{Definition, Side};
use super::item::{self, Body};
use super::run::{Figures, is_running};
use super::{field, reach};
use crate::app::App;
use crate::clock;
use crate::rights::{Caller, Right, Role};
use crate::view::facts::display;
use crate::wire::area::area_name;
use crate::wire::comparison::{
    CommunityTally, ComparisonView, FieldView, ItemCell, ItemQuery, ItemView, RunView,
};

/// Runs that a page shows.
const RUNS_SHOWN: u64 = 12;

/// A comparison with its newest runs.
pub async fn comparison_view(
    app: &App,
    caller: &Caller,
    stored: &Comparison,
) -> Result<ComparisonView, Problem> {
    let areas = app.areas();
    let definition = Definition::of(stored)?;
    let runs = app.store.comparison_runs(stored.id, RUNS_SHOWN).await?;
    let owned = reach::owns(caller, stored);
    let newest = runs.iter().find(|run| run.problem.is_none()).map(figures);
    let communities = reach::communities(caller, stored, &areas);
    let open = app
        .store
        .open_items()
        .await?
        .into_iter()
        .filter(|(id, community, _)| {
            *id == stored.id
                && communities
                    .as_ref()
                    .is_none_or(|own| community.as_ref().is_some_and(|code| own.contains(code)))
        })
        .map(|(.., count)| count)
        .sum();
    let mut views = Vec::with_capacity(runs.len());
    for run in &runs {
        views.push(run_view(app, run, owned, communities.as_deref(), &areas).await?);
    }
    Ok(ComparisonView {
        id: stored.id,
        title: stored.title.clone(),
        left: definition.left.label(&areas),
        right: definition.right.label(&areas),
        keys: definition
            .keys()
            .map(|key| key.iter().map(field::label).collect::<Vec<_>>().join("+"))
            .collect(),
        fields: definition
            .fields()
            .iter()
            .enumerate()
            .map(|(index, field)| FieldView {
                index,
                label: field::label(field),
                differs: newest
                    .as_ref()
                    .filter(|_| owned)
                    .and_then(|figures| figures.fields.get(index))
                    .map(|tally| tally.differs),
            })
            .collect(),
        each_delivery: stored.each_delivery,
        department: stored.department.clone().unwrap_or_default(),
        created_at: clock::iso(stored.created_at),
        running: is_running(app, stored.id),
        open,
        owned: owned && caller.can(Right::Compare),
        runs: views,
    })
}

fn figures(run: &ComparisonRun) -> Figures {
    serde_json::from_value(run.figures.clone()).unwrap_or_default()
}

async fn run_view(
    app: &App,
    run: &ComparisonRun,
    owned: bool,
    communities: Option<&[String]>,
    areas: &AreaTree,
) -> Result<RunView, Problem> {
    let figures = figures(run);
    let seen = |code: &String| communities.is_none_or(|own| own.contains(code));
    let mut total = if owned {
        figures.total
    } else {
        Tally::default()
    };
    let mut tallies = Vec::new();
    for (code, tally) in figures.communities.iter().filter(|(code, _)| seen(code)) {
        if !owned {
            add(&mut total, tally);
        }
        tallies.push(community_tally(code, tally, areas));
    }
    let by = match run.account_id {
        Some(account) => app.store.account(account).await?.name,
        None => "新批次到达".to_owned(),
    };
    let whole = |count: i64| u64::try_from(count).unwrap_or(0);
    Ok(RunView {
        id: run.id,
        at: clock::iso(run.at),
        by,
        problem: run.problem.as_ref().map(|problem| problem.detail.clone()),
        same: total.same,
        differs: total.differs,
        only_left: total.only_left,
        only_right: total.only_right,
        ambiguous: total.ambiguous_left + total.ambiguous_right,
        appeared: owned.then(|| whole(run.appeared)),
        gone: owned.then(|| whole(run.gone)),
        notes: if owned { figures.notes } else { Vec::new() },
        communities: tallies,
    })
}

fn add(total: &mut Tally, tally: &Tally) {
    total.same += tally.same;
    total.differs += tally.differs;
    total.only_left += tally.only_left;
    total.only_right += tally.only_right;
    total.ambiguous_left += tally.ambiguous_left;
    total.ambiguous_right += tally.ambiguous_right;
}

fn community_tally(code: &str, tally: &Tally, areas: &AreaTree) -> CommunityTally {
    let name = area_name(areas, Some(code));
    CommunityTally {
        community: match (name.as_str(), code) {
            ("", "") => "未落到社区".to_owned(),
            ("", code) => code.to_owned(),
            _ => name,
        },
        code: code.to_owned(),
        same: tally.same,
        differs: tally.differs,
        only_left: tally.only_left,
        only_right: tally.only_right,
        ambiguous: tally.ambiguous_left + tally.ambiguous_right,
    }
}

/// Shows items of one comparison.
pub struct ItemViewer<'a> {
    app: &'a App,
    caller: &'a Caller,
    comparison: &'a Comparison,
    areas: std::sync::Arc<AreaTree>,
    shown: Vec<Field>,
    compared: usize,
    owned: bool,
    left: Option<&'static Source>,
    right: Option<&'static Source>,
    newest_run: i64,
    /// Whether an item leads to the person's page; files have no use for that.
    links: bool,
    /// Names of accounts met so far.
    names: tokio::sync::Mutex<rustc_hash::FxHashMap<i64, String>>,
}

impl<'a> ItemViewer<'a> {
    /// A viewer for a caller.
    ///
    /// # Errors
    /// When the comparison cannot be read.
    pub async fn new(
        app: &'a App,
        caller: &'a Caller,
        comparison: &'a Comparison,
    ) -> Result<Self, Problem> {
        let definition = Definition::of(comparison)?;
        let source = |side: &Side| match side {
            Side::Source { source } => Sources::shipped().by_code(source),
            Side::Upload { .. } | Side::Registry { .. } => None,
        };
        let runs = app.store.comparison_runs(comparison.id, RUNS_SHOWN).await?;
        Ok(Self {
            app,
            caller,
            comparison,
            areas: app.areas(),
            compared: definition.fields.len(),
            shown: item::shown(&definition),
            owned: reach::owns(caller, comparison),
            left: source(&definition.left),
            right: source(&definition.right),
            newest_run: runs
                .iter()
                .find(|run| run.problem.is_none())
                .map_or(0, |run| run.id),
            links: true,
            names: tokio::sync::Mutex::default(),
        })
    }

    /// The same without looking for the people behind the items.
    pub fn without_links(self) -> Self {
        Self {
            links: false,
            ..self
        }
    }

    async fn name_of(&self, account: i64) -> Result<String, Problem> {
        let mut names = self.names.lock().await;
        if let Some(name) = names.get(&account) {
            return Ok(name.clone());
        }
        let name = self.app.store.account(account).await?.name;
        names.insert(account, name.clone());
        Ok(name)
    }

    /// The newest run that went well.
    pub fn newest_run(&self) -> i64 {
        self.newest_run
    }

    /// Labels of the shown fields.
    pub fn labels(&self) -> Vec<String> {
        self.shown.iter().map(field::label).collect()
    }

    /// An item, masked.
    ///
    /// # Errors
    /// When it is damaged or the database cannot be reached.
    pub async fn view(&self, item: &Item) -> Result<ItemView, Problem> {
        let body = body_of(item)?;
        let cells = self.cells(item, &body);
        let named = |element| {
            let at = self
                .shown
                .iter()
                .position(|field| *field == Field::Element(element))?;
            let cell = &cells[at];
            let text = if cell.left.is_empty() {
                &cell.right
            } else {
                &cell.left
            };
            (!text.is_empty()).then(|| text.clone())
        };
        let title = named(catalog::element::no::NAME)
            .or_else(|| named(catalog::element::no::PLACE_NAME))
            .unwrap_or_else(|| "（无姓名）".to_owned());
        let can_close = reach::may_close(self.caller, self.comparison, item, &self.areas);
        let person = self.person(item).await?;
        Ok(ItemView {
            id: item.id,
            state: item.state.as_str().to_owned(),
            title,
            community: area_name(&self.areas, item.community.as_deref()),
            person_id: person,
            left_rows: u64::from(body.left_rows),
            right_rows: u64::from(body.right_rows),
            appeared: item.appeared_run == self.newest_run && item.gone_run.is_none(),
            gone: item.gone_run.is_some(),
            outcome: item.outcome.clone(),
            remark: item.remark.clone(),
            outcome_by: match item.outcome_by {
                Some(account) => Some(self.name_of(account).await?),
                None => None,
            },
            outcome_at: item.outcome_at.map(clock::iso),
            became_fact: item.delivery_id.is_some(),
            can_close,
            can_correct: can_close && person.is_some() && item.state == ItemState::Differs,
            cells,
        })
    }

    /// The person an item is about, when the caller may open their page.
    async fn person(&self, item: &Item) -> Result<Option<i64>, Problem> {
        let Some(id) = item
            .entity_id
            .filter(|_| self.links && self.caller.can(Right::ReadPeople))
        else {
            return Ok(None);
        };
        let entity = self.app.store.entity(id).await?;
        let seen = entity
            .filter(|entity| entity.kind == EntityKind::Person)
            .is_some_and(|entity| {
                crate::view::person::require_reach(self.caller, &entity.current, &self.areas)
                    .is_ok()
            });
        Ok(seen.then_some(id))
    }

    fn cells(&self, item: &Item, body: &Body) -> Vec<ItemCell> {
        self.shown
            .iter()
            .enumerate()
            .map(|(index, field)| {
                let texts = |rows: &[Vec<String>], source| {
                    let mut shown: Vec<String> = rows
                        .iter()
                        .filter_map(|row| row.get(index))
                        .map(|text| self.show(field, text, source))
                        .collect();
                    shown.dedup();
                    shown.join("／")
                };
                let left = texts(&body.left, self.left);
                let right = texts(&body.right, self.right);
                let differs = index < self.compared && item.fields.contains(&index);
                ItemCell {
                    index,
                    label: field::label(field),
                    hidden: differs && left == right,
                    differs,
                    left,
                    right,
                }
            })
            .collect()
    }

    /// A value as the caller may see it. Nobody graded the columns that no element stands for, so
    /// only those who brought the list in see them.
    fn show(&self, field: &Field, text: &str, source: Option<&Source>) -> String {
        match field::element(field) {
            Some(element) => {
                let readable = display(element, text, &self.areas);
                self.caller.show(element, &readable, source).text
            }
            None if self.owned || text.is_empty() => text.to_owned(),
            None => "***".to_owned(),
        }
    }

    /// Both sides of a shown field in full.
    ///
    /// # Errors
    /// When there is no such field, or the caller may not see it: values graded L4 and columns that
    /// nobody graded stay with their owners.
    pub fn reveal(&self, item: &Item, index: usize) -> Result<(String, String), Problem> {
        let missing = || Problem::not_found("field-unknown", "这条差异里没有这一列，请刷新页面。");
        let field = self.shown.get(index).ok_or_else(missing)?;
        let element = field::element(field);
        if element.is_none() && !self.owned {
            return Err(Problem::forbidden(
                "field-withheld",
                "这一列没有登记数据元，只有提供名单的单位可以查看。",
            ));
        }
        let body = body_of(item)?;
        let full = |rows: &[Vec<String>]| {
            let texts: Vec<String> = rows
                .iter()
                .filter_map(|row| row.get(index))
                .map(|text| {
                    element.map_or_else(
                        || text.clone(),
                        |element| display(element, text, &self.areas),
                    )
                })
                .collect();
            texts.join("／")
        };
        Ok((full(&body.left), full(&body.right)))
    }
}

/// The items that a question means, inside the caller's area.
///
/// # Errors
/// When the question names what there is not.
pub fn item_filter(
    caller: &Caller,
    comparison: &Comparison,
    asked: &ItemQuery,
    newest_run: i64,
    areas: &AreaTree,
) -> Result<ItemFilter, Problem> {
    let unknown = || Problem::bad_input("filter-unknown", "没有这种筛选条件，请从列表中选择。");
    let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let state = match given(&asked.state) {
        Some(text) => Some(ItemState::parse(&text).ok_or_else(unknown)?),
        None => None,
    };
    let mut communities = reach::communities(caller, comparison, areas);
    if let Some(asked) = given(&asked.community) {
        let code = caller.scope(Some(&asked), areas)?;
        let under = areas.communities_under(&code);
        communities = Some(under.iter().map(|area| area.code.to_string()).collect());
    }
    let filter = ItemFilter {
        comparison: comparison.id,
        communities,
        state,
        field: asked.field,
        ..ItemFilter::default()
    };
    let (open, gone, appeared_run) = match given(&asked.show).as_deref() {
        None | Some("open") => (Some(true), Some(false), None),
        Some("closed") => (Some(false), None, None),
        Some("new") => (None, Some(false), Some(newest_run)),
        Some("gone") => (None, Some(true), None),
        Some("all") => (None, None, None),
        Some(_) => return Err(unknown()),
    };
    Ok(ItemFilter {
        open,
        gone,
        appeared_run,
        ..filter
    })
}

/// Both rows of an item.
///
/// # Errors
/// When they are damaged.
pub fn body_of(item: &Item) -> Result<Body, Problem> {
    postcard::from_bytes(&item.body).map_err(|_| {
        Problem::new(
            catalog::problem::ProblemKind::Internal,
            "item-broken",
            "这条差异的内容损坏，请重新运行比对。",
        )
    })
}

/// Whether a department may look at a source's newest delivery as a list.
pub fn may_use(caller: &Caller, source: &Source) -> bool {
    caller.role == Role::Department && caller.owns_source(source)
}
