//! `kid` names one of the issuer's keys, and is nothing else: no path, no query, no URL.

use serde_json::{Value, json};

use super::keys::{jwk, kid};
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
    let token = keys.token().header_without("kid").signed();
    cases.push(keys.refused("kid absent", "RFC 7515 §4.1.4", token, "header: kid is absent"));

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
