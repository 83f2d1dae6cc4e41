//! The audit entry of an act by a signed-in person.

use serde_json::Value;
use storage::Audit;

use crate::clock;
use crate::rights::Caller;

/// What a caller did to which thing.
pub fn entry(
    caller: &Caller,
    act: &'static str,
    subject_kind: &'static str,
    subject_id: impl ToString,
) -> Audit {
    Audit::new(
        clock::now(),
        Some(caller.account),
        act,
        subject_kind,
        subject_id,
    )
}

/// The same with the purpose the caller stated and more detail.
pub fn entry_for(
    caller: &Caller,
    act: &'static str,
    subject_kind: &'static str,
    subject_id: impl ToString,
    purpose: &str,
    detail: Value,
) -> Audit {
    entry(caller, act, subject_kind, subject_id)
        .for_purpose(purpose)
        .with_detail(detail)
}

/// How an act is called on the audit page.
pub fn label_of(act: &str) -> &str {
    match act {
        "session.sign-in" => "登录",
        "session.sign-out" => "退出",
        "session.refused" => "登录失败",
        "root.set" => "设定辖区",
        "registry.export" => "导出底账",
        "form.fill" => "命令行填表",
        "delivery.start" => "开始导入",
        "delivery.recover" => "清理中断的导入",
        "account.create" => "新建账号",
        "account.password" => "修改密码",
        "account.disable" => "停用或启用账号",
        "estate.name" => "指认小区",
        "estate.unname" => "取消指认小区",
        "areas.load" => "导入区划",
        "delivery.receive" => "接收批次",
        "delivery.load" => "导入批次",
        "registry.fill" => "开始首次建库",
        "registry.write" => "写入首次建库的人员",
        "registry.index" => "首次建库建立索引",
        "registry.filled" => "完成首次建库",
        "registry.catch-up" => "补写中断的首次建库",
        "delivery.fail" => "导入失败",
        "delivery.undo" => "撤销批次",
        "delivery.check" => "对照约定检查批次",
        "delivery.accept" => "接受批次的变化",
        "delivery.reject" => "退回批次",
        "delivery.withdraw" => "撤下批次",
        "contract.propose" => "按批次生成约定",
        "contract.save" => "修改数据约定",
        "push-secret.issue" => "发放推送密钥",
        "push-secret.revoke" => "停用推送密钥",
        "push.open" => "打开推送",
        "push.part" => "接收推送的部分",
        "push.finish" => "结束推送",
        "push.sweep" => "清理未完成的推送",
        "pull.create" => "新建抽取",
        "pull.delete" => "删除抽取",
        "pull.pause" => "暂停或恢复抽取",
        "pull.run" => "开始抽取",
        "pull.end" => "结束抽取",
        "pull.recover" => "清理中断的抽取",
        "delivery.refused" => "下载退回行",
        "lock.create" => "锁定数据",
        "lock.lift" => "解除锁定",
        "place.outcome" => "登记场所核查结果",
        "place.outcome-undo" => "撤销场所核查结果",
        "lock.expire" => "锁定到期",
        "sample.create" => "抽样",
        "sample.answer" => "登记抽样核实结果",
        "kind.create" => "新建自定义对象类别",
        "kind.change" => "修改自定义对象类别",
        "kind.archive" => "停用自定义对象类别",
        "kind.take-out" => "恢复使用自定义对象类别",
        "item.create" => "新增自定义对象",
        "item.change" => "修改自定义对象",
        "item.remove" => "删除自定义对象",
        "item.restore" => "恢复自定义对象",
        "items.import" => "导入自定义对象",
        "items.undo" => "撤销自定义对象导入",
        "items.export" => "导出自定义对象",
        "person.reveal" => "查看原文",
        "person.merge" => "合并人员",
        "person.unmerge" => "撤销合并",
        "person.split-off" => "划出记录",
        "person.rejoin" => "撤销划出",
        "review.find" => "查找疑似重复",
        "review.decide" => "核对疑似同一人",
        "review.gate" => "自动合并设置",
        "review.take-back" => "撤回自动合并",
        "cell.reveal" => "查看报表单元格原文",
        "template.read" => "上传表样",
        "table.create" => "保存自由表",
        "table.change" => "修改自由表",
        "table.remove" => "删除自由表",
        "table.read" => "查看自由表",
        "table.export" => "导出自由表",
        "table.template" => "自由表转为表样",
        "template.check" => "设置表内校验",
        "template.decide" => "确认表样列",
        "template.archive" => "停用表样",
        "template.register" => "登记报表",
        "form-decision.make" => "判定填报项是否相同",
        "form-decision.undo" => "撤销填报项判定",
        "request.create" => "下发报表",
        "request.close" => "结束报表",
        "request.repeat" => "下发下一期报表",
        "request.extend" => "扩大下发范围",
        "request.forward" => "分发报表",
        "request.recall" => "收回报表",
        "request.due" => "调整截止日期",
        "sending.decide" => "审批下发",
        "sending.notice" => "设定最短时限",
        "duty.add" => "添加职责清单事项",
        "duty.remove" => "移除职责清单事项",
        "budget.set" => "设定年度用时预算",
        "notice.see" => "查看告知",
        "request.workbook" => "下载报表",
        "comparison.upload" => "上传比对名单",
        "comparison.create" => "建立比对",
        "comparison.run" => "运行比对",
        "comparison.archive" => "停用比对",
        "comparison.close" => "办结差异",
        "comparison.reveal" => "查看差异原文",
        "comparison.workbook" => "导出差异",
        "comparison.file" => "命令行比对",
        "cutover.begin" => "开始平移",
        "cutover.table" => "平移一张表",
        "cutover.roll-back" => "回滚平移",
        "cutover.check" => "平移试算",
        "contest.ask" => "提出存疑",
        "contest.answer" => "答复存疑",
        "contest.close" => "确认答复",
        "contest.reopen" => "再次存疑",
        "policy.create" => "新建政策",
        "policy.draft" => "修改政策",
        "policy.publish" => "发布政策",
        "policy.use" => "启用或停用政策",
        "policy.match" => "命令行比对政策",
        "policy.unknown" => "查看无法判断的名单",
        "rule.explain" => "命令行查看判断依据",
        "lead.follow" => "比对政策生成线索",
        "lead.step" => "办理线索",
        "submission.edit" => "填报修改",
        "submission.add" => "补充一行",
        "submission.exclude" => "排除一行",
        "submission.submit" => "提交填报",
        "submission.accept" => "审核通过",
        "submission.return" => "退回填报",
        "submission.reopen" => "重新打开",
        "submission.approve" => "社区审核通过",
        "submission.settle" => "办结填报",
        "submission.assign" => "指定填报人",
        "submission.answer" => "答复标记的格子",
        "tag.propose" => "提出标签提案",
        "tag.agree" => "同意标签提案",
        "tag.refuse" => "退回标签提案",
        "tag.withdraw" => "撤回标签提案",
        "tag.figures" => "登记当日标签人数",
        "payment.twice" => "核对重复发放",
        "people.cross-tab" => "导出交叉表",
        "people.export" => "导出人员名单",
        "people.alike" => "登记前查重",
        "people.list" => "按敏感标签列出人员",
        "person.consequence" => "查看后果单",
        "tag.why" => "查看标签判断依据",
        "tag.history" => "查看标签变化",
        "tag.samples" => "抽看标签样例人员",
        "segment.create" => "保存人群",
        "segment.change" => "修改人群",
        "segment.export" => "导出人群名单",
        "segment.remove" => "删除人群",
        "helpers.ask" => "申请骨干名单",
        "helpers.decide" => "审批骨干名单",
        "helpers.names" => "查看骨干名单",
        "border.create" => "上传区划方案",
        "border.remove" => "删除区划方案",
        "figures.ask" => "统计",
        "figures.end" => "统计完成",
        "figures.export" => "导出统计",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;
    use crate::rights::Right;

    /// Written like acts, and none: files, and a table of a test.
    const NO_ACTS: [&str; 8] = [
        "demo.json",
        "desktop.ini",
        "index.html",
        "index.new",
        "linli.db",
        "linli.key",
        "public.canbao",
        "x.csv",
    ];

    /// Texts of the shape `noun.verb` in the source under a folder.
    fn dotted(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).expect("a folder of source") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                dotted(&path, found);
            } else if path.extension().is_some_and(|rs| rs == "rs") {
                let text = std::fs::read_to_string(&path).expect("a source file");
                found.extend(text.split('"').filter(is_dotted).map(str::to_owned));
            }
        }
    }

    fn is_dotted(text: &&str) -> bool {
        let word = |word: &str| {
            word.starts_with(|first: char| first.is_ascii_lowercase())
                && word
                    .chars()
                    .all(|character| character.is_ascii_lowercase() || character == '-')
        };
        text.split_once('.')
            .is_some_and(|(noun, verb)| word(noun) && word(verb))
    }

    #[test]
    fn every_act_of_the_program_has_a_name_on_the_audit_page() {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut found = BTreeSet::new();
        dotted(&source, &mut found);
        assert!(found.contains("delivery.undo") && found.contains("policy.unknown"));
        let rights: Vec<&str> = Right::ALL.into_iter().map(Right::as_str).collect();
        let nameless: Vec<&String> = found
            .iter()
            .filter(|text| label_of(text) == text.as_str())
            .filter(|text| !NO_ACTS.contains(&text.as_str()))
            .filter(|text| !rights.contains(&text.as_str()))
            .collect();
        assert!(nameless.is_empty(), "{nameless:?}");
    }
}
