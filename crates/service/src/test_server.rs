//! Database servers that some tests need and not every machine has.

use std::io::Write;

/// The address that an environment variable gives. Without it the test that asks for it is skipped
/// and says so.
pub fn address(variable: &str, test: &str) -> Option<String> {
    let found = std::env::var(variable).ok();
    if found.is_none() {
        // Written past the harness, which keeps what passing tests print to itself: a test that
        // asserts nothing must not look like one that passed.
        let said = format!("skipped: {test} needs a server, and {variable} names none");
        let _ = writeln!(std::io::stderr(), "{said}");
    }
    found
}

/// The address of another database on a server.
pub fn beside(server: &str, name: &str) -> String {
    let (path, query) = server
        .split_once('?')
        .map_or((server, None), |(path, query)| (path, Some(query)));
    let (host, _) = path.rsplit_once('/').expect("a URL with a database name");
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    format!("{host}/{name}{query}")
}
