//! Identity for life: merging and splitting leave no trace once they are taken back. (Whatever
//! happens in between: `any_order.rs`.)

use std::collections::BTreeMap;

use catalog::element::{EntityKind, no};
use catalog::source::no::{DOOR_TO_DOOR, HUKOU};
use storage::{Merge, NewMerge, NewSplitOff, PairAnswer, RecordView, SplitOff, Store};

use crate::district::{
    DAY, EAST, LI, WANG, WEST, ZHANG, community_of, load, people, print_of, row, undo,
};
use crate::harness::{audit, write};
use crate::on_both as both;

/// Merges two people as somebody would.
pub async fn merge(
    store: &Store,
    kept: i64,
    gone: i64,
) -> Result<Merge, catalog::problem::Problem> {
    let mut tx = write(store).await;
    let new = NewMerge {
        kept,
        gone,
        by: Some(7),
        reason: Some("入户核实为同一人".to_owned()),
    };
    let made = tx.merge(new, community_of).await?;
    tx.commit().await?;
    Ok(made)
}

pub async fn unmerge(store: &Store, id: i64) {
    let mut tx = write(store).await;
    tx.unmerge(id, Some("核错了人"), community_of)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

pub async fn split_off(
    store: &Store,
    origin: i64,
    records: Vec<i64>,
) -> Result<SplitOff, catalog::problem::Problem> {
    let held = store.records_of(origin).await?;
    let print = |record: &RecordView| (record.id, print_of(store, &record.values));
    let new = NewSplitOff {
        origin,
        records,
        prints: held.iter().map(print).collect(),
        reason: Some("记录属于另一人".to_owned()),
    };
    let mut tx = write(store).await;
    let made = tx.split_off(new, community_of).await?;
    tx.commit().await?;
    Ok(made)
}

pub async fn rejoin(store: &Store, id: i64) {
    let mut tx = write(store).await;
    tx.rejoin(id, None, community_of).await.unwrap();
    tx.commit().await.unwrap();
}

/// The person of a number.
async fn id_of(store: &Store, number: &str) -> i64 {
    let found = store.entities_of(EntityKind::Person, None).await.unwrap();
    let mut fits = found
        .into_iter()
        .filter(|(_, current)| current.text(no::ID_NUMBER) == Some(number));
    fits.next().unwrap().0
}

both! {
    async fn a_wrong_merge_undone_leaves_both_people_as_they_were_to_the_byte(fresh) {
        let store = fresh.open().await;
        load(&store, "a", DOOR_TO_DOOR, DAY, &[ZHANG, LI]).await;
        load(&store, "b", HUKOU, DAY, &[row(ZHANG.number, "张大山", EAST, "13911112222"), WANG])
            .await;
        let (zhang, li) = (id_of(&store, ZHANG.number).await, id_of(&store, LI.number).await);
        let before = store.digest().await.unwrap();
        let (zhang_before, li_before) = (store.entity(zhang).await.unwrap(), store.entity(li).await.unwrap());

        let made = merge(&store, zhang, li).await.unwrap();
        assert_ne!(store.digest().await.unwrap(), before);
        assert_eq!(store.counts().await.unwrap().people, 2, "one person less");
        let one = store.entity(li).await.unwrap().unwrap();
        assert_eq!(one.id, zhang, "the merged id leads to the kept person");
        assert_eq!(store.entity(zhang).await.unwrap().unwrap(), one);
        assert_eq!(store.records_of(li).await.unwrap(), store.records_of(zhang).await.unwrap());
        assert_eq!(store.records_of(li).await.unwrap().len(), 3);
        assert_eq!(store.currents(&[li, zhang]).await.unwrap()[&li], one.current);
        assert_eq!(store.family_of(zhang).await.unwrap(), [zhang, li]);

        unmerge(&store, made.id).await;
        assert_eq!(store.digest().await.unwrap(), before);
        assert_eq!(store.entity(zhang).await.unwrap(), zhang_before);
        assert_eq!(store.entity(li).await.unwrap(), li_before);

        let merges = store.merges_of(&[li]).await.unwrap();
        assert_eq!(merges.len(), 1, "that it was merged and undone stays known");
        assert_eq!(merges[0].reason.as_deref(), Some("入户核实为同一人"));
        assert!(merges[0].undone_at.is_some());
        let said: Vec<PairAnswer> =
            store.verdicts_of(&[li]).await.unwrap().iter().map(|said| said.answer).collect();
        assert_eq!(said, [PairAnswer::Same, PairAnswer::Different]);
    }
}

both! {
    async fn a_split_months_later_gives_each_what_came_in_between(fresh) {
        let store = fresh.open().await;
        load(&store, "a", HUKOU, DAY, &[ZHANG, LI]).await;
        let (zhang, li) = (id_of(&store, ZHANG.number).await, id_of(&store, LI.number).await);
        let made = merge(&store, zhang, li).await.unwrap();
        let moved = row(LI.number, "李小河", WEST, "13933333333");
        load(&store, "b", HUKOU, DAY + 90, &[moved, ZHANG]).await;
        assert_eq!(people(&store).await.len(), 1);
        unmerge(&store, made.id).await;
        let people = people(&store).await;
        assert_eq!(
            people,
            [
                (zhang, "张大山".to_owned(), ZHANG.phone.to_owned()),
                (li, "李小河".to_owned(), "13933333333".to_owned()),
            ]
        );
    }
}

both! {
    async fn merging_what_is_one_already_or_gone_is_refused(fresh) {
        let store = fresh.open().await;
        let delivery = load(&store, "a", HUKOU, DAY, &[ZHANG, LI]).await;
        let (zhang, li) = (id_of(&store, ZHANG.number).await, id_of(&store, LI.number).await);
        let made = merge(&store, zhang, li).await.unwrap();
        for (kept, gone) in [(zhang, li), (li, zhang), (zhang, zhang)] {
            assert_eq!(merge(&store, kept, gone).await.unwrap_err().code, "already-merged");
        }
        assert_eq!(merge(&store, zhang, 999).await.unwrap_err().code, "entity-missing");
        unmerge(&store, made.id).await;
        let again = write(&store).await.unmerge(made.id, None, community_of).await;
        assert_eq!(again.unwrap_err().code, "merge-undone");
        assert_eq!(
            write(&store).await.unmerge(999, None, community_of).await.unwrap_err().code,
            "merge-missing"
        );
        undo(&store, delivery.id).await;
        assert_eq!(merge(&store, zhang, li).await.unwrap_err().code, "entity-missing");
    }
}

both! {
    async fn records_split_off_stay_split_off_when_they_are_delivered_again(fresh) {
        let store = fresh.open().await;
        load(&store, "a", HUKOU, DAY, &[ZHANG]).await;
        // Somebody else's row with Zhang's number.
        let wrong = row(ZHANG.number, "赵四", WEST, "13955555555");
        load(&store, "b", DOOR_TO_DOOR, DAY, &[wrong]).await;
        let zhang = id_of(&store, ZHANG.number).await;
        let before = store.digest().await.unwrap();
        let records = store.records_of(zhang).await.unwrap();
        let theirs = records.iter().find(|record| record.source == DOOR_TO_DOOR).unwrap().id;

        let made = split_off(&store, zhang, vec![theirs]).await.unwrap();
        assert!(made.founded > zhang, "a new id");
        let expected = [
            (zhang, "张大山".to_owned(), ZHANG.phone.to_owned()),
            (made.founded, "赵四".to_owned(), "13955555555".to_owned()),
        ];
        assert_eq!(people(&store).await, expected);
        let moved = &store.records_of(made.founded).await.unwrap()[0];
        assert_eq!((moved.id, moved.machine_entity), (theirs, Some(zhang)));

        load(&store, "c", DOOR_TO_DOOR, DAY + 30, &[wrong, ZHANG]).await;
        let names: Vec<(i64, String)> =
            people(&store).await.into_iter().map(|(id, name, _)| (id, name)).collect();
        assert_eq!(names, [(zhang, "张大山".to_owned()), (made.founded, "赵四".to_owned())]);
        assert_eq!(store.records_of(made.founded).await.unwrap().len(), 2);

        let third = store.deliveries(&Default::default(), storage::Paging::all()).await.unwrap().1;
        undo(&store, third.iter().map(|delivery| delivery.id).max().unwrap()).await;
        rejoin(&store, made.id).await;
        assert_eq!(store.digest().await.unwrap(), before);
        assert!(store.entity(made.founded).await.unwrap().is_none());
    }
}

both! {
    async fn a_split_off_must_name_records_of_the_person_and_leave_some(fresh) {
        let store = fresh.open().await;
        load(&store, "a", HUKOU, DAY, &[ZHANG, LI]).await;
        load(&store, "b", DOOR_TO_DOOR, DAY, &[row(ZHANG.number, "赵四", WEST, "1")]).await;
        let (zhang, li) = (id_of(&store, ZHANG.number).await, id_of(&store, LI.number).await);
        let of = async |id| {
            store.records_of(id).await.unwrap().iter().map(|record| record.id).collect::<Vec<_>>()
        };
        let (zhangs, lis) = (of(zhang).await, of(li).await);
        for (records, code) in [
            (vec![], "split-empty"),
            (zhangs.clone(), "split-takes-all"),
            (lis.clone(), "record-elsewhere"),
        ] {
            assert_eq!(split_off(&store, zhang, records).await.unwrap_err().code, code);
        }
        let made = split_off(&store, zhang, vec![zhangs[1]]).await.unwrap();
        merge(&store, zhang, made.founded).await.unwrap();
        assert_eq!(
            split_off(&store, zhang, vec![zhangs[1]]).await.unwrap_err().code,
            "record-moved-already"
        );
    }
}

both! {
    async fn who_comes_again_after_an_undo_is_the_one_of_before(fresh) {
        let store = fresh.open().await;
        let first = load(&store, "a", HUKOU, DAY, &[ZHANG, LI]).await;
        let (zhang, li) = (id_of(&store, ZHANG.number).await, id_of(&store, LI.number).await);
        merge(&store, zhang, li).await.unwrap();
        undo(&store, first.id).await;
        assert_eq!(store.counts().await.unwrap(), storage::Counts::default());
        load(&store, "b", HUKOU, DAY, &[LI, ZHANG, WANG]).await;
        let people = people(&store).await;
        assert_eq!(people.len(), 2, "the merge holds for those who come again");
        assert_eq!(people[0].0, zhang);
        assert_eq!(store.family_of(zhang).await.unwrap(), [zhang, li]);
    }
}

both! {
    async fn a_verdict_answers_whatever_the_queue_asks_about_the_two(fresh) {
        let store = fresh.open().await;
        load(&store, "a", HUKOU, DAY, &[ZHANG, LI]).await;
        let (zhang, li) = (id_of(&store, ZHANG.number).await, id_of(&store, LI.number).await);
        let mut tx = store.write(audit("review.decide")).await.unwrap();
        tx.give_verdict(li, zhang, PairAnswer::Unsure, Some("电话打不通")).await.unwrap();
        tx.give_verdict(zhang, li, PairAnswer::Different, None).await.unwrap();
        let newest = tx.newest_verdicts().await.unwrap();
        assert_eq!(newest, BTreeMap::from([((zhang, li), PairAnswer::Different)]));
        tx.commit().await.unwrap();
        let said = store.verdicts_of(&[zhang]).await.unwrap();
        assert_eq!(said[0].remark.as_deref(), Some("电话打不通"));
        assert_eq!(said.len(), 2, "earlier verdicts are kept");
    }
}

/// Merges that nobody made.
async fn by_machine(store: &Store, pairs: &[(i64, i64)]) -> Vec<i64> {
    let mut made = Vec::new();
    for (kept, gone) in pairs {
        let mut tx = store.write(audit("review.find")).await.unwrap();
        let new = NewMerge {
            kept: *kept,
            gone: *gone,
            by: None,
            reason: None,
        };
        made.push(tx.merge(new, community_of).await.unwrap().id);
        tx.commit().await.unwrap();
    }
    made
}

/// Takes back what nobody has confirmed, and returns the merges.
async fn take_back(store: &Store, after: storage::Timestamp) -> Vec<i64> {
    let mut tx = store.write(audit("review.take-back")).await.unwrap();
    let taken = tx.take_back_unchecked(after, community_of).await.unwrap();
    tx.commit().await.unwrap();
    taken.iter().map(|merge| merge.id).collect()
}

both! {
    async fn a_chain_of_the_machine_comes_apart_where_nobody_has_confirmed_it(fresh) {
        let store = fresh.open().await;
        let sun = row("110101197001010055", "孙七", EAST, "13988888881");
        load(&store, "a", HUKOU, DAY, &[ZHANG, LI, WANG, sun]).await;
        load(&store, "b", DOOR_TO_DOOR, DAY, &[row(LI.number, "李小河", WEST, "13911112222")]).await;
        let mut ids = Vec::new();
        for one in [ZHANG, LI, WANG, sun] {
            ids.push(id_of(&store, one.number).await);
        }
        let [zhang, li, wang, sun] = ids[..] else { panic!("four people") };
        let apart = store.digest().await.unwrap();

        // Sun into Wang, Wang into Li, Li into Zhang; somebody says that Wang is Li.
        let made = by_machine(&store, &[(wang, sun), (li, wang), (zhang, li)]).await;
        let mut tx = write(&store).await;
        tx.give_verdict(wang, li, PairAnswer::Same, None).await.unwrap();
        tx.give_verdict(wang, sun, PairAnswer::Same, None).await.unwrap();
        tx.give_verdict(sun, wang, PairAnswer::Unsure, None).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.unchecked_merges(0).await.unwrap(), 2, "what was said last counts");
        assert_eq!(store.unchecked_merges(crate::harness::NOW).await.unwrap(), 0);
        assert!(take_back(&store, crate::harness::NOW).await.is_empty());
        assert_eq!(store.family_of(sun).await.unwrap(), [zhang, li, wang, sun]);

        assert_eq!(take_back(&store, 0).await, [made[0], made[2]]);
        assert_eq!(store.family_of(li).await.unwrap(), [li, wang], "the confirmed one holds");
        assert_eq!(store.family_of(sun).await.unwrap(), [sun]);
        assert_eq!(store.family_of(zhang).await.unwrap(), [zhang]);
        let merges = store.merges_of(&[zhang]).await.unwrap();
        assert_eq!(merges[0].undone_at, Some(crate::harness::NOW));
        let said = store.verdicts_of(&[zhang]).await.unwrap();
        assert!(said.is_empty(), "nobody has said that they are different");
        let mut tx = write(&store).await;
        assert_eq!(tx.taken_back().await.unwrap(), [(zhang, li), (wang, sun)]);
        assert!(tx.merge_holds(made[1]).await.unwrap());
        assert!(!tx.merge_holds(made[2]).await.unwrap());
        tx.rollback().await.unwrap();
        unmerge(&store, made[1]).await;
        assert_eq!(store.digest().await.unwrap(), apart, "all as before, to the byte");
    }
}

