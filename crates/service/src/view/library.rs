//! The library of forms as it crosses the wire.

use catalog::element::Dictionary;
use catalog::problem::Problem;
use forms::analyse::{Analysis, Decision, Place};
use storage::{FormDecision, FormRegistration};

use crate::app::App;
use crate::clock;
use crate::library::{Shelved, decision_of, state};
use crate::registry::receive::tier_text;
use crate::rights::{Caller, Right};
use crate::view::account::name_of;
use crate::wire::library as wire;

/// A template of the directory for the wire.
pub async fn form_view(
    app: &App,
    caller: &Caller,
    shelved: &Shelved,
) -> Result<wire::LibraryForm, Problem> {
    let (asked, held) = shelved.asked_and_held();
    let registration = match &shelved.registration {
        Some(registration) => Some(registration_view(app, registration).await?),
        None => None,
    };
    Ok(wire::LibraryForm {
        template_id: shelved.stored.id,
        title: shelved.stored.title.clone(),
        department: shelved.department().to_owned(),
        file_name: shelved.stored.file_name.clone(),
        sheet: shelved.reading.template.sheet.clone(),
        asked,
        held,
        times: shelved.times(),
        minutes: shelved.minutes(),
        state: state(shelved.registration.as_ref()).to_owned(),
        registration,
        requests: u64::from(shelved.requests),
        own: shelved.stored.department == caller.department,
    })
}

async fn registration_view(
    app: &App,
    registration: &FormRegistration,
) -> Result<wire::Registration, Problem> {
    let body = &registration.body;
    Ok(wire::Registration {
        code: body.code.clone(),
        basis: body.basis.clone(),
        rhythm: body.rhythm.as_str().to_owned(),
        expires_on: body.expires_on.map(clock::day_text),
        registered_by: name_of(app, registration.registered_by).await?,
        registered_at: clock::iso(registration.registered_at),
    })
}

/// The analysis of the library for the wire.
pub fn analysis_view(
    caller: &Caller,
    shelves: &[Shelved],
    analysis: Analysis,
) -> wire::LibraryAnalysis {
    let forms = shelves
        .iter()
        .map(|shelved| wire::LibraryName {
            template_id: shelved.stored.id,
            title: shelved.stored.title.clone(),
            department: shelved.department().to_owned(),
            own: shelved.stored.department == caller.department,
        })
        .collect();
    let places = |places: &[Place]| -> Vec<wire::ItemPlace> {
        places
            .iter()
            .map(|place| wire::ItemPlace {
                form: place.form,
                title: analysis.forms[place.form].columns[place.column]
                    .title
                    .clone(),
            })
            .collect()
    };
    let twins = analysis.twins.iter().map(|twin| wire::ItemTwin {
        item: twin.item.clone(),
        element: twin.element.clone(),
        tier: tier_text(twin.tier).to_owned(),
        titles: twin.titles.clone(),
        forms: twin.forms,
        places: places(&twin.places),
        reason: twin.reason.clone(),
    });
    let lookalikes = analysis.lookalikes.iter().map(|alike| wire::ItemLookalike {
        looks: alike.looks.clone(),
        differs: alike.differs.clone(),
        variants: alike
            .variants
            .iter()
            .map(|variant| wire::ItemVariant {
                item: variant.item.clone(),
                titles: variant.titles.clone(),
                places: places(&variant.places),
            })
            .collect(),
        reason: alike.reason.clone(),
    });
    wire::LibraryAnalysis {
        forms,
        asked_items: analysis.asked_items as u64,
        distinct_items: analysis.distinct_items as u64,
        items_to_ask: analysis.items_to_ask as u64,
        held_share: analysis.held_share,
        twins: twins.collect(),
        lookalikes: lookalikes.collect(),
        overlap: analysis.overlap.iter().map(overlap_view).collect(),
        departments: analysis
            .departments
            .iter()
            .map(|pair| wire::DepartmentOverlap {
                left: pair.left.clone(),
                right: pair.right.clone(),
                shared: pair.shared,
            })
            .collect(),
        plan: analysis.plan.iter().map(proposal_view).collect(),
        total: effort_view(&analysis.saving.total),
        by_department: efforts(&analysis.saving.departments),
        by_community: efforts(&analysis.saving.communities),
    }
}

fn overlap_view(pair: &forms::analyse::Overlap) -> wire::FormOverlap {
    wire::FormOverlap {
        left: pair.left,
        right: pair.right,
        shared: pair.shared,
        of_left: pair.of_left,
        of_right: pair.of_right,
    }
}

fn proposal_view(planned: &forms::analyse::Planned) -> wire::FormProposal {
    use forms::analyse::Proposal;
    let proposal = match planned.proposal {
        Proposal::Keep => "keep",
        Proposal::Stop => "stop",
        Proposal::Merge => "merge",
    };
    wire::FormProposal {
        form: planned.form,
        proposal: proposal.to_owned(),
        label: planned.proposal.label().to_owned(),
        into: planned.into,
        items: planned.items,
        held: planned.held,
        reason: planned.reason.clone(),
    }
}

fn efforts(
    all: &std::collections::BTreeMap<String, forms::analyse::Effort>,
) -> Vec<wire::NamedEffort> {
    all.iter()
        .map(|(name, effort)| wire::NamedEffort {
            name: name.clone(),
            effort: effort_view(effort),
        })
        .collect()
}

fn effort_view(effort: &forms::analyse::Effort) -> wire::Effort {
    wire::Effort {
        items_today: effort.items_today,
        items_after: effort.items_after,
        cells: effort.cells,
        reused: effort.reused,
        minutes_today: effort.minutes_today,
        minutes_after: effort.minutes_after,
    }
}

/// Whether a caller may take a decision back: their own department's, or whoever keeps the
/// library.
pub fn may_undo(caller: &Caller, kept: &FormDecision) -> bool {
    caller.can(Right::KeepLibrary) || kept.made.department == caller.department
}

/// A decision for the wire.
pub async fn decision_view(
    app: &App,
    caller: &Caller,
    kept: &FormDecision,
) -> Result<wire::DecisionView, Problem> {
    let (titles, same, element, scope) = match decision_of(kept)? {
        Decision::Same { titles, same } => (titles, Some(same), None, "所有报表".to_owned()),
        Decision::Match {
            title,
            form,
            dept,
            element,
        } => (
            vec![title],
            None,
            element.and_then(label),
            scope(form, dept),
        ),
    };
    let undone_by = match kept.undone_at {
        Some(_) => Some(name_of(app, kept.undone_by).await?),
        None => None,
    };
    Ok(wire::DecisionView {
        id: kept.id,
        titles,
        same,
        element,
        scope,
        reason: kept.made.reason.clone(),
        made_by: name_of(app, kept.made_by).await?,
        made_at: clock::iso(kept.made_at),
        may_undo: kept.undone_at.is_none() && may_undo(caller, kept),
        undone_by,
        undone_at: kept.undone_at.map(clock::iso),
    })
}

fn scope(form: Option<String>, department: Option<String>) -> String {
    match (form, department) {
        (Some(form), _) => format!("报表“{form}”"),
        (None, Some(department)) => format!("{department}的报表"),
        (None, None) => "所有报表".to_owned(),
    }
}

fn label(element: String) -> Option<String> {
    let dictionary = Dictionary::shipped();
    let found = dictionary
        .by_id(&element)
        .or_else(|| dictionary.by_label(&element));
    found.map(|element| element.label.clone())
}
