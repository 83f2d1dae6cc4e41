//! A proposal as somebody wrote it, checked before it goes to any office.

use catalog::area::{AreaCode, AreaTree, Level};
use catalog::grade::Grade;
use catalog::problem::Problem;
use catalog::survivorship::EpochDay;
use catalog::tag::{NO_BASIS, TagKind};
use chrono::NaiveDate;
use rules::{Reads, Rule, Subject, evaluation_order, normal_form};
use storage::{TagAction, TagDefinition, TagLevel};

use super::catalogue::{Tags, subject_of, subject_text};
use super::{impact, rule};
use crate::app::App;
use crate::clock;
use crate::rights::Caller;
use crate::wire::tag::TagDraft;

/// A draft that may be proposed.
#[derive(Debug)]
pub struct Checked {
    /// What it asks for.
    pub action: TagAction,
    /// What the tag shall mean.
    pub definition: TagDefinition,
    /// The version in force that it changes; -1 for a new tag.
    pub base_version: i32,
    /// Why.
    pub reason: String,
}

/// Checks a draft of the caller.
///
/// # Errors
/// What is wrong with it, one sentence: missing words, a name that is taken, an area or level that
/// is not the caller's, a rule that cannot be read, asks by something too sensitive, says the same
/// as another tag, or reads itself in a circle.
pub async fn check(app: &App, caller: &Caller, draft: &TagDraft) -> Result<Checked, Problem> {
    let areas = app.areas();
    let action = TagAction::parse(&draft.action)
        .ok_or_else(|| Problem::bad_input("action-unknown", "提案只能是新增、修改或删除标签。"))?;
    let today = clock::epoch_day(clock::today());
    let from = effective_day(draft.effective_from.as_deref(), today)?;
    let versions = app.store.tag_versions().await?;
    let tags = Tags::on(&versions, from);
    let name = draft.name.trim();
    let reason = words(&draft.reason, "reason-missing", "理由", 300)?;
    if action == TagAction::Delete {
        return deletion(app, caller, &tags, name, from, reason).await;
    }
    let (base_version, effective_name) = match action {
        TagAction::Add => (-1, new_name(&tags, name)?),
        TagAction::Change | TagAction::Delete => (tags.find(name)?.version, name.to_owned()),
    };
    let definition = definition_of(caller, draft, effective_name, from, &areas)?;
    let subject = subject_of(&definition.subject).unwrap_or(Subject::Person);
    let rule = rule::allowed(app, caller, &tags, subject, &definition.rule)?;
    fits(&tags, &definition, &rule)?;
    Ok(Checked {
        action,
        definition,
        base_version,
        reason,
    })
}

/// Whether a checked rule fits among the tags in force: graded high enough, not said already, and
/// not made of itself.
///
/// # Errors
/// `tag-grade-low`, `tag-same-rule`, `rule-tag-cycle`.
pub fn fits(tags: &Tags, definition: &TagDefinition, rule: &Rule) -> Result<(), Problem> {
    let needed = rule::grade_of(tags, &Reads::of(&rule.condition));
    if definition.grade < needed {
        return Err(Problem::bad_input(
            "tag-grade-low",
            format!(
                "规则用到了{needed:?}级的数据，标签分级不能低于{needed:?}，请把分级改为{needed:?}。"
            ),
        ));
    }
    let mut conditions = tags.conditions();
    let normal = normal_form(&rule.condition);
    let same = conditions
        .iter()
        .filter(|(name, _)| **name != definition.name)
        .filter(|(name, _)| {
            tags.get(name)
                .is_some_and(|tag| tag.subject() == rule.subject)
        })
        .find(|(_, condition)| normal_form(condition) == normal);
    if let Some((name, _)) = same {
        return Err(Problem::conflict(
            "tag-same-rule",
            format!("已有含义完全相同的标签“{name}”，请直接使用它，不必另设。"),
        ));
    }
    conditions.insert(definition.name.clone(), rule.condition.clone());
    evaluation_order(&conditions).map(drop)
}

async fn deletion(
    app: &App,
    caller: &Caller,
    tags: &Tags,
    name: &str,
    from: EpochDay,
    reason: String,
) -> Result<Checked, Problem> {
    let held = tags.find(name)?;
    impact::may_end(&impact::of(app, tags, name).await?, name)?;
    let mut definition = held.definition.clone();
    if definition.area.is_empty() {
        definition.area = caller.area.to_string();
    }
    require_level(caller, definition.level, &definition.area, &app.areas())?;
    definition.effective_from = from;
    definition.valid_until = None;
    Ok(Checked {
        action: TagAction::Delete,
        definition,
        base_version: held.version,
        reason,
    })
}

