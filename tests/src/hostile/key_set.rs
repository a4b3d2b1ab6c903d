//! The token is sound, but is the key that it names one to verify tokens with?

use serde_json::{Value, json};

use super::token_builder::encode;
use super::keys::{jwk, with};
use super::signature::padded_hash;
use super::{Case, Keys};

pub(super) fn cases(keys: &Keys) -> Vec<Case> {
    let mut cases = purposes(keys);
    cases.extend(kinds(keys));
    cases.extend(numbers(keys));
    cases.extend(sizes(keys));
    cases.extend(sets(keys));
    cases
}

/// `use`, `key_ops` and `alg`: what a key says it is for.
fn purposes(keys: &Keys) -> Vec<Case> {
    let (using, ops, alg) = ("RFC 7517 §4.2", "RFC 7517 §4.3", "RFC 7517 §4.4");
    let mut cases = Vec::new();
    for (name, rfc, jwk) in [
        ("key without use and alg", using, keys.jwk_without(&["use", "alg"])),
        ("key with key_ops verify", ops, keys.jwk_with(json!({"key_ops": ["verify"]}))),
        ("key with key_ops encrypt, verify", ops, keys.jwk_with(json!({"key_ops": ["encrypt", "verify"]}))),
        ("key with members that nobody knows", "RFC 7517 §4", keys.jwk_with(json!({"x": [{}], "exp": 0}))),
    ] {
        cases.push(keys.accepted(name, rfc, keys.token().signed()).with_keys(set([jwk])));
    }
    for (name, rfc, changes, defect) in [
        ("key of use enc", using, json!({"use": "enc"}), "its use is not sig"),
        ("key of use SIG", using, json!({"use": "SIG"}), "its use is not sig"),
        ("key of use number", using, json!({"use": 1}), NOT_A_JWK),
        ("key with key_ops sign", ops, json!({"key_ops": ["sign"]}), "its key_ops lack verify"),
        ("key with key_ops empty", ops, json!({"key_ops": []}), "its key_ops lack verify"),
        ("key with key_ops a string", ops, json!({"key_ops": "verify"}), NOT_A_JWK),
        ("key of alg RS512", alg, json!({"alg": "RS512"}), OTHER_ALGORITHM),
        ("key of alg PS256", alg, json!({"alg": "PS256"}), OTHER_ALGORITHM),
        ("key of alg RSA-OAEP", alg, json!({"alg": "RSA-OAEP"}), OTHER_ALGORITHM),
        ("key of alg rs256", alg, json!({"alg": "rs256"}), OTHER_ALGORITHM),
        ("key of alg none", alg, json!({"alg": "none"}), OTHER_ALGORITHM),
    ] {
        cases.push(keys.unusable(name, rfc, keys.jwk_with(changes), defect));
    }
    cases
}

const NOT_A_JWK: &str = "it is not a JWK";
const OTHER_ALGORITHM: &str = "it is not for the token's alg";
const UNKNOWN_KTY: &str = "its kty is not RSA, EC or OKP";

/// `kty`: the trap is a verifier that takes the algorithm from the key.
fn kinds(keys: &Keys) -> Vec<Case> {
    let rfc = "RFC 7517 §4.1";
    let secret = json!({"kid": keys.kid, "kty": "oct", "k": encode("secret")});
    let hs256 = keys.token().header(json!({"alg": "HS256"}));
    let hs256 = hs256.sign(|input| crate::forge::hs256(b"secret", input));
    let not_allowed = |alg: &str| format!("header: alg {alg:?} is not allowed");
    let (ec, es256) = keys.made_elsewhere("ES256");
    let ec_for_rs256 = with(ec.clone(), json!({"kid": keys.kid}));
    vec![
        keys.refused("symmetric key, and HS256 by it", rfc, hs256, not_allowed("HS256"))
            .with_keys(set([secret.clone(), keys.other_jwk("1")])),
        keys.unusable("symmetric key", rfc, secret, UNKNOWN_KTY),
        keys.refused("EC key, and ES256 by it", rfc, es256, not_allowed("ES256")).with_keys(set([ec, keys.other_jwk("1")])),
        keys.unusable("EC key", rfc, ec_for_rs256, OTHER_ALGORITHM),
        keys.unusable("key of kty rsa", rfc, keys.jwk_with(json!({"kty": "rsa"})), UNKNOWN_KTY),
        keys.unusable("key of a kty that nobody knows", rfc, keys.jwk_with(json!({"kty": "AKP"})), UNKNOWN_KTY),
        keys.unusable("key without kty", rfc, keys.jwk_without(&["kty"]), NOT_A_JWK),
        keys.unusable("key of kty null", rfc, keys.jwk_with(json!({"kty": null})), NOT_A_JWK),
    ]
}

