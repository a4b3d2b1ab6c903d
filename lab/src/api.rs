//! What a server has: its settings, the issuer's keys, the web and a disk.

use std::collections::{BTreeMap, BTreeSet};

use client_assertion::{ClientKey, TEST_CLIENT_ID, TEST_CLIENT_KEY};
use serde_json::{Map, Value};
use url::Url;

use crate::forge::{jwk, pem, published_key, spki, strangers_key};
use crate::token::require;
use crate::{Attacker, LabError, NaiveError, Token};

/// The server that is attacked. The checks in its methods are correct, so that each naive server has
/// one weakness only.
#[derive(Clone, Debug)]
pub struct Api {
    /// The issuer that it trusts.
    pub issuer: String,
    /// Its name, which `aud` must contain.
    pub audience: String,
    /// The scope that its protected route requires.
    pub scope: String,
    /// The current time, in seconds since 1970.
    pub now: u64,
    /// The issuer's public key, as downloaded.
    pub key: Value,
    /// The same key, as a file that an administrator saved.
    pub public_key_pem: String,
    /// Tokens that were reported as stolen.
    pub revoked: BTreeSet<String>,
    /// The `jti` of assertions and proofs that were used.
    pub used: BTreeSet<String>,
    /// The public key that is registered for a client, `test_jwt_client`.
    pub client_key: Value,
    /// The response to a request, by host.
    web: BTreeMap<String, Value>,
    /// The files on its disk, by path.
    disk: BTreeMap<String, Value>,
}

impl Api {
    /// The URL of its protected route.
    pub const URL: &str = "https://api.example/api/private-scoped";

    /// The API of the course, at this time. Its users may upload pictures, and the attacker has done so.
    /// The attacker also has a web server.
    ///
    /// # Errors
    /// [`LabError::Key`]
    pub fn new(issuer: &str, now: u64) -> Result<Self, LabError> {
        let published = published_key()?;
        let client_key = ClientKey::parse(TEST_CLIENT_KEY).map_err(|_| LabError::Key)?;
        let (key, strangers) = (jwk(&published), jwk(&strangers_key()?));
        let web = [(host(issuer), &key), (host(Attacker::SITE), &strangers)];
        let key_file = format!("keys/{}", text(&key, "kid"));
        let disk = [(key_file.as_str(), &key), (Attacker::UPLOAD, &strangers)];
        Ok(Self {
            issuer: issuer.to_owned(),
            audience: "test_api_resource".to_owned(),
            scope: "test_api_access".to_owned(),
            now,
            public_key_pem: pem("PUBLIC KEY", &spki(&published)),
            revoked: [Attacker::new(issuer, now)?.stolen_token()].into(),
            used: [Attacker::USED.to_owned()].into(),
            client_key: client_key.public_jwk(),
            web: web.map(|(host, key)| (host, key.clone())).into(),
            disk: disk
                .map(|(path, key)| (path.to_owned(), key.clone()))
                .into(),
            key,
        })
    }

    /// The issuer's key, if this is its `kid`.
    #[must_use]
    pub fn key_named(&self, kid: Option<&str>) -> Option<&Value> {
        (kid == Some(text(&self.key, "kid"))).then_some(&self.key)
    }

    /// The key at this URL.
    #[must_use]
    pub fn download(&self, url: &str) -> Option<&Value> {
        self.web.get(&host(url))
    }

    /// The key in this file.
    #[must_use]
    pub fn read_file(&self, path: &str) -> Option<&Value> {
        let mut names: Vec<&str> = Vec::new();
        for name in path.split('/') {
            match name {
                ".." => drop(names.pop()),
                name => names.push(name),
            }
        }
        self.disk.get(&names.join("/"))
    }

    /// The token, if the issuer signed it.
    ///
    /// # Errors
    /// If another party signed it, or it is not a JWT.
    pub fn signed(&self, token: &str) -> Result<Token, NaiveError> {
        let token = Token::read(token)?;
        require(token.header("alg") == Some("RS256"), "alg is not RS256")?;
        let key = self.key_named(token.header("kid"));
        let key = key.ok_or(NaiveError("the kid is not the issuer's"))?;
        require(token.is_signed_by(key), "the signature does not verify")?;
        Ok(token)
    }

    /// Checks the claims: issuer, audience, times and kind of token.
    ///
    /// # Errors
    /// The first check that failed.
    pub fn claims(&self, token: Token) -> Result<Map<String, Value>, NaiveError> {
        self.is_from_issuer(&token)?;
        self.is_for_us(&token)?;
        self.is_valid_yet(&token)?;
        self.is_not_expired(&token)?;
        self.is_access_token(&token)?;
        self.is_not_bound(&token)?;
        Ok(token.claims)
    }

