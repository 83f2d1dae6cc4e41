//! Area codes: GB/T 2260 and the statistical division codes below it.

use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Level;
use crate::text;

/// First number with more than twelve digits.
const GRID_FLOOR: u64 = 1_000_000_000_000;

/// A 12-digit area code; 15 digits for a grid. Written as digits everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AreaCode(u64);

/// Why a text is no area code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AreaCodeError {
    /// Not 2, 4, 6, 9, 12 or 15 digits.
    #[error("区划代码应为2、4、6、9、12或15位数字")]
    Form,
    /// Starts with 0, or has a lower part without the part above it.
    #[error("区划代码的层级不连续，请核对代码")]
    Structure,
}

impl AreaCode {
    /// The level that the digits say.
    #[must_use]
    pub fn level(self) -> Level {
        if self.0 >= GRID_FLOOR {
            return Level::Grid;
        }
        // Zeros at the end: 12 digits are 2 + 2 + 2 + 3 + 3.
        if !self.0.is_multiple_of(1_000) {
            Level::Community
        } else if !self.0.is_multiple_of(1_000_000) {
            Level::Street
        } else if !self.0.is_multiple_of(100_000_000) {
            Level::District
        } else if !self.0.is_multiple_of(10_000_000_000) {
            Level::City
        } else {
            Level::Province
        }
    }

    /// The code one level up, by its digits; `None` for a province.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        match self.level() {
            Level::Province => None,
            Level::City => Some(self.at(Level::Province)),
            Level::District => Some(self.at(Level::City)),
            Level::Street => Some(self.at(Level::District)),
            Level::Community => Some(self.at(Level::Street)),
            Level::Grid => Some(self.at(Level::Community)),
        }
        // A county right below its province has 00 in the city's place.
        .filter(|parent| parent != self)
    }

    /// The code with everything below a level set to zero; itself when it is higher already.
    #[must_use]
    pub fn at(self, level: Level) -> Self {
        let community = if self.0 >= GRID_FLOOR {
            self.0 / 1_000
        } else {
            self.0
        };
        let unit = match level {
            Level::Grid => return self,
            Level::Community => 1,
            Level::Street => 1_000,
            Level::District => 1_000_000,
            Level::City => 100_000_000,
            Level::Province => 10_000_000_000,
        };
        Self(community / unit * unit)
    }

    /// The district's six digits as a number, such as 370203.
    #[must_use]
    pub fn county(self) -> u32 {
        u32::try_from(self.at(Level::District).0 / 1_000_000)
            .expect("twelve digits without the last six are six digits")
    }

    /// The digits without the zeros of the levels below: `370203` for a district.
    #[must_use]
    pub fn short(self) -> String {
        let digits = self.to_string();
        let length = match self.level() {
            Level::Province => 2,
            Level::City => 4,
            Level::District => 6,
            Level::Street => 9,
            Level::Community => 12,
            Level::Grid => 15,
        };
        digits[..length].to_owned()
    }

    /// What kind of unit the last part says, by the ranges of the statistical division codes:
    /// 街道 001–099, 镇 100–199, 乡 200–399, others 400–599; 居委会 001–199, 村委会 200–399,
    /// similar ones 400–599.
    #[must_use]
    pub fn kind(self) -> Option<&'static str> {
        match self.level() {
            Level::Street => match self.0 / 1_000 % 1_000 {
                1..=99 => Some("街道"),
                100..=199 => Some("镇"),
                200..=399 => Some("乡"),
                400..=599 => Some("类似乡级单位"),
                _ => None,
            },
            Level::Community => match self.0 % 1_000 {
                1..=199 => Some("居委会"),
                200..=399 => Some("村委会"),
                400..=499 => Some("类似居委会"),
                500..=599 => Some("类似村委会"),
                _ => None,
            },
            _ => None,
        }
    }

    /// A lower part may not stand below an empty one, except that a county may lie right below
    /// its province.
    fn is_continuous(self) -> bool {
        let code = self.at(Level::Community).0;
        let (district, street, community) =
            (code / 1_000_000 % 100, code / 1_000 % 1_000, code % 1_000);
        code >= 110_000_000_000
            && (street == 0 || district != 0)
            && (community == 0 || street != 0)
            && (self.0 < GRID_FLOOR || community != 0)
    }
}

impl fmt::Display for AreaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:012}", self.0)
    }
}

impl FromStr for AreaCode {
    type Err = AreaCodeError;

    /// Reads 2, 4, 6, 9 or 12 digits (short ones are padded with zeros), 15 for a grid.
    fn from_str(typed: &str) -> Result<Self, AreaCodeError> {
        let typed = text::half_width(typed);
        let digits = typed.trim();
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(AreaCodeError::Form);
        }
        let padding = match digits.len() {
            2 => 10_000_000_000,
            4 => 100_000_000,
            6 => 1_000_000,
            9 => 1_000,
            12 | 15 => 1,
            _ => return Err(AreaCodeError::Form),
        };
        let number: u64 = digits.parse().map_err(|_| AreaCodeError::Form)?;
        if digits.starts_with('0') {
            return Err(AreaCodeError::Structure);
        }
        let code = Self(number * padding);
        if code.is_continuous() {
            Ok(code)
        } else {
            Err(AreaCodeError::Structure)
        }
    }
}

impl Serialize for AreaCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for AreaCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}