/// `n` and `e`: a Base64urlUInt each.
fn numbers(keys: &Keys) -> Vec<Case> {
    let rfc = "RFC 7518 §6.3.1";
    let numbers = "its n or e is absent or not a Base64urlUInt";
    let padded = format!("{}==", encode(keys.modulus()));
    let zero_before_n = [&[0], keys.modulus()].concat();
    let mut cases = Vec::new();
    for (name, jwk, defect) in [
        ("key without n", keys.jwk_without(&["n"]), numbers),
        ("key without e", keys.jwk_without(&["e"]), numbers),
        ("key with n empty", keys.jwk_with(json!({"n": ""})), numbers),
        ("key with n padded", keys.jwk_with(json!({"n": padded})), numbers),
        ("key with n in hexadecimal", keys.jwk_with(json!({"n": "0xc0ffee"})), "it has fewer than 2048 bits"),
        ("key with a zero before n", keys.jwk_with(json!({"n": encode(zero_before_n)})), numbers),
        ("key with n a number", keys.jwk_with(json!({"n": 65537})), NOT_A_JWK),
        ("key with e a number", keys.jwk_with(json!({"e": 65537})), NOT_A_JWK),
    ] {
        cases.push(keys.unusable(name, rfc, jwk, defect));
    }
    let rfc = "RFC 8017 §3.1";
    let exponent = "its e is not an odd number from 3 to 2^32";
    for (name, e, defect) in [
        ("key with e = 0", vec![0], numbers),
        ("key with e = 2", vec![2], exponent),
        ("key with e = 65536", vec![1, 0, 0], exponent),
        ("key with e = 2^32 + 1", vec![1, 0, 0, 0, 1], exponent),
        ("key with e as long as n", vec![0xff; 256], exponent),
    ] {
        cases.push(keys.unusable(name, rfc, keys.jwk_with(json!({"e": encode(e)})), defect));
    }
    // x^1 mod n = x: each number is its own signature, and no private key is needed to sign.
    let identity = keys.jwk_with(json!({"e": encode([1])}));
    let forged = keys.token().sign(padded_hash);
    let name = "key with e = 1, and a signature without private key";
    cases.push(keys.refused(name, rfc, forged, keys.defect(exponent)).with_keys(set([identity, keys.other_jwk("1")])));
    let name = "key with e = 3";
    let (jwk, token) = keys.made_elsewhere("RSA-2048, e = 3");
    cases.push(keys.accepted(name, rfc, token).with_keys(set([jwk])));
    cases
}

/// How long `n` may be: shorter ones are broken, longer ones keep the server busy.
fn sizes(keys: &Keys) -> Vec<Case> {
    let rfc = "RFC 7518 §3.3";
    let of_bits = |bits: usize| {
        let first = 0xff >> (bits.next_multiple_of(8) - bits);
        let rest = vec![0xff; bits.div_ceil(8) - 1];
        keys.jwk_with(json!({"n": encode([vec![first], rest].concat())}))
    };
    let (small, large) = ("it has fewer than 2048 bits", "it has more than 8192 bits");
    let (jwk, token) = keys.made_elsewhere("RSA-1024");
    let kid = jwk.get("kid").and_then(Value::as_str).unwrap_or_default();
    let reason = format!("key {kid:?} must not verify this token: {small}");
    let (jwk_8192, token_8192) = keys.made_elsewhere("RSA-8192");
    vec![
        keys.refused("key of 1024 bits, which signed", rfc, token, reason).with_keys(set([jwk, keys.other_jwk("1")])),
        keys.unusable("key of 2047 bits", rfc, of_bits(2047), small),
        keys.accepted("key of 8192 bits", rfc, token_8192).with_keys(set([jwk_8192])),
        keys.unusable("key of 8193 bits", rfc, of_bits(8193), large),
        keys.unusable("key of 16384 bits", rfc, of_bits(16384), large),
    ]
}

