//! Other families of algorithms, at an API that accepts them: a key is for its own alone.

use anyhow::anyhow;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair,
    Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384,
    RSA_PSS_SHA512, RsaEncoding,
};
use serde_json::{Value, json};

use super::keys::with;
use super::token_builder::{TokenBuilder, encode};
use super::{Case, Keys};
use crate::forge;

const ALL: &str = "RS256,RS384,RS512,PS256,PS384,PS512,ES256,ES384,EdDSA";
const SIGNATURE: &str = "the signature does not verify";
const OTHER_ALGORITHM: &str = "it is not for the token's alg";
const CURVE: &str = "its crv is not P-256, P-384 or Ed25519";
const POINT: &str = "its x and y are not a point of its crv";

/// The order of the base point of P-256, SEC 2 §2.4.2.
const ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad,
    0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

/// Keys on curves, made for this run.
struct Curves {
    p256: EcdsaKeyPair,
    p384: EcdsaKeyPair,
    ed25519: Ed25519KeyPair,
}

pub(super) fn cases(keys: &Keys) -> anyhow::Result<Vec<Case>> {
    let failed = |_| anyhow!("a key cannot be made");
    let curves = &Curves {
        p256: EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(failed)?,
        p384: EcdsaKeyPair::generate(&ECDSA_P384_SHA384_FIXED_SIGNING).map_err(failed)?,
        ed25519: Ed25519KeyPair::generate().map_err(failed)?,
    };
    let mut cases = good(keys, curves);
    cases.extend(signatures(keys, curves)?);
    cases.extend(points(keys, curves));
    cases.extend(confusion(keys, curves));
    let mut cases: Vec<_> = cases.into_iter().map(|case| Case { algorithms: ALL, ..case }).collect();
    let es256 = curves.es256(&token(keys, "ES256"));
    let name = "ES256, and the API allows RS256 alone";
    let jwks = json!({"keys": [named(keys, curves.p256_jwk())]});
    cases.push(keys.refused(name, "RFC 8725 §3.1", es256, not_allowed("ES256")).with_keys(jwks));
    Ok(cases)
}

/// Each algorithm with its key, alone and beside keys of the same name.
fn good(keys: &Keys, curves: &Curves) -> Vec<Case> {
    let rsa = |alg: &str, encoding: &'static dyn RsaEncoding| {
        keys.token().header(json!({"alg": alg})).sign(|input| forge::rsa(&keys.published, encoding, input))
    };
    let any = with(forge::jwk(&keys.published), json!({"kid": keys.kid, "alg": null}));
    let mut cases = Vec::new();
    for (name, rfc, token, jwk) in [
        ("RS384, allowed", "RFC 7518 §3.3", rsa("RS384", &RSA_PKCS1_SHA384), any.clone()),
        ("RS512, allowed", "RFC 7518 §3.3", rsa("RS512", &RSA_PKCS1_SHA512), any.clone()),
        ("PS256, allowed", "RFC 7518 §3.5", rsa("PS256", &RSA_PSS_SHA256), any.clone()),
        ("PS384, allowed", "RFC 7518 §3.5", rsa("PS384", &RSA_PSS_SHA384), any.clone()),
        ("PS512, allowed", "RFC 7518 §3.5", rsa("PS512", &RSA_PSS_SHA512), any),
        ("ES256, allowed", "RFC 7518 §3.4", curves.es256(&token(keys, "ES256")), curves.p256_jwk()),
        ("ES384, allowed", "RFC 7518 §3.4", curves.es384(&token(keys, "ES384")), curves.p384_jwk()),
        ("EdDSA, allowed", "RFC 8037 §3.1", curves.eddsa(&token(keys, "EdDSA")), curves.ed25519_jwk()),
    ] {
        cases.push(keys.accepted(name, rfc, token).with_keys(json!({"keys": [named(keys, jwk)]})));
    }
    let all = [curves.ed25519_jwk(), curves.p384_jwk(), curves.p256_jwk(), forge::jwk(&keys.published)];
    let one_name = json!({"keys": all.clone().map(|jwk| named(keys, jwk))});
    let no_names = json!({"keys": all});
    for (name, nameless, token) in [
        ("RS256, and four keys of one kid", false, keys.token()),
        ("ES256, and four keys of one kid", false, token(keys, "ES256")),
        ("ES384, and four keys of one kid", false, token(keys, "ES384")),
        ("EdDSA, and four keys of one kid", false, token(keys, "EdDSA")),
        ("RS256 without kid, and a key of each kind", true, keys.token().header_without("kid")),
        ("ES256 without kid, and a key of each kind", true, token(keys, "ES256").header_without("kid")),
        ("EdDSA without kid, and a key of each kind", true, token(keys, "EdDSA").header_without("kid")),
    ] {
        let signed = match name.get(..5) {
            Some("ES256") => curves.es256(&token),
            Some("ES384") => curves.es384(&token),
            Some("EdDSA") => curves.eddsa(&token),
            _ => token.signed(),
        };
        let jwks = if nameless { &no_names } else { &one_name };
        cases.push(keys.accepted(name, "RFC 7517 §4.5", signed).with_keys(jwks.clone()));
    }
    cases
}

