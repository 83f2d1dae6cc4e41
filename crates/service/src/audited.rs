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
        "registry.filled" => "完成首次建库",
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
        "lock.expire" => "锁定到期",
        "sample.create" => "抽样",
        "sample.answer" => "登记抽样核实结果",
        "kind.create" => "新建自定义对象类别",
        "kind.change" => "修改自定义对象类别",
        "item.create" => "新增自定义对象",
        "item.change" => "修改自定义对象",
        "item.remove" => "删除自定义对象",
        "items.import" => "导入自定义对象",
        "items.export" => "导出自定义对象",
        "person.reveal" => "查看原文",
        "person.merge" => "合并人员",
        "person.unmerge" => "撤销合并",
        "person.split-off" => "划出记录",
        "person.rejoin" => "撤销划出",
        "review.find" => "查找疑似重复",
        "review.decide" => "核对疑似同一人",
        "review.gate" => "自动合并设置",
        "cell.reveal" => "查看报表单元格原文",
        "template.read" => "上传表样",
        "template.decide" => "确认表样列",
        "request.create" => "下发报表",
        "request.close" => "结束报表",
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
        "submission.edit" => "填报修改",
        "submission.add" => "补充一行",
        "submission.exclude" => "排除一行",
        "submission.submit" => "提交填报",
        "submission.accept" => "审核通过",
        "submission.return" => "退回填报",
        "submission.reopen" => "重新打开",
        other => other,
    }
}
