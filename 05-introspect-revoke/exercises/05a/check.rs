//! The checks of 05a. The names of the tests say what is demanded.

use super::{NoAnswer, is_active};

#[test]
fn true_is_a_yes() {
    assert_eq!(is_active(200, r#"{"active": true}"#), Ok(true));
    assert_eq!(
        is_active(200, r#"{"active": true, "scope": "a b", "exp": 7}"#),
        Ok(true)
    );
}

#[test]
fn false_is_a_no() {
    assert_eq!(is_active(200, r#"{"active":false}"#), Ok(false));
}

#[test]
fn what_is_no_boolean_is_no_answer() {
    for active in [r#""true""#, r#""false""#, "1", "null", "[]"] {
        let body = format!(r#"{{"active": {active}}}"#);
        assert_eq!(is_active(200, &body), Err(NoAnswer), "200 {body}");
    }
}

#[test]
fn without_active_there_is_no_answer() {
    for body in [
        r#"{"exp": 7}"#,
        "{}",
        "[true]",
        "true",
        "",
        "<html>Welcome</html>",
    ] {
        assert_eq!(is_active(200, body), Err(NoAnswer), "200 {body}");
    }
}

#[test]
fn another_status_is_no_answer() {
    for status in [400, 401, 403, 404, 500, 503] {
        for body in [r#"{"error": "invalid_client"}"#, r#"{"active": true}"#] {
            assert_eq!(is_active(status, body), Err(NoAnswer), "{status} {body}");
        }
    }
}
