//! Models that a person writes in TOML, for any table in any language. `examples/` and
//! `docs/linkage.md` show them.

use catalog::problem::Problem;
use serde::{Deserialize, Serialize};

use crate::blocking::{By, Part, Rule as BlockingRule};
use crate::comparison::{Comparison, MOST, Rule};
use crate::constraint::Constraints;
use crate::feature::Kind;
use crate::model::{LinkType, Model, Thresholds};
use crate::table::Field;

/// A model as written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelFile {
    /// `dedupe` or `link`.
    #[serde(default)]
    pub link_type: LinkType,
    /// Every source holds each entity once.
    #[serde(default)]
    pub once_per_source: bool,
    /// Probability that two records picked at random are of one entity; estimated when absent.
    pub prior: Option<f64>,
    /// Where the tiers begin.
    #[serde(default)]
    pub thresholds: Thresholds,
    /// Title of the column that names the record; `record_id` when absent.
    #[serde(default = "record_id")]
    pub record_id: String,
    /// Columns that are read.
    #[serde(rename = "column")]
    pub columns: Vec<ColumnFile>,
    /// What is compared.
    #[serde(rename = "comparison")]
    pub comparisons: Vec<ComparisonFile>,
    /// Who is compared with whom.
    pub blocking: Vec<BlockingFile>,
}

fn record_id() -> String {
    "record_id".to_owned()
}

/// A column as written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnFile {
    /// Its name in the model.
    pub name: String,
    /// Its titles in the files; the name when absent. With several, the first that a file has.
    #[serde(default)]
    pub titles: Vec<String>,
    /// What its values are.
    #[serde(default = "text")]
    pub kind: Kind,
    /// What is done with a cell before anything else, in this order.
    #[serde(default)]
    pub clean: Vec<Clean>,
}

fn text() -> Kind {
    Kind::Text
}

/// What is done with a cell. White space around it is taken off always.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Clean {
    /// Lower case.
    Lower,
    /// White space inside taken out.
    Squeeze,
    /// Only digits kept.
    Digits,
    /// Only letters and digits kept.
    Alphanumeric,
}

/// A comparison as written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComparisonFile {
    /// The column.
    pub column: String,
    /// By what.
    pub by: Method,
    /// Thresholds from strict to loose, where the method has them.
    #[serde(default)]
    pub thresholds: Vec<f64>,
    /// Agreement on a rare value weighs more.
    #[serde(default)]
    pub term_frequency: bool,
    /// Comparisons with the same word speak of the same thing.
    pub group: Option<String>,
}

/// By what two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Equal or not.
    Exact,
    /// Jaro–Winkler similarity.
    JaroWinkler,
    /// Edit distance.
    Levenshtein,
    /// Edit distance with swaps.
    Damerau,
    /// Difference of numbers.
    Difference,
    /// Days between days.
    Days,
    /// Names of people.
    Name,
    /// Chinese identity numbers.
    IdentityNumber,
    /// Birth dates.
    Birth,
    /// Phones.
    Phone,
    /// Dwellings in parts joined by `|`.
    Address,
}

/// A blocking rule as written: `["surname", "birth"]`; `"surname:3"` for its first three
/// characters, `"name:sound"` for how a name sounds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BlockingFile(pub Vec<String>);

/// A model that can be used, and what the reader of tables has to know.
#[derive(Debug, Clone, PartialEq)]
pub struct AnyModel {
    /// The model.
    pub model: Model,
    /// Its columns, in the order of the fields.
    pub columns: Vec<ColumnFile>,
    /// Title of the column that names the record.
    pub record_id: String,
}

impl AnyModel {
    /// Reads a model.
    ///
    /// # Errors
    /// `model-unreadable` when the text is no such TOML; `model-wrong` when it contradicts itself,
    /// with the place.
    pub fn read(text: &str) -> Result<Self, Problem> {
        let file: ModelFile = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| {
                text.as_bytes()[..span.start.min(text.len())]
                    .iter()
                    .filter(|byte| **byte == b'\n')
                    .count()
                    + 1
            });
            Problem::bad_input(
                "model-unreadable",
                format!(
                    "模型文件第 {line} 行写得不对：{}。请对照文档改正。",
                    error.message()
                ),
            )
        })?;
        Self::of(file)
    }

    fn of(file: ModelFile) -> Result<Self, Problem> {
        if file.columns.is_empty() || file.comparisons.is_empty() || file.blocking.is_empty() {
            return Err(wrong(
                "至少要有一个 column、一个 comparison 和一条 blocking",
            ));
        }
        if file.comparisons.len() > MOST {
            return Err(wrong(&format!("comparison 最多 {MOST} 个")));
        }
        for (at, column) in file.columns.iter().enumerate() {
            if file.columns[..at]
                .iter()
                .any(|before| before.name == column.name)
            {
                return Err(wrong(&format!("column “{}”写了两次", column.name)));
            }
        }
        let Thresholds { same, ask } = file.thresholds;
        if !(0.0 < ask && ask <= same && same <= 1.0) {
            return Err(wrong("thresholds 应满足 0 < ask ≤ same ≤ 1"));
        }
        if file
            .prior
            .is_some_and(|prior| !(0.0 < prior && prior < 1.0))
        {
            return Err(wrong("prior 应在 0 与 1 之间"));
        }
        let columns = &file.columns;
        let comparisons = file
            .comparisons
            .iter()
            .map(|written| comparison(columns, written));
        let blocking = file
            .blocking
            .iter()
            .map(|written| blocking(columns, written));
        Ok(Self {
            model: Model {
                link_type: file.link_type,
                comparisons: comparisons.collect::<Result<_, _>>()?,
                blocking: blocking.collect::<Result<_, _>>()?,
                prior: file.prior,
                thresholds: file.thresholds,
                constraints: Constraints {
                    once_per_source: file.once_per_source,
                    numbers: columns
                        .iter()
                        .position(|column| column.kind == Kind::IdentityNumber),
                    names: columns.iter().position(|column| column.kind == Kind::Name),
                    twins: None,
                },
            },
            columns: file.columns,
            record_id: file.record_id,
        })
    }

    /// The fields of its table, without records.
    #[must_use]
    pub fn fields(&self) -> Vec<Field> {
        self.columns
            .iter()
            .map(|column| Field::new(&column.name, column.kind, 1))
            .collect()
    }
}

