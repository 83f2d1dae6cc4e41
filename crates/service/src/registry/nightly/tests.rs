use catalog::area::AreaCode;
use catalog::identifier::id_number;
use catalog::source::{SourceNo, no as source_no};
use storage::{Audit, NewDelivery, PairAnswer, PairFilter, PairState};

use super::*;
use crate::registry::identity;
use crate::test_district::{Somewhere, deliver, districts};

const COMMUNITY: &str = "370203005001";

/// So many people stand on two lists: with their number on one, without on the other.
const DOUBLED: u32 = 35;

fn at(day: &str, hour: u32, minute: u32) -> clock::Millis {
    let day: NaiveDate = day.parse().unwrap();
    let midnight = clock::end_of_day(day) + 1 - 86_400_000;
    midnight + i64::from(hour * 60 + minute) * 60_000
}

fn searched(at: clock::Millis, by: Searcher, change: i64) -> LastSearch {
    LastSearch {
        at,
        by,
        change,
        found: Found::default(),
    }
}

#[test]
fn a_search_is_due_in_the_night_only_and_when_somebody_wants_it() {
    let due = |hour, minute, wanted| is_due(at("2026-11-22", hour, minute), wanted, None, Some(1));
    assert!(due(2, 0, true) && due(4, 59, true));
    assert!(!due(1, 59, true) && !due(5, 0, true) && !due(14, 0, true));
    assert!(!due(3, 0, false), "switched off");
}

#[test]
fn a_search_is_due_only_when_people_have_changed_since_the_last() {
    let now = at("2026-11-22", 3, 0);
    let by_hand = searched(at("2026-11-21", 15, 0), Searcher::Account(7), 40);
    assert!(!is_due(now, true, None, None), "an empty registry");
    assert!(!is_due(now, true, Some(&by_hand), Some(40)));
    assert!(is_due(now, true, Some(&by_hand), Some(41)));
    assert!(is_due(now, true, None, Some(1)), "nobody ever searched");
}

#[test]
fn one_search_a_night_is_enough_whoever_made_it() {
    let now = at("2026-11-22", 4, 0);
    let due = |last| is_due(now, true, Some(&last), Some(99));
    assert!(!due(searched(
        at("2026-11-22", 2, 5),
        Searcher::Nightly,
        40
    )));
    assert!(!due(searched(
        at("2026-11-22", 2, 5),
        Searcher::CommandLine,
        40
    )));
    assert!(due(searched(
        at("2026-11-22", 1, 0),
        Searcher::Account(7),
        40
    )));
    assert!(due(searched(at("2026-11-21", 3, 0), Searcher::Nightly, 40)));
}

/// Two lists with the same people: with their numbers and without.
async fn deliver_doubles(app: &App) {
    let (areas, code): (_, AreaCode) = (app.areas(), COMMUNITY.parse().unwrap());
    let community = &areas.get(&code).unwrap().name;
    let (mut full, mut bare) = (
        String::from("社区,姓名,身份证号码,住址\n"),
        String::from("社区,姓名,住址\n"),
    );
    for one in 0..DOUBLED {
        let name = format!("欧阳{}", char::from_u32(0x4e00 + one * 7).unwrap());
        let (month, day) = (one % 12 + 1, one % 28 + 1);
        let number = id_number::with_check(&format!("3702031950{month:02}{day:02}001")).unwrap();
        let (building, room) = (one / 20 + 1, one % 20 + 1);
        let address = format!("翠湖花园{building}号楼1单元{room}01");
        full.push_str(&format!("{community},{name},{number},{address}\n"));
        bare.push_str(&format!("{community},{name},{address}\n"));
    }
    deliver(app, "走访一.csv", full).await;
    deliver(app, "走访二.csv", bare).await;
}

/// Somebody comes; a change of people that is no duplicate.
async fn somebody_comes(app: &App, name: &str) {
    let text = format!("姓名,住址\n{name},翠湖花园9号楼1单元101\n");
    deliver(app, &format!("{name}.csv"), text).await;
}

