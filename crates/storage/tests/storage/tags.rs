//! Tags that people govern: one proposal a tag at a time, steps in order, versions counted.

use catalog::grade::Grade;
use catalog::problem::Problem;
use catalog::tag::TagKind;
use storage::{
    Audit, ChainLink, ChainOffice, NewTagProposal, NewTagVersion, ProposalState, Store, TagAction,
    TagDefinition, TagFigure, TagLevel, TagProposal, TagStepAct,
};

use crate::district::DAY;
use crate::harness::{NOW, write};
use crate::on_both;

fn definition(name: &str, rule: &str) -> TagDefinition {
    TagDefinition {
        name: name.to_owned(),
        level: TagLevel::District,
        area: "370203000000".to_owned(),
        subject: "person".to_owned(),
        kind: TagKind::Dynamic,
        group: "重点关心".to_owned(),
        rule: rule.to_owned(),
        definition: "年满七十五周岁的老人".to_owned(),
        department: "民政局".to_owned(),
        legal_basis: "市北区养老服务清单第三条".to_owned(),
        grade: Grade::L2,
        sensitive: false,
        city_code: None,
        effective_from: DAY,
        valid_until: Some(DAY + 365),
    }
}

fn proposal(name: &str) -> NewTagProposal {
    let link = |office, label: &str| ChainLink {
        office,
        label: label.to_owned(),
    };
    NewTagProposal {
        action: TagAction::Add,
        definition: definition(name, "年龄 >= 75"),
        reason: "助餐服务按此发放".to_owned(),
        base_version: -1,
        chain: vec![
            link(ChainOffice::Department, "业务审核"),
            link(ChainOffice::DataCentre, "批准"),
        ],
    }
}

async fn propose(store: &Store, name: &str) -> Result<i64, Problem> {
    let mut tx = store
        .write(Audit::new(NOW, Some(3), "tag.propose", "tag-proposal", ""))
        .await?;
    let id = tx.open_tag_proposal(proposal(name)).await?;
    tx.commit().await?;
    Ok(id)
}

async fn step(
    store: &Store,
    id: i64,
    version: i64,
    act: TagStepAct,
) -> Result<TagProposal, Problem> {
    let mut tx = write(store).await;
    let held = tx
        .step_tag_proposal(id, version, act, Some("同意".to_owned()))
        .await?;
    tx.commit().await?;
    Ok(held)
}

on_both! {
    async fn a_proposal_goes_along_its_chain(fresh) {
        let store = fresh.open().await;
        let id = propose(&store, "七十五岁以上").await.unwrap();
        assert_eq!(propose(&store, "七十五岁以上").await.unwrap_err().code, "proposal-open");
        propose(&store, "另一个标签").await.unwrap();

        let held = step(&store, id, 1, TagStepAct::Agree).await.unwrap();
        assert_eq!((held.state, held.position), (ProposalState::Open, 1));
        let late = step(&store, id, 1, TagStepAct::Agree).await;
        assert_eq!(late.unwrap_err().code, "version-conflict");
        let held = step(&store, id, 2, TagStepAct::Agree).await.unwrap();
        assert_eq!(held.state, ProposalState::Approved);
        let over = step(&store, id, 3, TagStepAct::Refuse).await;
        assert_eq!(over.unwrap_err().code, "proposal-closed");

        let held = store.tag_proposal(id).await.unwrap();
        assert_eq!((held.made_by, held.definition), (Some(3), definition("七十五岁以上", "年龄 >= 75")));
        let acts: Vec<_> =
            store.tag_steps(id).await.unwrap().into_iter().map(|step| (step.position, step.act)).collect();
        assert_eq!(
            acts,
            [(0, TagStepAct::Propose), (0, TagStepAct::Agree), (1, TagStepAct::Agree)]
        );
        let open = store.tag_proposals(Some(ProposalState::Open), None).await.unwrap();
        assert_eq!(open.len(), 1);
        assert_eq!(open[0].definition.name, "另一个标签");
        // Once it is closed, the same tag may be proposed again.
        propose(&store, "七十五岁以上").await.unwrap();
        assert_eq!(store.tag_proposals(None, Some("七十五岁以上")).await.unwrap().len(), 2);
        assert_eq!(store.tag_proposal(99).await.unwrap_err().code, "proposal-missing");
    }
}

