//! Servers that are WEAK ON PURPOSE: one for each attack, each with one weakness.
//!
//! Such code is written in a hurry, is the default of a library, or was "only for now". Do not copy
//! anything from here; the steps have the correct code.

use aws_lc_rs::hmac;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Map, Value};
use url::Url;

use crate::token::require;
use crate::{Api, NaiveError, Token};

/// The claims that a naive server accepts, or why it refuses the token.
pub type Outcome = Result<Map<String, Value>, NaiveError>;

const NOT_SIGNED: &str = "the signature does not verify";

/// Falls for `alg-none`.
pub fn alg_none(token: &str, api: &Api) -> Outcome {
    // WEAK ON PURPOSE: the token says whether it needs a signature.
    let token = Token::read(token)?;
    let signed = match token.header("alg") {
        Some("RS256") => token.is_signed_by(&api.key),
        // Unsecured JWTs are in the specification, so the library supports them.
        Some("none") => true,
        _ => false,
    };
    require(signed, NOT_SIGNED)?;
    api.claims(token)
}

/// Falls for `duplicate-alg`.
pub fn duplicate_alg(token: &str, api: &Api) -> Outcome {
    // WEAK ON PURPOSE: two parsers read one header, and the check uses only one of them.
    let segment = token.split('.').next().unwrap_or_default();
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(segment);
    let text = String::from_utf8(bytes.unwrap_or_default()).unwrap_or_default();

    // The check uses serde_json, which keeps the last of two members with the same name.
    let header: Value = serde_json::from_str(&text).unwrap_or_default();
    let alg = header.get("alg").and_then(Value::as_str);
    require(alg == Some("RS256"), "alg is not RS256")?;

    // The code behind it has its own fast reader, which stops at the first one.
    let alg = text.split(r#""alg":""#).nth(1).unwrap_or_default();
    if alg.starts_with("none") {
        return api.claims(without_signature(token)?);
    }
    api.claims(api.signed(token)?)
}

fn without_signature(token: &str) -> Result<Token, NaiveError> {
    let payload = token.split('.').nth(1).unwrap_or_default();
    let json = BASE64_URL_SAFE_NO_PAD.decode(payload).unwrap_or_default();
    Ok(Token {
        header: Map::new(),
        claims: serde_json::from_slice(&json).map_err(|_| NaiveError("it is not a JWT"))?,
        signing_input: String::new(),
        signature: Vec::new(),
    })
}

/// Falls for `key-confusion`.
pub fn key_confusion(token: &str, api: &Api) -> Outcome {
    // WEAK ON PURPOSE: one key file for all algorithms, and the token picks the algorithm.
    let token = Token::read(token)?;
    let signed = match token.header("alg") {
        Some("RS256") => token.is_signed_by(&api.key),
        Some("HS256") => {
            let secret = hmac::Key::new(hmac::HMAC_SHA256, api.public_key_pem.as_bytes());
            hmac::verify(&secret, token.signing_input.as_bytes(), &token.signature).is_ok()
        }
        _ => false,
    };
    require(signed, NOT_SIGNED)?;
    api.claims(token)
}

/// Falls for `embedded-jwk`.
pub fn embedded_jwk(token: &str, api: &Api) -> Outcome {
    // WEAK ON PURPOSE: the key that verifies the token is in the token.
    let token = Token::read(token)?;
    // If the key is in the token already, there is no need to download it.
    let key = match token.header.get("jwk") {
        Some(key) => Some(key),
        None => api.key_named(token.header("kid")),
    };
    let signed = key.is_some_and(|key| token.is_signed_by(key));
    require(signed, NOT_SIGNED)?;
    api.claims(token)
}

/// Falls for `jku`.
pub fn jku(token: &str, api: &Api) -> Outcome {
    // WEAK ON PURPOSE: the token says where the key is, and only the start of the URL is checked.
    let token = Token::read(token)?;
    let issuer = Url::parse(&api.issuer).map_err(|_| NaiveError("the issuer is not a URL"))?;
    let origin = issuer.origin().ascii_serialization();
    let key = match token.header("jku") {
        Some(url) if url.starts_with(&origin) => api.download(url),
        Some(_) => return Err(NaiveError("jku is not at the issuer")),
        None => api.key_named(token.header("kid")),
    };
    let signed = key.is_some_and(|key| token.is_signed_by(key));
    require(signed, NOT_SIGNED)?;
    api.claims(token)
}

/// Falls for `kid-path`.
pub fn kid_path(token: &str, api: &Api) -> Outcome {
    // WEAK ON PURPOSE: the token's `kid` is part of a file name.
    let token = Token::read(token)?;
    let kid = token.header("kid").unwrap_or_default();
    let key = api.read_file(&format!("keys/{kid}"));
    let signed = key.is_some_and(|key| token.is_signed_by(key));
    require(signed, NOT_SIGNED)?;
    api.claims(token)
}

/// Falls for `unknown-kid`.
pub fn unknown_kid(token: &str, api: &Api) -> Outcome {
    // WEAK ON PURPOSE: a missing key is treated as the server's problem.
    let token = Token::read(token)?;
    // The issuer may have a new key that we do not have yet: do not turn customers away.
    if let Some(key) = api.key_named(token.header("kid")) {
        require(token.is_signed_by(key), NOT_SIGNED)?;
    }
    api.claims(token)
}

/// Falls for `own-issuer`.
pub fn own_issuer(token: &str, api: &Api) -> Outcome {
    // WEAK ON PURPOSE: the keys are fetched from the issuer that the token names, whichever that is.
    let token = Token::read(token)?;
    let issuer = token.claim("iss");
    let key = api.download(&format!("{issuer}/protocol/openid-connect/certs"));
    let signed = key.is_some_and(|key| token.is_signed_by(key));
    require(signed, NOT_SIGNED)?;
    api.is_for_us(&token)?;
    api.is_valid_yet(&token)?;
    api.is_not_expired(&token)?;
    api.is_access_token(&token)?;
    api.is_not_bound(&token)?;
    Ok(token.claims)
}

/// Falls for `scope-raised`.
pub fn scope_raised(token: &str, api: &Api) -> Outcome {
    // WEAK ON PURPOSE: reads the claims and checks them, but nothing checks the signature.
    // The function was called `decode`, and it returned the claims.
    let token = Token::read(token)?;
    api.claims(token)
}

/// Falls for `other-spelling`.
pub fn other_spelling(token: &str, api: &Api) -> Outcome {
    // WEAK ON PURPOSE: the list contains the text of stolen tokens, and base64 is decoded leniently.
    const LENIENT: GeneralPurpose = GeneralPurpose::new(
        &URL_SAFE,
        GeneralPurposeConfig::new()
            .with_decode_allow_trailing_bits(true)
            .with_decode_padding_mode(DecodePaddingMode::Indifferent),
    );
    require(!api.revoked.contains(token), "reported as stolen")?;

    let (signing_input, signature) = token.rsplit_once('.').unwrap_or_default();
    let signature = LENIENT
        .decode(signature)
        .map_err(|_| NaiveError(NOT_SIGNED))?;
    let signature = BASE64_URL_SAFE_NO_PAD.encode(signature);
    let token = api.signed(&format!("{signing_input}.{signature}"))?;
    api.claims(token)
}

/// Falls for `crit`.
pub fn crit(token: &str, api: &Api) -> Outcome {
    // WEAK ON PURPOSE: does not check `crit`. The mistake is a line that is missing.
    let token = api.signed(token)?;
    api.claims(token)
}

/// Falls for `other-realm`.
pub fn other_realm(token: &str, api: &Api) -> Outcome {
    // WEAK ON PURPOSE: only the start of the issuer is compared.
    let token = api.signed(token)?;
    // Some issuers have a slash at the end, and others do not.
    require(
        token.claim("iss").starts_with(&api.issuer),
        "another issuer",
    )?;
    api.is_for_us(&token)?;
    api.is_valid_yet(&token)?;
    api.is_not_expired(&token)?;
    api.is_access_token(&token)?;
    api.is_not_bound(&token)?;
    Ok(token.claims)
}

/// Falls for `other-audience`.
pub fn other_audience(token: &str, api: &Api) -> Outcome {
    // WEAK ON PURPOSE: does not check whom the token is for.
    let token = api.signed(token)?;
    api.is_from_issuer(&token)?;
    // aud: tokens have all kinds of names there; disabled until that is sorted out.
    api.is_valid_yet(&token)?;
    api.is_not_expired(&token)?;
    api.is_access_token(&token)?;
    api.is_not_bound(&token)?;
    Ok(token.claims)
}

/// Falls for `expired`.
pub fn expired(token: &str, api: &Api) -> Outcome {
    // WEAK ON PURPOSE: does not check the time.
    let token = api.signed(token)?;
    api.is_from_issuer(&token)?;
    api.is_for_us(&token)?;
    // exp: the clocks of two machines differed, and requests failed.
    api.is_valid_yet(&token)?;
    api.is_access_token(&token)?;
    api.is_not_bound(&token)?;
    Ok(token.claims)
}

/// Falls for `no-exp`.
pub fn no_exp(token: &str, api: &Api) -> Outcome {
    // WEAK ON PURPOSE: checks when a token expires only if it says so.
    let token = api.signed(token)?;
    api.is_from_issuer(&token)?;
    api.is_for_us(&token)?;
    api.is_valid_yet(&token)?;
    if let Some(exp) = token.time("exp") {
        require(api.now < exp, "expired")?;
    }
    api.is_access_token(&token)?;
    api.is_not_bound(&token)?;
    Ok(token.claims)
}

/// Falls for `not-yet-valid`.
pub fn not_yet_valid(token: &str, api: &Api) -> Outcome {
    // WEAK ON PURPOSE: checks until when a token is valid, and not from when.
    let token = api.signed(token)?;
    api.is_from_issuer(&token)?;
    api.is_for_us(&token)?;
    api.is_not_expired(&token)?;
    api.is_access_token(&token)?;
    api.is_not_bound(&token)?;
    Ok(token.claims)
}

/// Falls for `id-token`.
pub fn id_token(token: &str, api: &Api) -> Outcome {
    // WEAK ON PURPOSE: takes every token of the issuer for an access token.
    let token = api.signed(token)?;
    api.is_from_issuer(&token)?;
    api.is_for_us(&token)?;
    api.is_valid_yet(&token)?;
    api.is_not_expired(&token)?;
    api.is_not_bound(&token)?;
    Ok(token.claims)
}

/// Falls for `bound-token`.
pub fn bound_token(token: &str, api: &Api) -> Outcome {
    // WEAK ON PURPOSE: knows nothing of tokens that are bound to a key, and ignores the claim.
    let token = api.signed(token)?;
    api.is_from_issuer(&token)?;
    api.is_for_us(&token)?;
    api.is_valid_yet(&token)?;
    api.is_not_expired(&token)?;
    api.is_access_token(&token)?;
    Ok(token.claims)
}

/// Falls for `scope-substring`.
pub fn scope_substring(token: &str, api: &Api) -> Outcome {
    // WEAK ON PURPOSE: searches for a substring where it should compare names.
    let token = api.signed(token)?;
    let allowed = token.claim("scope").contains(&api.scope);
    require(allowed, "the scope is missing")?;
    api.claims(token)
}

/// Falls for `assertion-aud`.
pub fn assertion_aud(assertion: &str, api: &Api) -> Outcome {
    // WEAK ON PURPOSE: nobody asks for whom the assertion was made.
    let assertion = api.by_the_client(assertion)?;
    // The signature is the client's, so what else could be wrong?
    api.is_not_expired(&assertion)?;
    api.is_new(&assertion)?;
    Ok(api.token_for(&assertion))
}

/// Falls for `assertion-again`.
pub fn assertion_again(assertion: &str, api: &Api) -> Outcome {
    // WEAK ON PURPOSE: used assertions are not remembered.
    let assertion = api.by_the_client(assertion)?;
    require(assertion.claim("aud") == api.issuer, "for another server")?;
    // It expires in a minute anyway.
    api.is_not_expired(&assertion)?;
    Ok(api.token_for(&assertion))
}

/// Falls for `proof-again`.
pub fn proof_again(request: &str, api: &Api) -> Outcome {
    // WEAK ON PURPOSE: used proofs are not remembered.
    let (token_text, proof, _) = parts(request);
    let (token, proof) = api.bound(token_text, proof)?;
    api.is_at_this_url(&proof)?;
    // A replay within 30 seconds: the window is short enough.
    api.is_with(token_text, &proof)?;
    Ok(token.claims)
}

/// Falls for `proof-ath`.
pub fn proof_ath(request: &str, api: &Api) -> Outcome {
    // WEAK ON PURPOSE: any token for the key will do.
    let (token_text, proof, _) = parts(request);
    let (token, proof) = api.bound(token_text, proof)?;
    api.is_at_this_url(&proof)?;
    // The token is bound to the key, the key has signed, and the proof is new.
    api.is_new(&proof)?;
    Ok(token.claims)
}

/// Falls for `proof-host`.
pub fn proof_host(request: &str, api: &Api) -> Outcome {
    // WEAK ON PURPOSE: the sender of the request says what the API is called.
    let (token_text, proof, host) = parts(request);
    let (token, proof) = api.bound(token_text, proof)?;
    // So nobody has to configure the URL of each installation.
    let url = format!("https://{host}/api/private-scoped");
    require(proof.claim("htu") == url, "a proof for another URL")?;
    api.is_with(token_text, &proof)?;
    api.is_new(&proof)?;
    Ok(token.claims)
}

/// Token, proof and `Host` of a request.
pub(crate) fn parts(request: &str) -> (&str, &str, &str) {
    let mut parts = request.split(' ');
    let (token, proof) = (parts.next(), parts.next());
    (
        token.unwrap_or_default(),
        proof.unwrap_or_default(),
        parts.next().unwrap_or("api.example"),
    )
}
