//! What identifies people, as columns, beside what lists show of them.

use catalog::element::no;
use query::{Identities, RawTexts, Snapshot};

use crate::fixture::{ONE, THREE, day, dwelling, person, snapshot};

fn district() -> Snapshot {
    snapshot(
        vec![
            person(1, "李秀英")
                .home(ONE, 11)
                .hukou(ONE, 11)
                .born("1946-05-12")
                .set(no::ID_NUMBER, "370203194605120024")
                .set(no::PHONE, "13800531196;13911112222"),
            // Of whom hardly anything is held.
            person(2, "").home(ONE, 0),
            person(3, "王建国")
                .home(ONE, 0)
                .hukou(ONE, 11)
                .born("1970-01-01"),
            person(4, "An")
                .home(THREE, 11)
                .died("2020-01-01")
                .set(no::PHONE, "83351196"),
            person(5, "").home(THREE, 0),
        ],
        vec![dwelling(11, ONE, ["海泊", "2", "1", "301"])],
    )
}

fn text((offsets, bytes): RawTexts<'_>, row: usize) -> String {
    let place = |at: usize| usize::try_from(offsets[at]).unwrap();
    String::from_utf8(bytes[place(row)..place(row + 1)].to_vec()).unwrap()
}

#[test]
fn columns_hold_what_lists_show() {
    let read = |people: Identities<'_>| {
        let rows: Vec<usize> = (0..people.births().len()).collect();
        let read = rows.iter().map(|row| {
            let birth = people
                .is_birth_held(*row)
                .then(|| i64::from(people.births()[*row]));
            let behind = |rows: &[u32]| rows.iter().any(|held| *held as usize == *row);
            (
                text(people.names(), *row),
                text(people.id_numbers(), *row),
                text(people.phones(), *row),
                birth,
                behind(people.at_home_in(11)),
                behind(people.registered_in(11)),
            )
        });
        let read: Vec<_> = read.collect();
        (rows, read)
    };
    let (rows, read) = district().search(read);
    assert_eq!(
        rows.iter().map(|row| row.id).collect::<Vec<_>>(),
        [1, 2, 3, 4, 5]
    );
    for (row, read) in rows.into_iter().zip(read.into_iter().flatten()) {
        let birth = row
            .birth
            .map(|birth| (birth - day("1970-01-01")).num_days());
        let shown = (
            row.name,
            row.id_number.unwrap_or_default(),
            row.phone.unwrap_or_default(),
            birth,
            row.dwelling == Some(11),
            row.hukou_dwelling == Some(11),
        );
        assert_eq!(read, shown);
    }
}

#[test]
fn the_rows_that_are_named_are_found() {
    let second = |people: Identities<'_>| (vec![1], people.births().len());
    let (found, told) = district().search(second);
    assert_eq!(found.iter().map(|row| row.id).collect::<Vec<_>>(), [2, 5]);
    assert_eq!(told, [3, 2]);
}