impl ColumnFile {
    /// The titles under which it is looked for.
    #[must_use]
    pub fn titles(&self) -> &[String] {
        if self.titles.is_empty() {
            std::slice::from_ref(&self.name)
        } else {
            &self.titles
        }
    }

    /// A cell as it is compared.
    #[must_use]
    pub fn cleaned(&self, cell: &str) -> String {
        let mut text = cell.trim().to_owned();
        for clean in &self.clean {
            text = match clean {
                Clean::Lower => text.to_lowercase(),
                Clean::Squeeze => text.split_whitespace().collect(),
                Clean::Digits => text.chars().filter(char::is_ascii_digit).collect(),
                Clean::Alphanumeric => text
                    .chars()
                    .filter(|character| character.is_alphanumeric())
                    .collect(),
            };
        }
        text
    }
}

fn wrong(what: &str) -> Problem {
    Problem::bad_input(
        "model-wrong",
        format!("模型文件有误：{what}，请改正后再试。"),
    )
}

fn place(columns: &[ColumnFile], name: &str) -> Result<usize, Problem> {
    columns
        .iter()
        .position(|column| column.name == name)
        .ok_or_else(|| wrong(&format!("没有名为“{name}”的 column")))
}

fn comparison(columns: &[ColumnFile], written: &ComparisonFile) -> Result<Comparison, Problem> {
    let field = place(columns, &written.column)?;
    let rule = rule(written)?;
    if rule.kind().is_some_and(|kind| kind != columns[field].kind) {
        return Err(wrong(&format!(
            "column “{}”的 kind 不能这样比较",
            written.column
        )));
    }
    if rule.levels().len() > MOST {
        return Err(wrong(&format!(
            "column “{}”的 thresholds 太多",
            written.column
        )));
    }
    Ok(Comparison {
        label: written.column.clone(),
        field,
        rule,
        term_frequency: written.term_frequency,
        group: written.group.clone(),
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "thresholds were checked to be small whole numbers"
)]
fn rule(written: &ComparisonFile) -> Result<Rule, Problem> {
    let steps = &written.thresholds;
    let about = |what: &str| wrong(&format!("column “{}”的 thresholds {what}", written.column));
    let whole = || {
        let fits = steps
            .iter()
            .all(|step| (0.0..1e6).contains(step) && step.fract() == 0.0);
        if fits {
            Ok(())
        } else {
            Err(about("应为不小于 0 的整数"))
        }
    };
    let graded = matches!(
        written.by,
        Method::JaroWinkler
            | Method::Levenshtein
            | Method::Damerau
            | Method::Difference
            | Method::Days
    );
    if graded == steps.is_empty() {
        return Err(about(if graded { "没有写" } else { "不需要" }));
    }
    if steps.iter().any(|step| !step.is_finite()) {
        return Err(about("应为数字"));
    }
    let ordered = match written.by {
        Method::JaroWinkler => steps.is_sorted_by(|one, other| one > other),
        _ => steps.is_sorted_by(|one, other| one < other),
    };
    if !ordered {
        return Err(about("应从严到宽排列"));
    }
    Ok(match written.by {
        Method::Exact => Rule::Exact,
        Method::JaroWinkler => Rule::JaroWinkler(steps.clone()),
        Method::Levenshtein => {
            whole()?;
            Rule::Levenshtein(steps.iter().map(|step| *step as usize).collect())
        }
        Method::Damerau => {
            whole()?;
            Rule::Damerau(steps.iter().map(|step| *step as usize).collect())
        }
        Method::Difference => Rule::Difference(steps.clone()),
        Method::Days => {
            whole()?;
            Rule::Days(steps.iter().map(|step| *step as u32).collect())
        }
        Method::Name => Rule::Name,
        Method::IdentityNumber => Rule::IdentityNumber,
        Method::Birth => Rule::Birth,
        Method::Phone => Rule::Phone,
        Method::Address => Rule::Address,
    })
}

fn blocking(columns: &[ColumnFile], written: &BlockingFile) -> Result<BlockingRule, Problem> {
    if written.0.is_empty() {
        return Err(wrong("blocking 中有一条是空的"));
    }
    let parts = written.0.iter().map(|part| {
        let (name, by) = part.split_once(':').unwrap_or((part, ""));
        let field = place(columns, name)?;
        let by = match by {
            "" => match columns[field].kind {
                Kind::IdentityNumber => By::Digits,
                Kind::Address => By::Dwelling,
                _ => By::Value,
            },
            "sound" if columns[field].kind == Kind::Name => By::Sound,
            length => By::Start(
                length
                    .parse()
                    .ok()
                    .filter(|length| *length > 0)
                    .ok_or_else(|| {
                        wrong(&format!(
                            "blocking 中的“{part}”应写成“列名”“列名:字数”或“姓名列:sound”"
                        ))
                    })?,
            ),
        };
        Ok(Part { field, by })
    });
    Ok(BlockingRule {
        parts: parts.collect::<Result<_, Problem>>()?,
    })
}
