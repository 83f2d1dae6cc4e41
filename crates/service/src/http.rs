//! Every route on one page.

pub mod assets;
pub mod body;
pub mod caller;
pub mod file;
pub mod part;
pub mod problem;
pub mod upload;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, header};
use axum::routing::get;
use catalog::problem::Problem;
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::acts::{
    about, accounts, areas, audit, borders, burden, catalogue, cockpit, comparisons, contests,
    contracts, custom, cutovers, deliveries, dwellings, figures, helpers, households, known, leads,
    library, locks, notices, people, places, policies, pulls, pushes, requests, review, samples,
    segments, sendings, session, submissions, tables, tags, templates, workbench,
};
use crate::app::App;

/// The largest upload: a district's largest workbooks stay below a quarter of it.
pub const UPLOAD_LIMIT: usize = 512 * 1024 * 1024;

/// JSON bodies are small; pasted blocks of cells and pushed parts are the largest.
const JSON_LIMIT: usize = 8 * 1024 * 1024;

/// How long open requests may finish after a stop signal.
pub const GRACE: Duration = Duration::from_secs(10);

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Linli 邻里",
        description = "基层治理数据平台接口。会话以 Cookie 保持；写操作须带 x-linli 标头；出错一律为 application/problem+json。",
        license(name = "Apache-2.0")
    ),
    components(schemas(problem::ProblemBody))
)]
struct Description;

