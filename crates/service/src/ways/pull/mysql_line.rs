//! A row of MySQL as one line of NDJSON, as PostgreSQL's `row_to_json` writes its own.

use std::fmt::Display;
use std::io::Write;

use catalog::problem::Problem;
use sqlx::mysql::types::MySqlTime;
use sqlx::mysql::{MySql, MySqlColumn, MySqlRow, MySqlTypeInfo};
use sqlx::{Column, Decode, Row, Type, TypeInfo};

/// Digits that every reader of JSON keeps; a longer decimal is written as a text.
const SAFE_DIGITS: usize = 15;

/// How the rows of one result are written.
pub(super) struct MySqlLine {
    columns: Vec<Written>,
}

/// One column.
struct Written {
    name: String,
    /// What stands before each of its values: the name as a key of JSON.
    key: Vec<u8>,
    holds: Holds,
}

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    Signed,
    Unsigned,
    Single,
    Double,
    Decimal,
    Text,
    Json,
    Day,
    Moment,
    Time,
    Nothing,
}

impl MySqlLine {
    /// How rows like this one are written.
    ///
    /// # Errors
    /// `pull-binary` with the name of a column that holds no text.
    pub fn of(row: &MySqlRow) -> Result<Self, Problem> {
        let columns = row
            .columns()
            .iter()
            .map(Written::of)
            .collect::<Result<_, _>>()?;
        Ok(Self { columns })
    }

    /// Writes a row.
    ///
    /// # Errors
    /// `pull-text-broken` with the name of a column whose value is not what its type says.
    pub fn write(&self, row: &MySqlRow, bytes: &mut Vec<u8>) -> Result<(), Problem> {
        for (at, column) in self.columns.iter().enumerate() {
            bytes.push(if at == 0 { b'{' } else { b',' });
            bytes.extend_from_slice(&column.key);
            column
                .holds
                .write(row, at, bytes)
                .map_err(|_| broken(&column.name))?;
        }
        bytes.extend_from_slice(b"}\n");
        Ok(())
    }
}

impl Written {
    fn of(column: &MySqlColumn) -> Result<Self, Problem> {
        let name = column.name().to_owned();
        let holds = Holds::of(column.type_info()).ok_or_else(|| binary(&name))?;
        let mut key = Vec::new();
        text(Some(&name), &mut key);
        key.push(b':');
        Ok(Self { name, key, holds })
    }
}

impl Holds {
    /// `None` for pictures, files and shapes. The name of a type tells text from bytes only for
    /// some collations, so that is asked of the driver, which looks at the collation itself.
    fn of(column: &MySqlTypeInfo) -> Option<Self> {
        if <u64 as Type<MySql>>::compatible(column) {
            return Some(Self::Unsigned);
        }
        if <i64 as Type<MySql>>::compatible(column) {
            return Some(Self::Signed);
        }
        if <str as Type<MySql>>::compatible(column) {
            return Some(Self::Text);
        }
        Some(match column.name() {
            "YEAR" | "BIT" => Self::Unsigned,
            "FLOAT" => Self::Single,
            "DOUBLE" => Self::Double,
            "DECIMAL" => Self::Decimal,
            "JSON" => Self::Json,
            "DATE" => Self::Day,
            "DATETIME" | "TIMESTAMP" => Self::Moment,
            "TIME" => Self::Time,
            "NULL" => Self::Nothing,
            _ => return None,
        })
    }

    fn write(self, row: &MySqlRow, at: usize, bytes: &mut Vec<u8>) -> Result<(), sqlx::Error> {
        match self {
            Self::Signed => plain(get::<i64>(row, at)?, bytes),
            Self::Unsigned => plain(get::<u64>(row, at)?, bytes),
            // A single is written with the digits of a single, 0.1 and not 0.10000000149011612.
            Self::Single => plain(get::<f32>(row, at)?, bytes),
            Self::Double => plain(get::<f64>(row, at)?, bytes),
            Self::Decimal => decimal(get(row, at)?, bytes),
            Self::Text => text(get(row, at)?, bytes),
            // The server has checked it and writes it in one line.
            Self::Json => plain(get::<&str>(row, at)?, bytes),
            Self::Day => text(get(row, at)?.and_then(day).as_deref(), bytes),
            Self::Moment => text(get(row, at)?.and_then(moment).as_deref(), bytes),
            Self::Time => text(get(row, at)?.map(time).as_deref(), bytes),
            Self::Nothing => null(bytes),
        }
        Ok(())
    }
}

/// The value of a column whose type was looked at once for all rows.
fn get<'row, T: Decode<'row, MySql>>(
    row: &'row MySqlRow,
    at: usize,
) -> Result<Option<T>, sqlx::Error> {
    row.try_get_unchecked(at)
}

fn null(bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(b"null");
}

fn plain<T: Display>(value: Option<T>, bytes: &mut Vec<u8>) {
    match value {
        // Writing into memory does not fail.
        Some(value) => drop(write!(bytes, "{value}")),
        None => null(bytes),
    }
}

