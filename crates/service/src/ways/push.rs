//! Putting a pushed delivery together from its parts.

use std::sync::Arc;

use catalog::problem::{Problem, ProblemKind};
use storage::{Audit, NewPush, Push, PushPart};

use super::signature::{Signed, content_digest};
use crate::app::App;
use crate::clock;
use crate::http::UPLOAD_LIMIT;
use crate::registry::receive::{Handed, Receipt, Way, receive};
use crate::registry::take_in::take_in_background;

/// Pushes of one source that may be open at a time.
const OPEN_AT_ONCE: u64 = 20;

/// Days after which an open push that nobody continues is forgotten.
const DAYS_OPEN: i64 = 7;

const DAY: i64 = 86_400_000;

/// Opens a push, or finds the one that the sender calls so.
///
/// # Errors
/// `push-too-many` when a source has too many open ones.
pub async fn open(
    app: &App,
    sender: &Signed,
    as_of: Option<i32>,
    part: bool,
) -> Result<Push, Problem> {
    if let Some(held) = app.store.push(sender.source.no, &sender.key).await? {
        return Ok(held);
    }
    if app.store.open_pushes(sender.source.no).await? >= OPEN_AT_ONCE {
        return Err(Problem::new(
            ProblemKind::TooMany,
            "push-too-many",
            format!(
                "这个来源已有 {OPEN_AT_ONCE} 次推送没有结束，请先结束它们，或用原来的幂等键继续。"
            ),
        ));
    }
    let audit = Audit::new(clock::now(), None, "push.open", "push", "");
    let mut tx = app.store.write(audit).await?;
    tx.open_push(NewPush {
        source: sender.source.no,
        key: sender.key.clone(),
        as_of,
        part,
    })
    .await?;
    tx.commit().await?;
    find(app, sender).await
}

/// The push that the sender calls so.
///
/// # Errors
/// `push-unknown` when it was never opened.
pub async fn find(app: &App, sender: &Signed) -> Result<Push, Problem> {
    let held = app.store.push(sender.source.no, &sender.key).await?;
    held.ok_or_else(|| {
        Problem::not_found(
            "push-unknown",
            "没有这个幂等键的推送，请先用它打开一次推送。",
        )
    })
}

/// Keeps a part. A part that is here already changes nothing.
///
/// # Errors
/// `push-part-order` names the part to send next; `push-part-differs` when a part comes again with
/// other bytes; `push-finished`; `push-too-large`; `push-part-empty`.
pub async fn append(app: &App, push: &Push, seq: i32, bytes: Vec<u8>) -> Result<(), Problem> {
    if bytes.is_empty() {
        return Err(Problem::bad_input(
            "push-part-empty",
            "这一部分是空的，请重新读取数据后再发。",
        ));
    }
    let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    let (objects, id) = (app.objects.clone(), push.id);
    let digest = content_digest(&bytes);
    if (1..=push.parts).contains(&seq) {
        let held = app.store.push_parts(push.id).await?;
        let same = held
            .iter()
            .any(|part| part.seq == seq && part.digest == digest);
        return if same { Ok(()) } else { Err(differs(seq)) };
    }
    if push.finished {
        return Err(Problem::conflict(
            "push-finished",
            "这次推送已经结束，不再接收新的部分；新的数据请换一个幂等键重新推送。",
        ));
    }
    if seq != push.parts + 1 {
        return Err(out_of_order(seq, push.parts + 1));
    }
    if push.size.saturating_add(size) > i64::try_from(UPLOAD_LIMIT).unwrap_or(i64::MAX) {
        return Err(Problem::new(
            ProblemKind::TooLarge,
            "push-too-large",
            "这次推送合计超过 512 MB，请按街道或按月拆开，分几次推送。",
        ));
    }
    let kept = tokio::task::spawn_blocking(move || objects.put(&marked(id, seq, &bytes)))
        .await
        .map_err(|_| not_kept())??;
    let audit = Audit::new(clock::now(), None, "push.part", "push", push.id);
    let mut tx = app.store.write(audit).await?;
    tx.append_push_part(
        push.id,
        PushPart {
            seq,
            digest,
            object: kept.key,
            size,
        },
    )
    .await?;
    tx.commit().await
}