/// What is in the third segment: two numbers of fixed length, or one byte string (EdDSA).
fn signatures(keys: &Keys, curves: &Curves) -> anyhow::Result<Vec<Case>> {
    let jwks = json!({"keys": [named(keys, curves.p256_jwk())]});
    let mut good = Vec::new();
    token(keys, "ES256").sign(|input| {
        good = ecdsa(&curves.p256, input);
        Vec::new()
    });
    let (r, s) = good.split_at_checked(32).ok_or_else(|| anyhow!("r and s"))?;
    let der = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, curves.p256.to_pkcs8v1()?.as_ref())
        .map_err(|_| anyhow!("the key again"))?;
    let es256 = |signature: Vec<u8>| token(keys, "ES256").sign(|_| signature);
    let (zero, ones) = ([0; 32].as_slice(), [0xff; 32].as_slice());
    let high = minus(&ORDER, s);
    let (low_s, high_s) = if s < high.as_slice() { (s, high.as_slice()) } else { (high.as_slice(), s) };
    // RFC 7518 has no rule about it, and half of all signatures are like that.
    let mut cases = vec![
        keys.accepted("ES256 with s in the lower half", "RFC 7518 §3.4", es256([r, low_s].concat())),
        keys.accepted("ES256 with s in the upper half", "RFC 7518 §3.4", es256([r, high_s].concat())),
    ];
    for (name, token) in [
        ("ES256 signature in DER", token(keys, "ES256").sign(|input| ecdsa(&der, input))),
        ("ES256 signature empty", es256(Vec::new())),
        ("ES256 signature of 63 bytes", es256(good.iter().copied().take(63).collect())),
        ("ES256 signature of 65 bytes", es256([&[0], good.as_slice()].concat())),
        ("ES256 signature twice", es256([good.as_slice(), &good].concat())),
        ("ES256 r and s swapped", es256([s, r].concat())),
        ("ES256 r = 0", es256([zero, s].concat())),
        ("ES256 s = 0", es256([r, zero].concat())),
        ("ES256 r = s = 0", es256([zero, zero].concat())),
        ("ES256 r = the order", es256([ORDER.as_slice(), s].concat())),
        ("ES256 s = the order", es256([r, ORDER.as_slice()].concat())),
        ("ES256 r = s = the order", es256([ORDER, ORDER].concat())),
        ("ES256 r = s = 2^256 - 1", es256([ones, ones].concat())),
        ("ES256 by another key", {
            let stranger = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)?;
            token(keys, "ES256").sign(|input| ecdsa(&stranger, input))
        }),
    ] {
        cases.push(keys.refused(name, "RFC 7518 §3.4", token, SIGNATURE));
    }
    let mut cases: Vec<_> = cases.into_iter().map(|case| case.with_keys(jwks.clone())).collect();

    let jwks = json!({"keys": [named(keys, curves.ed25519_jwk())]});
    let eddsa = |change: fn(&mut Vec<u8>)| {
        token(keys, "EdDSA").sign(|input| {
            let mut signature = curves.ed25519.sign(input).as_ref().to_vec();
            change(&mut signature);
            signature
        })
    };
    for (name, token) in [
        ("EdDSA signature of 63 bytes", eddsa(|signature| signature.truncate(63))),
        ("EdDSA signature of 65 bytes", eddsa(|signature| signature.push(0))),
        ("EdDSA signature of zeros", eddsa(|signature| signature.fill(0))),
        // The same S modulo the order of the group: a second spelling of one signature. RFC 8032 §8.4
        ("EdDSA S plus the order", eddsa(|signature| plus_order(signature.split_off(32), signature))),
    ] {
        cases.push(keys.refused(name, "RFC 8032 §5.1.7", token, SIGNATURE).with_keys(jwks.clone()));
    }
    Ok(cases)
}

