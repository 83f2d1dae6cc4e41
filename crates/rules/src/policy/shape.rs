//! What a policy that is written here must fill in, beside rules that can be read. Looked over when
//! it is handed in and not when a kept one is read: what decides already is not put out of force.

use std::collections::BTreeSet;

use super::{PolicyFault, PolicyFile};
use crate::parameter::Parameter;
use crate::table::PERIODS;

/// Names longer than this break every table.
const LONGEST_NAME: usize = 60;

impl PolicyFile {
    /// What is empty, stands twice or contradicts itself.
    #[must_use]
    pub fn shape_faults(&self) -> Vec<PolicyFault> {
        let mut faults = Vec::new();
        let mut say = |at: &str, part: &str, message: &str| {
            faults.push(PolicyFault::of_field(at, part, message));
        };
        if let Some(message) = bad_name(&self.name) {
            say("/name", "政策名称", message);
        }
        if self.department.trim().is_empty() {
            say("/department", "主管部门", "请写主管部门。");
        }
        if self.source.trim().is_empty() {
            say("/document/name", "文件名称", "请写依据的文件名称。");
        }
        let url = self.document.as_ref().and_then(|one| one.url.as_deref());
        if url.is_some_and(|url| !url.starts_with("https://") && !url.starts_with("http://")) {
            say(
                "/document/url",
                "网页地址",
                "网页地址要以 https:// 或 http:// 开头；没有可留空。",
            );
        }
        if let (Some(from), Some(until)) = (self.from, self.until)
            && until < from
        {
            say(
                "/until",
                "有效期",
                "最后一天早于第一天，请改其中一个；不限期可留空。",
            );
        }
        self.component_faults(&mut faults);
        self.parameter_faults(&mut faults);
        faults
    }

    fn component_faults(&self, faults: &mut Vec<PolicyFault>) {
        let mut seen = BTreeSet::new();
        for (at, component) in self.components.iter().enumerate() {
            let mut say = |key: &str, message: &str| {
                let part = format!("第{}个项目", at + 1);
                let place = format!("/components/{at}/{key}");
                faults.push(PolicyFault::of_field(place, part, message));
            };
            if let Some(message) = bad_name(&component.name) {
                say("name", message);
            } else if !seen.insert(component.name.trim()) {
                say("name", "已有同名的项目，请换一个名称。");
            }
            if !PERIODS.contains(&component.period.as_str()) {
                say("period", "发放周期只能是每月、每年或一次性。");
            }
            if component.rows.is_empty() {
                say("rows", "至少要有一档；人人相同的，条件写“是”。");
            }
        }
    }

    fn parameter_faults(&self, faults: &mut Vec<PolicyFault>) {
        let mut seen = BTreeSet::new();
        for (at, parameter) in self.parameters.iter().enumerate() {
            let place = format!("/parameters/{at}");
            let mut say = |key: String, message: &str| {
                let part = format!("参数“{}”", parameter.name);
                faults.push(PolicyFault::of_field(key, part, message));
            };
            if let Some(message) = bad_name(&parameter.name) {
                say(format!("{place}/name"), message);
            } else if parameter.name.contains(['(', ')', '（', '）']) {
                say(format!("{place}/name"), "参数名称里不能有括号。");
            } else if !seen.insert(parameter.name.trim()) {
                say(format!("{place}/name"), "已有同名的参数，请换一个名称。");
            }
            if parameter.values.is_empty() {
                say(
                    format!("{place}/values"),
                    "至少要有一个值，写明自哪天起、依据哪份文件。",
                );
            }
            value_faults(parameter, &place, &mut say);
        }
    }
}

fn value_faults(parameter: &Parameter, place: &str, say: &mut impl FnMut(String, &str)) {
    let mut days = BTreeSet::new();
    for (at, dated) in parameter.values.iter().enumerate() {
        let place = format!("{place}/values/{at}");
        if !days.insert(dated.from) {
            say(
                format!("{place}/from"),
                "这一天已经有一个值，请改起始日或删去一个。",
            );
        }
        if !dated.value.kind().agrees_with(&parameter.kind()) {
            say(format!("{place}/value"), "与这个参数的其他值不是同一种。");
        }
        if dated.source.trim().is_empty() {
            say(format!("{place}/source"), "请写这个值依据哪份文件。");
        }
    }
}

fn bad_name(name: &str) -> Option<&'static str> {
    if name.trim().is_empty() {
        return Some("请写名称。");
    }
    (name.chars().count() > LONGEST_NAME).then_some("名称超过60个字，请缩短。")
}
