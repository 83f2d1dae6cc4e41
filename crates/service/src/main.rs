//! The program `linli`.

mod acts;
mod app;
mod audited;
mod clock;
mod command;
mod comparison;
mod contest;
mod form_edit;
mod form_reach;
mod form_step;
mod helper;
mod http;
mod password;
mod registry;
mod request_body;
mod rights;
mod segment;
mod tag;
mod view;
mod ways;
mod wire;

use std::process::ExitCode;

use clap::Parser;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let line = command::Line::parse();
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("LINLI_LOG")
                .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,linli=info")),
        )
        .with_writer(std::io::stderr)
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
