//! Proofs: what the RFC's own examples say, and the edges of the window.

#![allow(
    clippy::needless_pass_by_value,
    clippy::unwrap_used,
    reason = "what fails here fails a test"
)]

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use client_assertion::{Algorithm, ClientKey, thumbprint};
use dpop::{BoundRequest, ProofError, ProofSigner, ProofVerifier, WINDOW, token_hash};
use resource_server::Rejection;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use url::Url;
use verify_signature::{Claims, Clock, ScopeClaims};

const NOW: u64 = 1_700_000_000;
const TOKEN: &str = "a.b.c";

fn claims(cnf: Value) -> Claims {
    let members = json!({"exp": NOW + 300, "iss": "i", "aud": "a", "cnf": cnf});
    let Value::Object(members) = members else {
        unreachable!("it is an object")
    };
    Claims::from_members(members, &ScopeClaims::default()).unwrap()
}

fn signer(algorithm: Algorithm, clock: Clock) -> ProofSigner {
    ProofSigner::new(ClientKey::generate(algorithm).unwrap(), clock)
}

fn verify(
    proof: &SecretString,
    url: &str,
    cnf: Value,
    now: u64,
) -> Result<dpop::Proof, ProofError> {
    let request = BoundRequest {
        method: "GET",
        url,
        token: TOKEN,
        claims: &claims(cnf),
    };
    ProofVerifier::new(Clock::new(move || now)).verify(proof.expose_secret(), &request)
}

/// RFC 9449 §4.1, §6.1, §7.1
#[test]
fn the_examples_of_the_rfc() {
    let jwk = json!({
        "kty": "EC", "crv": "P-256",
        "x": "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs",
        "y": "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA",
    });
    let jkt = thumbprint(jwk.as_object().unwrap());
    assert_eq!(
        jkt.as_deref(),
        Some("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I")
    );
    assert_eq!(
        token_hash("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU"),
        "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo"
    );
}

#[test]
fn a_jwk_has_the_thumbprint_of_its_pair() {
    for algorithm in [Algorithm::Es256, Algorithm::EdDsa, Algorithm::Ps256] {
        let key = ClientKey::generate(algorithm).unwrap();
        let jwk = key.public_jwk();
        assert_eq!(thumbprint(jwk.as_object().unwrap()), Some(key.thumbprint()));
    }
    for jwk in [
        json!({}),
        json!({"kty": "oct"}),
        json!({"kty": "EC", "crv": "P-256", "x": 1, "y": "a"}),
    ] {
        assert_eq!(thumbprint(jwk.as_object().unwrap()), None, "{jwk}");
    }
}

#[test]
fn the_window_has_two_edges() {
    let time = Arc::new(AtomicU64::new(NOW));
    let shown = Arc::clone(&time);
    let signer = signer(
        Algorithm::Es256,
        Clock::new(move || shown.load(Ordering::Relaxed)),
    );
    let url: Url = "https://api.example/a?b=c#d".parse().unwrap();
    let cnf = json!({"jkt": signer.key().thumbprint()});
    let token = TOKEN.into();
    let outcome = |iat: u64| {
        time.store(iat, Ordering::Relaxed);
        let proof = signer.proof("GET", &url, Some(&token)).unwrap();
        verify(&proof, "https://api.example/a", cnf.clone(), NOW).map(|proof| proof.expires_at)
    };
    assert_eq!(outcome(NOW), Ok(NOW + WINDOW));
    assert_eq!(outcome(NOW - WINDOW), Ok(NOW));
    assert_eq!(outcome(NOW + WINDOW), Ok(NOW + 2 * WINDOW));
    let iat = NOW - WINDOW - 1;
    assert_eq!(outcome(iat), Err(ProofError::TooOld { iat, now: NOW }));
    let iat = NOW + WINDOW + 1;
    assert_eq!(outcome(iat), Err(ProofError::InFuture { iat, now: NOW }));
}

/// A token that is bound to more than the key needs a proof of the rest as well.
#[test]
fn only_a_binding_to_the_key_alone_is_proven() {
    let signer = signer(Algorithm::EdDsa, Clock::new(|| NOW));
    let url: Url = "https://api.example/a".parse().unwrap();
    let proof = signer.proof("GET", &url, Some(&TOKEN.into())).unwrap();
    let jkt = signer.key().thumbprint();
    let outcome = |cnf| verify(&proof, "https://api.example/a", cnf, NOW).is_ok();
    assert!(outcome(json!({"jkt": jkt})));
    assert!(outcome(json!({"jkt": jkt, "kc-jkt-type": "DPoP"})));
    assert!(!outcome(json!({"jkt": jkt, "x5t#S256": "a"})));
    assert!(!outcome(json!({"jkt": format!("{jkt}=")})));
    assert!(!outcome(json!({"jkt": [jkt]})));
    assert!(!outcome(json!(jkt)));
}

#[test]
fn each_proof_is_another_one_and_shows_no_secret() {
    let signer = signer(Algorithm::Es256, Clock::new(|| NOW));
    let url: Url = "https://api.example/a".parse().unwrap();
    let proofs: BTreeSet<_> = (0..100)
        .map(|_| {
            let proof = signer.proof("GET", &url, None).unwrap();
            let payload = decode_jwt::decode(proof.expose_secret()).unwrap().payload;
            assert!(!payload.contains_key("ath") && !payload.contains_key("nonce"));
            payload["jti"].to_string()
        })
        .collect();
    assert_eq!(proofs.len(), 100);
    assert!(format!("{signer:?}").contains(&signer.key().thumbprint()));
}

#[test]
fn each_error_has_one_of_the_documented_codes() {
    let text = String::new;
    let errors = [
        ProofError::Missing,
        ProofError::Several,
        ProofError::Malformed(decode_jwt::DecodeError::TooLong { bytes: 0 }),
        ProofError::Critical,
        ProofError::Type { typ: text() },
        ProofError::Algorithm { alg: text() },
        ProofError::NoKey,
        ProofError::PrivateKey { member: "d" },
        ProofError::WrongKey { jkt: text() },
        ProofError::Key(verify_signature::KeyDefect::Use),
        ProofError::Signature,
        ProofError::Claims(text()),
        ProofError::Method {
            found: text(),
            expected: text(),
        },
        ProofError::Url {
            found: text(),
            expected: text(),
        },
        ProofError::TooOld { iat: 0, now: 0 },
        ProofError::InFuture { iat: 0, now: 0 },
        ProofError::Token,
        ProofError::Nonce,
        ProofError::Replayed,
    ];
    for error in &errors {
        let rejection = Rejection::from(error.clone());
        let expected = match error {
            ProofError::Nonce => "use_dpop_nonce",
            _ => "invalid_dpop_proof",
        };
        assert_eq!(rejection.error(), Some(expected));
        assert_eq!(rejection.code(), error.code());
        // A proof cannot add lines to the log.
        let error = ProofError::Type {
            typ: "a\nb\u{202e}".repeat(100),
        }
        .to_string();
        assert!(
            !error.contains(['\n', '\u{202e}']) && error.len() < 1000,
            "{error}"
        );
    }
    assert_eq!(errors.map(|error| error.code()), ProofError::CODES);
}
