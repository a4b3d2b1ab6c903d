//! The checks of 02d. The names of the tests say what is demanded.

use super::{forge, scope, weak};

#[test]
fn the_gateway_lets_the_forged_payload_pass() {
    let forged = forge();
    assert!(
        weak::gateway_lets_pass(&forged),
        "the gateway refuses {forged}"
    );
}

#[test]
fn and_the_api_takes_it_for_admin() {
    let forged = forge();
    let read = weak::api_scope(&forged);
    assert_eq!(
        read.as_deref(),
        Some("admin"),
        "what the weak API reads in {forged}"
    );
}

#[test]
fn the_repaired_api_reads_a_good_payload() {
    assert_eq!(
        scope(r#"{"iss": "me", "scope": "read"}"#).as_deref(),
        Some("read")
    );
    assert_eq!(scope(r#"{"iss": "me"}"#), None, "there is no scope");
    assert_eq!(scope("scope"), None, "this is no JSON");
}

#[test]
fn the_repaired_api_refuses_a_name_that_stands_twice() {
    for payload in [
        r#"{"scope":"read","scope":"admin"}"#,
        r#"{"scope":"read","sc\u006fpe":"admin"}"#,
        r#"{"scope":"read","iss":"me","iss":"you"}"#,
        r#"{"scope":"read","realm_access":{"roles":[],"roles":["admin"]}}"#,
    ] {
        assert_eq!(
            scope(payload),
            None,
            "what the repaired API reads in {payload}"
        );
    }
}
