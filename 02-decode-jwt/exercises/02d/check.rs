//! The checks of 02d. The names of the tests say what is required.

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

fn is(expected: Option<&str>, payload: &str) {
    println!("input: {payload}");
    assert_eq!(
        scope(payload).as_deref(),
        expected,
        "what the repaired API reads in {payload}"
    );
}

#[test]
fn the_repaired_api_reads_a_good_payload() {
    is(Some("read"), r#"{"iss": "me", "scope": "read"}"#);
    for name in ["read", "admin", "read write", "", "ü", "{scope}"] {
        is(Some(name), &format!(r#"{{"scope":"{name}","iss":"me"}}"#));
    }
    is(Some("a\"b\\c"), r#"{"iss": "\\", "scope": "a\"b\\c"}"#);
    is(Some("read"), r#"{"sc\u006fpe": "re\u0061d"}"#);
}

#[test]
fn a_name_may_be_used_again_in_another_object() {
    is(
        Some("read"),
        r#"{"scope":"read","act":{"scope":"admin","act":{"scope":"x"}}}"#,
    );
    is(
        Some("read"),
        r#"{"list":[{"a":1},{"a":2}],"scope":"read","a":3}"#,
    );
    is(
        Some("read"),
        r#"{"scope":"read","say":"\"scope\":\"admin\""}"#,
    );
    is(Some("iss"), r#"{"scope":"iss","iss":"scope"}"#);
}

#[test]
fn without_a_scope_there_is_none() {
    for payload in [
        r#"{"iss": "me"}"#,
        r#"{"scope": 7}"#,
        r#"{"scope": null}"#,
        r#"{"scope": ["read"]}"#,
        r#"{"act": {"scope": "read"}}"#,
        "scope",
        "",
        r#"["scope", "read"]"#,
        r#"{"scope": "read""#,
    ] {
        is(None, payload);
    }
}

#[test]
fn the_repaired_api_refuses_a_name_that_occurs_twice() {
    for payload in [
        r#"{"scope":"read","scope":"admin"}"#,
        r#"{"scope":"read","scope":"read"}"#,
        r#"{"scope":"read","sc\u006fpe":"admin"}"#,
        r#"{"scope":"read","iss":"me","iss":"you"}"#,
        r#"{"\u0069ss":"me","scope":"read","i\u0073s":"me"}"#,
        r#"{"scope":"read","realm_access":{"roles":[],"roles":["admin"]}}"#,
        r#"{"scope":"read","list":[1,{"a":1,"a":2}]}"#,
        r#"{"scope":"read","list":[[{"a":{"b":1,"\u0062":1}}]]}"#,
        r#"{"scope":"read","a b":1, "a b" : 2}"#,
        r#"{"scope":"read","":1,"":2}"#,
    ] {
        is(None, payload);
    }
}