/// Coordinates that are not a point, or not of this curve.
fn points(keys: &Keys, curves: &Curves) -> Vec<Case> {
    let (p256, p384, ed25519) = (curves.p256_jwk(), curves.p384_jwk(), curves.ed25519_jwk());
    let text = |jwk: &Value, name: &str| jwk.get(name).cloned().unwrap_or_default();
    let (x, y) = coordinates(curves.p256.public_key().as_ref());
    let mut off = y.to_vec();
    off.iter_mut().take(1).for_each(|byte| *byte ^= 1);
    let ec = |changes: Value| with(p256.clone(), changes);
    let okp = |changes: Value| with(ed25519.clone(), changes);
    let mut cases = Vec::new();
    for (name, rfc, alg, jwk, defect) in [
        ("EC point not on the curve", "RFC 7518 §6.2.1.3", "ES256", ec(json!({"y": encode(off)})), POINT),
        ("EC point of zeros", "RFC 7518 §6.2.1.3", "ES256", ec(json!({"x": encode([0; 32]), "y": encode([0; 32])})), POINT),
        ("EC x of 31 bytes", "RFC 7518 §6.2.1.2", "ES256", ec(json!({"x": encode(x.get(1..).unwrap_or_default())})), POINT),
        ("EC x of 33 bytes", "RFC 7518 §6.2.1.2", "ES256", ec(json!({"x": encode([&[0], x].concat())})), POINT),
        ("EC y absent", "RFC 7518 §6.2.1.3", "ES256", ec(json!({"y": null})), POINT),
        ("EC x a number", "RFC 7518 §6.2.1.2", "ES256", ec(json!({"x": 1})), POINT),
        ("EC x padded", "RFC 7518 §6.2.1.2", "ES256", ec(json!({"x": encode(x) + "="})), POINT),
        ("EC P-256 with a point of P-384", "RFC 7518 §6.2.1.1", "ES256", {
            ec(json!({"x": text(&p384, "x"), "y": text(&p384, "y")}))
        }, POINT),
        ("EC P-384 with a point of P-256", "RFC 7518 §6.2.1.1", "ES384", ec(json!({"crv": "P-384"})), POINT),
        ("EC crv absent", "RFC 7518 §6.2.1.1", "ES256", ec(json!({"crv": null})), CURVE),
        ("EC crv in lower case", "RFC 7518 §6.2.1.1", "ES256", ec(json!({"crv": "p-256"})), CURVE),
        ("EC crv secp256k1", "RFC 7518 §6.2.1.1", "ES256", ec(json!({"crv": "secp256k1"})), CURVE),
        ("EC crv P-521", "RFC 7518 §6.2.1.1", "ES256", ec(json!({"crv": "P-521"})), CURVE),
        ("EC crv Ed25519", "RFC 8037 §2", "EdDSA", okp(json!({"kty": "EC"})), CURVE),
        ("OKP crv P-256", "RFC 8037 §2", "ES256", ec(json!({"kty": "OKP"})), CURVE),
        ("OKP crv X25519", "RFC 8037 §2", "EdDSA", okp(json!({"crv": "X25519"})), CURVE),
        ("OKP crv Ed448", "RFC 8037 §2", "EdDSA", okp(json!({"crv": "Ed448"})), CURVE),
        ("OKP x of 31 bytes", "RFC 8037 §2", "EdDSA", okp(json!({"x": encode([9; 31])})), POINT),
        ("OKP x absent", "RFC 8037 §2", "EdDSA", okp(json!({"x": null})), POINT),
    ] {
        let token = token(keys, alg);
        let signed = if alg == "EdDSA" { curves.eddsa(&token) } else { curves.es256(&token) };
        cases.push(keys.unusable(name, rfc, named(keys, jwk), defect).with_token(signed));
    }
    cases
}

