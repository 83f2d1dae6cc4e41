//! The floor of a dwelling: as the source says it, else as the room number tells it.

/// The floor above ground (1, 2, …) or below it (-1, -2, …); never 0. `None` when neither the
/// floor's text nor the room number says it.
pub(crate) fn floor_of(floor: Option<&str>, room: Option<&str>) -> Option<i32> {
    floor
        .and_then(stated_floor)
        .or_else(|| room.and_then(floor_of_room))
}

/// Reads `3`, `3层`, `-1`, `负1层`, `地下2层`, `B1`, `地下室`, `半地下`.
fn stated_floor(text: &str) -> Option<i32> {
    let text = text.trim();
    let (below, rest) = split_underground(text);
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let number: Option<i32> = digits.parse().ok();
    match (below, number) {
        (true, Some(number)) => known(-number),
        // A cellar without a number is the first one down.
        (true, None) => Some(-1),
        (false, Some(number)) => known(number),
        (false, None) => None,
    }
}

/// Reads the floor out of a room number: 301 → 3, 1201 → 12, -102 → -1, B203 → -2, 地下室 → -1.
///
/// The last two digits count the doors of a floor. A number of one or two digits, or of more than
/// four, says nothing about the floor.
fn floor_of_room(text: &str) -> Option<i32> {
    let text = text.trim();
    let (below, rest) = split_underground(text);
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let above = match digits.len() {
        3 | 4 => digits[..digits.len() - 2].parse::<i32>().ok(),
        _ => None,
    };
    match (below, above) {
        (true, Some(floor)) => known(-floor),
        (true, None) => Some(-1),
        (false, floor) => floor.and_then(known),
    }
}

/// Splits a mark of being underground off the front.
fn split_underground(text: &str) -> (bool, &str) {
    for mark in ["地下", "半地下", "负", "-", "B", "b"] {
        if let Some(rest) = text.strip_prefix(mark) {
            // `B座` is a tower and `B` alone a name, not a cellar.
            let letter = mark.eq_ignore_ascii_case("b");
            if !letter || rest.starts_with(|next: char| next.is_ascii_digit()) {
                return (true, rest.trim_start_matches(['第', '负', '-']));
            }
        }
    }
    (false, text.trim_start_matches('第'))
}

/// There is no floor 0, and no building of more than 200 floors.
fn known(floor: i32) -> Option<i32> {
    (floor != 0 && floor.abs() <= 200).then_some(floor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stated_floor_wins() {
        assert_eq!(floor_of(Some("3"), Some("1201")), Some(3));
        assert_eq!(floor_of(Some("12层"), None), Some(12));
        assert_eq!(floor_of(Some("第5层"), None), Some(5));
        for cellar in ["-1", "负1层", "地下1层", "地下室", "B1", "半地下"] {
            assert_eq!(floor_of(Some(cellar), Some("301")), Some(-1), "{cellar}");
        }
        assert_eq!(floor_of(Some("地下2层"), None), Some(-2));
    }

    #[test]
    fn else_the_room_number_tells_it() {
        for (room, floor) in [
            ("301", Some(3)),
            ("1201", Some(12)),
            ("302甲", Some(3)),
            ("-102", Some(-1)),
            ("B203", Some(-2)),
            ("地下室", Some(-1)),
            ("负101", Some(-1)),
            ("5", None),
            ("12", None),
            ("12345", None),
            ("东户", None),
            ("001", None),
        ] {
            assert_eq!(floor_of(None, Some(room)), floor, "{room}");
        }
        assert_eq!(floor_of(Some("不详"), Some("301")), Some(3));
        assert_eq!(floor_of(None, None), None);
    }
}
