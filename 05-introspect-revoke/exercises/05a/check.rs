//! The checks of 05a. The names of the tests say what is required.

use super::{NoAnswer, is_active};

fn is(expected: &Result<bool, NoAnswer>, status: u16, body: &str) {
    println!("input: {status} {body}");
    assert_eq!(&is_active(status, body), expected, "{status} {body}");
}

#[test]
fn true_is_a_yes() {
    is(&Ok(true), 200, r#"{"active": true}"#);
    is(
        &Ok(true),
        200,
        r#"{"active": true, "scope": "a b", "exp": 7}"#,
    );
    is(&Ok(true), 200, "{\"sub\":\"false\",\n\"active\" :true}");
}

#[test]
fn false_is_a_no() {
    is(&Ok(false), 200, r#"{"active":false}"#);
    is(
        &Ok(false),
        200,
        r#"{"active": false, "sub": "true", "scope": "active"}"#,
    );
}

#[test]
fn what_is_not_a_boolean_is_no_answer() {
    for active in [
        r#""true""#,
        r#""false""#,
        "1",
        "0",
        "null",
        "[]",
        "[true]",
        "{}",
        r#""""#,
        "1.0",
    ] {
        is(&Err(NoAnswer), 200, &format!(r#"{{"active": {active}}}"#));
    }
}

#[test]
fn without_active_there_is_no_answer() {
    for body in [
        r#"{"exp": 7}"#,
        "{}",
        "[true]",
        "true",
        "null",
        "",
        "<html>Welcome</html>",
        r#"{"Active": true}"#,
        r#"{"token": {"active": true}}"#,
        r#"[{"active": true}]"#,
        r#"{"active": true"#,
        r#"{"active": true} and more"#,
    ] {
        is(&Err(NoAnswer), 200, body);
    }
}

#[test]
fn another_status_is_no_answer() {
    for status in (201..=599).chain(100..=199) {
        for body in [
            r#"{"error": "invalid_client"}"#,
            r#"{"active": true}"#,
            r#"{"active": false}"#,
            "",
        ] {
            is(&Err(NoAnswer), status, body);
        }
    }
}