/// Ends a push: its parts become a delivery, which is taken in. Ending it again answers the same.
///
/// # Errors
/// `push-empty` when there is no part.
pub async fn finish(app: &Arc<App>, sender: &Signed, push: &Push) -> Result<i64, Problem> {
    if let Some(delivery) = push.delivery {
        return Ok(delivery);
    }
    let parts = app.store.push_parts(push.id).await?;
    if parts.is_empty() {
        return Err(Problem::bad_input(
            "push-empty",
            "还没有收到任何部分，请先发送第 1 部分。",
        ));
    }
    let bytes = whole(app, push.id, &parts).await?;
    let handed = Handed {
        file_name: format!("推送_{}.ndjson", push.key),
        bytes: bytes.into(),
        as_of: push.as_of,
        via: Way::Push,
        part: push.part,
        account: None,
    };
    let receipt = receive(app, handed, sender.source).await?;
    let delivery = match &receipt {
        Receipt::New(received) => received.id,
        // Either the same rows came before, or the program stopped right here the last time.
        Receipt::Duplicate(before) => *before,
    };
    let audit = Audit::new(clock::now(), None, "push.finish", "push", push.id);
    let mut tx = app.store.write(audit).await?;
    let finished = tx.finish_push(push.id, delivery).await;
    if finished.is_ok() {
        tx.commit().await?;
        forget(app, parts).await;
    } else {
        tx.rollback().await?;
    }
    if let Receipt::New(received) = receipt {
        take_in_background(app.clone(), received);
    }
    // Somebody else has ended it at the same time: the answer is theirs.
    match finished {
        Ok(()) => Ok(delivery),
        Err(problem) => find(app, sender).await?.delivery.ok_or(problem),
    }
}

/// Forgets open pushes that nobody continues.
pub async fn sweep(app: &App) -> Result<(), Problem> {
    for push in app
        .store
        .stale_pushes(clock::now() - DAYS_OPEN * DAY)
        .await?
    {
        let parts = app.store.push_parts(push.id).await?;
        let audit = Audit::new(clock::now(), None, "push.sweep", "push", push.id);
        let mut tx = app.store.write(audit).await?;
        tx.drop_push_parts(push.id).await?;
        tx.commit().await?;
        forget(app, parts).await;
    }
    Ok(())
}

/// The parts one after the other.
async fn whole(app: &App, push: i64, parts: &[PushPart]) -> Result<Vec<u8>, Problem> {
    let objects = app.objects.clone();
    let parts = parts.to_vec();
    tokio::task::spawn_blocking(move || {
        let mut bytes = Vec::new();
        for part in parts {
            let held = objects.get(&part.object)?;
            let mark = mark(push, part.seq);
            bytes.extend_from_slice(held.strip_prefix(mark.as_bytes()).ok_or_else(not_kept)?);
        }
        Ok(bytes)
    })
    .await
    .map_err(|_| not_kept())?
}

async fn forget(app: &App, parts: Vec<PushPart>) {
    let objects = app.objects.clone();
    let gone = tokio::task::spawn_blocking(move || {
        for part in parts {
            objects.delete(&part.object)?;
        }
        Ok::<(), Problem>(())
    })
    .await;
    if !matches!(gone, Ok(Ok(()))) {
        tracing::warn!("parts of a finished push could not be removed");
    }
}

/// Parts are kept under a mark of their own, so that removing them never removes a file that
/// happens to have the same bytes.
fn marked(push: i64, seq: i32, bytes: &[u8]) -> Vec<u8> {
    let mut marked = mark(push, seq).into_bytes();
    marked.extend_from_slice(bytes);
    marked
}

fn mark(push: i64, seq: i32) -> String {
    format!("push {push} part {seq}\n")
}

fn out_of_order(seq: i32, next: i32) -> Problem {
    Problem::conflict(
        "push-part-order",
        format!("收到第 {seq} 部分，但应从第 {next} 部分继续，请从第 {next} 部分发起。"),
    )
}

fn differs(seq: i32) -> Problem {
    Problem::conflict(
        "push-part-differs",
        format!(
            "第 {seq} 部分已经收过，内容与这次不同，没有改动；内容变了请换一个幂等键从头推送。"
        ),
    )
}

fn not_kept() -> Problem {
    Problem::unavailable("push-part-not-kept", "这一部分没有保存成功，请重新发送。")
}
