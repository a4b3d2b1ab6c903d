//! The token brings the key to verify it with, or says where to get it.

use serde_json::{Value, json};

use super::keys::{jwk, kid, with};
use super::{Case, Keys};

const SIGNATURE: &str = "the signature does not verify";

pub(super) fn cases(keys: &Keys) -> Vec<Case> {
    let forged = |header: Value| keys.token().header(header).signed_by(&keys.stranger);
    let strangers = jwk(&keys.stranger);
    let strangers_kid = kid(&keys.stranger);
    let certificate = keys.strangers_certificate();
    // The issuer of the scenario answers every path but its own with the stranger's keys.
    let elsewhere = "http://localhost:8080/stranger/certs";

    let rows = [
        ("jwk: the key that signed", "RFC 7515 §4.1.3", json!({"jwk": strangers})),
        ("jwk: the same under the issuer's kid", "RFC 7515 §4.1.3", {
            json!({"jwk": with(strangers.clone(), json!({"kid": keys.kid}))})
        }),
        ("jku: where the key is", "RFC 8725 §3.10", json!({"jku": elsewhere})),
        ("x5u: where its certificate is", "RFC 7515 §4.1.5", json!({"x5u": elsewhere})),
        ("x5c: its certificate", "RFC 7515 §4.1.6", json!({"x5c": [certificate]})),
    ];
    let mut cases: Vec<_> =
        rows.into_iter().map(|(name, rfc, header)| keys.refused(name, rfc, forged(header), SIGNATURE)).collect();

    let unknown = format!("kid {strangers_kid:?} is not among the issuer's keys");
    let token = forged(json!({"jwk": strangers, "kid": strangers_kid}));
    cases.push(keys.refused("jwk: the key that signed, and its kid", "RFC 7515 §4.1.3", token, &unknown));
    let token = forged(json!({"jku": elsewhere, "kid": strangers_kid}));
    cases.push(keys.refused("jku: where the key is, and its kid", "RFC 8725 §3.10", token, &unknown));
    let builder = keys.token().header_without("kid").header(json!({"jwk": strangers}));
    let token = builder.signed_by(&keys.stranger);
    cases.push(keys.refused("jwk: in place of a kid", "RFC 7515 §4.1.3", token, SIGNATURE));

    // Not read means that a sound token stays one.
    let token = keys.token().header(json!({"jwk": strangers, "jku": elsewhere, "x5u": elsewhere}));
    cases.push(keys.accepted("jwk, jku, x5u in a token of the issuer", "RFC 7515 §4.1.3", token.signed()));
    cases
}
