//! The platform that `test_workload` runs on, in miniature: it writes tokens about its workloads.

use std::time::{SystemTime, UNIX_EPOCH};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use base64::{Engine, prelude::BASE64_STANDARD, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::json;
use uuid::Uuid;

use crate::RealmError;
use crate::key::kid;

/// How long a token of the platform is valid, in seconds: as long as a projected service account token
/// of Kubernetes by default.
const LIFETIME: u64 = 3600;

/// A token as the cluster `https://cluster.example` writes it for the workload that the client
/// `test_workload` is: a Kubernetes service account token in miniature. `audience` is the issuer
/// identifier of the authorization server that it is for.
///
/// The cluster's key is published, like all of the realm.
///
/// # Errors
/// [`RealmError::Key`] if the key cannot be used.
pub fn workload_token(audience: &str) -> Result<String, RealmError> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = now.map_or(0, |since| since.as_secs());
    let claims = json!({
        "iss": "https://cluster.example",
        "sub": "system:serviceaccount:shop:reporter",
        "aud": [audience],
        "jti": Uuid::new_v4().to_string(),
        "iat": now,
        "exp": now.saturating_add(LIFETIME),
        "kubernetes.io": {
            "namespace": "shop",
            "serviceaccount": {"name": "reporter"},
        },
    });
    sign_as_cluster(&claims.to_string())
}

/// A token with this payload, signed by the cluster.
///
/// # Errors
/// [`RealmError::Key`] if the key cannot be used.
pub fn sign_as_cluster(payload: &str) -> Result<String, RealmError> {
    let pem = include_str!("cluster.pem").lines();
    let body: String = pem.filter(|line| !line.starts_with('-')).collect();
    let der = BASE64_STANDARD.decode(body).map_err(|_| RealmError::Key)?;
    let pair = RsaKeyPair::from_pkcs8(&der).map_err(|_| RealmError::Key)?;
    let header = json!({"alg": "RS256", "kid": kid(&pair)});
    let mut token = BASE64_URL_SAFE_NO_PAD.encode(header.to_string());
    token.push('.');
    token.push_str(&BASE64_URL_SAFE_NO_PAD.encode(payload));
    let mut signature = vec![0; pair.public_modulus_len()];
    let random = SystemRandom::new();
    pair.sign(&RSA_PKCS1_SHA256, &random, token.as_bytes(), &mut signature)
        .map_err(|_| RealmError::Key)?;
    token.push('.');
    token.push_str(&BASE64_URL_SAFE_NO_PAD.encode(signature));
    Ok(token)
}
