//! What a test program prints: the format of Rust's own test harness.

/// One test's result.
pub(crate) struct Test {
    /// Its path, such as `check::the_kid_decides`.
    pub(crate) name: String,
    /// `None` if it passed.
    pub(crate) failure: Option<Failure>,
}

/// Why a test failed.
#[derive(Clone, Default)]
pub(crate) struct Failure {
    /// What the test printed before.
    pub(crate) printed: String,
    /// File and line of the panic, such as `check.rs:12`; empty if there was none.
    pub(crate) place: String,
    /// The panic's message.
    pub(crate) message: String,
}

/// Reads what a test program printed; `None` if it did not come to its end.
pub(crate) fn parse(output: &str) -> Option<Vec<Test>> {
    output
        .lines()
        .find(|line| line.starts_with("test result: "))?;
    let results = output.lines().filter_map(|line| {
        let (name, result) = line.strip_prefix("test ")?.rsplit_once(" ... ")?;
        // A test that must panic is listed with a remark.
        let name = name.split(" - ").next().unwrap_or(name).to_owned();
        let failure = match result {
            "ok" => None,
            "FAILED" => Some(failure(output, &name)),
            _ => return None,
        };
        Some(Test { name, failure })
    });
    Some(results.collect())
}

/// The block `---- name stdout ----` of a failed test.
fn failure(output: &str, name: &str) -> Failure {
    let head = format!("---- {name} stdout ----");
    let lines = output.lines().skip_while(|line| *line != head).skip(1);
    let block: Vec<_> = lines
        .take_while(|line| !line.starts_with("---- ") && *line != "failures:")
        .collect();
    let panic = block
        .iter()
        .position(|line| line.contains("panicked at ") && line.ends_with(':'));
    let Some(at) = panic else {
        return Failure {
            message: block.join("\n").trim().to_owned(),
            ..Failure::default()
        };
    };
    let (printed, rest) = block.split_at(at);
    let (head, message) = rest.split_first().unwrap_or((&"", &[]));
    let message: Vec<_> = message
        .iter()
        .take_while(|line| !line.starts_with("note: ") && !line.starts_with("stack backtrace:"))
        .copied()
        .collect();
    Failure {
        printed: printed.join("\n").trim().to_owned(),
        place: place(head),
        message: message.join("\n").trim_end().to_owned(),
    }
}

/// `…panicked at 03-…/check.rs:12:5:` is `check.rs:12`.
fn place(head: &str) -> String {
    let place = head.split("panicked at ").nth(1).unwrap_or_default();
    let file = place.rsplit(['/', '\\']).next().unwrap_or(place);
    let mut parts = file.split(':');
    match (parts.next(), parts.next()) {
        (Some(file), Some(line)) => format!("{file}:{line}"),
        _ => file.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUTPUT: &str = "\nrunning 3 tests\n\
        test check::b ... ok\n\
        test check::a ... FAILED\n\
        test check::c - should panic ... FAILED\n\
        \nfailures:\n\n\
        ---- check::a stdout ----\nI was here\n\n\
        thread 'check::a' (7) panicked at 02-decode-jwt\\exercises\\02a\\check.rs:12:5:\n\
        assertion `left == right` failed: two lines\n  left: 1\n right: 2\n\
        note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace\n\n\
        ---- check::c stdout ----\nnote: test did not panic as expected\n\n\
        \nfailures:\n    check::a\n    check::c\n\n\
        test result: FAILED. 1 passed; 2 failed; 0 ignored\n";

    #[test]
    fn results_places_and_messages_are_found() {
        let tests = parse(OUTPUT).unwrap();
        let names: Vec<_> = tests.iter().map(|test| test.name.as_str()).collect();
        assert_eq!(names, ["check::b", "check::a", "check::c"]);
        assert!(tests[0].failure.is_none());
        let a = tests[1].failure.as_ref().unwrap();
        assert_eq!(a.printed, "I was here");
        assert_eq!(a.place, "check.rs:12");
        let message = "assertion `left == right` failed: two lines\n  left: 1\n right: 2";
        assert_eq!(a.message, message);
        let c = tests[2].failure.as_ref().unwrap();
        assert_eq!(c.message, "note: test did not panic as expected");
    }

    #[test]
    fn output_that_breaks_off_is_no_result() {
        assert!(parse("running 1 test\ntest check::a ... ").is_none());
    }
}
