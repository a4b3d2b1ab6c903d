//! # Step 02: look inside a JWT
//!
//! The access token of step 01 is three base64url segments separated by dots. Nothing in it is
//! encrypted. The first two segments are JSON:
//!
//! ```text
//! eyJhbGciOiJSUzI1NiIs…  .  eyJleHAiOjE2ODA1OTk2OTEs…  .  kCHuOR1gK6tuZfWRv-p7…
//! └ header (RFC 7515 §4)    └ payload (RFC 7519 §4)       └ signature: raw bytes
//!   {"alg":"RS256", …}        {"exp":1680599691, …}
//! ```
//!
//! Read in this order: [`split`] cuts at the dots, [`decode_base64url`] undoes the encoding,
//! [`parse_object`] parses the JSON; [`decode`] combines the three. [`DecodeError`] points at the
//! part and the byte that is wrong.
//!
//! **Decoding proves nothing.** Anyone can write such a string, with any claims. Only the signature
//! proves that the issuer wrote them, and step 03 verifies it; it starts with these same functions, so
//! they are already strict.

// What a peer sends, or a setting says, must not stop the process by an overflow.
#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::disallowed_macros)
)]

mod error;
pub mod input;
mod object;
pub mod times;

pub use error::{DecodeError, Part};
pub use object::parse_object;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Map, Value};

/// The tutorial's sample token: issued in April 2023 for 300 seconds.
pub const SAMPLE: &str = include_str!("sample.jwt").trim_ascii();

/// The longest token that is accepted, in bytes. Real ones have 1000 to 4000; web servers refuse
/// headers beyond 8 to 64 KiB. The limit is checked first, so that it holds for every later step.
pub const MAX_TOKEN: usize = 16 * 1024;

/// The parts of a token in JWS compact serialization (RFC 7515 §7.1), still encoded.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Segments<'a> {
    /// The JOSE header: JSON that says how the token is signed.
    pub header: &'a str,
    /// The payload: JSON with the claims.
    pub payload: &'a str,
    /// The signature: bytes.
    pub signature: &'a str,
    /// What was signed: header, dot and payload exactly as they were sent. A signature covers these
    /// bytes and not the JSON that they encode.
    pub signing_input: &'a str,
}

/// A token with its parts decoded, and nothing verified.
#[derive(Clone)]
pub struct Decoded {
    /// The members of the header, in the order in which they were sent.
    pub header: Map<String, Value>,
    /// The claims, in the order in which they were sent.
    pub payload: Map<String, Value>,
    /// The signature's bytes.
    pub signature: Vec<u8>,
}

/// Decodes the three parts of a token.
///
/// # Errors
/// The [`DecodeError`] of the first part that is wrong, from the left.
///
/// RFC 7519 §7.2, steps 1 to 4, 9 and 10
pub fn decode(token: &str) -> Result<Decoded, DecodeError> {
    let segments = split(token)?;
    Ok(Decoded {
        header: parse_object(
            Part::Header,
            &decode_base64url(Part::Header, segments.header)?,
        )?,
        payload: parse_object(
            Part::Payload,
            &decode_base64url(Part::Payload, segments.payload)?,
        )?,
        signature: decode_base64url(Part::Signature, segments.signature)?,
    })
}

/// Cuts a token at its two dots.
///
/// # Errors
/// [`DecodeError::TooLong`], or [`DecodeError::Segments`] if there are not exactly three parts.
///
/// RFC 7515 §7.1
pub fn split(token: &str) -> Result<Segments<'_>, DecodeError> {
    if token.len() > MAX_TOKEN {
        return Err(DecodeError::TooLong { bytes: token.len() });
    }
    let wrong_count = || DecodeError::Segments {
        found: token.split('.').count(),
    };
    let (signing_input, signature) = token.rsplit_once('.').ok_or_else(wrong_count)?;
    let (header, payload) = signing_input.split_once('.').ok_or_else(wrong_count)?;
    if payload.contains('.') {
        return Err(wrong_count());
    }
    Ok(Segments {
        header,
        payload,
        signature,
        signing_input,
    })
}

/// Decodes base64url without padding: the alphabet of base64 with `-` for `+` and `_` for `/`, and
/// no `=` at the end (RFC 7515 §2).
///
/// It is strict. With a decoder that skips white space, accepts both alphabets or ignores the unused
/// bits of the last character, one token has many spellings, and a denylist catches only one of them.
///
/// # Errors
/// [`DecodeError::Base64`] with the offset of the first wrong byte.
pub fn decode_base64url(part: Part, segment: &str) -> Result<Vec<u8>, DecodeError> {
    BASE64_URL_SAFE_NO_PAD
        .decode(segment)
        .map_err(|error| DecodeError::from_base64(part, segment, &error))
}
