//! The client's keys: from where they come, and what is made of them.
#![expect(
    clippy::unwrap_used,
    reason = "clippy allows it in tests, but not in their helpers"
)]

use std::collections::BTreeSet;
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use aws_lc_rs::rsa::PublicKeyComponents;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256,
    UnparsedPublicKey,
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use client_assertion::{
    Algorithm, AssertionFile, ClientKey, KeyError, KeyFile, KeyFileError, LIFETIME, PrivateKeyJwt,
    TEST_CLIENT_KEY, create_key_file, public_jwks, read_key_file,
};
use fetch_token::ClientAssertion;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tempfile::tempdir;
use verify_signature::Clock;

const ALGORITHMS: [Algorithm; 4] = [
    Algorithm::Es256,
    Algorithm::EdDsa,
    Algorithm::Ps256,
    Algorithm::Rs256,
];

/// RFC 7517 A.2
const EC: &str = r#"{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","d":"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE","use":"enc","kid":"1"}"#;
/// RFC 7517 A.2
const RSA: &str = r#"{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","d":"X4cTteJY_gn4FYPsXB8rdXix5vwsg1FLN5E3EaG6RJoVH-HLLKD9M7dx5oo7GURknchnrRweUkC7hT5fJLM0WbFAKNLWY2vv7B6NqXSzUvxT0_YSfqijwp3RTzlBaCxWp4doFk5N2o8Gy_nHNKroADIkJ46pRUohsXywbReAdYaMwFs9tv8d_cPVY3i07a3t8MN6TNwm0dSawm9v47UiCl3Sk5ZiG7xojPLu4sbg1U2jx4IBTNBznbJSzFHK66jT8bgkuqsk0GjskDJk19Z4qwjwbsnn4j2WBii3RL-Us2lGVkY8fkFzme1z0HbIkfz0Y6mqnOYtqc0X4jfcKoAC8Q","p":"83i-7IvMGXoMXCskv73TKr8637FiO7Z27zv8oj6pbWUQyLPQBQxtPVnwD20R-60eTDmD2ujnMt5PoqMrm8RfmNhVWDtjjMmCMjOpSXicFHj7XOuVIYQyqVWlWEh6dN36GVZYk93N8Bc9vY41xy8B9RzzOGVQzXvNEvn7O0nVbfs","q":"3dfOR9cuYq-0S-mkFLzgItgMEfFzB2q3hWehMuG0oCuqnb3vobLyumqjVZQO1dIrdwgTnCdpYzBcOfW5r370AFXjiWft_NGEiovonizhKpo9VVS78TzFgxkIdrecRezsZ-1kYd_s1qDbxtkDEgfAITAG9LUnADun4vIcb6yelxk","dp":"G4sPXkc6Ya9y8oJW9_ILj4xuppu0lzi_H7VTkS8xj5SdX3coE0oimYwxIi2emTAue0UOa5dpgFGyBJ4c8tQ2VF402XRugKDTP8akYhFo5tAA77Qe_NmtuYZc3C3m3I24G2GvR5sSDxUyAN2zq8Lfn9EUms6rY3Ob8YeiKkTiBj0","dq":"s9lAH9fggBsoFR8Oac2R_E2gw282rT2kGOAhvIllETE1efrA6huUUvMfBcMpn8lqeW6vzznYY5SSQF7pMdC_agI3nG8Ibp1BUb0JUiraRNqUfLhcQb_d9GF4Dh7e74WbRsobRonujTYN1xCaP6TO61jvWrX-L18txXw494Q_cgk","qi":"GyM_p6JrXySiz1toFgKbWV-JdI3jQ4ypu9rbMWx3rQJBfmt0FoYzgUIZEVFEcOqwemRN81zoDAaa-Bk0KWNGDjJHZDdDmFhW3AN7lI-puxk_mHZGJ11rxyR8O55XLSe3SPmRfKwZI6yU24ZxvQKFYItdldUKGzO6Ia6zTKhAVRU","alg":"RS256","kid":"2011-04-29"}"#;
/// RFC 8037 A.1
const ED: &str = r#"{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;

fn generate(algorithm: Algorithm) -> ClientKey {
    ClientKey::generate(algorithm).unwrap()
}

fn decode(text: &str) -> Vec<u8> {
    BASE64_URL_SAFE_NO_PAD.decode(text).unwrap()
}

