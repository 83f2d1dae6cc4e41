//! What objects of self-defined kinds were: every change leaves a version, a past day has one
//! answer for ever, and there is a way back.

use catalog::custom::{Field, FieldKind, ItemValues};
use catalog::grade::Grade;
use storage::{
    CustomItemFilter, ItemAct, NewCustomItem, NewKind, Paging, Store, Timestamp, WriteTx,
};

use crate::district::{EAST, WEST};
use crate::harness::{NOW, audit_at, execute, write};
use crate::on_both;

const HOUR: Timestamp = 3_600_000;

fn field(id: &str, label: &str, key: bool) -> Field {
    Field {
        id: id.to_owned(),
        label: label.to_owned(),
        kind: FieldKind::Text,
        options: Vec::new(),
        code_table: None,
        unit: None,
        grade: Grade::L2,
        required: key,
        key,
    }
}

fn lamp(number: &str, state: &str) -> ItemValues {
    ItemValues::from([
        ("f1".to_owned(), number.to_owned()),
        ("f2".to_owned(), state.to_owned()),
    ])
}

fn new_lamp(area: &str, number: &str, state: &str) -> NewCustomItem {
    NewCustomItem {
        area_code: area.to_owned(),
        values: lamp(number, state),
    }
}

/// A write so many hours after the start.
async fn at(store: &Store, hour: i64) -> WriteTx {
    let audit = audit_at("test.write", NOW + hour * HOUR);
    store.write(audit).await.unwrap()
}

async fn lamps(store: &Store, key: bool) -> i64 {
    let mut tx = write(store).await;
    let new = NewKind {
        name: "路灯".to_owned(),
        note: String::new(),
        department: None,
        area_code: EAST.to_owned(),
        fields: vec![field("f1", "编号", key), field("f2", "状况", false)],
    };
    let kind = tx.create_kind(new).await.unwrap();
    tx.commit().await.unwrap();
    kind
}

fn of(kind: i64, area: &str) -> CustomItemFilter {
    CustomItemFilter {
        kind,
        areas: vec![area.to_owned()],
        removed: false,
    }
}

/// Ids and states of the objects of an area as known so many hours after the start.
async fn known(store: &Store, kind: i64, area: &str, hour: i64) -> Vec<(i64, String)> {
    let (total, items) = store
        .custom_items_known(&of(kind, area), NOW + hour * HOUR, Paging::all())
        .await
        .unwrap();
    assert_eq!(total, items.len() as u64);
    items
        .into_iter()
        .map(|item| (item.item, item.values["f2"].clone()))
        .collect()
}

fn acts(history: &[storage::ItemVersion]) -> Vec<(i64, ItemAct, &str)> {
    history
        .iter()
        .map(|version| (version.version, version.act, version.values["f2"].as_str()))
        .collect()
}

