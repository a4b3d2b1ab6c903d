//! Header and payload are JSON objects, in which each name stands once.

use serde_json::json;

use super::{Case, Keys};

pub(super) fn cases(keys: &Keys) -> Vec<Case> {
    let mut cases = not_objects(keys);
    cases.extend(not_json(keys));
    cases.extend(duplicates(keys));
    cases.extend(odd_but_json(keys));
    cases
}

fn not_objects(keys: &Keys) -> Vec<Case> {
    let mut cases = Vec::new();
    for (name, json) in [
        ("header an array", "[{\"alg\":\"RS256\"}]"),
        ("header a string", "\"RS256\""),
        ("header null", "null"),
        ("header a number", "1"),
    ] {
        let reason = "header: not valid JSON at byte 0 of the decoded text: it is not an object";
        let token = keys.draft().header_bytes(json).signed();
        cases.push(keys.refused(name, "RFC 7515 §4", token, reason));
    }
    for (name, json) in [
        ("payload an array", format!("[{}]", keys.draft().payload_json())),
        ("payload a string", "\"\"".to_owned()),
        ("payload null", "null".to_owned()),
        ("payload true", "true".to_owned()),
    ] {
        let reason = "payload: not valid JSON at byte 0 of the decoded text: it is not an object";
        let token = keys.draft().payload_bytes(json).signed();
        cases.push(keys.refused(name, "RFC 7519 §7.2", token, reason));
    }
    cases
}

fn not_json(keys: &Keys) -> Vec<Case> {
    let mut cases = Vec::new();
    let header = keys.draft().header_json();
    let payload = keys.draft().payload_json();
    let (h, p) = (header.len(), payload.len());
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    let deep = format!("{{\"x\":{}", "[".repeat(500));
    let with = |member: &str| payload.replacen('{', &format!("{{{member},"), 1).into_bytes();
    let rows: Vec<(&str, &str, Vec<u8>, usize, &str)> = vec![
        ("header with more after it", "header", format!("{header}x").into(), h, "trailing characters"),
        ("header with a BOM", "header", format!("\u{feff}{header}").into(), 0, "expected value"),
        ("header in UTF-16", "header", utf16(&header), 1, "key must be a string"),
        ("header cut", "header", header.trim_end_matches('}').into(), h - 2, "EOF while parsing an object"),
        ("header nested 500 deep", "header", deep.clone().into(), 131, "recursion limit exceeded"),
        (
            "header with bytes that are not UTF-8",
            "header",
            b"{\"alg\":\"\xff\"}".to_vec(),
            8,
            "invalid unicode code point",
        ),
        ("payload with a second object after it", "payload", format!("{payload}{{}}").into(), p, "trailing characters"),
        ("payload with NUL after it", "payload", format!("{payload}\0").into(), p, "trailing characters"),
        ("payload with a BOM", "payload", format!("\u{feff}{payload}").into(), 0, "expected value"),
        ("payload nested 500 deep", "payload", deep.clone().into(), 131, "recursion limit exceeded"),
        (
            "payload with bytes that are not UTF-8",
            "payload",
            b"{\"scope\":\"\xc0\xaf\"}".to_vec(),
            10,
            "invalid unicode code point",
        ),
        ("NaN", "payload", with("\"x\":NaN"), 5, "expected value"),
        ("Infinity", "payload", with("\"x\":-Infinity"), 6, "invalid number"),
        ("a number beyond all doubles", "payload", with("\"x\":1e400"), 9, "number out of range"),
        ("a number with a zero before it", "payload", with("\"x\":01"), 6, "invalid number"),
        ("a surrogate alone", "payload", with("\"x\":\"\\ud800\""), 12, "unexpected end of hex escape"),
        (
            "a control character in a string",
            "payload",
            with("\"x\":\"\u{1}\""),
            6,
            "control character (\\u0000-\\u001F) found while parsing a string",
        ),
        ("a comment", "payload", with("/**/\"x\":1"), 1, "key must be a string"),
        ("a comma at the end", "payload", b"{\"x\":1,}".to_vec(), 7, "trailing comma"),
        ("single quotes", "payload", b"{'x':1}".to_vec(), 1, "key must be a string"),
    ];
    for (name, part, bytes, at, problem) in rows {
        let draft = keys.draft();
        let draft = match part {
            "header" => draft.header_bytes(bytes),
            _ => draft.payload_bytes(bytes),
        };
        let reason = format!("{part}: not valid JSON at byte {at} of the decoded text: {problem}");
        cases.push(keys.refused(name, "RFC 8259 §2", draft.signed(), reason));
    }
    cases
}

/// Readers differ in which of two members they take, so a token with two may be one thing to a
/// gateway and another to the API behind it.
fn duplicates(keys: &Keys) -> Vec<Case> {
    let header = keys.draft().header_json();
    let payload = keys.draft().payload_json();
    let first = |json: &str, member: &str| json.replacen('{', &format!("{{{member},"), 1);
    let mut cases = Vec::new();
    for (name, json, at) in [
        ("alg twice, none first", first(&header, r#""alg":"none""#), 18),
        ("alg twice, the same", first(&header, r#""alg":"RS256""#), 19),
        ("kid twice", first(&header, r#""kid":"x""#), 41),
        ("a name twice within jwk", first(&header, r#""jwk":{"n":"x","n":"y"}"#), 18),
    ] {
        let token = keys.draft().header_bytes(json).signed();
        cases.push(keys.refused(name, "RFC 7515 §4", token, twice("header", at)));
    }
    for (name, json, at) in [
        ("exp twice", first(&payload, r#""exp":9999999999"#), 22),
        ("scope twice, and once it is ours", first(&payload, r#""scope":"admin""#), 206),
        ("scope twice, once with an escape", first(&payload, r#""sc\u006fpe":"admin""#), 211),
        ("a name twice within a claim", first(&payload, r#""cnf":{"jkt":"a","jkt":"b"}"#), 22),
    ] {
        let token = keys.draft().payload_bytes(json).signed();
        cases.push(keys.refused(name, "RFC 7519 §4", token, twice("payload", at)));
    }
    cases
}

fn twice(part: &str, at: usize) -> String {
    format!("{part}: not valid JSON at byte {at} of the decoded text: a name occurs twice in one object")
}

fn odd_but_json(keys: &Keys) -> Vec<Case> {
    let rfc = "RFC 8259 §2";
    let payload = keys.draft().payload_json();
    let blanks = format!(" \t\r\n{}\n ", payload.replace("\":", "\" :\n"));
    let escaped = payload.replace("\"scope\"", r#""\u0073cope""#);
    let nested = format!("{}{}", "[".repeat(100), "]".repeat(100));
    let nested = payload.replacen('{', &format!("{{\"x\":{nested},"), 1);
    let long = json!({"x": "\u{0}\u{1f600}\"\\/", "y": u64::MAX, "z": -0.0});
    vec![
        keys.accepted("blanks in the payload", rfc, keys.draft().payload_bytes(blanks).signed()),
        keys.accepted("a claim's name with an escape", "RFC 8259 §8.3", keys.draft().payload_bytes(escaped).signed()),
        keys.accepted("payload nested 100 deep", rfc, keys.draft().payload_bytes(nested).signed()),
        keys.accepted("odd values", rfc, keys.draft().claims(long).signed()),
    ]
}