fn claims_of(assertion: &str) -> Value {
    let payload = decode(assertion.split('.').nth(1).unwrap());
    serde_json::from_slice(&payload).unwrap()
}

/// Whether a verifier that has the public JWK alone accepts the signature.
fn verified(jwk: &Value, token: &str) -> bool {
    let number = |name: &str| decode(jwk[name].as_str().unwrap());
    let (input, signature) = token.rsplit_once('.').unwrap();
    let (input, signature) = (input.as_bytes(), decode(signature));
    match jwk["alg"].as_str().unwrap() {
        "ES256" => {
            let point = [vec![4], number("x"), number("y")].concat();
            let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point);
            key.verify(input, &signature).is_ok()
        }
        "EdDSA" => {
            let key = UnparsedPublicKey::new(&ED25519, number("x"));
            key.verify(input, &signature).is_ok()
        }
        alg => {
            let (n, e) = (number("n"), number("e"));
            let parameters = match alg {
                "PS256" => &RSA_PSS_2048_8192_SHA256,
                _ => &RSA_PKCS1_2048_8192_SHA256,
            };
            let key = PublicKeyComponents { n, e };
            key.verify(parameters, input, &signature).is_ok()
        }
    }
}

#[test]
fn thumbprints_are_those_of_the_rfcs() {
    let thumbprint = |jwk: &str| ClientKey::parse(jwk).unwrap().thumbprint();
    // RFC 7638 §3.1
    assert_eq!(
        thumbprint(RSA),
        "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
    );
    // RFC 8037 A.3
    assert_eq!(
        thumbprint(ED),
        "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    );
}

#[test]
fn what_is_registered_has_no_secret_and_all_that_servers_look_for() {
    for algorithm in ALGORITHMS {
        let key = generate(algorithm);
        let jwk = key.public_jwk();
        assert_eq!(jwk["use"], "sig");
        assert_eq!(jwk["alg"], algorithm.to_string());
        assert_eq!(jwk["kid"], key.thumbprint());
        for secret in ["d", "p", "q", "dp", "dq", "qi", "k"] {
            assert_eq!(jwk.get(secret), None, "{algorithm}");
        }
    }
    let keys = [generate(Algorithm::Es256), generate(Algorithm::EdDsa)];
    let kids = keys.iter().map(ClientKey::thumbprint);
    let set = public_jwks(&keys);
    let published = set["keys"].as_array().unwrap().iter();
    assert!(published.map(|jwk| jwk["kid"].as_str().unwrap()).eq(kids));
}

#[test]
fn a_key_reads_as_it_was_written() {
    for algorithm in ALGORITHMS {
        let key = generate(algorithm);
        let pem = key.to_pem().unwrap();
        let read = ClientKey::parse(pem.expose_secret()).unwrap();
        assert_eq!(read.thumbprint(), key.thumbprint());
        let read = read.with_algorithm(algorithm).unwrap();
        assert_eq!(read.public_jwk(), key.public_jwk());
        assert!(pem.expose_secret().lines().all(|line| line.len() <= 64));
    }
    // Made by OpenSSL.
    let key = ClientKey::parse(TEST_CLIENT_KEY).unwrap();
    assert_eq!(key.algorithm(), Algorithm::Es256);
    let crlf = TEST_CLIENT_KEY.replace('\n', "\r\n");
    let read = ClientKey::parse(&crlf).unwrap();
    assert_eq!(read.thumbprint(), key.thumbprint());
}

#[test]
fn the_public_half_verifies_what_the_private_half_signs() {
    let issuer = "https://issuer.example";
    let keys = ALGORITHMS.map(generate).into_iter();
    let examples = [EC, ED, RSA].map(|jwk| ClientKey::parse(jwk).unwrap());
    for key in keys.chain(examples) {
        let jwk = key.public_jwk();
        let signer = PrivateKeyJwt::new("a", issuer, key, Clock::system());
        let token = signer.sign().unwrap();
        assert!(verified(&jwk, token.expose_secret()), "{signer:?}");
        let other = signer.sign().unwrap();
        let (input, _) = token.expose_secret().rsplit_once('.').unwrap();
        let (_, signature) = other.expose_secret().rsplit_once('.').unwrap();
        assert!(!verified(&jwk, &format!("{input}.{signature}")));
    }
}

#[test]
fn an_assertion_is_for_one_server_for_a_minute_and_once() {
    let now = 1_680_600_000;
    let key = generate(Algorithm::Es256);
    let kid = key.thumbprint();
    let clock = Clock::new(move || now);
    let signer = PrivateKeyJwt::new("reporter", "https://issuer.example", key, clock);
    let token = signer.assertion().unwrap();
    let header = decode(token.expose_secret().split('.').next().unwrap());
    let expected = json!({"alg": "ES256", "typ": "client-authentication+jwt", "kid": kid});
    assert_eq!(serde_json::from_slice::<Value>(&header).unwrap(), expected);

    let mut claims = claims_of(token.expose_secret());
    let jti = claims.as_object_mut().unwrap().shift_remove("jti");
    assert_eq!(jti.unwrap().as_str().unwrap().len(), 36);
    let expected = json!({
        "iss": "reporter", "sub": "reporter", "aud": "https://issuer.example",
        "iat": now, "exp": now + 60,
    });
    assert_eq!(claims, expected);
    assert_eq!(LIFETIME, 60);

    let jti = |_| signer.claims()["jti"].as_str().unwrap().to_owned();
    assert_eq!((0..100).map(jti).collect::<BTreeSet<_>>().len(), 100);
}

#[test]
fn other_texts_are_not_keys() {
    let wrong = |text: &str| ClientKey::parse(text).unwrap_err();
    let public = TEST_CLIENT_KEY.replace("PRIVATE", "PUBLIC");
    let encrypted = TEST_CLIENT_KEY.replace("PRIVATE", "ENCRYPTED PRIVATE");
    let sec1 = TEST_CLIENT_KEY.replace("PRIVATE", "EC PRIVATE");
    let broken = TEST_CLIENT_KEY.replace("MIGH", "MIG!");
    let twice = TEST_CLIENT_KEY.repeat(2);
    for text in [
        "",
        "key",
        "{",
        "[]",
        r#"{"kty":1}"#,
        &public,
        &encrypted,
        &sec1,
        &broken,
        &twice,
    ] {
        assert_eq!(wrong(text), KeyError::NotAKey, "{text}");
    }
    let short = TEST_CLIENT_KEY.replace("MIGHAgEA", "");
    assert_eq!(wrong(&short), KeyError::Kind);
    assert_eq!(wrong(include_str!("p-384.pem")), KeyError::Kind);
    assert_eq!(wrong(include_str!("rsa-1024.pem")), KeyError::Kind);

    let without_d = EC.replace(r#""d""#, r#""other""#);
    assert_eq!(wrong(&without_d), KeyError::Jwk("d"));
    let other_d = EC.replace("870MB6", "870MB7");
    assert_eq!(wrong(&other_d), KeyError::Jwk("x, y or d"));
    let other_d = ED.replace("nWGxne", "nWGxnf");
    assert_eq!(wrong(&other_d), KeyError::Jwk("x or d"));
    let other_p = RSA.replace("83i-7I", "83i-7J");
    assert_eq!(wrong(&other_p), KeyError::Jwk("RSA number"));
    let curve = EC.replace("P-256", "P-521");
    assert_eq!(wrong(&curve), KeyError::Jwk("kty or crv"));
    let secret = r#"{"kty":"oct","k":"c2VjcmV0","d":"c2VjcmV0"}"#;
    assert_eq!(wrong(secret), KeyError::Jwk("kty or crv"));
    let algorithm = EC.replace(r#""use":"enc""#, r#""alg":"RS256""#);
    let (key, asked) = (Algorithm::Es256, Algorithm::Rs256);
    assert_eq!(wrong(&algorithm), KeyError::Algorithm { key, asked });
    let algorithm = EC.replace(r#""use":"enc""#, r#""alg":"HS256""#);
    assert_eq!(
        wrong(&algorithm),
        KeyError::UnknownAlgorithm("HS256".into())
    );
}

#[test]
fn nothing_that_is_printed_has_a_part_of_a_key() {
    let mut printed = String::new();
    for text in [EC, ED, RSA] {
        let key = ClientKey::parse(text).unwrap();
        let signer = PrivateKeyJwt::new("a", "https://i.example", key, Clock::system());
        printed += &format!("{signer:?}");
        printed += &format!("{:?}", signer.client());
        let broken = text.replace(r#""kty":""#, r#""kty":"x"#);
        let error = ClientKey::parse(&broken).unwrap_err();
        printed += &format!("{error} {error:?}");
    }
    for secret in ["870MB6", "nWGxne", "X4cTte", "83i-7I"] {
        assert!(!printed.contains(secret), "{printed}");
    }
    assert!(printed.contains("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"));
}

#[test]
fn a_key_file_is_its_owners_and_is_never_overwritten() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("client.pem");
    let key = generate(Algorithm::Es256);
    create_key_file(&path, &key).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        // A link to a file that is not there would let someone else choose where the key goes.
        let link = folder.path().join("link.pem");
        std::os::unix::fs::symlink(folder.path().join("elsewhere"), &link).unwrap();
        let error = create_key_file(&link, &key).unwrap_err();
        assert!(matches!(error, KeyFileError::Exists(_)), "{error}");
    }
    let other = generate(Algorithm::Es256);
    let error = create_key_file(&path, &other).unwrap_err();
    assert!(matches!(error, KeyFileError::Exists(_)), "{error}");
    let read = read_key_file(&path, None).unwrap();
    assert_eq!(read.thumbprint(), key.thumbprint());
    // As an editor on Windows saves it.
    let pem = fs::read_to_string(&path).unwrap().replace('\n', "\r\n");
    let saved = folder.path().join("saved.pem");
    fs::write(&saved, format!("\u{feff}{pem}")).unwrap();
    let read = read_key_file(&saved, None).unwrap();
    assert_eq!(read.thumbprint(), key.thumbprint());

    let error = read_key_file(&path, Some(Algorithm::Rs256)).unwrap_err();
    assert!(matches!(error, KeyFileError::Key { .. }), "{error}");
    let nowhere = folder.path().join("no/client.pem");
    let error = create_key_file(&nowhere, &key).unwrap_err();
    assert!(matches!(error, KeyFileError::Create { .. }), "{error}");
    let large = folder.path().join("large");
    fs::write(&large, "x".repeat(20_000)).unwrap();
    let error = read_key_file(&large, None).unwrap_err().to_string();
    assert!(error.contains("more than 16384 bytes"), "{error}");
}

#[test]
fn a_replaced_key_file_signs_next_and_a_broken_one_never() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("client.pem");
    let [old, new] = [(); 2].map(|()| generate(Algorithm::Es256));
    create_key_file(&path, &old).unwrap();
    let time = Arc::new(AtomicU64::new(1_680_600_000));
    let shown = Arc::clone(&time);
    let clock = Clock::new(move || shown.load(Ordering::Relaxed));
    let file = KeyFile::open(&path, None, "a", "https://i.example", clock).unwrap();
    let signed_by = |key: &ClientKey| {
        let assertion = file.assertion().unwrap();
        verified(&key.public_jwk(), assertion.expose_secret())
    };
    assert!(signed_by(&old));
    fs::write(&path, new.to_pem().unwrap().expose_secret()).unwrap();
    assert!(signed_by(&new));
    fs::write(&path, "half").unwrap();
    assert!(signed_by(&new));
    fs::remove_file(&path).unwrap();
    assert!(signed_by(&new));
    time.store(1_680_700_000, Ordering::Relaxed);
    let assertion = file.assertion().unwrap();
    assert_eq!(claims_of(assertion.expose_secret())["iat"], 1_680_700_000);
    assert!(KeyFile::open(&path, None, "a", "b", Clock::system()).is_err());
}

#[test]
fn only_a_signed_jwt_is_a_platforms_assertion() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("token");
    let file = AssertionFile::new(&path);
    for text in [
        "",
        "\n",
        "a.b",
        "a.b.",
        "a.b.c.d",
        "a.b.c d",
        "a.b.c=",
        "a.b.c\na.b.c",
        ".b.c",
        "Bearer a.b.c",
    ] {
        fs::write(&path, text).unwrap();
        let error = file.assertion().unwrap_err();
        assert!(error.contains("does not contain a signed JWT"), "{text:?}");
        assert!(!error.contains("Bearer"), "{error}");
    }
    for text in ["a.b.c", "a.b.c\n", " a.b.c\r\n"] {
        fs::write(&path, text).unwrap();
        assert_eq!(file.assertion().unwrap().expose_secret(), "a.b.c");
    }
}
