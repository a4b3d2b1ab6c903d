//! What step 02 reads, and what it says about what it cannot read.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use decode_jwt::{DecodeError, MAX_TOKEN, Part, SAMPLE, decode, split};

#[test]
fn the_sample_has_the_header_that_the_tutorial_shows() {
    let decoded = decode(SAMPLE).unwrap();
    assert_eq!(decoded.header["alg"], "RS256");
    assert_eq!(
        decoded.header["kid"],
        "GrmlgRPIFuyn2rWUk9z1mVtWKUMZ8Y0Np1b-vM_22BI"
    );
    assert_eq!(decoded.payload["exp"], 1_680_599_691);
    assert_eq!(decoded.signature.len(), 256);
}

/// Each row: what is wrong, the token, the message.
#[test]
fn errors_name_the_part_and_the_byte() {
    let object = BASE64_URL_SAFE_NO_PAD.encode("{}");
    let encoded = |json: &str| BASE64_URL_SAFE_NO_PAD.encode(json);
    let rows = [
        (
            "empty",
            String::new(),
            "a signed JWT has 3 parts separated by dots, this has 1: it may be an opaque token, which only its issuer can read (step 05)",
        ),
        (
            "two parts",
            "a.b".into(),
            "a signed JWT has 3 parts separated by dots, this has 2",
        ),
        (
            "four parts",
            "a.b.c.d".into(),
            "a signed JWT has 3 parts separated by dots, this has 4",
        ),
        (
            "encrypted",
            "a.b.c.d.e".into(),
            "a signed JWT has 3 parts separated by dots, this has 5: it is encrypted (JWE, RFC 7516), and only its recipient can read it",
        ),
        (
            "too long",
            "a".repeat(MAX_TOKEN + 1),
            "the token has 16385 bytes, more than the 16384 that are allowed",
        ),
        (
            "padding",
            "e30=.e30.".into(),
            "header: byte 3 (=) is padding, which base64url in a JWT does not have",
        ),
        (
            "base64 alphabet",
            format!("{object}.e+30."),
            "payload: byte 1 (+) belongs to base64, not to base64url, which has '-' and '_' instead",
        ),
        (
            "white space",
            format!("{object}.{object}.a b="),
            "signature: byte 1 ( ) is white space",
        ),
        (
            "cut",
            format!("{object}.{object}.aaaaa"),
            "signature: 5 characters cannot be base64url: the end is missing",
        ),
        (
            "loose bits",
            format!("{object}.{object}.ab"),
            "signature: byte 1 (b) is the last character and has bits set that encode nothing",
        ),
        (
            "not JSON",
            format!("{}.{object}.", encoded("{\"alg\":nope}")),
            "header: not valid JSON at byte 8 of the decoded text: expected ident",
        ),
        (
            "not an object",
            format!("{object}.{}.", encoded("[]")),
            "payload: not valid JSON at byte 0 of the decoded text: it is not an object",
        ),
        (
            "twice",
            format!("{object}.{}.", encoded("{\"a\":{\"b\":1,\n\"b\":2}}")),
            "payload: not valid JSON at byte 15 of the decoded text: a name occurs twice in one object",
        ),
        (
            "more after it",
            format!("{object}.{}.", encoded("{} {}")),
            "payload: not valid JSON at byte 3 of the decoded text: trailing characters",
        ),
        (
            "too deep",
            format!("{object}.{}.", encoded(&"{\"a\":".repeat(200))),
            "payload: not valid JSON at byte 635 of the decoded text: recursion limit exceeded",
        ),
    ];
    for (what, token, message) in rows {
        let error = decode(&token).err().map(|error| error.to_string());
        assert_eq!(error.as_deref(), Some(message), "{what}");
    }
}

#[test]
fn parts_that_are_not_utf8_are_refused() {
    let token = format!(
        "{}.e30.",
        BASE64_URL_SAFE_NO_PAD.encode(b"{\"a\":\"\xff\"}")
    );
    assert!(matches!(
        decode(&token),
        Err(DecodeError::Json {
            part: Part::Header,
            ..
        })
    ));
}

#[test]
fn a_token_may_be_as_long_as_the_limit() {
    let longest = format!("..{}", "a".repeat(MAX_TOKEN - 2));
    assert!(split(&longest).is_ok());
    let longer = format!("{longest}a");
    let refused = Some(DecodeError::TooLong {
        bytes: MAX_TOKEN + 1,
    });
    assert_eq!(split(&longer).err(), refused);
}