/// The routes with their description.
pub fn routes() -> OpenApiRouter<Arc<App>> {
    let small = OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(
            session::sign_in::sign_in,
            session::me::me,
            session::sign_out::sign_out
        ))
        .routes(routes!(session::password::change_password))
        .routes(routes!(areas::list::list_areas, areas::load::load_areas))
        .routes(routes!(catalogue::elements::list_elements))
        .routes(routes!(catalogue::code_table::code_table))
        .routes(routes!(catalogue::sources::list_sources))
        .routes(routes!(catalogue::tags::list_tags))
        .routes(routes!(tags::check::check_rule))
        .routes(routes!(tags::words::rule_words))
        .routes(routes!(tags::page::tag_page))
        .routes(routes!(tags::preview::preview_tag))
        .routes(routes!(tags::why::why_tag))
        .routes(routes!(tags::history::tag_history))
        .routes(routes!(tags::unsaid::unsaid_tags))
        .routes(routes!(
            tags::proposals::list_proposals,
            tags::propose::propose_tag
        ))
        .routes(routes!(tags::proposal::proposal_page))
        .routes(routes!(tags::agree::agree_proposal))
        .routes(routes!(tags::refuse::refuse_proposal))
        .routes(routes!(tags::withdraw::withdraw_proposal))
        .routes(routes!(
            segments::list::list_segments,
            segments::create::create_segment
        ))
        .routes(routes!(
            segments::page::segment_page,
            segments::change::change_segment
        ))
        .routes(routes!(segments::remove::remove_segment))
        .routes(routes!(segments::export::export_segment))
        .routes(routes!(helpers::count::count_helpers))
        .routes(routes!(
            helpers::list::list_helper_requests,
            helpers::ask::ask_for_helpers
        ))
        .routes(routes!(helpers::decide::decide_helper_request))
        .routes(routes!(helpers::names::name_helpers))
        .routes(routes!(
            tables::list::list_tables,
            tables::create::create_table
        ))
        .routes(routes!(tables::look::look_at_table))
        .routes(routes!(
            tables::page::table_page,
            tables::change::change_table
        ))
        .routes(routes!(tables::rows::table_rows))
        .routes(routes!(tables::export::export_table))
        .routes(routes!(tables::make_template::table_template))
        .routes(routes!(tables::remove::remove_table))
        .routes(routes!(cockpit::cockpit))
        .routes(routes!(
            figures::list::list_figures,
            figures::ask::ask_figures
        ))
        .routes(routes!(figures::page::figures_page))
        .routes(routes!(figures::workbook::figures_workbook))
        .routes(routes!(borders::sample_sheet::border_sheet))
        .routes(routes!(borders::page::border_page))
        .routes(routes!(borders::remove::remove_border))
        .routes(routes!(catalogue::ranks::rank_table))
        .routes(routes!(known::known_page))
        .routes(routes!(locks::create::create_lock))
        .routes(routes!(locks::lift::lift_lock))
        .routes(routes!(
            samples::list::list_samples,
            samples::create::create_sample
        ))
        .routes(routes!(samples::page::sample_page))
        .routes(routes!(samples::answer::answer_sample))
        .routes(routes!(
            custom::kinds::list_kinds,
            custom::create_kind::create_kind
        ))
        .routes(routes!(
            custom::kind::kind_page,
            custom::change_kind::change_kind
        ))
        .routes(routes!(custom::items::query_items))
        .routes(routes!(custom::create_item::create_item))
        .routes(routes!(
            custom::change_item::change_item,
            custom::remove_item::remove_item
        ))
        .routes(routes!(custom::export::export_items))
        .routes(routes!(custom::archive_kind::archive_kind))
        .routes(routes!(custom::item_history::item_history))
        .routes(routes!(custom::restore_item::restore_item))
        .routes(routes!(custom::imports::list_imports))
        .routes(routes!(custom::undo_import::undo_import))
        .routes(routes!(workbench::workbench))
        .routes(routes!(people::query::query_people))
        .routes(routes!(people::alike::alike_people))
        .routes(routes!(people::group::group_people))
        .routes(routes!(people::export::export_people))
        .routes(routes!(people::dimensions::people_dimensions))
        .routes(routes!(people::cross_tab::cross_tab_people))
        .routes(routes!(people::cross_tab_workbook::cross_tab_workbook))
        .routes(routes!(people::page::person_page))
        .routes(routes!(households::page::household_page))
        .routes(routes!(people::reveal::reveal_fact))
        .routes(routes!(people::history::identity_history))
        .routes(routes!(people::consequence::consequence))
        .routes(routes!(people::merge_preview::preview_merge))
        .routes(routes!(people::merge::merge_people))
        .routes(routes!(people::unmerge::unmerge_people))
        .routes(routes!(people::split_off::split_off_records))
        .routes(routes!(people::rejoin::rejoin_records))
        .routes(routes!(review::list::list_pairs))
        .routes(routes!(review::page::pair_page))
        .routes(routes!(review::decide::decide_pair))
        .routes(routes!(review::find::find_pairs))
        .routes(routes!(review::gate::set_gate))
        .routes(routes!(review::take_back::take_back_merges))
        .routes(routes!(dwellings::estates::list_estates))
        .routes(routes!(dwellings::view::estate_view))
        .routes(routes!(dwellings::page::dwelling_page))
        .routes(routes!(dwellings::unplaced::unplaced_addresses))
        .routes(routes!(dwellings::name_estate::name_estate))
        .routes(routes!(dwellings::forget_name::forget_name))
        .routes(routes!(places::query::query_places))
        .routes(routes!(places::page::place_page))
        .routes(routes!(places::kinds::place_kinds))
        .routes(routes!(places::outcome::note_outcome))
        .routes(routes!(places::take_back::take_back_outcome))
        .routes(routes!(deliveries::page::delivery_page))
        .routes(routes!(deliveries::issues::delivery_issues))
        .routes(routes!(deliveries::refused::refused_rows))
        .routes(routes!(deliveries::undo::undo_delivery))
        .routes(routes!(deliveries::accept::accept_delivery))
        .routes(routes!(deliveries::reject::reject_delivery))
        .routes(routes!(deliveries::withdraw::withdraw_delivery))
        .routes(routes!(contracts::list::list_contracts))
        .routes(routes!(
            contracts::page::contract_page,
            contracts::save::save_contract
        ))
        .routes(routes!(contracts::propose::propose_contract))
        .routes(routes!(
            contracts::secrets::list_secrets,
            contracts::issue::issue_secret
        ))
        .routes(routes!(contracts::revoke::revoke_secret))
        .routes(routes!(pushes::open::open_push, pushes::state::read_push))
        .routes(routes!(pushes::part::append_part))
        .routes(routes!(pushes::finish::finish_push))
        .routes(routes!(pulls::list::list_pulls, pulls::create::create_pull))
        .routes(routes!(pulls::delete::delete_pull))
        .routes(routes!(pulls::pause::pause_pull))
        .routes(routes!(pulls::run::run_pull))
        .routes(routes!(templates::page::template_page))
        .routes(routes!(templates::decide::decide_columns))
        .routes(routes!(templates::archive::archive_template))
        .routes(routes!(library::list::list_library))
        .routes(routes!(library::register::register_form))
        .routes(routes!(library::analysis::analyse_library))
        .routes(routes!(
            library::decisions::list_decisions,
            library::decide::decide_items
        ))
        .routes(routes!(library::undo::undo_decision))
        .routes(routes!(
            templates::checks::template_checks,
            templates::checks::decide_checks
        ))
        .routes(routes!(requests::preview::preview_request))
        .routes(routes!(
            requests::list::list_requests,
            requests::create::create_request
        ))
        .routes(routes!(requests::page::request_page))
        .routes(routes!(requests::rows::request_rows))
        .routes(routes!(requests::workbook::request_workbook))
        .routes(routes!(requests::close::close_request))
        .routes(routes!(burden::form_burden))
        .routes(routes!(requests::repeat::repeat_request))
        .routes(routes!(requests::periods::request_periods))
        .routes(routes!(requests::decide::decide_request))
        .routes(routes!(requests::extend::extend_request))
        .routes(routes!(requests::forward::forward_request))
        .routes(routes!(requests::recall::recall_request))
        .routes(routes!(requests::due::change_due))
        .routes(routes!(requests::stamp::request_stamp))
        .routes(routes!(sendings::rules::sending_rules))
        .routes(routes!(sendings::notice::set_notice))
        .routes(routes!(sendings::add_duty::add_duty))
        .routes(routes!(sendings::remove_duty::remove_duty))
        .routes(routes!(sendings::budget::set_budget))
        .routes(routes!(notices::see::see_notice))
        .routes(routes!(submissions::page::submission_page))
        .routes(routes!(submissions::rows::submission_rows))
        .routes(routes!(submissions::changes::submission_changes))
        .routes(routes!(submissions::findings::submission_findings))
        .routes(routes!(submissions::add::add_row))
        .routes(routes!(submissions::edit::edit_row))
        .routes(routes!(submissions::edit_many::edit_rows))
        .routes(routes!(submissions::exclude::exclude_row))
        .routes(routes!(submissions::reveal::reveal_cell))
        .routes(routes!(submissions::submit::submit))
        .routes(routes!(submissions::accept::accept))
        .routes(routes!(submissions::give_back::give_back))
        .routes(routes!(submissions::reopen::reopen))
        .routes(routes!(submissions::approve::approve))
        .routes(routes!(submissions::settle::settle))
        .routes(routes!(submissions::assign::assign))
        .routes(routes!(submissions::assign::workers))
        .routes(routes!(submissions::marks::submission_marks))
        .routes(routes!(submissions::marks::answer_mark))
        .routes(routes!(
            comparisons::list::list_comparisons,
            comparisons::create::create_comparison
        ))
        .routes(routes!(comparisons::page::comparison_page))
        .routes(routes!(comparisons::run::run_comparison))
        .routes(routes!(comparisons::archive::archive_comparison))
        .routes(routes!(comparisons::items::comparison_items))
        .routes(routes!(comparisons::workbook::comparison_workbook))
        .routes(routes!(comparisons::close::close_item))
        .routes(routes!(comparisons::reveal::reveal_item))
        .routes(routes!(
            contests::list::list_contests,
            contests::ask::ask_contest
        ))
        .routes(routes!(contests::answer::answer_contest))
        .routes(routes!(contests::close::close_contest))
        .routes(routes!(contests::reopen::reopen_contest))
        .routes(routes!(
            policies::list::list_policies,
            policies::create::create_policy
        ))
        .routes(routes!(policies::check::check_policy))
        .routes(routes!(policies::page::policy_page))
        .routes(routes!(policies::draft::draft_policy))
        .routes(routes!(policies::publish::publish_policy))
        .routes(routes!(policies::switch::switch_policy))
        .routes(routes!(policies::try_out::try_policy))
        .routes(routes!(policies::cases::run_cases))
        .routes(routes!(policies::audit::audit_policy))
        .routes(routes!(policies::unknown::policy_unknown))
        .routes(routes!(policies::payments::paid_twice))
        .routes(routes!(leads::list::list_leads))
        .routes(routes!(leads::tally::tally_leads))
        .routes(routes!(leads::page::lead_page))
        .routes(routes!(leads::step::step_lead))
        .routes(routes!(leads::steps::step_leads))
        .routes(routes!(cutovers::roll_back::roll_back_cutover))
        .routes(routes!(
            accounts::list::list_accounts,
            accounts::create::create_account
        ))
        .routes(routes!(accounts::password::reset_password))
        .routes(routes!(accounts::disable::disable_account))
        .routes(routes!(audit::list_audit))
        .routes(routes!(about::about))
        .routes(routes!(about::health))
        .routes(routes!(about::ready))
        .layer(DefaultBodyLimit::max(JSON_LIMIT));
    let uploads = OpenApiRouter::new()
        .routes(routes!(
            deliveries::list::list_deliveries,
            deliveries::receive::receive_delivery
        ))
        .routes(routes!(custom::import::import_items))
        .routes(routes!(
            borders::list::list_borders,
            borders::create::create_border
        ))
        .routes(routes!(
            templates::list::list_templates,
            templates::read::read_template
        ))
        .routes(routes!(comparisons::upload::upload_list))
        .routes(routes!(cutovers::check::check_cutover))
        .routes(routes!(
            cutovers::list::list_cutovers,
            cutovers::run::run_cutover
        ))
        .layer(DefaultBodyLimit::max(UPLOAD_LIMIT));
    small.merge(uploads)
}

