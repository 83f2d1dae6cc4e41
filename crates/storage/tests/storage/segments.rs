//! Segments: kept, changed under a version, taken out of use.

use storage::NewSegment;

use crate::district::DAY;
use crate::harness::write;
use crate::on_both;

fn body(name: &str) -> NewSegment {
    NewSegment {
        name: name.to_owned(),
        note: "助餐服务对象".to_owned(),
        rule: "年龄 >= 75 且 标签(独居(户内唯一居住人))".to_owned(),
        area: "370203005000".to_owned(),
        department: None,
        shared_area: false,
        shared_departments: vec!["民政局".to_owned()],
        made_on: DAY,
    }
}

on_both! {
    async fn a_segment_is_kept_changed_and_removed(fresh) {
        let store = fresh.open().await;
        let mut tx = write(&store).await;
        let id = tx.create_segment(body("助餐")).await.unwrap();
        let other = tx.create_segment(body("巡访")).await.unwrap();
        tx.commit().await.unwrap();
        let held = store.segment(id).await.unwrap();
        assert_eq!((held.body, held.version), (body("助餐"), 1));

        let changed = NewSegment { shared_area: true, shared_departments: Vec::new(), ..body("助餐对象") };
        let mut tx = write(&store).await;
        tx.change_segment(id, 1, &changed).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = write(&store).await;
        let late = tx.change_segment(id, 1, &body("又改")).await;
        assert_eq!(late.unwrap_err().code, "version-conflict");
        drop(tx);
        assert_eq!(store.segment(id).await.unwrap().body, changed);

        let mut tx = write(&store).await;
        tx.remove_segment(id, 2).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.segment(id).await.unwrap_err().code, "segment-missing");
        let names: Vec<_> = store.segments().await.unwrap().into_iter().map(|one| one.id).collect();
        assert_eq!(names, [other]);
    }
}