/// What else is in the set.
fn sets(keys: &Keys) -> Vec<Case> {
    let rfc = "RFC 7517 §5";
    let good = || keys.token().signed();
    let filler = |count: usize| (0..count).map(|i| keys.other_jwk(&i.to_string()));
    let followed = |count| filler(count).chain([keys.jwk()]).collect::<Vec<_>>();
    let enc = keys.jwk_with(json!({"use": "enc"}));
    let same_name = with(jwk(&keys.stranger), json!({"kid": keys.kid}));
    let mut cases = Vec::new();
    for (name, jwks) in [
        ("keys that are none beside ours", set([json!("key"), json!(null), json!([]), keys.jwk()])),
        ("a key for encryption beside ours", set([keys.jwk_with(json!({"use": "enc", "kid": "enc"})), keys.jwk()])),
        ("a key of our kid for encryption before ours", set([enc.clone(), keys.jwk()])),
        ("a key of our kid for encryption after ours", set([keys.jwk(), enc])),
        ("99 keys before ours", json!({"keys": followed(99)})),
        ("members beside keys", json!({"x": 1, "keys": [keys.jwk()]})),
    ] {
        cases.push(keys.accepted(name, rfc, good()).with_keys(jwks));
    }
    let unknown = format!("kid {:?} is not among the issuer's keys", keys.kid);
    for (name, jwks) in [
        ("no key of ours", set([keys.other_jwk("1")])),
        ("key without kid", set([keys.jwk_without(&["kid"]), keys.other_jwk("1")])),
        ("key with kid a number", set([keys.jwk_with(json!({"kid": 1})), keys.other_jwk("1")])),
        ("key of another kid", set([keys.jwk_with(json!({"kid": "other"}))])),
        ("100 keys before ours", json!({"keys": followed(100)})),
    ] {
        cases.push(keys.refused(name, rfc, good(), &unknown).with_keys(jwks));
    }
    // kid "SHOULD" be unique: one that is not names several keys, and each may have signed.
    let rfc = "RFC 7517 §4.5";
    let (before, after) = (set([same_name.clone(), keys.jwk()]), set([keys.jwk(), same_name.clone()]));
    let name = "another key of our kid before ours";
    cases.push(keys.accepted(name, rfc, good()).with_keys(before));
    let name = "another key of our kid after ours";
    cases.push(keys.accepted(name, rfc, good()).with_keys(after));
    let (ec, _) = keys.made_elsewhere("ES256");
    let ec = with(ec, json!({"kid": keys.kid}));
    for (name, jwks) in [
        ("an EC key of our kid before ours", set([ec.clone(), keys.jwk()])),
        ("an EC key of our kid after ours", set([keys.jwk(), ec])),
        ("a key of our kid for RS512 before ours", set([keys.jwk_with(json!({"alg": "RS512"})), keys.jwk()])),
    ] {
        cases.push(keys.accepted(name, rfc, good()).with_keys(jwks));
    }
    let jwks = set([same_name.clone(), with(same_name, json!({"use": "enc"}))]);
    let name = "two keys of our kid, and neither signed";
    cases.push(keys.refused(name, rfc, good(), "the signature does not verify").with_keys(jwks));
    cases
}

fn set(keys: impl IntoIterator<Item = Value>) -> Value {
    json!({"keys": keys.into_iter().collect::<Vec<_>>()})
}

impl Keys {
    /// The realm's key with some members set.
    fn jwk_with(&self, changes: Value) -> Value {
        with(self.jwk(), changes)
    }

    fn jwk_without(&self, names: &[&str]) -> Value {
        let mut jwk = self.jwk();
        if let Value::Object(members) = &mut jwk {
            members.retain(|name, _| !names.contains(&name.as_str()));
        }
        jwk
    }

    /// A usable key that did not sign. A set without any is not used at all, which would be a 503.
    fn other_jwk(&self, kid: &str) -> Value {
        with(jwk(&self.stranger), json!({"kid": kid}))
    }

    /// A good token, refused for the sake of this key.
    pub(super) fn unusable(&self, name: &'static str, rfc: &'static str, jwk: Value, defect: &str) -> Case {
        let (reason, keys) = (self.defect(defect), set([jwk, self.other_jwk("1")]));
        self.refused(name, rfc, self.token().signed(), reason).with_keys(keys)
    }

    fn defect(&self, defect: &str) -> String {
        format!("key {:?} must not verify this token: {defect}", self.kid)
    }
}
