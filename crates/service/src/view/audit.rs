//! What the audit log says of an act besides its name, in the words of the screens.

use catalog::element::Dictionary;

/// What was acted on: 批次 12.
pub fn subject_text(kind: &str, id: &str) -> String {
    let label = match kind {
        "account" => "账号",
        "areas" => "区划",
        "budget" => "用时预算",
        "comparison" => "比对",
        "contest" => "存疑",
        "cutover" => "割接",
        "delivery" => "批次",
        "duty" => "职责事项",
        "dwelling" => "房屋",
        "entity" => "档案",
        "estate-alias" => "小区别名",
        "form-decision" => "填报项判定",
        "gate" => "核对闸门",
        "helper-request" => "骨干名单申请",
        "household" => "户",
        "item" => "差异",
        "kind" => "自定义对象",
        "lead" => "线索",
        "lock" => "锁定",
        "merge" => "合并",
        "notice" => "通知",
        "pair" => "身份核对",
        "person" => "人员",
        "place" => "单位",
        "policy" => "政策",
        "pull" => "定时拉取",
        "push" => "推送",
        "registry" => "底账",
        "request" => "报表",
        "rules" => "下发规则",
        "sample" => "抽样核实",
        "segment" => "人群",
        "session" => "会话",
        "source" => "来源",
        "submission" => "填报",
        "table" => "自由制表",
        "tag" => "标签",
        "tag-proposal" => "标签提案",
        "template" => "表样",
        _ => "对象",
    };
    format!("{label} {id}")
}

/// What else is known of an act, each value behind its name; a name without words is left out.
pub fn detail_text(detail: &serde_json::Value) -> String {
    let Some(entries) = detail.as_object() else {
        return String::new();
    };
    let pair = |(name, value): (&String, &serde_json::Value)| {
        let value = match name.as_str() {
            "element" => element_text(value),
            _ => value_text(value),
        };
        match detail_label(name) {
            Some(label) => format!("{label}：{value}"),
            None => value,
        }
    };
    entries.iter().map(pair).collect::<Vec<_>>().join("，")
}

/// Elements by the label that the screens show.
fn element_text(value: &serde_json::Value) -> String {
    let known = value
        .as_str()
        .and_then(|id| Dictionary::shipped().by_id(id));
    known.map_or_else(|| value_text(value), |element| element.label.clone())
}

fn value_text(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Bool(true) => "是".to_owned(),
        serde_json::Value::Bool(false) => "否".to_owned(),
        serde_json::Value::String(text) => match text.as_str() {
            "add" => "新增".to_owned(),
            "change" => "修改".to_owned(),
            "delete" => "取消".to_owned(),
            text => text.to_owned(),
        },
        serde_json::Value::Array(all) => all.iter().map(value_text).collect::<Vec<_>>().join("、"),
        serde_json::Value::Null => "无".to_owned(),
        other => other.to_string(),
    }
}

fn detail_label(name: &str) -> Option<&'static str> {
    Some(match name {
        "action" | "step" => "办理",
        "address" => "地址",
        "answer" | "outcome" => "结论",
        "approve" => "同意",
        "area" | "areas" => "区划",
        "by" => "按",
        "code" => "代码",
        "community" => "社区",
        "disabled" => "停用",
        "earlier" => "含上次放行以前",
        "element" => "数据元",
        "entity" => "档案",
        "fields" => "字段数",
        "findings" => "问题数",
        "format" => "格式",
        "full" => "含原文",
        "in_use" => "启用",
        "lasting" => "长期",
        "merges" => "合并数",
        "nightly" => "夜间自动查找",
        "open" => "开放",
        "precision" => "准确率",
        "role" => "角色",
        "rows" => "行数",
        "rule" => "规则",
        "searched" => "含查找文字",
        "share" => "抽样比例",
        "size" => "大小",
        "source" => "来源",
        "tables" => "表数",
        "tag" => "标签",
        "until" => "截止",
        "version" => "版本",
        "via" => "途径",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn users_read_words_and_no_names_of_the_program() {
        assert_eq!(subject_text("tag-proposal", "7"), "标签提案 7");
        assert_eq!(subject_text("something-new", "7"), "对象 7");
        let detail = json!({ "action": "add", "tag": "助餐服务对象", "label": "x", "full": true });
        assert_eq!(
            detail_text(&detail),
            "办理：新增，含原文：是，x，标签：助餐服务对象"
        );
        assert_eq!(detail_text(&json!(null)), "");
        let element = json!({ "element": "death_date" });
        assert_eq!(detail_text(&element), "数据元：死亡时间");
    }
}
