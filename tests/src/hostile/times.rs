//! `exp`, `nbf`, `iat`, and the 60 seconds by which two clocks may differ.

use serde_json::{Value, json};

use super::{Case, Keys, NOW};

const EXP: &str = "RFC 7519 §4.1.4";
const NBF: &str = "RFC 7519 §4.1.5";
const IAT: &str = "RFC 7519 §4.1.6";

pub(super) fn cases(keys: &Keys) -> Vec<Case> {
    let mut cases = expiry(keys);
    cases.extend(not_before(keys));
    cases.extend(issued_at(keys));
    cases.extend(other_clocks(keys));
    cases.extend(no_dates(keys));
    cases
}

fn expiry(keys: &Keys) -> Vec<Case> {
    let with = |exp: Value| keys.token().claims(json!({"exp": exp})).signed();
    let expired = |exp: u64| format!("expired: exp {exp}, now {NOW}");
    let absent = keys.token().without("exp").signed();
    let now = NOW as f64;
    vec![
        keys.accepted("exp 59 s ago", EXP, with(json!(NOW - 59))),
        keys.refused("exp 60 s ago", EXP, with(json!(NOW - 60)), expired(NOW - 60)),
        keys.refused("exp 61 s ago", EXP, with(json!(NOW - 61)), expired(NOW - 61)),
        keys.accepted("exp 58.5 s ago", "RFC 7519 §2", with(json!(now - 58.5))),
        keys.refused("exp 59.5 s ago", "RFC 7519 §2", with(json!(now - 59.5)), expired(NOW - 60)),
        keys.accepted("exp with a fraction of 0", "RFC 7519 §2", with(json!(now + 300.0))),
        keys.refused("exp 0", EXP, with(json!(0)), expired(0)),
        keys.accepted("exp in 9999", EXP, with(json!(253_402_300_799_u64))),
        keys.refused("exp absent", "RFC 9068 §2.2", absent, "payload: missing field `exp`"),
    ]
}

fn not_before(keys: &Keys) -> Vec<Case> {
    let with = |nbf: Value| keys.token().claims(json!({"nbf": nbf})).signed();
    let early = |nbf: u64| format!("not yet valid: nbf {nbf}, now {NOW}");
    let never = 9_007_199_254_740_991_u64;
    vec![
        keys.accepted("nbf now", NBF, with(json!(NOW))),
        keys.accepted("nbf in 59 s", NBF, with(json!(NOW + 59))),
        keys.accepted("nbf in 60 s", NBF, with(json!(NOW + 60))),
        keys.refused("nbf in 61 s", NBF, with(json!(NOW + 61)), early(NOW + 61)),
        keys.accepted("nbf in 60.9 s", "RFC 7519 §2", with(json!(NOW as f64 + 60.9))),
        keys.refused("nbf in 285 million years", NBF, with(json!(never)), early(never)),
    ]
}

fn issued_at(keys: &Keys) -> Vec<Case> {
    let with = |iat: Value| keys.token().claims(json!({"iat": iat})).signed();
    let future = |iat: u64| format!("issued in the future: iat {iat}, now {NOW}");
    vec![
        keys.accepted("iat in 59 s", IAT, with(json!(NOW + 59))),
        keys.accepted("iat in 60 s", IAT, with(json!(NOW + 60))),
        keys.refused("iat in 61 s", IAT, with(json!(NOW + 61)), future(NOW + 61)),
        keys.accepted("iat absent", IAT, keys.token().without("iat").signed()),
        keys.accepted("iat 1970, exp ahead", IAT, with(json!(0))),
    ]
}

/// One good token and five clocks.
fn other_clocks(keys: &Keys) -> Vec<Case> {
    let good = || keys.token().signed();
    let (begin, end) = (NOW, NOW + 300);
    let expired = |now: u64| format!("expired: exp {end}, now {now}");
    let future = |now: u64| format!("issued in the future: iat {begin}, now {now}");
    let (early, late) = (NOW - 61, end + 60);
    vec![
        keys.accepted("clock 60 s before iat", IAT, good()).at(begin - 60),
        keys.refused("clock 61 s before iat", IAT, good(), future(early)).at(early),
        keys.refused("clock at 1970", IAT, good(), future(0)).at(0),
        keys.accepted("clock 59 s after exp", EXP, good()).at(end + 59),
        keys.refused("clock 60 s after exp", EXP, good(), expired(late)).at(late),
        keys.refused("clock months after exp", EXP, good(), expired(1_699_999_999)).at(1_699_999_999),
    ]
}

/// Not a NumericDate: a JSON number of seconds since 1970.
fn no_dates(keys: &Keys) -> Vec<Case> {
    let mut cases = Vec::new();
    let number = "a JSON number";
    let negative = "payload: invalid value: such a number, expected seconds since 1970";
    let wrong = |found: &str| format!("payload: invalid type: {found}, expected {number}");
    for (name, claims, reason) in [
        ("exp a string", json!({"exp": "1680600300"}), wrong("string \"1680600300\"")),
        ("exp null", json!({"exp": null}), wrong("null")),
        ("exp true", json!({"exp": true}), wrong("boolean `true`")),
        ("exp an array", json!({"exp": [NOW + 300]}), wrong("sequence")),
        ("exp an object", json!({"exp": {}}), wrong("map")),
        ("exp negative", json!({"exp": -1}), negative.to_owned()),
        ("exp 1e300", json!({"exp": 1e300}), negative.to_owned()),
        ("nbf a string", json!({"nbf": "0"}), wrong("string \"0\"")),
        ("nbf null", json!({"nbf": null}), wrong("null")),
        ("nbf negative", json!({"nbf": -1.5}), negative.to_owned()),
        ("iat a string", json!({"iat": "now"}), wrong("string \"now\"")),
        ("iat null", json!({"iat": null}), wrong("null")),
        ("iat an array", json!({"iat": []}), wrong("sequence")),
    ] {
        let token = keys.token().claims(claims).signed();
        cases.push(keys.refused(name, "RFC 7519 §2", token, reason));
    }
    cases
}
