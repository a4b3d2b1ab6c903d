//! The checks of 07a. The names of the tests say what is required.

use serde_json::{Value, json};

use super::claims;

fn is(expected: &Value, method: &str, url: &str, ath: Option<&str>) {
    println!("input: {method} {url} {ath:?}");
    assert_eq!(
        &claims(method, url, ath, 7, "a"),
        expected,
        "{method} {url} {ath:?}"
    );
}

#[test]
fn a_request_for_a_token_has_four_claims() {
    let url = "https://issuer.example/token";
    let expected = json!({"htm": "POST", "htu": url, "iat": 7, "jti": "a"});
    is(&expected, "POST", url, None);
}

#[test]
fn a_call_has_the_hash_of_its_token() {
    let url = "https://api.example/a";
    let expected = json!({"htm": "GET", "htu": url, "iat": 7, "jti": "a", "ath": "x"});
    is(&expected, "GET", url, Some("x"));
}

#[test]
fn htu_has_no_query_and_no_fragment() {
    let htu = "https://api.example/a";
    let expected = json!({"htm": "GET", "htu": htu, "iat": 7, "jti": "a", "ath": "x"});
    for url in [
        "https://api.example/a?b=c",
        "https://api.example/a#b",
        "https://api.example/a?b=c#d",
        "https://api.example/a#b?c",
        "https://api.example/a?",
    ] {
        is(&expected, "GET", url, Some("x"));
    }
}