on_both! {
    async fn a_past_day_has_the_same_answer_after_change_removal_and_restore(fresh) {
        let store = fresh.open().await;
        let kind = lamps(&store, false).await;
        let mut tx = at(&store, 1).await;
        let ids = tx
            .create_items(kind, vec![new_lamp(EAST, "1", "完好"), new_lamp(WEST, "2", "完好")], None)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let (first, second) = (ids[0], ids[1]);
        let mut tx = at(&store, 2).await;
        let item = store.custom_item(first).await.unwrap();
        tx.set_item(&item, WEST, &lamp("1", "破损")).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = at(&store, 3).await;
        let item = store.custom_item(first).await.unwrap();
        tx.remove_item(&item).await.unwrap();
        tx.commit().await.unwrap();

        let before_anything = [
            (0, EAST, vec![]),
            (1, EAST, vec![(first, "完好".to_owned())]),
            (2, EAST, vec![]),
            (2, WEST, vec![(second, "完好".to_owned()), (first, "破损".to_owned())]),
            (3, WEST, vec![(second, "完好".to_owned())]),
        ];
        for (hour, area, expected) in &before_anything {
            assert_eq!(&known(&store, kind, area, *hour).await, expected, "{hour} {area}");
        }
        let gone = CustomItemFilter { removed: true, ..of(kind, WEST) };
        let (total, removed) = store.custom_items(&gone, Paging::all()).await.unwrap();
        assert_eq!((total, removed[0].id), (1, first), "what was removed is still found");

        let history = store.item_history(first).await.unwrap();
        let mut tx = at(&store, 4).await;
        let item = store.custom_item_ever(first).await.unwrap();
        tx.restore_item(&item, &history[0].area_code, &history[0].values).await.unwrap();
        let late = tx.restore_item(&item, EAST, &history[0].values).await;
        assert_eq!(late.unwrap_err().code, "item-changed");
        tx.commit().await.unwrap();
        let back = store.custom_item(first).await.unwrap();
        assert_eq!((back.area_code.as_str(), &back.values), (EAST, &lamp("1", "完好")));
        let history = store.item_history(first).await.unwrap();
        assert_eq!(
            acts(&history),
            [
                (1, ItemAct::Created, "完好"),
                (2, ItemAct::Changed, "破损"),
                (3, ItemAct::Removed, "破损"),
                (4, ItemAct::Restored, "完好"),
            ]
        );
        for (hour, area, expected) in &before_anything {
            assert_eq!(&known(&store, kind, area, *hour).await, expected, "{hour} {area}");
        }
        assert_eq!(known(&store, kind, EAST, 4).await, [(first, "完好".to_owned())]);
        let page = store
            .custom_items_known(&of(kind, WEST), NOW + 2 * HOUR, Paging::new(2, 1))
            .await
            .unwrap();
        assert_eq!((page.0, page.1[0].item), (2, first), "the second page of two");
        if let Some(folder) = fresh.folder() {
            let plain = "破损".as_bytes();
            for file in std::fs::read_dir(folder).unwrap() {
                let bytes = std::fs::read(file.unwrap().path()).unwrap();
                assert!(!bytes.windows(plain.len()).any(|some| some == plain), "old values are sealed");
            }
        }
    }
}

on_both! {
    async fn an_import_is_taken_back_but_for_what_was_changed_since(fresh) {
        let store = fresh.open().await;
        let kind = lamps(&store, true).await;
        let mut tx = at(&store, 1).await;
        let ids = tx
            .create_items(kind, vec![new_lamp(EAST, "1", "完好"), new_lamp(EAST, "2", "完好")], None)
            .await
            .unwrap();
        tx.commit().await.unwrap();

        let mut tx = at(&store, 2).await;
        let batch = tx.create_item_import(kind, EAST, 2, 2).await.unwrap();
        let mut changes = Vec::new();
        for id in &ids {
            let item = store.custom_item(*id).await.unwrap();
            let values = lamp(&item.values["f1"], "破损");
            changes.push((item, values));
        }
        tx.import_changes(kind, &changes, batch).await.unwrap();
        let new = vec![new_lamp(EAST, "3", "破损"), new_lamp(EAST, "4", "破损")];
        let more = tx.create_items(kind, new, Some(batch)).await.unwrap();
        tx.commit().await.unwrap();
        let imported = known(&store, kind, EAST, 2).await;
        assert_eq!(imported.len(), 4);

        let mut tx = at(&store, 3).await;
        let item = store.custom_item(ids[1]).await.unwrap();
        tx.set_item(&item, EAST, &lamp("2", "缺失")).await.unwrap();
        let item = store.custom_item(more[1]).await.unwrap();
        tx.remove_item(&item).await.unwrap();
        tx.commit().await.unwrap();

        let import = store.item_import(batch).await.unwrap();
        assert_eq!((import.created, import.changed, import.undone_at), (2, 2, None));
        let mut tx = at(&store, 4).await;
        let undone = tx.undo_items(&import).await.unwrap();
        assert_eq!((undone.removed, undone.restored), (1, 1));
        assert_eq!(undone.kept, [ids[1], more[1]], "changed or removed by somebody since");
        tx.commit().await.unwrap();
        let mut tx = at(&store, 5).await;
        assert_eq!(tx.undo_items(&import).await.unwrap_err().code, "import-undone");
        tx.rollback().await.unwrap();

        let now = known(&store, kind, EAST, 4).await;
        assert_eq!(now, [(ids[1], "缺失".to_owned()), (ids[0], "完好".to_owned())]);
        assert_eq!(known(&store, kind, EAST, 2).await, imported, "the day of the import stays");
        let history = store.item_history(ids[0]).await.unwrap();
        assert_eq!(
            acts(&history),
            [
                (1, ItemAct::Created, "完好"),
                (2, ItemAct::Imported, "破损"),
                (3, ItemAct::Restored, "完好"),
            ]
        );
        assert_eq!(history[2].batch, Some(batch));
        let listed = store.item_imports(kind, &[EAST.to_owned()]).await.unwrap();
        assert_eq!(listed[0].undone_at, Some(NOW + 4 * HOUR));
        assert!(store.item_imports(kind, &[WEST.to_owned()]).await.unwrap().is_empty());
    }
}

