//! `linli serve`

use std::path::Path;
use std::sync::Arc;

use catalog::area::Level;
use catalog::problem::Problem;
use storage::Audit;
use tokio::net::TcpListener;

use super::{complain, say};
use crate::app::{App, Place};
use crate::http::{GRACE, router};
use crate::registry::{self, feed, kept_drafts, nightly, take_in};
use crate::ways::{schedule, watch};
use crate::{clock, password};

/// Serves an installation until it is told to stop.
pub async fn run(place: &Place, listen: &str, watched: Option<&Path>) -> Result<(), Problem> {
    let app = App::open(place).await?;
    first_account(&app).await?;
    serve(app, listen, watched).await
}

/// Serves until a stop signal; open requests may finish.
pub async fn serve(app: App, listen: &str, watched: Option<&Path>) -> Result<(), Problem> {
    // The port is taken before the long work, so that a taken one is told at once.
    let listener = TcpListener::bind(listen)
        .await
        .map_err(|error| port_problem(listen, &error))?;
    let interrupted = app.store.recover_interrupted(clock::now()).await?;
    for delivery in interrupted {
        complain(&format!(
            "批次 {delivery} 上次导入中断，未写入任何数据，请重新导入。"
        ));
    }
    complain("正在读取数据……");
    feed::catch_up(&app).await?;
    let app = Arc::new(app);
    feed::follow(app.clone());
    registry::read_ahead(app.clone());
    kept_drafts::follow(app.clone());
    take_in::resume(&app).await?;
    schedule::follow(app.clone());
    nightly::follow(app.clone());
    if let Some(folder) = watched {
        watch::follow(app.clone(), folder.to_owned())?;
    }
    let address = listener
        .local_addr()
        .map(|address| address.to_string())
        .unwrap_or_else(|_| listen.to_owned());
    say(&format!("邻里已启动：http://{address}"));
    let (stopping, mut stopped) = tokio::sync::watch::channel(false);
    tokio::spawn(async move {
        stop_signal().await;
        complain("正在停止……");
        let _ = stopping.send(true);
        tokio::time::sleep(GRACE).await;
        std::process::exit(0);
    });
    axum::serve(listener, router(app))
        .with_graceful_shutdown(async move {
            let _ = stopped.changed().await;
        })
        .await
        .map_err(|_| Problem::unavailable("server-stopped", "服务意外停止，请重新启动。"))
}

fn port_problem(listen: &str, error: &std::io::Error) -> Problem {
    let detail = match error.kind() {
        std::io::ErrorKind::AddrInUse => {
            format!(
                "端口 {listen} 已被其他程序占用，请关闭该程序，或用 --listen 换一个端口，例如 --listen 127.0.0.1:8081。"
            )
        }
        _ => format!("无法在 {listen} 监听，请检查 --listen 的地址和权限。"),
    };
    Problem::unavailable("port-unavailable", detail)
}

async fn stop_signal() {
    let interrupt = tokio::signal::ctrl_c();
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
        }
        Err(_) => drop(interrupt.await),
    }
}

/// An installation without accounts gets one administrator, whose password is printed once.
async fn first_account(app: &App) -> Result<(), Problem> {
    if !app.store.accounts().await?.is_empty() {
        return Ok(());
    }
    let areas = app.areas();
    let area = app
        .root()
        .and_then(|root| areas.get(root))
        .or_else(|| {
            areas.all().iter().find(|area| {
                area.level == Level::District && areas.children(&area.code).next().is_some()
            })
        })
        .ok_or_else(|| Problem::bad_input("areas-missing", "没有任何区划，请先导入区划。"))?;
    let typed = password::random()?;
    let mut tx = app
        .store
        .write(Audit::new(
            clock::now(),
            None,
            "account.create",
            "account",
            "admin",
        ))
        .await?;
    tx.create_account(storage::NewAccount {
        login: "admin".to_owned(),
        name: "系统管理员".to_owned(),
        role: storage::Role::Admin,
        area_code: area.code.to_string(),
        department: None,
        password_hash: password::hash(&typed)?,
    })
    .await?;
    tx.commit().await?;
    say(&format!(
        "首次启动，已建立管理员账号：admin，密码：{typed}（只显示这一次，请登录后修改）"
    ));
    Ok(())
}
