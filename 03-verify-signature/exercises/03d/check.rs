//! The checks of 03d. The names of the tests say what is required.

use serde_json::{Value, json};

use super::is_for;

/// The rule is the same for every API.
const NAMES: [&str; 4] = ["test_api_resource", "https://api.example/v1", "a", "my-api"];

fn is(expected: bool, us: &str, aud: &Value) {
    println!("input: aud is {aud} and we are {us:?}");
    assert_eq!(
        is_for(us, Some(aud)),
        expected,
        "is a token for us, if aud is {aud} and we are {us:?}?"
    );
}

#[test]
fn a_token_for_us_is_for_us() {
    for us in NAMES {
        is(true, us, &json!(us));
        is(true, us, &json!([us]));
    }
}

#[test]
fn we_need_not_be_the_first() {
    for us in NAMES {
        is(true, us, &json!(["account", us]));
        is(true, us, &json!(["account", us, "other"]));
        is(true, us, &json!([us, "account"]));
    }
}

#[test]
fn a_token_for_another_is_not() {
    for us in NAMES {
        for aud in [
            json!("account"),
            json!(["account", "other"]),
            json!([]),
            json!(""),
            json!([""]),
        ] {
            is(false, us, &aud);
        }
    }
}

#[test]
fn a_name_that_is_alike_is_another() {
    for us in NAMES {
        for name in [
            format!("{us}_2"),
            format!("my_{us}"),
            format!(" {us}"),
            format!("{us} "),
            format!("{us}/"),
            format!("account {us}"),
            format!("{us},account"),
            us.to_uppercase(),
        ]
        .iter()
        .filter(|name| *name != us)
        {
            is(false, us, &json!(name));
            is(false, us, &json!([name]));
            is(false, us, &json!(["account", name]));
        }
    }
    is(false, "test_api_resource", &json!("Test_Api_Resource"));
    is(false, "test_api_resource", &json!(["TEST_API_RESOURCE"]));
    is(false, "test_api_resource", &json!("test_api"));
}

#[test]
fn without_an_audience_it_is_for_nobody() {
    for us in NAMES {
        assert!(!is_for(us, None), "accepted, though there is no aud");
        for aud in [
            json!(null),
            json!(7),
            json!(true),
            json!({us: true}),
            json!([[us]]),
            json!([{"name": us}]),
        ] {
            is(false, us, &aud);
        }
        is(false, us, &json!([7, null, {}, [], true]));
    }
}