fn definition_of(
    caller: &Caller,
    draft: &TagDraft,
    name: String,
    from: EpochDay,
    areas: &AreaTree,
) -> Result<TagDefinition, Problem> {
    let level = level_of(&draft.level)?;
    let area = draft
        .area
        .clone()
        .filter(|code| !code.is_empty())
        .unwrap_or_else(|| caller.area.to_string());
    require_level(caller, level, &area, areas)?;
    let subject = subject_of(&draft.subject).ok_or_else(|| {
        Problem::bad_input("subject-unknown", "标签的对象只能是人、房屋、单位或户。")
    })?;
    let city_code = optional(draft.city_code.as_deref());
    if level == TagLevel::City && city_code.is_none() {
        return Err(Problem::bad_input(
            "city-code-missing",
            "市级标签要写明对应的市级标签编码，请填写后再提交。",
        ));
    }
    let valid_until = match draft.valid_until.as_deref().filter(|text| !text.is_empty()) {
        Some(text) => Some(day_of(text)?),
        None => None,
    };
    if valid_until.is_some_and(|until| until < from) {
        return Err(Problem::bad_input(
            "valid-until-early",
            "有效期止于生效之前，请改晚有效期，或留空表示长期。",
        ));
    }
    Ok(TagDefinition {
        name,
        level,
        area,
        subject: subject_text(subject).to_owned(),
        kind: match draft.kind.as_str() {
            "base" => TagKind::Base,
            _ => TagKind::Dynamic,
        },
        group: optional(Some(&draft.group)).unwrap_or_else(|| "其他".to_owned()),
        rule: draft.rule.trim().to_owned(),
        definition: words(&draft.definition, "definition-missing", "口径说明", 300)?,
        department: words(&draft.department, "department-missing", "主管部门", 40)?,
        legal_basis: basis_of(&draft.legal_basis)?,
        grade: grade_of(&draft.grade)?,
        sensitive: draft.sensitive,
        city_code,
        effective_from: from,
        valid_until,
    })
}

fn new_name(tags: &Tags, name: &str) -> Result<String, Problem> {
    let length = name.chars().count();
    let odd = |sign: char| sign.is_control() || matches!(sign, '\'' | '"' | ',' | '，');
    if !(2..=40).contains(&length) || name.contains(odd) {
        return Err(Problem::bad_input(
            "tag-name-unfit",
            "标签名称要有2到40个字，不能有引号、逗号和换行，请修改。",
        ));
    }
    if tags.get(name).is_some() {
        return Err(Problem::conflict(
            "tag-exists",
            format!("已有名为“{name}”的标签，请换一个名称，或对它提出修改。"),
        ));
    }
    Ok(name.to_owned())
}

fn level_of(text: &str) -> Result<TagLevel, Problem> {
    match text {
        "city" => Ok(TagLevel::City),
        "district" => Ok(TagLevel::District),
        "street" => Ok(TagLevel::Street),
        _ => Err(Problem::bad_input(
            "tag-level-unknown",
            "标签的层级只能是市级、区级或街道级。",
        )),
    }
}

fn require_level(
    caller: &Caller,
    level: TagLevel,
    area: &str,
    areas: &AreaTree,
) -> Result<(), Problem> {
    let code: Option<AreaCode> = area.parse().ok();
    let known = code.and_then(|code| areas.get(&code));
    let Some(found) = known else {
        return Err(Problem::bad_input(
            "area-unknown",
            "没有这个区划，请重新选择标签的适用范围。",
        ));
    };
    if level == TagLevel::Street && found.level != Level::Street {
        return Err(Problem::bad_input(
            "tag-area-unfit",
            "街道级标签的适用范围要选一个街道。",
        ));
    }
    if caller.proposes_at(level, &found.code, areas) {
        return Ok(());
    }
    Err(Problem::forbidden(
        "tag-level-refused",
        "您的单位不能在这个层级和范围提出标签：街道只能提本街道的标签，区级、市级标签请联系主管部门。",
    ))
}

/// A grade of its name.
pub fn grade_of(text: &str) -> Result<Grade, Problem> {
    match text {
        "L1" => Ok(Grade::L1),
        "L2" => Ok(Grade::L2),
        "L3" => Ok(Grade::L3),
        "L4" => Ok(Grade::L4),
        _ => Err(Problem::bad_input(
            "grade-unknown",
            "分级只能是 L1、L2、L3 或 L4。",
        )),
    }
}

fn effective_day(text: Option<&str>, today: EpochDay) -> Result<EpochDay, Problem> {
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return Ok(today);
    };
    let day = day_of(text)?;
    if day < today {
        return Err(Problem::bad_input(
            "effective-past",
            "生效日期已经过去，请选今天或以后的日期。",
        ));
    }
    Ok(day)
}

fn day_of(text: &str) -> Result<EpochDay, Problem> {
    text.parse::<NaiveDate>()
        .map(clock::epoch_day)
        .map_err(|_| {
            Problem::bad_input(
                "day-unreadable",
                "日期应写成 2024-02-29 的样子，请重新选择。",
            )
        })
}

/// The document that the tag rests on. What stands for none in the shipped tags is none.
fn basis_of(text: &str) -> Result<String, Problem> {
    if text.trim() == NO_BASIS {
        return Err(Problem::bad_input(
            "legal-basis-missing",
            "随系统提供的标签还没有依据，请填写本地的依据文件再提交。",
        ));
    }
    words(text, "legal-basis-missing", "依据文件", 300)
}

fn optional(text: Option<&str>) -> Option<String> {
    text.map(str::trim)
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

fn words(text: &str, code: &str, label: &str, most: usize) -> Result<String, Problem> {
    let text = text.trim();
    let length = text.chars().count();
    if (2..=most).contains(&length) {
        return Ok(text.to_owned());
    }
    Err(Problem::bad_input(
        code,
        format!("请填写{label}（2到{most}个字），审核的人要据此判断。"),
    ))
}