on_both! {
    async fn what_is_refused_or_taken_back_stays_so(fresh) {
        let store = fresh.open().await;
        for (name, act, state) in [
            ("甲", TagStepAct::Refuse, ProposalState::Refused),
            ("乙", TagStepAct::Withdraw, ProposalState::Withdrawn),
        ] {
            let id = propose(&store, name).await.unwrap();
            assert_eq!(step(&store, id, 1, act).await.unwrap().state, state);
            let again = step(&store, id, 2, TagStepAct::Agree).await;
            assert_eq!(again.unwrap_err().code, "proposal-closed");
            assert_eq!(store.tag_steps(id).await.unwrap()[1].remark.as_deref(), Some("同意"));
        }
    }
}

on_both! {
    async fn versions_of_a_tag_are_counted(fresh) {
        let store = fresh.open().await;
        assert_eq!(store.tag_versions().await.unwrap(), []);
        for (name, rule, retired, number) in [
            ("七十五岁以上", "年龄 >= 75", false, 1),
            ("七十五岁以上", "年龄 >= 75 且 健在", false, 2),
            ("独居", "没有 同住人", false, 1),
            ("七十五岁以上", "年龄 >= 75 且 健在", true, 3),
        ] {
            let mut tx = write(&store).await;
            let version = tx
                .add_tag_version(NewTagVersion {
                    definition: definition(name, rule),
                    retired,
                    proposal_id: 5,
                    made_by: Some(3),
                    made_at: NOW,
                })
                .await
                .unwrap();
            tx.commit().await.unwrap();
            assert_eq!(version, number, "{name}");
        }
        let versions = store.tag_versions().await.unwrap();
        assert_eq!(versions.len(), 4);
        let last = versions.iter().rfind(|one| one.definition.name == "七十五岁以上").unwrap();
        assert_eq!((last.version, last.retired, last.made_by), (3, true, Some(3)));
        assert_eq!(last.definition.rule, "年龄 >= 75 且 健在");
        // An approval that was not kept leaves no version behind.
        let mut tx = write(&store).await;
        let new = NewTagVersion {
            definition: definition("独居", "已故"),
            retired: false,
            proposal_id: 6,
            made_by: None,
            made_at: NOW,
        };
        tx.add_tag_version(new).await.unwrap();
        tx.rollback().await.unwrap();
        assert_eq!(store.tag_versions().await.unwrap().len(), 4);
    }
}

on_both! {
    async fn a_day_has_one_figure_a_tag_and_area(fresh) {
        let store = fresh.open().await;
        let figure = |name: &str, day, yes| TagFigure {
            name: name.to_owned(),
            area: "370203".to_owned(),
            day,
            yes,
            unknown: 2,
        };
        let put = async |figures| {
            let mut tx = write(&store).await;
            tx.put_tag_figures(figures).await.unwrap();
            tx.commit().await.unwrap();
        };
        assert!(!store.has_tag_figures(DAY).await.unwrap());
        put(vec![figure("甲", DAY, 10), figure("乙", DAY, 3)]).await;
        put(vec![figure("甲", DAY + 1, 11)]).await;
        // Another process counts the same day a moment later.
        put(vec![figure("甲", DAY, 99)]).await;
        assert!(store.has_tag_figures(DAY).await.unwrap());
        assert_eq!(
            store.tag_figures("甲", "370203").await.unwrap(),
            [figure("甲", DAY, 10), figure("甲", DAY + 1, 11)]
        );
        assert_eq!(store.tag_figures("甲", "370202").await.unwrap(), []);
    }
}
