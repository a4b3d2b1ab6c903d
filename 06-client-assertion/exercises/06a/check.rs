//! The checks of 06a. The names of the tests say what is required.

use serde_json::{Value, json};

use super::{LIFETIME, Server, claims};

const CLIENTS: [&str; 3] = [
    "reporter",
    "test_jwt_client",
    "https://client.example/metadata",
];
const ISSUERS: [&str; 4] = [
    "https://issuer.example",
    "https://issuer.example/",
    "https://ISSUER.example/realms/main",
    "http://localhost:8080/realms/myorg",
];

fn server(issuer: &str) -> Server {
    Server {
        issuer: issuer.to_owned(),
        token_endpoint: "https://issuer.example/token".to_owned(),
    }
}

fn made() -> Value {
    claims("reporter", &server("https://issuer.example"), "a-1", 1000)
}

fn is(name: &str, expected: &Value, claims: &Value) {
    let claim = claims.get(name).unwrap_or(&Value::Null);
    assert_eq!(claim, expected, "the claim {name:?} in {claims}");
}

#[test]
fn iss_and_sub_are_the_client() {
    for client in CLIENTS {
        let claims = claims(client, &server("https://issuer.example"), "a-1", 1000);
        is("iss", &json!(client), &claims);
        is("sub", &json!(client), &claims);
    }
}

#[test]
fn aud_is_the_issuer_as_one_string() {
    for issuer in ISSUERS {
        let claims = claims("reporter", &server(issuer), "a-1", 1000);
        is("aud", &json!(issuer), &claims);
    }
}

#[test]
fn it_is_valid_for_a_minute() {
    for now in [0, 1000, 1_680_600_000] {
        let claims = claims("reporter", &server("https://issuer.example"), "a-1", now);
        is("iat", &json!(now), &claims);
        is("exp", &json!(now + LIFETIME), &claims);
    }
}

#[test]
fn each_has_its_own_jti() {
    for jti in ["a-1", "a-2", ""] {
        let claims = claims("reporter", &server("https://issuer.example"), jti, 1000);
        is("jti", &json!(jti), &claims);
    }
}

#[test]
fn there_are_no_other_claims() {
    let claims = made();
    let members = claims.as_object().expect("the claims are a JSON object");
    let mut names: Vec<_> = members.keys().map(String::as_str).collect();
    names.sort_unstable();
    let expected = ["aud", "exp", "iat", "iss", "jti", "sub"];
    assert_eq!(names, expected, "the names of the claims");
}
