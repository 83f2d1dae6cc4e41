//! The program `linli`.

mod acts;
mod app;
mod audited;
mod border;
mod burden;
mod clock;
mod cockpit;
mod command;
mod comparison;
mod contest;
mod cross_tab;
mod dimension;
mod figures;
mod finding;
mod form_edit;
mod form_measure;
mod form_reach;
mod form_repeat;
mod form_step;
mod form_validation;
mod form_work;
mod helper;
mod helper_request;
mod http;
mod lead;
mod lead_phase;
mod lead_step;
mod library;
mod own_table;
mod password;
mod payment;
mod people_export;
mod policy;
mod policy_account;
mod policy_draft;
mod purpose;
mod registry;
mod request_body;
mod rights;
mod segment;
mod sending;
mod tag;
#[cfg(test)]
mod test_district;
#[cfg(test)]
mod test_server;
mod view;
mod ways;
mod wire;

use std::process::ExitCode;

use clap::Parser;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

fn main() -> ExitCode {
    memory::keep_free_memory();
    let line = command::Line::parse();
    let heard = std::env::var("LINLI_LOG")
        .ok()
        .and_then(|text| text.parse::<Targets>().ok());
    tracing_subscriber::registry()
        .with(tracing_subscriber::fmt::layer().with_writer(std::io::stderr))
        .with(heard.unwrap_or_else(default_log))
        .init();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            command::complain(&format!("无法启动运行环境：{error}"));
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(command::run(line)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            command::complain(&format!("{}（{}）", problem.detail, problem.code));
            ExitCode::FAILURE
        }
    }
}

/// Warnings of everybody, and what this program itself has to say.
fn default_log() -> Targets {
    Targets::new()
        .with_default(LevelFilter::WARN)
        .with_target("linli", LevelFilter::INFO)
}
