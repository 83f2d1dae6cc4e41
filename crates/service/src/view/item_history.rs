//! What an object was, change by change, as the caller may see it.

use std::collections::{BTreeMap, BTreeSet};

use catalog::area::AreaTree;
use catalog::problem::Problem;
use storage::{CustomItem, CustomKind, ItemVersion, KindVersion};

use super::custom::{AREA_TITLE, shown_values};
use super::item_list::fields_of_version;
use crate::app::App;
use crate::clock;
use crate::rights::Caller;
use crate::wire::area::area_name;
use crate::wire::item_history as wire;

/// All known versions of an object, the newest first.
pub async fn history_view(
    app: &App,
    caller: &Caller,
    kind: &CustomKind,
    item: &CustomItem,
) -> Result<wire::ItemHistory, Problem> {
    let areas = app.areas();
    let versions = app.store.item_history(item.id).await?;
    let kinds = app.store.kind_versions(kind.id).await?;
    let mut people = People::default();
    let mut views = Vec::with_capacity(versions.len());
    let mut before = None;
    for version in &versions {
        views.push(wire::ItemVersion {
            version: version.version,
            at: clock::iso(version.at),
            by: people.name(app, version.by).await?,
            act: version.act.as_str().to_owned(),
            batch: version.batch,
            area: area_name(&areas, Some(&version.area_code)),
            changes: changes(caller, kind, &kinds, before, version, &areas),
        });
        before = Some(version);
    }
    views.reverse();
    Ok(wire::ItemHistory {
        id: item.id,
        version: item.version,
        removed: item.removed,
        complete: versions.first().is_none_or(|first| first.version == 1),
        versions: views,
    })
}

/// What differs between two versions, under the titles of the later one. That a value differs is
/// told also where the value is withheld.
fn changes(
    caller: &Caller,
    kind: &CustomKind,
    kinds: &[KindVersion],
    before: Option<&ItemVersion>,
    after: &ItemVersion,
    areas: &AreaTree,
) -> Vec<wire::ItemFieldChange> {
    let shown = |version: &ItemVersion| {
        let fields = fields_of_version(kinds, version.kind_version, kind);
        shown_values(caller, kind, fields, &version.values, areas)
    };
    let (mut old, mut new) = (before.map(shown).unwrap_or_default(), shown(after));
    let mut found = Vec::new();
    if let Some(before) = before.filter(|before| before.area_code != after.area_code) {
        found.push(wire::ItemFieldChange {
            label: AREA_TITLE.to_owned(),
            before: Some(area_name(areas, Some(&before.area_code))),
            after: Some(area_name(areas, Some(&after.area_code))),
        });
    }
    let held = |version: Option<&ItemVersion>, id: &str| {
        version.and_then(|version| version.values.get(id).cloned())
    };
    for field in fields_of_version(kinds, after.kind_version, kind) {
        if held(before, &field.id) != held(Some(after), &field.id) {
            found.push(wire::ItemFieldChange {
                label: field.label.clone(),
                before: old.remove(&field.id),
                after: new.remove(&field.id),
            });
        }
    }
    found
}

/// People who changed something, each read once: `台东路社区 李某`.
#[derive(Default)]
pub struct People(BTreeMap<i64, String>);

impl People {
    /// Where somebody works and their name; nothing where nobody was written down.
    pub async fn name(
        &mut self,
        app: &App,
        account: Option<i64>,
    ) -> Result<Option<String>, Problem> {
        let Some(id) = account else { return Ok(None) };
        if let Some(name) = self.0.get(&id) {
            return Ok(Some(name.clone()));
        }
        let account = app.store.account(id).await?;
        let office = account
            .department
            .unwrap_or_else(|| area_name(&app.areas(), Some(&account.area_code)));
        // An account of an office that several people share bears the office's name.
        let name = if account.name.starts_with(&office) {
            account.name
        } else {
            format!("{office} {}", account.name)
        };
        self.0.insert(id, name.clone());
        Ok(Some(name))
    }
}

/// The number of an object, or else its first value, by which people recognise it.
pub fn item_label(
    caller: &Caller,
    kind: &CustomKind,
    item: &CustomItem,
    areas: &AreaTree,
) -> String {
    let shown = shown_values(caller, kind, &kind.fields, &item.values, areas);
    let ids: BTreeSet<&str> = shown.keys().map(String::as_str).collect();
    let key = kind.fields.iter().find(|field| field.key);
    key.into_iter()
        .chain(&kind.fields)
        .find(|field| ids.contains(field.id.as_str()))
        .and_then(|field| shown.get(&field.id))
        .cloned()
        .unwrap_or_default()
}
