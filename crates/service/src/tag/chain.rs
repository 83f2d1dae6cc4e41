//! The approval chain (审批程序) of a proposal: offices in order, kept as data for each level.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use catalog::area::{AreaCode, AreaTree};
use storage::{ChainLink, ProposalState, TagDefinition, TagLevel, TagProposal};

use crate::rights::Caller;

static CHAINS: LazyLock<BTreeMap<TagLevel, Vec<ChainLink>>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../data/tag_chain.json"))
        .expect("the shipped chains are checked by a test")
});

/// The offices that have to agree to a proposal of the caller. An office that the caller speaks
/// for has agreed by proposing; the last one always agrees by itself, in another person.
pub fn chain_of(caller: &Caller, definition: &TagDefinition, areas: &AreaTree) -> Vec<ChainLink> {
    let links = CHAINS.get(&definition.level).map_or(&[][..], Vec::as_slice);
    let Some((last, before)) = links.split_last() else {
        return Vec::new();
    };
    let area = area_of(definition);
    before
        .iter()
        .filter(|link| {
            !area.is_some_and(|area| {
                caller.speaks_for(link.office, &definition.department, &area, areas)
            })
        })
        .chain([last])
        .cloned()
        .collect()
}

/// The link that a proposal waits for.
pub fn waiting(proposal: &TagProposal) -> Option<&ChainLink> {
    (proposal.state == ProposalState::Open)
        .then(|| proposal.chain.get(proposal.position))
        .flatten()
}

/// Whether the caller decides about a proposal now: for the office it waits for, and never about
/// a proposal of their own.
pub fn decides(caller: &Caller, proposal: &TagProposal, areas: &AreaTree) -> bool {
    let definition = &proposal.definition;
    proposal.made_by != Some(caller.account)
        && waiting(proposal)
            .zip(area_of(definition))
            .is_some_and(|(link, area)| {
                caller.speaks_for(link.office, &definition.department, &area, areas)
            })
}

fn area_of(definition: &TagDefinition) -> Option<AreaCode> {
    definition.area.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rights::Role;
    use catalog::grade::Grade;
    use catalog::tag::TagKind;
    use storage::ChainOffice;

    fn caller(role: Role, area: &str, department: Option<&str>) -> Caller {
        Caller {
            account: 1,
            login: "x".to_owned(),
            name: "x".to_owned(),
            role,
            area: area.parse().expect("a code"),
            department: department.map(str::to_owned),
        }
    }

    fn definition(level: TagLevel, area: &str) -> TagDefinition {
        TagDefinition {
            name: "助餐对象".to_owned(),
            level,
            area: area.to_owned(),
            subject: "person".to_owned(),
            kind: TagKind::Dynamic,
            group: String::new(),
            rule: "年龄 >= 75".to_owned(),
            definition: "年满75周岁".to_owned(),
            department: "民政局".to_owned(),
            legal_basis: String::new(),
            grade: Grade::L2,
            sensitive: false,
            city_code: None,
            effective_from: 0,
            valid_until: None,
        }
    }

    #[test]
    fn every_level_ends_with_the_data_centre() {
        for level in [TagLevel::City, TagLevel::District, TagLevel::Street] {
            let last = CHAINS[&level].last().map(|link| link.office);
            assert_eq!(last, Some(ChainOffice::DataCentre), "{level:?}");
        }
    }

    #[test]
    fn who_proposes_has_agreed_but_never_approves() {
        let areas = AreaTree::shipped();
        let offices = |caller: &Caller, definition: &TagDefinition| -> Vec<ChainOffice> {
            chain_of(caller, definition, areas)
                .into_iter()
                .map(|link| link.office)
                .collect()
        };
        let street = caller(Role::Street, "370203005000", None);
        let civil = caller(Role::Department, "370203000000", Some("民政局"));
        let centre = caller(Role::Department, "370203000000", Some("大数据中心"));
        let of_street = definition(TagLevel::Street, "370203005000");
        let of_district = definition(TagLevel::District, "370203000000");
        use ChainOffice::{DataCentre, Department, Street};
        assert_eq!(offices(&street, &of_street), [Department, DataCentre]);
        assert_eq!(offices(&civil, &of_street), [Street, DataCentre]);
        assert_eq!(offices(&civil, &of_district), [DataCentre]);
        assert_eq!(offices(&centre, &of_district), [Department, DataCentre]);
    }

    #[test]
    fn nobody_decides_about_their_own_proposal() {
        let areas = AreaTree::shipped();
        let centre = caller(Role::Department, "370203000000", Some("大数据中心"));
        let definition = definition(TagLevel::District, "370203000000");
        let mut proposal = TagProposal {
            id: 1,
            action: storage::TagAction::Add,
            state: ProposalState::Open,
            chain: chain_of(
                &caller(Role::Department, "370203000000", Some("民政局")),
                &definition,
                areas,
            ),
            definition,
            reason: String::new(),
            base_version: -1,
            position: 0,
            made_by: Some(2),
            made_at: 0,
            version: 1,
        };
        assert!(decides(&centre, &proposal, areas));
        proposal.made_by = Some(centre.account);
        assert!(!decides(&centre, &proposal, areas));
    }
}
