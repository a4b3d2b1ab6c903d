//! What kind of token it is, and what one must understand to read it.

use serde_json::{Value, json};

use super::{Case, Keys};

pub(super) fn cases(keys: &Keys) -> Vec<Case> {
    let mut cases = types(keys);
    cases.extend(critical(keys));
    cases.extend(others(keys));
    cases
}

fn types(keys: &Keys) -> Vec<Case> {
    let typed = |typ: Value| keys.token().header(json!({"typ": typ})).signed();
    let mut cases = Vec::new();
    for (name, rfc, typ) in [
        ("typ at+jwt", "RFC 9068 §2.1", "at+jwt"),
        ("typ at+jwt in other case", "RFC 7515 §4.1.9", "AT+Jwt"),
        ("typ application/at+jwt", "RFC 9068 §2.1", "application/at+jwt"),
        ("typ application/at+jwt in other case", "RFC 7515 §4.1.9", "Application/AT+JWT"),
        ("typ jwt in lower case", "RFC 7519 §5.1", "jwt"),
    ] {
        cases.push(keys.accepted(name, rfc, typed(json!(typ))));
    }
    let token = keys.token().header_without("typ").signed();
    cases.push(keys.accepted("typ absent", "RFC 7519 §5.1", token));

    for (name, rfc, typ) in [
        ("typ of a DPoP proof", "RFC 9449 §4.2", "dpop+jwt"),
        ("typ of a security event", "RFC 8417 §2.3", "secevent+jwt"),
        ("typ of a logout token", "OpenID Back-Channel Logout §2.4", "logout+jwt"),
        ("typ of an introspection response", "RFC 9701 §5", "token-introspection+jwt"),
        ("typ of a client's assertion", "RFC 8725 §3.11", "client-authentication+jwt"),
        ("typ JOSE", "RFC 7515 §4.1.9", "JOSE"),
        ("typ with more at the end", "RFC 8725 §3.11", "at+jwt2"),
        ("typ with a parameter", "RFC 7515 §4.1.9", "at+jwt;v=1"),
        ("typ with a space at the beginning", "RFC 7515 §4.1.9", " JWT"),
        ("typ empty", "RFC 7515 §4.1.9", ""),
    ] {
        let reason = format!("header: typ {typ:?} is not that of an access token");
        cases.push(keys.refused(name, rfc, typed(json!(typ)), reason));
    }
    for (name, typ) in [("typ a number", json!(1)), ("typ null", json!(null))] {
        let reason = "header: typ is not a string";
        cases.push(keys.refused(name, "RFC 7515 §4.1.9", typed(typ), reason));
    }
    cases
}

/// No extension is supported, so any list of them is a reason to refuse, the empty one as well:
/// it is forbidden.
fn critical(keys: &Keys) -> Vec<Case> {
    [
        ("crit with an unknown extension", json!({"crit": ["x"], "x": 1})),
        ("crit with b64", json!({"crit": ["b64"], "b64": true})),
        ("crit with a claim's name", json!({"crit": ["exp"], "exp": 1})),
        ("crit empty", json!({"crit": []})),
        ("crit a string", json!({"crit": "b64"})),
        ("crit null", json!({"crit": null})),
        ("crit an object", json!({"crit": {}})),
    ]
    .into_iter()
    .map(|(name, header)| {
        let token = keys.token().header(header).signed();
        let reason = "header: crit requires an extension, and none is supported";
        keys.refused(name, "RFC 7515 §4.1.11", token, reason)
    })
    .collect()
}

fn others(keys: &Keys) -> Vec<Case> {
    let builder = keys.token();
    let plain = builder.clone().header(json!({"b64": false, "crit": ["b64"]}));
    let plain = plain.payload_segment("plain").signed();
    let nested = builder.clone().header(json!({"cty": "JWT"})).payload_bytes(builder.signed());
    let unknown = builder.header(json!({"x": {"y": [1, null]}, "b64": false, "zip": "DEF"}));
    vec![
        keys.refused(
            "b64 false: a payload that is not encoded",
            "RFC 7797 §6",
            plain,
            "header: crit requires an extension, and none is supported",
        ),
        keys.refused(
            "cty JWT: a token in a token",
            "RFC 7519 §5.2",
            nested.signed(),
            "payload: not valid JSON at byte 0 of the decoded text: expected value",
        ),
        keys.accepted("unknown members, none of them critical", "RFC 7515 §4", unknown.signed()),
    ]
}
