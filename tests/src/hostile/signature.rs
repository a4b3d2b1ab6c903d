//! The third segment: 256 bytes that are the issuer's for the first two segments, or not.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::RSA_PKCS1_SHA512;
use serde_json::json;

use super::{Case, TokenBuilder, Keys};
use crate::forge::{rs256, rsa};

const REASON: &str = "the signature does not verify";

pub(super) fn cases(keys: &Keys) -> Vec<Case> {
    let mut cases = broken(keys);
    cases.extend(of_something_else(keys));
    cases
}

/// What is not the number that it should be.
fn broken(keys: &Keys) -> Vec<Case> {
    let changed = |change: fn(&mut Vec<u8>)| {
        keys.token().sign(|input| {
            let mut signature = rs256(&keys.published, input);
            change(&mut signature);
            signature
        })
    };
    let number = |bytes: &[u8]| keys.token().sign(|_| bytes.to_vec());
    let mut one = [0; 256];
    one[255] = 1;

    [
        ("signature empty", "RFC 7515 §5.2", number(&[])),
        ("signature of one byte", "RFC 8017 §8.2.2", number(&[1])),
        ("signature cut by a byte", "RFC 8017 §8.2.2", changed(|it| it.truncate(255))),
        ("signature cut by half", "RFC 8017 §8.2.2", changed(|it| it.truncate(128))),
        ("signature with a zero after it", "RFC 8017 §8.2.2", changed(|it| it.push(0))),
        ("signature with a zero before it", "RFC 8017 §8.2.2", changed(|it| it.insert(0, 0))),
        ("signature twice", "RFC 8017 §8.2.2", changed(|it| it.extend_from_within(..))),
        ("signature backwards", "RFC 8017 §4.2", changed(|it| it.reverse())),
        ("first bit flipped", "RFC 7515 §5.2", changed(|it| flip(it.first_mut(), 0x80))),
        ("last bit flipped", "RFC 7515 §5.2", changed(|it| flip(it.last_mut(), 1))),
        ("signature 0", "RFC 8017 §5.2.2", number(&[0; 256])),
        ("signature 1", "RFC 8017 §5.2.2", number(&one)),
        ("signature n", "RFC 8017 §5.2.2", number(keys.modulus())),
        ("signature greater than n", "RFC 8017 §5.2.2", number(&[0xff; 256])),
        ("signature that is the padded hash", "RFC 8017 §9.2", keys.token().sign(padded_hash)),
    ]
    .into_iter()
    .map(|(name, rfc, token)| keys.refused(name, rfc, token, REASON))
    .collect()
}

/// Sound signatures, but of other bytes, by another key or in another way.
fn of_something_else(keys: &Keys) -> Vec<Case> {
    let builder = keys.token();
    let of = |bytes: &str| builder.sign(|_| rs256(&keys.published, bytes.as_bytes()));
    let (header, payload) = builder.segments();
    let good = format!("{header}.{payload}");
    let with_good = |token: TokenBuilder<'_>| token.sign(|_| rs256(&keys.published, good.as_bytes()));
    let reordered = json!({"kid": keys.kid, "typ": "JWT", "alg": "RS256"}).to_string();
    let json = format!("{}.{}", builder.header_json(), builder.payload_json());
    let rs512 = builder.sign(|input| rsa(&keys.published, &RSA_PKCS1_SHA512, input));
    let pss = keys.made_elsewhere("RS256 header, PS256 signature").1;

    [
        ("signature by a stranger", "RFC 7515 §5.2", builder.signed_by(&keys.stranger)),
        ("signature of the header alone", "RFC 7515 §5.1", of(&header)),
        ("signature of the payload alone", "RFC 7515 §5.1", of(&payload)),
        ("signature of the JSON, not of what is sent", "RFC 7515 §5.1", of(&json)),
        ("signature by RS512", "RFC 7518 §3.3", rs512),
        ("signature by PS256", "RFC 7518 §3.5", pss),
        ("scope raised", "RFC 7515 §5.2", with_good(builder.clone().claims(json!({"scope": "admin"})))),
        ("exp moved", "RFC 7515 §5.2", with_good(builder.clone().claims(json!({"exp": 4_102_444_800_u64})))),
        ("one more space in the payload", "RFC 7515 §5.2", {
            with_good(builder.clone().payload_bytes(format!("{} ", builder.payload_json())))
        }),
        ("members of the header in other order", "RFC 7515 §5.2", {
            with_good(builder.clone().header_bytes(reordered))
        }),
    ]
    .into_iter()
    .map(|(name, rfc, token)| keys.refused(name, rfc, token, REASON))
    .collect()
}

fn flip(byte: Option<&mut u8>, bits: u8) {
    if let Some(byte) = byte {
        *byte ^= bits;
    }
}

/// What a signature is before the private key is applied: with an exponent of 1, all of it.
pub(super) fn padded_hash(input: &[u8]) -> Vec<u8> {
    // DigestInfo of SHA-256, from RFC 8017 §9.2, note 1.
    let mut end = vec![
        0x00, 0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00,
        0x04, 0x20,
    ];
    end.extend_from_slice(digest(&SHA256, input).as_ref());
    let mut bytes = vec![0x00, 0x01];
    bytes.resize(256 - end.len(), 0xff);
    bytes.extend(end);
    bytes
}
