//! Whatever the header is, a token comes out of it or a rejection, and whatever the reason, the
//! answer is one that HTTP can carry and that gives nothing away.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "what fails here fails a test"
)]

use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use fetch_token::http;
use futures_util::FutureExt;
use proptest::prelude::*;
use reqwest::Client;
use resource_server::{
    Guard, JwksCache, JwksCacheConfig, JwtValidator, Rejection, RequiredScope, bearer_token,
};
use tower::ServiceExt;
use verify_signature::{Clock, Policy, Verifier};

const METADATA: &str =
    r#"resource_metadata="https://api.example/.well-known/oauth-protected-resource""#;

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

fn challenge_of(rejection: &Rejection) -> Vec<(String, String)> {
    challenge(&rejection.response(METADATA).into_response())
}

/// The challenge of a response, as a client gets it: a name and a text for each parameter.
/// RFC 9110 §11.2
fn challenge(response: &Response) -> Vec<(String, String)> {
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

/// One for all cases: what it needs to trust a server takes longer to read than all else here.
static HTTP: LazyLock<Client> = LazyLock::new(|| http::client().unwrap());

/// An API with one route. Its issuer is never asked, because no request here brings a token.
fn guarded_by(scope: &RequiredScope) -> Router {
    let issuer = "https://issuer.example";
    let keys = JwksCache::new(HTTP.clone(), issuer, JwksCacheConfig::default());
    let policy = Policy::new(issuer, "api");
    let validator = JwtValidator::new(Verifier::new(policy, Clock::system()), keys);
    let guard = Guard::new(Arc::new(validator), &"https://api.example".parse().unwrap());
    Router::new().route("/", guard.scope(scope, get(async || "private")))
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
        prop_assert_eq!(challenge_of(&refused(reason.clone())), challenge_of(&fixed));
        prop_assert_eq!(refused(reason.clone()).response(METADATA), fixed.response(METADATA));
        let unavailable = |reason: String| Rejection::Unavailable { code: "timeout", retry_after, reason };
        let answer = unavailable(reason).response(METADATA);
        prop_assert_eq!(&answer, &unavailable(String::new()).response(METADATA));
        prop_assert!(!answer.into_response().headers().contains_key(WWW_AUTHENTICATE));
    }

    /// The letters of a scope are such that it needs no escapes (RFC 6749 §3.3).
    #[test]
    fn any_scope_fits_into_the_challenge(scope in "[!#-\\[\\]-~]{1,20}") {
        let app = guarded_by(&scope.parse().unwrap());
        let response = app.oneshot(Request::new(Body::empty())).now_or_never().unwrap().unwrap();
        prop_assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
        prop_assert!(challenge(&response).contains(&("scope".to_owned(), scope)));
    }
}
