//! What the API tells its clients: which proofs it takes, and its nonces.

use axum::http::header::{HeaderName, HeaderValue, WWW_AUTHENTICATE};
use axum::response::Response;
use resource_server::Rejection;
use serde_json::{Value, json};

use crate::{Dpop, Nonces};

const DPOP_NONCE: HeaderName = HeaderName::from_static("dpop-nonce");

impl<R> Dpop<R> {
    /// Replaces the challenge of a response by one for each scheme that would be taken. The error is in
    /// the one of the scheme that the client used.
    ///
    /// RFC 9449 §7.1, §7.2
    pub(crate) fn add_challenges(
        &self,
        used_dpop: bool,
        rejection: &Rejection,
        without_error: &str,
        response: &mut Response,
    ) {
        let Some(bearer) = response.headers_mut().remove(WWW_AUTHENTICATE) else {
            return;
        };
        let with_error = bearer.to_str().unwrap_or_default();
        let with_error = with_error.trim_start_matches("Bearer ");
        let parameters = |used: bool| if used { with_error } else { without_error };
        let dpop = format!(
            "DPoP algs=\"{}\", {}",
            self.algorithms().join(" "),
            parameters(used_dpop || self.required)
        );
        let bearer = format!("Bearer {}", parameters(!used_dpop));
        let challenges = [(!self.required).then_some(bearer), Some(dpop)];
        for challenge in challenges.into_iter().flatten() {
            if let Ok(challenge) = HeaderValue::try_from(challenge) {
                response.headers_mut().append(WWW_AUTHENTICATE, challenge);
            }
        }
        if let (Some(nonces), Some("use_dpop_nonce")) = (&self.nonces, rejection.error()) {
            nonces.add_to(response);
        }
    }

    /// RFC 9728 §2
    pub(crate) fn add_metadata(&self, metadata: &mut Value) {
        let Value::Object(metadata) = metadata else {
            return;
        };
        let mut add = |name: &str, value| drop(metadata.insert(name.to_owned(), value));
        add(
            "dpop_signing_alg_values_supported",
            json!(self.algorithms()),
        );
        add("dpop_bound_access_tokens_required", json!(self.required));
        if self.required {
            add("bearer_methods_supported", json!([]));
        }
    }

    fn algorithms(&self) -> Vec<String> {
        self.verifier.algorithms().names().collect()
    }
}

impl Nonces {
    /// Adds the current nonce to a response.
    ///
    /// RFC 9449 §8.2, §9
    pub(crate) fn add_to(&self, response: &mut Response) {
        if let Ok(nonce) = HeaderValue::try_from(self.current()) {
            response.headers_mut().insert(DPOP_NONCE, nonce);
        }
    }
}
