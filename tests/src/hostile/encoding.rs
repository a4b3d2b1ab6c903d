//! Three segments of base64url with two dots in between, and in one spelling only.

use serde_json::json;

use super::token_builder::encode;
use super::{Case, TokenBuilder, Keys};

pub(super) fn cases(keys: &Keys) -> Vec<Case> {
    let mut cases = segments(keys);
    cases.extend(sizes(keys));
    cases.extend(spellings(keys));
    cases.extend(other_characters(keys));
    cases
}

const PARTS: &str = "a signed JWT has 3 parts separated by dots, this has";
const OPAQUE: &str = ": it may be an opaque token, which only its issuer can read (step 05)";
const ENCRYPTED: &str = ": it is encrypted (JWE, RFC 7516), and only its recipient can read it";

fn segments(keys: &Keys) -> Vec<Case> {
    let rfc = "RFC 7515 §7.1";
    let good = keys.token().signed();
    let (header, payload) = keys.token().segments();
    let mut cases = Vec::new();
    for (name, token, found, hint) in [
        ("one segment", "2YotnFZFEjr1zCsicMWpAA".to_owned(), 1, OPAQUE),
        ("two segments", format!("{header}.{payload}"), 2, ""),
        ("four segments", format!("{good}.AAAA"), 4, ""),
        ("five segments, as an encrypted token has", format!("{good}.AAAA.AAAA"), 5, ENCRYPTED),
        ("six segments", format!("{good}.A.A.A"), 6, ""),
        ("a dot alone", ".".to_owned(), 2, ""),
        ("a dot before the token", format!(".{good}"), 4, ""),
        ("a dot after the token", format!("{good}."), 4, ""),
    ] {
        let reason = format!("{PARTS} {found}{hint}");
        cases.push(keys.refused(name, rfc, token, reason));
    }
    let nothing = "not valid JSON at byte 0 of the decoded text: EOF while parsing a value";
    for (name, token, part) in [
        ("two dots alone", "..".to_owned(), "header"),
        ("header empty", keys.token().header_segment("").signed(), "header"),
        ("payload empty", keys.token().payload_segment("").signed(), "payload"),
    ] {
        cases.push(keys.refused(name, rfc, token, format!("{part}: {nothing}")));
    }
    cases
}

fn sizes(keys: &Keys) -> Vec<Case> {
    let cut: String = keys.token().signed();
    let cut = cut.get(..cut.len() - 1).unwrap_or_default().to_owned();
    let reason = "signature: 341 characters cannot be base64url: the end is missing";
    let too_long = "the token has 16385 bytes, more than the 16384 that are allowed";
    vec![
        keys.refused("token cut by a character", "RFC 4648 §5", cut, reason),
        keys.accepted("token of 16384 bytes", "RFC 9110 §5.4", of_length(keys, 16384)),
        keys.refused("token of 16385 bytes", "RFC 9110 §5.4", of_length(keys, 16385), too_long),
    ]
}

/// A good token of that length.
fn of_length(keys: &Keys, length: usize) -> String {
    let signature = ".".len() + encode([0; 256]).len();
    let drafts = (0..3).flat_map(|blanks| {
        // base64 makes four characters of three bytes.
        (length / 4 * 3 - 1000..length / 4 * 3).map(move |letters| {
            let header = format!("{}{}", keys.token().header_json(), " ".repeat(blanks));
            let builder = keys.token().header_bytes(header);
            builder.claims(json!({"filler": "x".repeat(letters)}))
        })
    });
    let fits = |builder: &TokenBuilder<'_>| {
        let (header, payload) = builder.segments();
        header.len() + ".".len() + payload.len() + signature == length
    };
    drafts.into_iter().find(fits).map(|builder| builder.signed()).unwrap_or_default()
}

