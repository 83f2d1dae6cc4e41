//! Kinds of objects that people define themselves, and the objects.

use catalog::custom::{Field, FieldKind, ItemValues};
use catalog::grade::Grade;
use storage::{CustomItemFilter, NewCustomItem, NewKind, Paging};

use crate::district::{EAST, WEST};
use crate::harness::write;
use crate::on_both;

fn field() -> Field {
    Field {
        id: "f1".to_owned(),
        label: "负责人".to_owned(),
        kind: FieldKind::Text,
        options: Vec::new(),
        code_table: None,
        unit: None,
        grade: Grade::L3,
        required: true,
        key: false,
    }
}

fn values(text: &str) -> ItemValues {
    ItemValues::from([("f1".to_owned(), text.to_owned())])
}

on_both! {
    async fn objects_are_kept_changed_once_and_removed(fresh) {
        let store = fresh.open().await;
        let mut tx = write(&store).await;
        let new = NewKind {
            name: "治理力量".to_owned(),
            note: String::new(),
            department: None,
            area_code: EAST.to_owned(),
            fields: vec![field()],
        };
        let kind = tx.create_kind(new).await.unwrap();
        let item = |area: &str, text: &str| NewCustomItem { area_code: area.to_owned(), values: values(text) };
        let ids = tx
            .create_items(kind, vec![item(EAST, "陈楼长"), item(WEST, "方楼长")], None)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let east = CustomItemFilter { kind, areas: vec![EAST.to_owned()], removed: false };
        let (total, items) = store.custom_items(&east, Paging::all()).await.unwrap();
        assert_eq!((total, items[0].values.clone()), (1, values("陈楼长")));

        let mut tx = write(&store).await;
        tx.set_item(&items[0], EAST, &values("孔楼长")).await.unwrap();
        let late = tx.set_item(&items[0], EAST, &values("晚来的")).await;
        assert_eq!(late.unwrap_err().code, "item-changed");
        tx.commit().await.unwrap();
        let held = store.custom_item(ids[0]).await.unwrap();
        assert_eq!((held.values.clone(), held.version), (values("孔楼长"), 2));

        let mut tx = write(&store).await;
        tx.remove_item(&held).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.custom_item(ids[0]).await.unwrap_err().code, "item-missing");
        assert_eq!(store.custom_items(&east, Paging::all()).await.unwrap().0, 0);

        let before = store.custom_kind(kind).await.unwrap();
        let mut more = before.fields.clone();
        more.push(Field { id: "f2".to_owned(), label: "电话".to_owned(), ..field() });
        let mut tx = write(&store).await;
        tx.set_kind(kind, before.version, "力量", "", &more).await.unwrap();
        let late = tx.set_kind(kind, before.version, "晚", "", &more).await;
        assert_eq!(late.unwrap_err().code, "kind-changed");
        tx.commit().await.unwrap();
        assert_eq!(store.custom_kinds(false).await.unwrap()[0].fields, more);
        if let Some(folder) = fresh.folder() {
            let plain = "方楼长".as_bytes();
            for file in std::fs::read_dir(folder).unwrap() {
                let bytes = std::fs::read(file.unwrap().path()).unwrap();
                assert!(!bytes.windows(plain.len()).any(|some| some == plain), "values are sealed");
            }
        }
    }
}