fn text(value: Option<&str>, bytes: &mut Vec<u8>) {
    // Every text can be written as JSON, and writing into memory does not fail.
    drop(serde_json::to_writer(bytes, &value));
}

fn decimal(value: Option<&str>, bytes: &mut Vec<u8>) {
    let Some(digits) = value else {
        return null(bytes);
    };
    // JSON knows no zeros in front (ZEROFILL), and they are no part of the number.
    let (sign, unsigned) = match digits.strip_prefix('-') {
        Some(unsigned) => ("-", unsigned),
        None => ("", digits),
    };
    let trimmed = unsigned.trim_start_matches('0');
    let zero = if trimmed.is_empty() || trimmed.starts_with('.') {
        "0"
    } else {
        ""
    };
    let number = format!("{sign}{zero}{trimmed}");
    if number.bytes().filter(u8::is_ascii_digit).count() <= SAFE_DIGITS {
        plain(Some(number), bytes);
    } else {
        text(Some(&number), bytes);
    }
}

/// A day as the server sends it: its length, then year, month and day. `0000-00-00` is how MySQL
/// writes that there is none.
fn day(sent: &[u8]) -> Option<String> {
    let [_, low, high, month, day, ..] = sent else {
        return None;
    };
    let year = u16::from_le_bytes([*low, *high]);
    if (year, *month, *day) == (0, 0, 0) {
        return None;
    }
    Some(format!("{year:04}-{month:02}-{day:02}"))
}

/// A day with its time; the server leaves out zeros at the end.
fn moment(sent: &[u8]) -> Option<String> {
    let day = day(sent)?;
    let clock = match sent.get(5..8) {
        Some([hour, minute, second]) => format!("{hour:02}:{minute:02}:{second:02}"),
        _ => "00:00:00".to_owned(),
    };
    let micros = match sent.get(8..12) {
        Some(&[a, b, c, d]) => u32::from_le_bytes([a, b, c, d]),
        _ => 0,
    };
    Some(format!("{day}T{clock}{}", fraction(micros)))
}

/// A time of day, or a span of up to 838 hours.
fn time(sent: MySqlTime) -> String {
    format!(
        "{}{:02}:{:02}:{:02}{}",
        sent.sign(),
        sent.hours(),
        sent.minutes(),
        sent.seconds(),
        fraction(sent.microseconds())
    )
}

fn fraction(micros: u32) -> String {
    if micros == 0 {
        return String::new();
    }
    format!(".{micros:06}").trim_end_matches('0').to_owned()
}

fn binary(column: &str) -> Problem {
    Problem::bad_input(
        "pull-binary",
        format!(
            "“{column}”列是图片、附件一类的二进制内容，不能抽取，请只填要读的列；里面若是文字，请在 SELECT 里写 CONVERT({column} USING utf8mb4)。"
        ),
    )
}

fn broken(column: &str) -> Problem {
    Problem::bad_input(
        "pull-text-broken",
        format!("“{column}”列里有读不出来的内容，没有导入，请对方的管理员检查这一列的字符集。"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(value: &str) -> String {
        let mut bytes = Vec::new();
        decimal(Some(value), &mut bytes);
        String::from_utf8(bytes).expect("text")
    }

    #[test]
    fn decimals_keep_every_digit() {
        for (sent, line) in [
            ("12.50", "12.50"),
            ("-0.50", "-0.50"),
            ("000012.50", "12.50"),
            ("0000.00", "0.00"),
            ("0", "0"),
            ("123456789012.345", "123456789012.345"),
            ("1234567890123.456", "\"1234567890123.456\""),
        ] {
            assert_eq!(written(sent), line);
            serde_json::from_str::<serde_json::Value>(line).expect("JSON");
        }
    }

    #[test]
    fn days_and_moments_are_iso_and_zero_dates_are_nothing() {
        let may = [4, 0x9a, 0x07, 5, 15];
        assert_eq!(day(&may).as_deref(), Some("1946-05-15"));
        assert_eq!(moment(&may).as_deref(), Some("1946-05-15T00:00:00"));
        let with_time = [7, 0xea, 0x07, 11, 2, 8, 5, 9];
        assert_eq!(moment(&with_time).as_deref(), Some("2026-11-02T08:05:09"));
        let with_micros = [11, 0xea, 0x07, 11, 2, 8, 5, 9, 0x20, 0xa1, 0x07, 0];
        assert_eq!(
            moment(&with_micros).as_deref(),
            Some("2026-11-02T08:05:09.5")
        );
        for none in [&[0][..], &[4, 0, 0, 0, 0], &[7, 0, 0, 0, 0, 8, 5, 9]] {
            assert_eq!(day(none), None);
            assert_eq!(moment(none), None);
        }
        // A month without a day is not made up; the check of the delivery tells it.
        assert_eq!(day(&[4, 0xea, 0x07, 11, 0]).as_deref(), Some("2026-11-00"));
    }
}
