//! The checks of 03d. The names of the tests say what is demanded.

use serde_json::{Value, json};

use super::is_for;

const US: &str = "test_api_resource";

fn for_us(aud: &Value) -> bool {
    is_for(US, Some(aud))
}

#[test]
fn a_token_for_us_is_for_us() {
    assert!(for_us(&json!(US)), "refused, though aud is {US:?}");
    assert!(for_us(&json!([US])), "refused, though aud is [{US:?}]");
}

#[test]
fn we_need_not_be_the_first() {
    assert!(
        for_us(&json!(["account", US])),
        "refused, though aud is [\"account\", {US:?}]"
    );
}

#[test]
fn a_token_for_another_is_not() {
    for aud in [
        json!("account"),
        json!(["account", "other"]),
        json!([]),
        json!(""),
    ] {
        assert!(
            !for_us(&aud),
            "accepted, though aud is {aud} and we are {US:?}"
        );
    }
}

#[test]
fn a_name_that_is_alike_is_another() {
    for name in [
        "test_api_resource_2",
        "my_test_api_resource",
        "Test_Api_Resource",
        "test_api",
    ] {
        assert!(
            !for_us(&json!(name)),
            "accepted, though aud is {name:?} and we are {US:?}"
        );
        assert!(
            !for_us(&json!([name])),
            "accepted, though aud is [{name:?}] and we are {US:?}"
        );
    }
}

#[test]
fn no_audience_is_a_no() {
    assert!(!is_for(US, None), "accepted, though there is no aud");
    for aud in [json!(null), json!(7), json!({US: true}), json!([[US]])] {
        assert!(!for_us(&aud), "accepted, though aud is {aud}");
    }
}
