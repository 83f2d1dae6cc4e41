//! What cleaning finds in a cell.

use catalog::identifier::{self, IdFinding};
use serde::{Deserialize, Serialize};

/// How grave a finding or an issue is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing; nothing is lost.
    Note,
    /// Somebody should look at it; the row is read.
    Warn,
    /// Of a cell: the value cannot be used. Of a row: it is sent back.
    Refuse,
}

impl Severity {
    /// `note`, `warn` or `refuse`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warn => "warn",
            Self::Refuse => "refuse",
        }
    }
}

/// One thing found in a cell. The message is a Chinese sentence without any value in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Finding {
    /// Stable kebab-case code.
    pub code: &'static str,
    /// How grave it is; `Refuse` means that the value is not used.
    pub severity: Severity,
    /// What was found and what to do.
    pub message: &'static str,
}

impl Finding {
    pub(crate) const fn note(code: &'static str, message: &'static str) -> Self {
        Self {
            code,
            severity: Severity::Note,
            message,
        }
    }

    pub(crate) const fn warn(code: &'static str, message: &'static str) -> Self {
        Self {
            code,
            severity: Severity::Warn,
            message,
        }
    }

    pub(crate) const fn refuse(code: &'static str, message: &'static str) -> Self {
        Self {
            code,
            severity: Severity::Refuse,
            message,
        }
    }
}

impl From<&IdFinding> for Finding {
    fn from(found: &IdFinding) -> Self {
        let severity = match found.severity {
            identifier::Severity::Note => Severity::Note,
            identifier::Severity::Warn => Severity::Warn,
            identifier::Severity::Refuse => Severity::Refuse,
        };
        Self {
            code: found.code,
            severity,
            message: found.message,
        }
    }
}

pub(crate) const CELL_ERROR: Finding = Finding::refuse(
    "cell-error",
    "单元格是公式错误值（如#N/A），没有可用的内容，请填写实际值",
);
pub(crate) const NUMBER_DAMAGED: Finding = Finding::refuse(
    "number-damaged",
    "长号码被Excel当作数字保存，末尾几位已丢失，请把该列设为文本后重新填写",
);
pub(crate) const TEXT_TOO_LONG: Finding =
    Finding::refuse("text-too-long", "内容超过2000字，请精简后填写");
pub(crate) const CODE_UNKNOWN: Finding = Finding::refuse(
    "code-unknown",
    "填写的内容不在代码表中，请按代码表的名称或代码填写",
);
pub(crate) const YES_NO_INVALID: Finding = Finding::refuse("yes-no-invalid", "应填“是”或“否”");
pub(crate) const NUMBER_INVALID: Finding =
    Finding::refuse("number-invalid", "应填数字，请去掉文字后重新填写");
pub(crate) const DATE_INVALID: Finding =
    Finding::refuse("date-invalid", "不是有效的日期，请按“2024-02-29”的格式填写");
pub(crate) const DATE_IMPRECISE: Finding =
    Finding::refuse("date-imprecise", "只写了年或年月，没有具体日期，请补全");
pub(crate) const MONTH_IMPRECISE: Finding =
    Finding::refuse("month-imprecise", "只写了年份，没有月份，请补全");
pub(crate) const DATE_FUTURE: Finding = Finding::refuse("date-future", "日期晚于今天，请核对");
pub(crate) const DATE_PLACEHOLDER: Finding = Finding::refuse(
    "date-placeholder",
    "1900年1月1日像是系统默认值，不是真实日期，请填写实际日期",
);
pub(crate) const AREA_INVALID: Finding =
    Finding::refuse("area-invalid", "不是有效的区划代码，应为6、9或12位数字");
pub(crate) const AREA_UNKNOWN: Finding =
    Finding::warn("area-unknown", "区划代码不在区划表中，请核对代码");
pub(crate) const NAME_SUSPICIOUS: Finding =
    Finding::warn("name-suspicious", "姓名中有数字或特殊符号，请核对");
pub(crate) const NAME_REMARK: Finding = Finding::note("name-remark", "姓名后括号里的说明已略去");
pub(crate) const OTHER_DOCUMENT: Finding = Finding::refuse(
    "id-number-other-document",
    "填写的是护照、通行证等其他证件号码，未作为身份证号使用",
);
