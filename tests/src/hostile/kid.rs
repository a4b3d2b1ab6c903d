//! `kid` names one of the issuer's keys, and is nothing else: no path, no query, no URL.

use serde_json::{Value, json};

use super::keys::{jwk, kid, with};
use super::{Case, Keys};

pub(super) fn cases(keys: &Keys) -> Vec<Case> {
    let named = |kid: Value| keys.token().header(json!({"kid": kid})).signed();
    let mut swapped = keys.kid.clone();
    swapped = swapped.chars().map(swap_case).collect();
    let rows = [
        ("kid empty", String::new()),
        ("kid in other case", swapped),
        ("kid with a space at the end", format!("{} ", keys.kid)),
        ("kid with NUL at the end", format!("{}\0", keys.kid)),
        ("kid with more at the end", format!("{}2", keys.kid)),
        ("kid cut", keys.kid.chars().skip(1).collect()),
        ("kid a path to an empty file", "../../../../dev/null".into()),
        ("kid an SQL injection", "x' UNION SELECT 'secret".into()),
        ("kid a shell command", "key.pem;id".into()),
        ("kid a URL", "http://localhost:8080/stranger/certs".into()),
        ("kid a name that every object has in JavaScript", "__proto__".into()),
        ("kid with a line break for the log", "x\n2023-04-04 INFO accepted".into()),
        ("kid with a terminal's escape sequence", "\u{1b}[2J".into()),
        ("kid of 5000 characters", "k".repeat(5000)),
        ("kid of a stranger", kid(&keys.stranger)),
    ];
    let mut cases = Vec::new();
    for (name, kid) in rows {
        let shown: String = kid.chars().take(100).collect();
        let reason = format!("kid {shown:?} is not among the issuer's keys");
        cases.push(keys.refused(name, "RFC 8725 §3.10", named(json!(kid)), reason));
    }
    for (name, kid) in [("kid a number", json!(0)), ("kid null", json!(null)), ("kid an array", json!([keys.kid]))] {
        let reason = "header: kid is not a string";
        cases.push(keys.refused(name, "RFC 7515 §4.1.4", named(kid), reason));
    }
    // RFC 7517 §4.5 leaves open what happens then. Trying each key would let the sender choose.
    let token = || keys.token().header_without("kid").signed();
    let enc = with(jwk(&keys.stranger), json!({"use": "enc"}));
    let rs512 = with(jwk(&keys.stranger), json!({"alg": "RS512"}));
    let nameless = {
        let mut jwk = keys.jwk();
        if let Value::Object(members) = &mut jwk { members.remove("kid"); }
        jwk
    };
    for (name, jwks) in [
        ("kid absent, and the issuer has one key", json!([keys.jwk()])),
        ("kid absent, and the issuer has one key for signatures", json!([enc, keys.jwk()])),
        ("kid absent, and the issuer has one key for alg", json!([keys.jwk(), rs512])),
        ("kid absent, in the issuer's key as well", json!([nameless])),
    ] {
        cases.push(keys.accepted(name, "RFC 7515 §4.1.4", token()).with_keys(json!({"keys": jwks})));
    }
    let without = |count| format!("header: kid is absent, and {count} of the issuer's keys fit alg instead of one");
    for (name, jwks, fitting) in [
        ("kid absent, and the issuer has two keys", json!([keys.jwk(), jwk(&keys.stranger)]), 2),
        ("kid absent, and the issuer has the same key twice", json!([keys.jwk(), keys.jwk()]), 2),
        ("kid absent, and no key is for alg", json!([rs512]), 0),
    ] {
        let case = keys.refused(name, "RFC 7515 §4.1.4", token(), without(fitting));
        cases.push(case.with_keys(json!({"keys": jwks})));
    }
    let foreign = keys.token().header_without("kid").signed_by(&keys.stranger);
    let reason = "the signature does not verify";
    cases.push(keys.refused("kid absent, and a stranger signed", "RFC 7515 §4.1.4", foreign, reason));

    // As long as a rotation lasts, an issuer has two keys.
    let both = json!({"keys": [keys.jwk(), jwk(&keys.stranger)]});
    let other = keys.token().header(json!({"kid": kid(&keys.stranger)}));
    let name = "kid of the issuer's second key, which signed";
    let token = other.signed_by(&keys.stranger);
    cases.push(keys.accepted(name, "RFC 7515 §4.1.4", token).with_keys(both.clone()));
    let name = "kid of the issuer's second key, but the first signed";
    let reason = "the signature does not verify";
    cases.push(keys.refused(name, "RFC 7515 §4.1.4", other.signed(), reason).with_keys(both));
    cases
}

fn swap_case(letter: char) -> char {
    if letter.is_lowercase() { letter.to_ascii_uppercase() } else { letter.to_ascii_lowercase() }
}
