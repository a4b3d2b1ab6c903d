//! Whatever the header is, a token comes out of it or a rejection, and whatever the reason, the
//! answer is one that HTTP can carry and that gives nothing away.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "what fails here fails a test"
)]

use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::IntoResponse;
use proptest::prelude::*;
use resource_server::{Rejection, bearer_token};

const METADATA: &str = "https://api.example/.well-known/oauth-protected-resource";

fn headers(value: &[u8]) -> Option<HeaderMap> {
    let value = HeaderValue::from_bytes(value).ok()?;
    Some(HeaderMap::from_iter([(AUTHORIZATION, value)]))
}

/// RFC 6750 §2.1, b64token
fn is_b64token(text: &str) -> bool {
    let letters = text.trim_end_matches('=');
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || "-._~+/".contains(letter);
    !letters.is_empty() && letters.chars().all(allowed)
}

/// The challenge of a rejection, as a client gets it: a name and a text for each parameter.
/// RFC 9110 §11.2
fn challenge(rejection: &Rejection) -> Vec<(String, String)> {
    let response = rejection.response(METADATA).into_response();
    let challenge = response.headers()[WWW_AUTHENTICATE].to_str().unwrap();
    let mut rest = challenge.strip_prefix("Bearer ").unwrap();
    let mut parameters = Vec::new();
    loop {
        let (name, after) = rest.split_once("=\"").unwrap();
        let (value, after) = after.split_once('"').unwrap();
        assert!(
            name.bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'_'),
            "{challenge}"
        );
        assert!(!value.contains('\\'), "an escape: {challenge}");
        parameters.push((name.to_owned(), value.to_owned()));
        if after.is_empty() {
            return parameters;
        }
        rest = after.strip_prefix(", ").unwrap();
    }
}

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 500,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_token_is_the_end_of_the_header(
        value in "(?i:bearer)[ \t]{0,3}[A-Za-z0-9._~+/=-]{0,20}[ -~]{0,2}|\\PC*|[ -~]*",
    ) {
        prop_assume!(headers(value.as_bytes()).is_some());
        let headers = headers(value.as_bytes()).unwrap();
        if let Ok(token) = bearer_token(&headers) {
            prop_assert!(is_b64token(token));
            let before = value.strip_suffix(token).unwrap();
            prop_assert!(before.trim_end_matches(' ').eq_ignore_ascii_case("bearer"));
        }
    }

    #[test]
    fn any_bytes_are_answered(bytes: Vec<u8>) {
        for value in [bytes.clone(), [b"Bearer ", bytes.as_slice()].concat()] {
            if let Some(Ok(token)) = headers(&value).as_ref().map(bearer_token) {
                prop_assert!(is_b64token(token));
            }
        }
    }

    #[test]
    fn a_token_after_the_scheme_is_found(token in "[A-Za-z0-9._~+/-]{1,40}={0,2}", blanks in 1_usize..5) {
        let headers = headers(format!("Bearer{}{token}", " ".repeat(blanks)).as_bytes()).unwrap();
        prop_assert_eq!(bearer_token(&headers), Ok(token.as_str()));
    }

    #[test]
    fn the_reason_stays_inside(reason in "\\PC*|[\\x00-\\x7f]*", retry_after: u64) {
        let refused = |reason: String| Rejection::invalid_token("expired", reason);
        let fixed = refused(String::new());
        prop_assert_eq!(challenge(&refused(reason.clone())), challenge(&fixed));
        prop_assert_eq!(refused(reason.clone()).response(METADATA), fixed.response(METADATA));
        let unavailable = |reason: String| Rejection::Unavailable { code: "timeout", retry_after, reason };
        let answer = unavailable(reason).response(METADATA);
        prop_assert_eq!(&answer, &unavailable(String::new()).response(METADATA));
        prop_assert!(!answer.into_response().headers().contains_key(WWW_AUTHENTICATE));
    }

    /// The letters of a scope are such that it needs no escapes (RFC 6749 §3.3).
    #[test]
    fn any_scope_fits_into_the_challenge(scope in "[!#-\\[\\]-~]{1,20}") {
        let rejection = Rejection::InsufficientScope { required: scope.parse().unwrap(), unreadable: None };
        prop_assert!(challenge(&rejection).contains(&("scope".to_owned(), scope)));
    }
}
