//! What rows of a file mean for the objects that are there: new ones, changes, or nothing.

use std::collections::{BTreeMap, HashMap};

use catalog::area::{AreaCode, AreaTree};
use catalog::custom::{Field, ItemValues, check_item, key_field, key_of};
use storage::{CustomItem, CustomKind, NewCustomItem};

use super::sheet::Row;
use crate::rights::Caller;
use crate::wire::custom::RefusedItem;

/// What is to be written.
#[derive(Default)]
pub(super) struct Plan {
    /// Objects to be made.
    pub new: Vec<NewCustomItem>,
    /// Objects to be changed, with what they are to hold.
    pub changed: Vec<(CustomItem, ItemValues)>,
    /// Rows whose object already is what they say.
    pub unchanged: u64,
    /// Rows that cannot be used.
    pub refused: Vec<RefusedItem>,
}

/// The numbers that rows name, as objects are found by them; none where the kind has no number.
pub(super) fn keys_of(rows: &[Row], kind: &CustomKind, areas: &AreaTree) -> Vec<String> {
    let Some(key) = key_field(&kind.fields) else {
        return Vec::new();
    };
    let mut keys: Vec<String> = rows
        .iter()
        .filter_map(|row| number_of(row, key, areas))
        .collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The number of a row, read as its field reads it: `1,200` and `1200` are one.
fn number_of(row: &Row, key: &Field, areas: &AreaTree) -> Option<String> {
    let values = check_item(std::slice::from_ref(key), &row.typed, areas).ok()?;
    key_of(&key.id, &values)
}

/// Lays rows beside the objects that have their numbers. A row that names an area means the object
/// of that area; one that names none means the only object of the caller's area with its number.
pub(super) fn plan(
    rows: Vec<Row>,
    held: Vec<CustomItem>,
    kind: &CustomKind,
    caller: &Caller,
    areas: &AreaTree,
) -> Plan {
    let key = key_field(&kind.fields);
    let mut by_number: HashMap<String, Vec<CustomItem>> = HashMap::new();
    for item in held {
        let within = |code: &AreaCode| areas.is_within(code, &caller.area);
        let reached = item.area_code.parse().is_ok_and(|code| within(&code));
        let number = key.and_then(|key| key_of(&key.id, &item.values));
        if let Some(number) = number.filter(|_| reached) {
            by_number.entry(number).or_default().push(item);
        }
    }
    let mut plan = Plan::default();
    let mut taken: HashMap<(String, String), u64> = HashMap::new();
    for row in rows {
        let mut messages: Vec<String> = row.area.as_ref().err().cloned().into_iter().collect();
        let named = row.area.clone().ok().flatten();
        let number = key.and_then(|key| number_of(&row, key, areas));
        let same = number.as_ref().and_then(|number| by_number.get(number));
        let found = match meant(same.map_or(&[][..], Vec::as_slice), named) {
            Ok(found) => found,
            Err(message) => {
                messages.push(message);
                None
            }
        };
        let area = found.map_or_else(
            || named.unwrap_or(caller.area).to_string(),
            |item| item.area_code.clone(),
        );
        if let Some(number) = number {
            let first = *taken.entry((number, area.clone())).or_insert(row.number);
            if first != row.number {
                messages.push(format!(
                    "编号与第 {first} 行相同，同一区划内一个编号只能有一行。"
                ));
            }
        }
        let typed = over(found, row.typed);
        match check_item(&kind.fields, &typed, areas) {
            Ok(values) if messages.is_empty() => match found {
                Some(item) if item.values == values => plan.unchanged += 1,
                Some(item) => plan.changed.push((item.clone(), values)),
                None => plan.new.push(NewCustomItem {
                    area_code: area,
                    values,
                }),
            },
            checked => {
                let faults = checked.err().unwrap_or_default();
                messages.extend(faults.into_iter().map(|fault| fault.message));
                plan.refused.push(RefusedItem {
                    row: row.number,
                    messages,
                });
            }
        }
    }
    plan
}

/// The object that a row means among those with its number.
fn meant(same: &[CustomItem], named: Option<AreaCode>) -> Result<Option<&CustomItem>, String> {
    match (named, same) {
        (Some(area), _) => {
            let area = area.to_string();
            Ok(same.iter().find(|item| item.area_code == area))
        }
        (None, [] | [_]) => Ok(same.first()),
        (None, _) => {
            Err("这个编号在您辖区内的几个区划都有，请加“所属区划”一列写明是哪一个。".to_owned())
        }
    }
}

/// Typed texts over what the object holds: columns that the file lacks, cells that are empty and
/// fields that the caller may not see stay as they are.
fn over(found: Option<&CustomItem>, typed: BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut values = found.map(|item| item.values.clone()).unwrap_or_default();
    values.extend(typed);
    values
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use catalog::custom::FieldKind;
    use catalog::grade::Grade;

    use super::*;
    use crate::rights::Role;

    const EAST: &str = "370203005001";
    const WEST: &str = "370203005004";

    fn field(id: &str, label: &str, key: bool) -> Field {
        Field {
            id: id.to_owned(),
            label: label.to_owned(),
            kind: FieldKind::Text,
            options: Vec::new(),
            code_table: None,
            unit: None,
            grade: Grade::L2,
            required: key,
            key,
        }
    }

    fn kind(keyed: bool) -> CustomKind {
        CustomKind {
            id: 1,
            name: "路灯".to_owned(),
            note: String::new(),
            department: None,
            area_code: "370203005".to_owned(),
            fields: vec![field("f1", "编号", keyed), field("f2", "状况", false)],
            version: 1,
            created_by: None,
            created_at: 0,
            archived: false,
        }
    }

    fn caller() -> Caller {
        Caller {
            account: 1,
            login: "jd370203005".to_owned(),
            name: "街道".to_owned(),
            role: Role::Street,
            area: "370203005".parse().unwrap(),
            department: None,
        }
    }

    fn values(number: &str, state: &str) -> BTreeMap<String, String> {
        [("f1", number), ("f2", state)]
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(id, text)| (id.to_owned(), text.to_owned()))
            .collect()
    }

    fn item(id: i64, area: &str, number: &str) -> CustomItem {
        CustomItem {
            id,
            kind: 1,
            area_code: area.to_owned(),
            values: values(number, "完好"),
            version: 1,
            updated_at: 0,
            removed: false,
        }
    }

    fn row(number: u64, area: Option<&str>, key: &str, state: &str) -> Row {
        Row {
            number,
            typed: values(key, state),
            area: Ok(area.map(|area| area.parse().unwrap())),
        }
    }

    fn planned(keyed: bool, rows: Vec<Row>, held: Vec<CustomItem>) -> Plan {
        plan(rows, held, &kind(keyed), &caller(), AreaTree::shipped())
    }

    #[test]
    fn a_number_that_is_there_changes_its_object_and_the_same_again_nothing() {
        let held = || vec![item(1, EAST, "台-1"), item(2, WEST, "台-2")];
        let rows = || {
            vec![
                row(2, None, "台 -1", "完好"),
                row(3, Some(WEST), "台-2", "破损"),
                row(4, Some(EAST), "台-2", "破损"),
                row(5, None, "台-1", ""),
            ]
        };
        assert_eq!(
            keys_of(&rows(), &kind(true), AreaTree::shipped()),
            ["台-1", "台-2"]
        );
        let got = planned(true, rows(), held());
        let changed: Vec<i64> = got.changed.iter().map(|(item, _)| item.id).collect();
        assert_eq!(
            (changed, got.unchanged),
            (vec![1, 2], 0),
            "its number is spelt otherwise"
        );
        assert_eq!(got.new.len(), 1, "another area may have the same number");
        assert_eq!(got.refused[0].row, 5, "one row for one number");
        let mut again = held();
        again[0].values = values("台 -1", "完好");
        again[1].values = values("台-2", "破损");
        again.push(CustomItem {
            values: values("台-2", "破损"),
            ..item(3, EAST, "")
        });
        let got = planned(true, rows(), again);
        assert_eq!((got.new.len(), got.changed.len(), got.unchanged), (0, 0, 3));
    }

    #[test]
    fn which_of_two_areas_is_meant_has_to_be_said_and_gaps_change_nothing() {
        let held = vec![item(1, EAST, "1"), item(2, WEST, "1"), item(3, EAST, "2")];
        let rows = vec![row(2, None, "1", "破损"), row(3, None, "2", "")];
        let got = planned(true, rows, held);
        assert_eq!(
            (got.changed.len(), got.unchanged, got.refused[0].row),
            (0, 1, 2)
        );
        assert!(got.refused[0].messages[0].contains("所属区划"));
    }

    #[test]
    fn without_a_number_every_row_is_new() {
        let rows = vec![row(2, None, "1", "完好"), row(3, None, "1", "完好")];
        let got = planned(false, rows, Vec::new());
        assert_eq!((got.new.len(), got.refused.len()), (2, 0));
    }
}