/// A signature by a good key of the issuer, under an `alg` or with a key that it is not for.
fn confusion(keys: &Keys, curves: &Curves) -> Vec<Case> {
    let (p256, p384, ed25519, rsa) =
        (curves.p256_jwk(), curves.p384_jwk(), curves.ed25519_jwk(), forge::jwk(&keys.published));
    let secret = json!({"kty": "oct", "k": encode("secret")});
    let ps256 = keys.token().header(json!({"alg": "PS256"})).sign(|input| {
        forge::rsa(&keys.published, &RSA_PSS_SHA256, input)
    });
    let rs512 = keys.token().header(json!({"alg": "RS512"})).sign(|input| {
        forge::rsa(&keys.published, &RSA_PKCS1_SHA512, input)
    });
    let es = |alg: &str| curves.es256(&token(keys, alg));
    let mut cases = Vec::new();
    for (name, token, jwk, defect) in [
        ("ES256, and the kid is an RSA key's", es("ES256"), rsa.clone(), OTHER_ALGORITHM),
        ("ES256, and the kid is an Ed25519 key's", es("ES256"), ed25519.clone(), OTHER_ALGORITHM),
        ("ES256, and the kid is a P-384 key's", es("ES256"), p384.clone(), OTHER_ALGORITHM),
        ("ES384, signed with P-256", es("ES384"), p256.clone(), OTHER_ALGORITHM),
        ("EdDSA, signed with P-256", es("EdDSA"), p256.clone(), OTHER_ALGORITHM),
        ("ES256, signed with Ed25519", curves.eddsa(&token(keys, "ES256")), ed25519.clone(), OTHER_ALGORITHM),
        ("RS256, and the kid is a P-256 key's", keys.token().signed(), p256.clone(), OTHER_ALGORITHM),
        ("RS256, signed with P-256", es("RS256"), p256.clone(), OTHER_ALGORITHM),
        ("RS256, and the kid is an Ed25519 key's", keys.token().signed(), ed25519, OTHER_ALGORITHM),
        ("PS256, and the key is for RS256", ps256.clone(), with(rsa.clone(), json!({"alg": "RS256"})), OTHER_ALGORITHM),
        ("RS512, and the key is for RS256", rs512, with(rsa.clone(), json!({"alg": "RS256"})), OTHER_ALGORITHM),
        ("ES256, and the key is for ES384", es("ES256"), with(p256.clone(), json!({"alg": "ES384"})), OTHER_ALGORITHM),
        ("ES256, and the key is for RS256", es("ES256"), with(p256.clone(), json!({"alg": "RS256"})), OTHER_ALGORITHM),
        ("ES256, and the key is for encryption", es("ES256"), with(p256.clone(), json!({"use": "enc"})), "its use is not sig"),
        ("ES256, and the key derives keys", es("ES256"), {
            with(p256.clone(), json!({"key_ops": ["deriveKey"]}))
        }, "its key_ops lack verify"),
        ("ES256, and the kid is a secret's", es("ES256"), secret, "its kty is not RSA, EC or OKP"),
    ] {
        cases.push(keys.unusable(name, "RFC 8725 §3.1", named(keys, jwk), defect).with_token(token));
    }
    let public = curves.p256.public_key().as_ref().to_vec();
    let hs256 = keys.token().header(json!({"alg": "HS256"})).sign(|input| forge::hs256(&public, input));
    let pss = keys.token().sign(|input| forge::rsa(&keys.published, &RSA_PSS_SHA256, input));
    let rsa_for_all = with(rsa, json!({"alg": null}));
    for (name, token, jwk, reason) in [
        ("HS256 keyed with the EC point", hs256, p256.clone(), not_allowed("HS256")),
        ("ES256K", es("ES256K"), p256.clone(), not_allowed("ES256K")),
        ("ES512, signed with P-256", es("ES512"), p256.clone(), not_allowed("ES512")),
        ("alg Ed25519", curves.eddsa(&token(keys, "Ed25519")), curves.ed25519_jwk(), not_allowed("Ed25519")),
        ("RS256, signed with PS256", pss, rsa_for_all.clone(), SIGNATURE.to_owned()),
        ("PS256, signed with RS256", keys.token().header(json!({"alg": "PS256"})).signed(), rsa_for_all, SIGNATURE.to_owned()),
    ] {
        let jwks = json!({"keys": [named(keys, jwk)]});
        cases.push(keys.refused(name, "RFC 8725 §3.1", token, reason).with_keys(jwks));
    }
    cases
}