both! {
    async fn what_people_merged_around_a_merge_of_the_machine_stays(fresh) {
        let store = fresh.open().await;
        load(&store, "a", HUKOU, DAY, &[ZHANG, LI, WANG]).await;
        let zhang = id_of(&store, ZHANG.number).await;
        let (li, wang) = (id_of(&store, LI.number).await, id_of(&store, WANG.number).await);
        let by_hand = merge(&store, zhang, wang).await.unwrap();
        let with_wang = store.digest().await.unwrap();
        unmerge(&store, by_hand.id).await;

        // First the machine, then somebody who merges Wang with what came of it, and Zhang into
        // nobody: Li leaves alone.
        let made = by_machine(&store, &[(zhang, li)]).await;
        merge(&store, li, wang).await.unwrap();
        assert_eq!(store.family_of(wang).await.unwrap(), [zhang, li, wang]);
        assert_eq!(take_back(&store, 0).await, made);
        assert_eq!(store.family_of(wang).await.unwrap(), [zhang, wang]);
        assert_eq!(store.digest().await.unwrap(), with_wang);
        assert!(take_back(&store, 0).await.is_empty(), "nothing is left to take back");
    }
}

both! {
    async fn answers_about_what_was_taken_back_are_no_sample(fresh) {
        let store = fresh.open().await;
        load(&store, "a", HUKOU, DAY, &[ZHANG, LI, WANG]).await;
        let zhang = id_of(&store, ZHANG.number).await;
        let (li, wang) = (id_of(&store, LI.number).await, id_of(&store, WANG.number).await);
        let made = by_machine(&store, &[(zhang, li), (zhang, wang)]).await;
        let sample = |at: usize, other| storage::NewPair {
            one: zhang,
            other,
            probability: 0.9,
            weights: "[]".to_owned(),
            community: Some(EAST.to_owned()),
            merge: Some(made[at]),
            names: None,
        };
        let mut tx = write(&store).await;
        tx.ask_about(vec![sample(0, li), sample(1, wang)]).await.unwrap();
        tx.give_verdict(zhang, li, PairAnswer::Same, None).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(take_back(&store, 0).await, [made[1]]);
        let later = crate::harness::audit_at("review.decide", crate::harness::NOW + 1);
        let mut tx = store.write(later).await.unwrap();
        tx.give_verdict(zhang, wang, PairAnswer::Different, None).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.merge_answers(0).await.unwrap(), [true]);
    }
}