/// Other spellings of the same bytes, signed as they are sent. A verifier that takes them has
/// several tokens where the issuer made one, and a list of revoked tokens has only one of them.
fn spellings(keys: &Keys) -> Vec<Case> {
    // One byte is left over after the groups of three, so that there is something to pad, and the
    // last character has bits to spare.
    let left_over = |json: String| format!("{json}{}", " ".repeat((4 - json.len() % 3) % 3));
    let marks = json!({"x": "???>>>"}); // makes the two characters in which the alphabets differ
    let header = encode(left_over(keys.token().header(marks.clone()).header_json()));
    let payload = encode(left_over(keys.token().claims(marks).payload_json()));
    let good = keys.token().signed();
    let (input, signature) = good.rsplit_once('.').unwrap_or_default();
    let placed = |part: &str, text: &str| match part {
        "header" => keys.token().header_segment(text).signed(),
        "payload" => keys.token().payload_segment(text).signed(),
        _ => format!("{input}.{text}"),
    };
    let padded = |text: &str| format!("{text}==");
    let standard = |text: &str| text.replace('-', "+").replace('_', "/");

    let mut cases = Vec::new();
    for (name, part, text, problem) in [
        ("header in base64's alphabet", "header", standard(&header), ALPHABET),
        ("payload in base64's alphabet", "payload", standard(&payload), ALPHABET),
        ("signature in base64's alphabet", "signature", standard(signature), ALPHABET),
        ("header with loose bits", "header", loosen(&header), LOOSE),
        ("payload with loose bits", "payload", loosen(&payload), LOOSE),
        ("signature with loose bits", "signature", loosen(signature), LOOSE),
        ("signature with padding", "signature", padded(signature), PADDING),
    ] {
        let reason = reason(part, &text, problem);
        cases.push(keys.refused(name, "RFC 4648 §3", placed(part, &text), reason));
    }
    // Only at its end may a token have this letter. RFC 6750 §2.1
    for (name, part, text) in
        [("header with padding", "header", padded(&header)), ("payload with padding", "payload", padded(&payload))]
    {
        let reason = reason(part, &text, PADDING);
        cases.push(keys.malformed(name, "RFC 7515 §2", placed(part, &text), reason));
    }
    cases
}

const ALPHABET: &str = "belongs to base64, not to base64url, which has '-' and '_' instead";
const PADDING: &str = "is padding, which base64url in a JWT does not have";
const LOOSE: &str = "is the last character and has bits set that encode nothing";

/// The first character that base64url does not have, or else the last.
fn reason(part: &str, text: &str, problem: &str) -> String {
    let at = text.find(['+', '/', '=']).unwrap_or(text.len() - 1);
    let letter = text.get(at..=at).unwrap_or_default();
    format!("{part}: byte {at} ({letter}) {problem}")
}

/// The text with one of the last character's four spare bits set.
fn loosen(text: &str) -> String {
    let (rest, last) = text.split_at(text.len() - 1);
    let next = match last {
        "A" => "B",
        "Q" => "R",
        "g" => "h",
        "w" => "x",
        other => other,
    };
    format!("{rest}{next}")
}

/// What no token has in it: the API answers without asking the verifier.
fn other_characters(keys: &Keys) -> Vec<Case> {
    let rfc = "RFC 6750 §2.1";
    let good = keys.token().signed();
    let (first, rest) = good.split_at(4);
    let with = |text: &str| format!("{first}{text}{rest}");
    let not_in_alphabet = "is not a character of base64url";
    let json = json!({"protected": "e30", "payload": "e30", "signature": ""});
    vec![
        keys.malformed("nothing", rfc, String::new(), format!("{PARTS} 1{OPAQUE}")),
        keys.malformed("a space inside", rfc, with(" "), "header: byte 4 ( ) is white space"),
        keys.malformed("a tab inside", rfc, with("\t"), "header: byte 4 (\\t) is white space"),
        keys.malformed("a character beyond ASCII", rfc, with("é"), format!("header: byte 4 (\\xc3) {not_in_alphabet}")),
        keys.malformed("a character percent-encoded", rfc, with("%4A"), format!("header: byte 4 (%) {not_in_alphabet}")),
        keys.malformed("a colon inside", rfc, with(":"), format!("header: byte 4 (:) {not_in_alphabet}")),
        keys.malformed("in quotes", rfc, format!("\"{good}\""), format!("header: byte 0 (\\\") {not_in_alphabet}")),
        keys.malformed("the scheme twice", rfc, format!("Bearer {good}"), "header: byte 6 ( ) is white space"),
        keys.malformed(
            "a parameter after it",
            rfc,
            format!("{good}, realm=x"),
            "signature: byte 342 (,) is not a character of base64url",
        ),
        keys.malformed("two tokens", rfc, format!("{good}, {good}"), format!("{PARTS} 5{ENCRYPTED}")),
        keys.malformed("JWS in its JSON form", "RFC 7515 §7.2", json.to_string(), format!("{PARTS} 1{OPAQUE}")),
        keys.refused("~ inside", rfc, with("~"), format!("header: byte 4 (~) {not_in_alphabet}")),
    ]
}