    /// The assertion, if the client that it names has signed it (RFC 7523 §3).
    ///
    /// # Errors
    /// If another party signed it, it is about another party, or it is not a JWT.
    pub fn by_the_client(&self, assertion: &str) -> Result<Token, NaiveError> {
        let assertion = Token::read(assertion)?;
        let is_client = |claim| assertion.claim(claim) == TEST_CLIENT_ID;
        require(is_client("iss") && is_client("sub"), "no such client")?;
        let signed = assertion.is_signed_by_client_key(&self.client_key);
        require(signed, "the signature does not verify")?;
        Ok(assertion)
    }

    /// The claims of the token that a client gets.
    #[must_use]
    pub fn token_for(&self, assertion: &Token) -> Map<String, Value> {
        let claim = |name: &str, value: &str| (name.to_owned(), value.into());
        [
            claim("azp", assertion.claim("sub")),
            claim("scope", &self.scope),
        ]
        .into_iter()
        .collect()
    }

    /// Token and proof of a request, if the issuer signed the one, the other is signed by its own key, and
    /// that is the key that the token is bound to (RFC 9449 §4.3).
    ///
    /// # Errors
    /// The first check that failed.
    pub fn bound(&self, token: &str, proof: &str) -> Result<(Token, Token), NaiveError> {
        let token = self.signed(token)?;
        self.is_from_issuer(&token)?;
        self.is_for_us(&token)?;
        self.is_not_expired(&token)?;
        let proof = Token::read(proof)?;
        let typ = proof.header("typ") == Some(dpop::TYP);
        let key = proof.header.get("jwk").filter(|_| typ);
        let key = key.ok_or(NaiveError("it is not a proof"))?;
        let signed = proof.is_signed_by_client_key(key);
        require(signed, "the signature does not verify")?;
        let thumbprint = key.as_object().and_then(client_assertion::thumbprint);
        let cnf = token.claims.get("cnf").and_then(|cnf| cnf.get("jkt"));
        let bound = cnf.and_then(Value::as_str) == thumbprint.as_deref();
        require(bound, "the token is bound to another key")?;
        require(proof.claim("htm") == "GET", "a proof for another method")?;
        let recent = proof
            .time("iat")
            .is_some_and(|iat| iat.abs_diff(self.now) <= 30);
        require(recent, "a proof from another time")?;
        Ok((token, proof))
    }

    pub(crate) fn is_new(&self, token: &Token) -> Result<(), NaiveError> {
        let used = self.used.contains(token.claim("jti"));
        require(!used, "it was used before")
    }

    pub(crate) fn is_at_this_url(&self, proof: &Token) -> Result<(), NaiveError> {
        require(proof.claim("htu") == Self::URL, "a proof for another URL")
    }

    pub(crate) fn is_with(&self, token: &str, proof: &Token) -> Result<(), NaiveError> {
        let hash = dpop::token_hash(token);
        require(proof.claim("ath") == hash, "a proof for another token")
    }

    pub(crate) fn is_from_issuer(&self, token: &Token) -> Result<(), NaiveError> {
        require(token.claim("iss") == self.issuer, "another issuer")
    }

    pub(crate) fn is_for_us(&self, token: &Token) -> Result<(), NaiveError> {
        require(token.claim("aud") == self.audience, "another audience")
    }

    pub(crate) fn is_valid_yet(&self, token: &Token) -> Result<(), NaiveError> {
        let nbf = token.time("nbf").unwrap_or_default();
        require(nbf <= self.now, "not yet valid")
    }

    pub(crate) fn is_not_expired(&self, token: &Token) -> Result<(), NaiveError> {
        let exp = token.time("exp").unwrap_or_default();
        require(self.now < exp, "expired")
    }

    pub(crate) fn is_access_token(&self, token: &Token) -> Result<(), NaiveError> {
        require(token.claim("typ") == "Bearer", "not an access token")
    }

    pub(crate) fn is_not_bound(&self, token: &Token) -> Result<(), NaiveError> {
        require(!token.claims.contains_key("cnf"), "bound to a key")
    }
}

fn host(url: &str) -> String {
    let url = Url::parse(url).ok();
    let host = url.as_ref().and_then(Url::host_str);
    host.unwrap_or_default().to_owned()
}

fn text<'a>(json: &'a Value, name: &str) -> &'a str {
    json.get(name).and_then(Value::as_str).unwrap_or_default()
}