/// The description of the interface as JSON.
pub fn description() -> String {
    let (_, api) = routes().split_for_parts();
    api.to_pretty_json().unwrap_or_default()
}

/// The whole service.
pub fn router(app: Arc<App>) -> Router {
    let (router, api) = routes().split_for_parts();
    let json = api.to_json().unwrap_or_default();
    router
        .route(
            "/api/openapi.json",
            get(|| async move { ([(header::CONTENT_TYPE, "application/json")], json) }),
        )
        .route("/api/docs", get(|| async { axum::response::Redirect::permanent("/docs") }))
        .route("/api/{*rest}", axum::routing::any(no_such_route))
        .fallback(assets::serve)
        .layer(CompressionLayer::new())
        .layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, HeaderValue::from_static("no-store")))
        .layer(SetResponseHeaderLayer::overriding(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")))
        .layer(SetResponseHeaderLayer::overriding(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")))
        .layer(SetResponseHeaderLayer::overriding(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")))
        .layer(SetResponseHeaderLayer::overriding(
            HeaderName::from_static("content-security-policy"),
            HeaderValue::from_static(
                "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; font-src 'self' data:; frame-ancestors 'none'",
            ),
        ))
        .with_state(app)
}

async fn no_such_route() -> problem::Refusal {
    Problem::not_found(
        "route-unknown",
        "没有这个接口，请对照接口文档检查地址和方法。",
    )
    .into()
}
