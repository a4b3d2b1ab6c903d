//! Header and payload are JSON objects, in which each name occurs once.

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
        let token = keys.token().header_bytes(json).signed();
        cases.push(keys.refused(name, "RFC 7515 §4", token, reason));
    }
    for (name, json) in [
        ("payload an array", format!("[{}]", keys.token().payload_json())),
        ("payload a string", "\"\"".to_owned()),
        ("payload null", "null".to_owned()),
        ("payload true", "true".to_owned()),
    ] {
        let reason = "payload: not valid JSON at byte 0 of the decoded text: it is not an object";
        let token = keys.token().payload_bytes(json).signed();
        cases.push(keys.refused(name, "RFC 7519 §7.2", token, reason));
    }
    cases
}

/// Name, part of the token, its bytes, where they are wrong, in what, by which section.
type Row = (&'static str, &'static str, Vec<u8>, usize, &'static str, &'static str);

fn not_json(keys: &Keys) -> Vec<Case> {
    let mut cases = Vec::new();
    let header = keys.token().header_json();
    let payload = keys.token().payload_json();
    let (h, p) = (header.len(), payload.len());
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    let first = |json: &str, member: &[u8]| [b"{", member, b",", json.trim_start_matches('{').as_bytes()].concat();
    let (h_with, p_with) = (|it: &[u8]| first(&header, it), |it: &[u8]| first(&payload, it));
    let deep = format!("\"x\":{}{}", "[".repeat(500), "]".repeat(500));
    let deep = deep.as_bytes();
    let (more, value, limit) = ("trailing characters", "expected value", "recursion limit exceeded");
    let (unicode, key) = ("invalid unicode code point", "key must be a string");
    let control = "control character (\\u0000-\\u001F) found while parsing a string";
    let (cut, number) = ("EOF while parsing an object", "invalid number");
    let (large, surrogate) = ("number out of range", "unexpected end of hex escape");
    let rows: Vec<Row> = vec![
        ("header with more after it", "header", format!("{header}x").into(), h, more, "RFC 8259 §2"),
        ("header with a BOM", "header", format!("\u{feff}{header}").into(), 0, value, "RFC 8259 §8.1"),
        ("header in UTF-16", "header", utf16(&header), 1, key, "RFC 8259 §8.1"),
        ("header cut", "header", header.trim_end_matches('}').into(), h - 2, cut, "RFC 8259 §4"),
        ("header nested 500 deep", "header", h_with(deep), 131, limit, "RFC 8259 §9"),
        ("header with bytes that are not UTF-8", "header", h_with(b"\"x\":\"\xff\""), 6, unicode, "RFC 8259 §8.1"),
        ("payload with a second object after it", "payload", format!("{payload}{{}}").into(), p, more, "RFC 8259 §2"),
        ("payload with NUL after it", "payload", format!("{payload}\0").into(), p, more, "RFC 8259 §2"),
        ("payload with a BOM", "payload", format!("\u{feff}{payload}").into(), 0, value, "RFC 8259 §8.1"),
        ("payload nested 500 deep", "payload", p_with(deep), 131, limit, "RFC 8259 §9"),
        (
            "payload with bytes that are not UTF-8",
            "payload",
            p_with(b"\"x\":\"\xc0\xaf\""),
            6,
            unicode,
            "RFC 8259 §8.1",
        ),
        ("NaN", "payload", p_with(b"\"x\":NaN"), 5, value, "RFC 8259 §6"),
        ("Infinity", "payload", p_with(b"\"x\":-Infinity"), 6, number, "RFC 8259 §6"),
        ("a number beyond all doubles", "payload", p_with(b"\"x\":1e400"), 9, large, "RFC 8259 §6"),
        ("a number with a zero before it", "payload", p_with(b"\"x\":01"), 6, number, "RFC 8259 §6"),
        ("a surrogate alone", "payload", p_with(br#""x":"\ud800""#), 12, surrogate, "RFC 8259 §8.2"),
        ("a control character in a string", "payload", p_with(b"\"x\":\"\x01\""), 6, control, "RFC 8259 §7"),
        ("a comment", "payload", p_with(b"/**/\"x\":1"), 1, key, "RFC 8259 §2"),
        ("a comma too many", "payload", p_with(b"\"x\":1,"), 7, key, "RFC 8259 §4"),
        ("single quotes", "payload", p_with(b"'x':1"), 1, key, "RFC 8259 §7"),
    ];
    for (name, part, bytes, at, problem, section) in rows {
        let builder = keys.token();
        let builder = match part {
            "header" => builder.header_bytes(bytes),
            _ => builder.payload_bytes(bytes),
        };
        let reason = format!("{part}: not valid JSON at byte {at} of the decoded text: {problem}");
        cases.push(keys.refused(name, section, builder.signed(), reason));
    }
    cases
}

/// Readers differ in which of two members they take, so a token with two may be one thing to a
/// gateway and another to the API behind it.
fn duplicates(keys: &Keys) -> Vec<Case> {
    let header = keys.token().header_json();
    let payload = keys.token().payload_json();
    let first = |json: &str, member: &str| json.replacen('{', &format!("{{{member},"), 1);
    let mut cases = Vec::new();
    for (name, json, at) in [
        ("alg twice, none first", first(&header, r#""alg":"none""#), 18),
        ("alg twice, the same", first(&header, r#""alg":"RS256""#), 19),
        ("kid twice", first(&header, r#""kid":"x""#), 41),
        ("a name twice within jwk", first(&header, r#""jwk":{"n":"x","n":"y"}"#), 18),
    ] {
        let token = keys.token().header_bytes(json).signed();
        cases.push(keys.refused(name, "RFC 7515 §4", token, twice("header", at)));
    }
    for (name, json, at) in [
        ("exp twice", first(&payload, r#""exp":9999999999"#), 22),
        ("scope twice, and once it is ours", first(&payload, r#""scope":"admin""#), 206),
        ("scope twice, once with an escape", first(&payload, r#""sc\u006fpe":"admin""#), 211),
        ("a name twice within a claim", first(&payload, r#""cnf":{"jkt":"a","jkt":"b"}"#), 22),
    ] {
        let token = keys.token().payload_bytes(json).signed();
        cases.push(keys.refused(name, "RFC 7519 §4", token, twice("payload", at)));
    }
    cases
}

fn twice(part: &str, at: usize) -> String {
    format!("{part}: not valid JSON at byte {at} of the decoded text: a name occurs twice in one object")
}

fn odd_but_json(keys: &Keys) -> Vec<Case> {
    let rfc = "RFC 8259 §2";
    let payload = keys.token().payload_json();
    let blanks = format!(" \t\r\n{}\n ", payload.replace("\":", "\" :\n"));
    let escaped = payload.replace("\"scope\"", r#""\u0073cope""#);
    let nested = format!("{}{}", "[".repeat(100), "]".repeat(100));
    let nested = payload.replacen('{', &format!("{{\"x\":{nested},"), 1);
    let long = json!({"x": "\u{0}\u{1f600}\"\\/", "y": u64::MAX, "z": -0.0});
    vec![
        keys.accepted("white space in the payload", rfc, keys.token().payload_bytes(blanks).signed()),
        keys.accepted("a claim's name with an escape", "RFC 8259 §8.3", keys.token().payload_bytes(escaped).signed()),
        keys.accepted("payload nested 100 deep", rfc, keys.token().payload_bytes(nested).signed()),
        keys.accepted("odd values", rfc, keys.token().claims(long).signed()),
    ]
}
