//! Policies and leads: one open lead of a kind, steps in order, closed ones remembered, and nothing
//! of what was found in plain.

use storage::{Lead, LeadFilter, LeadMove, NewLead, Paging, PolicyState, Store};

use crate::district::{DAY, EAST, WEST};
use crate::harness::write;
use crate::on_both;

fn new(entity: i64, kind: &'static str, community: &str) -> NewLead {
    NewLead {
        policy: "old-age".to_owned(),
        policy_version: 0,
        kind,
        entity_id: entity,
        community: Some(community.to_owned()),
        state: "assigned",
        due: DAY + 10,
        body: "年龄83岁，满足".as_bytes().to_vec(),
    }
}

async fn open(store: &Store, leads: Vec<NewLead>) -> Result<(), catalog::problem::Problem> {
    let mut tx = write(store).await;
    tx.open_leads(leads).await?;
    tx.commit().await
}

fn to(version: i64, step: &'static str, state: &'static str, closed: bool) -> LeadMove {
    LeadMove {
        expected_version: version,
        step,
        state,
        closed,
        untouched: false,
        outcome: closed.then(|| "waived".to_owned()),
        community: None,
        note: "本人放弃，已签字".to_owned(),
    }
}

async fn take(store: &Store, id: i64, step: LeadMove) -> Result<(), catalog::problem::Problem> {
    let mut tx = write(store).await;
    tx.step_lead(id, step).await?;
    tx.commit().await
}

async fn all(store: &Store, filter: LeadFilter) -> Vec<Lead> {
    store.leads(&filter, Paging::all()).await.unwrap().1
}

on_both! {
    async fn a_lead_goes_step_by_step_and_is_open_once(fresh) {
        let store = fresh.open().await;
        open(&store, vec![new(7, "start", EAST), new(8, "stop", WEST)]).await.unwrap();
        assert!(open(&store, vec![new(7, "start", EAST)]).await.is_err(), "open already");
        open(&store, vec![new(7, "stop", EAST)]).await.unwrap();

        let first = all(&store, LeadFilter { entity: Some(7), ..LeadFilter::default() }).await.remove(0);
        assert_eq!((first.kind.as_str(), first.untouched, first.holds), ("start", true, true));
        assert_eq!(first.body, "年龄83岁，满足".as_bytes());
        take(&store, first.id, to(1, "verify", "verified", false)).await.unwrap();
        let late = take(&store, first.id, to(1, "verify", "verified", false)).await;
        assert_eq!(late.unwrap_err().code, "version-conflict");
        take(&store, first.id, to(2, "decline", "declined", true)).await.unwrap();
        let held = store.lead(first.id).await.unwrap();
        assert_eq!((held.state.as_str(), held.outcome.as_deref()), ("declined", Some("waived")));
        assert!(held.closed_at.is_some() && !held.untouched);
        let steps = store.lead_steps(first.id).await.unwrap();
        assert_eq!(steps.iter().map(|step| step.step.as_str()).collect::<Vec<_>>(), ["verify", "decline"]);
        assert_eq!(steps[1].note, "本人放弃，已签字");

        // What was decided is remembered, and the same may be found anew.
        let closed = store.closed_leads("old-age", &[7, 8]).await.unwrap();
        assert_eq!(closed.keys().cloned().collect::<Vec<_>>(), [(7, "start".to_owned())]);
        open(&store, vec![new(7, "start", EAST)]).await.unwrap();
        assert_eq!(store.lead(99).await.unwrap_err().code, "lead-missing");
    }
}