on_both! {
    async fn a_number_is_given_once_in_an_area_and_found_again(fresh) {
        let store = fresh.open().await;
        let kind = lamps(&store, true).await;
        let mut tx = write(&store).await;
        let lamps = vec![new_lamp(EAST, "台东-1", "完好"), new_lamp(WEST, "台东-1", "完好")];
        let ids = tx.create_items(kind, lamps, None).await.unwrap();
        tx.commit().await.unwrap();
        let keys = ["台东-1".to_owned(), "台东-9".to_owned()];
        let found = store.custom_items_of_keys(kind, &keys).await.unwrap();
        assert_eq!(found.len(), 2, "another area may have the same number");

        let mut tx = write(&store).await;
        let twice = tx.create_items(kind, vec![new_lamp(EAST, "台东 -1", "破损")], None).await;
        assert_eq!(twice.unwrap_err().code, "item-key-taken", "spelt otherwise, the same");
        tx.rollback().await.unwrap();
        let mut tx = write(&store).await;
        let first = store.custom_item(ids[0]).await.unwrap();
        tx.remove_item(&first).await.unwrap();
        tx.create_items(kind, vec![new_lamp(EAST, "台东-1", "新装")], None).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = write(&store).await;
        let first = store.custom_item_ever(ids[0]).await.unwrap();
        let back = tx.restore_item(&first, EAST, &first.values).await;
        assert_eq!(back.unwrap_err().code, "item-key-taken", "its number was given away");
        tx.rollback().await.unwrap();
    }
}

on_both! {
    async fn a_field_becomes_the_number_when_no_two_have_the_same(fresh) {
        let store = fresh.open().await;
        let kind = lamps(&store, false).await;
        let mut tx = write(&store).await;
        let lamps = vec![new_lamp(EAST, "1", "完好"), new_lamp(EAST, "1", "破损")];
        let ids = tx.create_items(kind, lamps, None).await.unwrap();
        tx.commit().await.unwrap();
        let fields = [field("f1", "杆号", true), field("f2", "状况", false)];
        let mut tx = write(&store).await;
        let twice = tx.set_kind(kind, 1, "路灯", "", &fields).await;
        assert_eq!(twice.unwrap_err().code, "kind-key-twice");
        tx.rollback().await.unwrap();
        let mut tx = at(&store, 1).await;
        let second = store.custom_item(ids[1]).await.unwrap();
        tx.set_item(&second, EAST, &lamp("2", "破损")).await.unwrap();
        tx.set_kind(kind, 1, "路灯", "", &fields).await.unwrap();
        tx.commit().await.unwrap();
        let found = store.custom_items_of_keys(kind, &["2".to_owned()]).await.unwrap();
        assert_eq!(found[0].id, ids[1]);
        let versions = store.kind_versions(kind).await.unwrap();
        let labels: Vec<&str> = versions.iter().map(|kind| kind.fields[0].label.as_str()).collect();
        assert_eq!(labels, ["编号", "杆号"], "titles of then are kept");
        let history = store.item_history(ids[1]).await.unwrap();
        assert_eq!(history[1].kind_version, 1, "written under the kind as it was");
    }
}