async fn set(app: &App, share: Option<f64>, nightly: Option<bool>, open: bool) {
    let audit = Audit::new(clock::now(), None, "review.gate", "gate", "merges");
    let mut tx = app.store.write(audit).await.unwrap();
    gate::set(&mut tx, None, share, nightly, open)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// How many people the snapshot shows.
fn shown(app: &App) -> u64 {
    app.snapshot.load().size().people
}

#[tokio::test(flavor = "multi_thread")]
async fn the_night_finds_merges_and_tells_and_does_so_once() {
    for Somewhere { app, place, .. } in districts("nightly_finds").await {
        let night = at("2030-03-01", 2, 30);
        let look = async |app: &App, at| search_if_due(app, at).await.unwrap();
        assert_eq!(look(&app, night).await, Tonight::NotDue, "nobody there");
        deliver_doubles(&app).await;
        feed::catch_up(&app).await.unwrap();
        assert_eq!(shown(&app), 2 * u64::from(DOUBLED));
        assert_eq!(look(&app, at("2030-03-01", 14, 0)).await, Tonight::NotDue);
        set(&app, None, Some(false), false).await;
        assert_eq!(look(&app, night).await, Tonight::NotDue, "switched off");
        assert_eq!(LastSearch::read(&app).await.unwrap(), None);
        set(&app, None, Some(true), false).await;

        // Two processes on one database look at the same time.
        let other = App::open(&place).await.unwrap();
        let (one, two) = tokio::join!(look(&app, night), look(&other, night));
        let found = match (one, two) {
            (Tonight::Searched(found), Tonight::NotDue)
            | (Tonight::NotDue, Tonight::Searched(found)) => found,
            both => panic!("one of two searches: {both:?}"),
        };
        assert_eq!(found.people, 2 * u64::from(DOUBLED));
        assert_eq!(found.merged, u64::from(DOUBLED), "{found:?}");
        let last = LastSearch::read(&app).await.unwrap().unwrap();
        assert_eq!((last.at, last.by), (night, Searcher::Nightly));
        assert_eq!(last.found, found);
        feed::catch_up(&app).await.unwrap();
        assert_eq!(shown(&app), u64::from(DOUBLED), "the snapshot follows");

        // A restart in the same night, with news, and the nights after, without and with.
        drop(other);
        somebody_comes(&app, "司马来").await;
        let again = App::open(&place).await.unwrap();
        let later = at("2030-03-01", 4, 50);
        assert_eq!(look(&again, later).await, Tonight::NotDue, "once a night");
        let next = look(&again, at("2030-03-02", 2, 0)).await;
        assert!(matches!(next, Tonight::Searched(_)), "{next:?}");
        let quiet = look(&again, at("2030-03-03", 2, 0)).await;
        assert_eq!(quiet, Tonight::NotDue, "nothing has changed since");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_night_waits_for_a_load_and_leaves_a_closed_gate_alone() {
    for Somewhere { app, .. } in districts("nightly_waits").await {
        let look = async |at| search_if_due(&app, at).await.unwrap();
        set(&app, Some(1.0), None, false).await;
        deliver_doubles(&app).await;
        let loading = begin_load(&app).await;
        assert_eq!(look(at("2030-03-01", 2, 0)).await, Tonight::Loading);
        loading.rollback().await.unwrap();
        app.store.recover_interrupted(clock::now()).await.unwrap();
        let found = look(at("2030-03-01", 2, 5)).await;
        assert!(matches!(found, Tonight::Searched(_)), "{found:?}");

        answer_samples(&app).await;
        let people = LastSearch::read(&app).await.unwrap();
        assert_eq!(look(at("2030-03-02", 2, 0)).await, Tonight::Held);
        assert_eq!(LastSearch::read(&app).await.unwrap(), people);
        set(&app, None, None, true).await;
        let found = look(at("2030-03-03", 2, 0)).await;
        assert!(matches!(found, Tonight::Searched(_)), "{found:?}");
    }
}

/// A delivery that is being loaded.
async fn begin_load(app: &App) -> storage::WriteTx {
    let audit = |act| Audit::new(clock::now(), None, act, "delivery", "");
    let mut tx = app.store.write(audit("delivery.receive")).await.unwrap();
    let source: SourceNo = source_no::HUKOU;
    let id = tx
        .receive_delivery(NewDelivery {
            source,
            file_name: "户籍.csv".to_owned(),
            digest: "long".to_owned(),
            size: 1,
            as_of: 1,
            object: String::new(),
            state: DeliveryState::Received,
        })
        .await
        .unwrap();
    tx.commit().await.unwrap();
    app.store
        .begin_load(audit("delivery.load"), id)
        .await
        .unwrap()
}

/// People find three of the machine's merges wrong, which closes the gate.
async fn answer_samples(app: &App) {
    let filter = PairFilter {
        communities: None,
        state: PairState::Open,
    };
    let (_, pairs) = app
        .store
        .review_pairs(&filter, Paging::all())
        .await
        .unwrap();
    let samples = pairs.iter().filter(|pair| pair.merge.is_some());
    for (nth, pair) in samples.enumerate() {
        let answer = match nth {
            0..3 => PairAnswer::Different,
            _ => PairAnswer::Same,
        };
        let audit = Audit::new(clock::now(), None, "review.decide", "pair", pair.id);
        let tx = app.store.write(audit).await.unwrap();
        identity::answer(app, tx, pair, answer, None).await.unwrap();
    }
    assert!(!gate::read(app).await.unwrap().is_open(), "the gate closes");
}