on_both! {
    async fn leads_are_found_by_what_is_asked(fresh) {
        let store = fresh.open().await;
        open(&store, vec![new(7, "start", EAST), new(8, "stop", WEST), new(9, "stop", EAST)]).await.unwrap();
        let count = async |filter: LeadFilter| all(&store, filter).await.len();
        let communities = |code: &str| Some(vec![code.to_owned()]);
        assert_eq!(count(LeadFilter { communities: communities(EAST), ..LeadFilter::default() }).await, 2);
        assert_eq!(count(LeadFilter { policies: Some(vec![]), ..LeadFilter::default() }).await, 0);
        assert_eq!(count(LeadFilter { kind: Some("stop".to_owned()), ..LeadFilter::default() }).await, 2);
        assert_eq!(count(LeadFilter { overdue_on: Some(DAY + 10), ..LeadFilter::default() }).await, 0);
        assert_eq!(count(LeadFilter { overdue_on: Some(DAY + 11), ..LeadFilter::default() }).await, 3);

        let lead = all(&store, LeadFilter { entity: Some(9), ..LeadFilter::default() }).await.remove(0);
        let mut tx = write(&store).await;
        tx.refresh_lead(&lead, false, Some(WEST), 2, b"changed").await.unwrap();
        tx.commit().await.unwrap();
        let held = store.lead(lead.id).await.unwrap();
        assert_eq!((held.holds, held.policy_version, held.version), (false, 2, 2));
        assert_eq!((held.community.as_deref(), held.body.as_slice()), (Some(WEST), &b"changed"[..]));

        let counts = store.lead_counts(&LeadFilter { open: true, ..LeadFilter::default() }).await.unwrap();
        let stops: u64 = counts.iter().filter(|count| count.kind == "stop").map(|count| count.count).sum();
        assert_eq!((counts.len(), stops), (2, 2));
    }
}

on_both! {
    async fn a_policy_is_edited_published_and_switched(fresh) {
        let store = fresh.open().await;
        let mut tx = write(&store).await;
        assert_eq!(tx.put_policy_draft("old-age", "{1}", "提高标准").await.unwrap(), 1);
        assert_eq!(tx.put_policy_draft("old-age", "{2}", "再改一处").await.unwrap(), 1);
        tx.use_policy("old-age", true).await.unwrap();
        tx.commit().await.unwrap();
        let version = store.policy_versions().await.unwrap().remove(0);
        assert_eq!((version.state, version.body.as_str(), version.note.as_str()), (PolicyState::Draft, "{2}", "再改一处"));

        let mut tx = write(&store).await;
        tx.publish_policy("old-age", 1).await.unwrap();
        assert_eq!(tx.publish_policy("old-age", 1).await.unwrap_err().code, "policy-draft-missing");
        assert_eq!(tx.put_policy_draft("old-age", "{3}", "明年标准").await.unwrap(), 2);
        tx.use_policy("old-age", false).await.unwrap();
        tx.commit().await.unwrap();
        let versions = store.policy_versions().await.unwrap();
        assert_eq!(versions.iter().map(|one| (one.version, one.state)).collect::<Vec<_>>(),
            [(2, PolicyState::Draft), (1, PolicyState::Published)]);
        let uses = store.policy_uses().await.unwrap();
        assert_eq!((uses.len(), uses[0].in_use), (1, false));
    }
}

on_both! {
    async fn a_policy_made_here_has_a_number_of_its_own(fresh) {
        let store = fresh.open().await;
        assert_eq!(store.next_policy().await.unwrap(), "own-1");
        let mut tx = write(&store).await;
        tx.add_policy("own-1", "{1}", "明年的办法").await.unwrap();
        tx.put_policy_draft("old-age", "{}", "提高标准").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.next_policy().await.unwrap(), "own-2");
        let tx = &mut write(&store).await;
        let taken = tx.add_policy("own-1", "{2}", "同时新建的").await.unwrap_err();
        assert_eq!(taken.code, "policy-number-taken");
        let own = store.policy_versions().await.unwrap();
        let own: Vec<_> = own.iter().filter(|one| one.policy == "own-1").collect();
        assert_eq!((own.len(), own[0].version, own[0].body.as_str()), (1, 1, "{1}"));
    }
}