fn not_allowed(alg: &str) -> String {
    format!("header: alg {alg:?} is not allowed")
}

fn token<'a>(keys: &'a Keys, alg: &str) -> TokenBuilder<'a> {
    keys.token().header(json!({"alg": alg}))
}

/// The key under the name that the tokens of the table have.
fn named(keys: &Keys, jwk: Value) -> Value {
    with(jwk, json!({"kid": keys.kid}))
}

impl Curves {
    fn es256(&self, token: &TokenBuilder<'_>) -> String {
        token.sign(|input| ecdsa(&self.p256, input))
    }

    fn es384(&self, token: &TokenBuilder<'_>) -> String {
        token.sign(|input| ecdsa(&self.p384, input))
    }

    fn eddsa(&self, token: &TokenBuilder<'_>) -> String {
        token.sign(|input| self.ed25519.sign(input).as_ref().to_vec())
    }

    fn p256_jwk(&self) -> Value {
        ec_jwk("P-256", &self.p256)
    }

    fn p384_jwk(&self) -> Value {
        ec_jwk("P-384", &self.p384)
    }

    fn ed25519_jwk(&self) -> Value {
        json!({"kid": "ed25519", "kty": "OKP", "crv": "Ed25519", "x": encode(self.ed25519.public_key())})
    }
}

fn ec_jwk(crv: &str, pair: &EcdsaKeyPair) -> Value {
    let (x, y) = coordinates(pair.public_key().as_ref());
    json!({"kid": crv, "kty": "EC", "crv": crv, "x": encode(x), "y": encode(y)})
}

/// Of an uncompressed point: a byte that says so, x, y.
fn coordinates(point: &[u8]) -> (&[u8], &[u8]) {
    let numbers = point.get(1..).unwrap_or_default();
    numbers.split_at_checked(numbers.len() / 2).unwrap_or_default()
}

fn ecdsa(pair: &EcdsaKeyPair, input: &[u8]) -> Vec<u8> {
    pair.sign(&SystemRandom::new(), input).map(|signature| signature.as_ref().to_vec()).unwrap_or_default()
}

/// `a - b`, big-endian numbers of one length.
fn minus(a: &[u8], b: &[u8]) -> Vec<u8> {
    let mut borrow = false;
    let digit = |(a, b): (&u8, &u8)| {
        let (difference, first) = a.overflowing_sub(*b);
        let (difference, second) = difference.overflowing_sub(u8::from(borrow));
        borrow = first || second;
        difference
    };
    let mut digits: Vec<_> = a.iter().zip(b).rev().map(digit).collect();
    digits.reverse();
    digits
}

/// Appends S plus the order of Ed25519's group, little-endian (RFC 8032 §5.1).
fn plus_order(s: Vec<u8>, signature: &mut Vec<u8>) {
    const ORDER: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let mut carry = 0;
    for (a, b) in s.into_iter().zip(ORDER) {
        let sum = u16::from(a) + u16::from(b) + carry;
        carry = sum >> 8;
        signature.push(sum.to_le_bytes()[0]);
    }
}