on_both! {
    async fn a_kind_is_put_away_with_its_objects_and_taken_out_again(fresh) {
        let store = fresh.open().await;
        let kind = lamps(&store, false).await;
        let mut tx = at(&store, 1).await;
        let ids = tx.create_items(kind, vec![new_lamp(EAST, "1", "完好")], None).await.unwrap();
        tx.archive_kind(kind, true).await.unwrap();
        assert_eq!(tx.archive_kind(kind, true).await.unwrap_err().code, "kind-changed");
        tx.commit().await.unwrap();
        assert_eq!(store.custom_kind(kind).await.unwrap_err().code, "kind-missing");
        assert!(store.custom_kinds(false).await.unwrap().is_empty());
        assert_eq!(store.custom_kinds(true).await.unwrap()[0].id, kind);
        let mut tx = at(&store, 2).await;
        tx.archive_kind(kind, false).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.custom_kind(kind).await.unwrap().version, 1);
        assert_eq!(known(&store, kind, EAST, 1).await, [(ids[0], "完好".to_owned())]);
    }
}

on_both! {
    async fn objects_from_before_histories_were_kept_begin_with_what_they_were(fresh) {
        let store = fresh.open().await;
        let kind = lamps(&store, false).await;
        let mut tx = at(&store, 1).await;
        let lamps = ["1", "2", "3"].map(|number| new_lamp(EAST, number, "完好")).to_vec();
        let ids = tx.create_items(kind, lamps, None).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = at(&store, 2).await;
        let second = store.custom_item(ids[1]).await.unwrap();
        tx.set_item(&second, EAST, &lamp("2", "破损")).await.unwrap();
        let third = store.custom_item(ids[2]).await.unwrap();
        tx.remove_item(&third).await.unwrap();
        tx.commit().await.unwrap();
        store.close().await.unwrap();
        // As an installation from before this step left it.
        for sql in [
            "DROP INDEX custom_item_kind_id_area_code_key_blind",
            "ALTER TABLE custom_item DROP COLUMN key_blind",
            "DROP TABLE custom_item_version",
            "DROP TABLE custom_kind_version",
            "DROP TABLE custom_import",
            "DELETE FROM seaql_migrations WHERE version = 'm0016_item_history'",
        ] {
            execute(&fresh.url, sql).await;
        }
        let store = fresh.open().await;
        let mut first = Vec::new();
        for id in &ids {
            let history = store.item_history(*id).await.unwrap();
            assert_eq!(history.len(), 1);
            first.push((history[0].version, history[0].act, history[0].values["f2"].clone()));
        }
        assert_eq!(
            first,
            [
                (1, ItemAct::Created, "完好".to_owned()),
                (2, ItemAct::Changed, "破损".to_owned()),
                (2, ItemAct::Removed, "完好".to_owned()),
            ]
        );
        assert_eq!(known(&store, kind, EAST, 1).await, [(ids[0], "完好".to_owned())]);
        let unrecorded = async |hour: i64| {
            store.custom_items_unrecorded(&of(kind, EAST), NOW + hour * HOUR).await.unwrap()
        };
        assert_eq!(unrecorded(1).await, 2, "what they were then was not kept");
        assert_eq!(unrecorded(2).await, 0);
        let second = store.custom_item(ids[1]).await.unwrap();
        let mut tx = at(&store, 3).await;
        tx.set_item(&second, EAST, &lamp("2", "缺失")).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(unrecorded(2).await, 0, "later versions have one before them");
        assert_eq!(store.kind_versions(kind).await.unwrap().len(), 1);
    }
}
