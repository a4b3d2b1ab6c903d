//! # Client assertions, good and hostile: what is sent to a token endpoint, and what must come of it
//!
//! They are signed when they are sent, because a real server has its own clock. Some are good, or
//! a server could pass by refusing all of them. Where Keycloak accepts what it should not, the case says
//! so.

use attack_lab::forge::{now, token_of};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use base64::{Engine, prelude::BASE64_STANDARD, prelude::BASE64_URL_SAFE_NO_PAD};
use client_assertion::{Algorithm, ClientKey, TEST_CLIENT_ID, TEST_CLIENT_KEY, TYP};
use secrecy::ExposeSecret;
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// `client_assertion_type` of a JWT.
pub const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Parameters of a form.
pub type Form = Vec<(&'static str, String)>;

/// A request and what must come of it.
pub struct Case {
    /// What is odd about it. No two cases have the same name.
    pub name: &'static str,
    /// The section of a specification that decides.
    pub rfc: &'static str,
    /// A request that comes before it, and is good.
    pub before: Option<Form>,
    /// The parameters that authenticate.
    pub form: Form,
    /// A client's id and secret in the header `Authorization`.
    pub basic: Option<(&'static str, &'static str)>,
    /// What must come of it.
    pub expected: Expected,
}

/// What must come of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A token.
    Accepted,
    /// An error.
    Refused,
    /// An error, which Keycloak does not give.
    RefusedHereAlone,
}

use Expected::{Accepted, Refused, RefusedHereAlone};

/// Makes the cases' assertions.
pub struct Assertions {
    issuer: String,
    key: EcdsaKeyPair,
    stranger: EcdsaKeyPair,
    kid: String,
}

/// An assertion in the making: a good one, until something about it is changed.
#[derive(Clone)]
pub struct Builder<'a> {
    assertions: &'a Assertions,
    /// The members of its header.
    pub header: Map<String, Value>,
    /// Its claims.
    pub claims: Map<String, Value>,
}

impl Assertions {
    /// Of the client `test_jwt_client` for this issuer.
    ///
    /// # Errors
    /// If its key cannot be read.
    pub fn new(issuer: &str) -> anyhow::Result<Self> {
        let pem = TEST_CLIENT_KEY
            .lines()
            .filter(|line| !line.starts_with('-'));
        let der = BASE64_STANDARD.decode(pem.collect::<String>())?;
        let curve = &ECDSA_P256_SHA256_FIXED_SIGNING;
        Ok(Self {
            issuer: issuer.to_owned(),
            key: EcdsaKeyPair::from_pkcs8(curve, &der)?,
            stranger: EcdsaKeyPair::generate(curve)?,
            kid: ClientKey::parse(TEST_CLIENT_KEY)?.thumbprint(),
        })
    }

    fn at(&self, path: &str) -> String {
        format!("{}/protocol/openid-connect{path}", self.issuer)
    }

    /// A good assertion.
    #[must_use]
    pub fn good(&self) -> Builder<'_> {
        let now = now();
        let header = json!({"alg": "ES256", "typ": TYP, "kid": self.kid});
        let claims = json!({
            "iss": TEST_CLIENT_ID, "sub": TEST_CLIENT_ID, "aud": self.issuer,
            "jti": Uuid::new_v4().to_string(), "iat": now, "exp": now + 60,
        });
        Builder {
            assertions: self,
            header: members(header),
            claims: members(claims),
        }
    }

    fn claims(&self, changes: Value) -> Form {
        form(self.good().claims(changes).signed())
    }

    fn header(&self, changes: Value) -> Form {
        form(self.good().header(changes).signed())
    }

    /// The whole table.
    ///
    /// # Errors
    /// If a key of the table cannot be made.
    pub fn cases(&self) -> anyhow::Result<Vec<Case>> {
        let mut cases = self.audiences();
        cases.extend(self.times());
        cases.extend(self.once());
        cases.extend(self.who());
        cases.extend(self.headers());
        cases.extend(self.signatures()?);
        cases.extend(self.requests());
        cases.extend(self.other_tokens()?);
        cases.extend(self.federated()?);
        Ok(cases)
    }

    #[rustfmt::skip]
    fn audiences(&self) -> Vec<Case> {
        let issuer = &self.issuer;
        let aud = |aud: Value| self.claims(json!({"aud": aud}));
        vec![
            case("aud the issuer", "RFC 7523 §3", Accepted, aud(json!(issuer))),
            case("aud the token endpoint", "RFC 7523 §3", Accepted, aud(json!(self.at("/token")))),
            case("aud the introspection endpoint", "RFC 7523 §3", Accepted, aud(json!(self.at("/token/introspect")))),
            case("aud a list of the issuer", "RFC 7519 §4.1.3", Accepted, aud(json!([issuer]))),
            case("aud the revocation endpoint", "RFC 7523 §3", Refused, aud(json!(self.at("/revoke")))),
            case("aud two servers", "RFC 7523 §3", Refused, aud(json!([issuer, "https://other.example"]))),
            case("aud the issuer twice", "RFC 7523 §3", Refused, aud(json!([issuer, issuer]))),
            case("aud another server", "RFC 7523 §3", Refused, aud(json!("https://other.example"))),
            case("aud with a slash at the end", "RFC 3986 §6.2.1", Refused, aud(json!(format!("{issuer}/")))),
            case("aud in capitals", "RFC 3986 §6.2.1", Refused, aud(json!(issuer.to_uppercase()))),
            case("aud an empty list", "RFC 7523 §3", Refused, aud(json!([]))),
            case("aud empty", "RFC 7523 §3", Refused, aud(json!(""))),
            case("aud a number", "RFC 7519 §4.1.3", Refused, aud(json!(1))),
            case("aud absent", "RFC 7523 §3", Refused, aud(Value::Null)),
        ]
    }

    #[rustfmt::skip]
    fn times(&self) -> Vec<Case> {
        let now = now();
        vec![
            case("iat absent", "RFC 7523 §3", Accepted, self.claims(json!({"iat": null}))),
            case("exp an hour ahead", "RFC 7523 §3", Accepted, self.claims(json!({"exp": now + 3600}))),
            case("exp with a fraction", "RFC 7519 §2", Accepted, self.claims(json!({"exp": now as f64 + 30.5}))),
            case("iat 50 s ago", "RFC 7523 §3", Accepted, self.claims(json!({"iat": now - 50}))),
            case("iat 10 s ahead", "RFC 7523 §3", Accepted, self.claims(json!({"iat": now + 10}))),
            case("nbf 10 s ahead", "RFC 7519 §4.1.5", Accepted, self.claims(json!({"nbf": now + 10}))),
            case("exp now", "RFC 7519 §4.1.4", Refused, self.claims(json!({"exp": now}))),
            case("exp a minute ago", "RFC 7519 §4.1.4", Refused, self.claims(json!({"iat": now - 120, "exp": now - 60}))),
            case("exp absent", "RFC 7523 §3", Refused, self.claims(json!({"exp": null}))),
            case("exp a text", "RFC 7519 §4.1.4", RefusedHereAlone, self.claims(json!({"exp": (now + 60).to_string()}))),
            case("exp 2 minutes ahead, and iat absent", "RFC 7523 §3", Refused, self.claims(json!({"iat": null, "exp": now + 120}))),
            case("iat 75 s ago", "RFC 7523 §3", Refused, self.claims(json!({"iat": now - 75}))),
            case("iat 30 s ahead", "RFC 7519 §4.1.6", Refused, self.claims(json!({"iat": now + 30, "exp": now + 90}))),
            case("nbf a minute ahead", "RFC 7519 §4.1.5", Refused, self.claims(json!({"nbf": now + 60, "exp": now + 120}))),
        ]
    }

    #[rustfmt::skip]
    fn once(&self) -> Vec<Case> {
        let jti = || json!({"jti": Uuid::new_v4().to_string()});
        let (used, first) = (self.claims(jti()), jti());
        let (scope, failed) = (jti(), jti());
        let mut bad_scope = self.claims(scope.clone());
        bad_scope.push(("scope", "nope".to_owned()));
        let mut bad_audience = self.claims(failed.clone());
        bad_audience.clear();
        bad_audience.extend(form(self.good().claims(failed.clone()).claims(json!({"aud": "x"})).signed()));
        vec![
            case("the same assertion again", "RFC 7523 §3", Refused, used.clone()).after(used),
            case("another assertion with the same jti", "RFC 7523 §3", Refused, self.claims(first.clone())).after(self.claims(first)),
            case("a jti of a request for a scope that there is not", "RFC 7523 §3", Refused, self.claims(scope)).after(bad_scope),
            case("a jti of an assertion for another server", "RFC 7523 §3", Accepted, self.claims(failed)).after(bad_audience),
            case("jti absent", "RFC 7523 §3", Refused, self.claims(json!({"jti": null}))),
            case("jti a number", "RFC 7519 §4.1.7", RefusedHereAlone, self.claims(json!({"jti": now()}))),
        ]
    }

    #[rustfmt::skip]
    fn who(&self) -> Vec<Case> {
        let good = || form(self.good().signed());
        vec![
            case("client_id of the client beside it", "RFC 7521 §4.2", Accepted, with(good(), "client_id", TEST_CLIENT_ID)),
            case("iss another", "RFC 7523 §3", Refused, self.claims(json!({"iss": "somebody"}))),
            case("sub another", "RFC 7523 §3", Refused, self.claims(json!({"sub": "somebody"}))),
            case("iss and sub a client that there is not", "RFC 7523 §3", Refused, self.claims(json!({"iss": "somebody", "sub": "somebody"}))),
            case("sub a client with a secret", "RFC 7523 §3", Refused, self.claims(json!({"sub": "test_api_client"}))),
            case("iss and sub a client with a secret", "RFC 7523 §3", Refused, self.claims(json!({"iss": "test_api_client", "sub": "test_api_client"}))),
            case("iss absent", "RFC 7523 §3", Refused, self.claims(json!({"iss": null}))),
            case("sub absent", "RFC 7523 §3", Refused, self.claims(json!({"sub": null}))),
            case("iss a number", "RFC 7519 §4.1.1", Refused, self.claims(json!({"iss": 1}))),
            case("client_id of a client with a secret", "RFC 7521 §4.2", Refused, with(good(), "client_id", "test_api_client")),
            case("client_id of a client of a platform", "RFC 7521 §4.2", Refused, with(good(), "client_id", "test_workload")),
            case("client_id of a client that there is not", "RFC 7521 §4.2", Refused, with(good(), "client_id", "somebody")),
            case("client_id empty", "RFC 7521 §4.2", Refused, with(good(), "client_id", "")),
        ]
    }

    #[rustfmt::skip]
    fn headers(&self) -> Vec<Case> {
        let good = self.good();
        let claims_json = json!(good.claims).to_string();
        let twice = claims_json.replacen('{', r#"{"aud":"https://other.example","#, 1);
        let header_twice = format!(r#"{{"alg":"ES256","kid":"x","kid":"{}"}}"#, self.kid);
        vec![
            case("kid absent", "RFC 7515 §4.1.4", Accepted, self.header(json!({"kid": null}))),
            case("typ JWT", "RFC 7519 §5.1", Accepted, self.header(json!({"typ": "JWT"}))),
            case("typ absent", "RFC 7519 §5.1", Accepted, self.header(json!({"typ": null}))),
            case("kid that is not registered", "RFC 7515 §4.1.4", Refused, self.header(json!({"kid": "another"}))),
            case("crit", "RFC 7515 §4.1.11", RefusedHereAlone, self.header(json!({"crit": ["x"], "x": 1}))),
            case("a claim twice", "RFC 7519 §4", RefusedHereAlone, form(good.raw(&json!(good.header).to_string(), &twice))),
            case("a header's member twice", "RFC 7515 §4", RefusedHereAlone, form(self.good().raw(&header_twice, &json!(self.good().claims).to_string()))),
            case("claims that are a list", "RFC 7519 §7.2", Refused, form(self.good().raw(&json!(good.header).to_string(), "[]"))),
            case("claims that are not JSON", "RFC 7519 §7.2", Refused, form(self.good().raw(&json!(good.header).to_string(), "iss"))),
            case("an assertion in an assertion", "RFC 7519 §5.2", Refused, form(self.good().raw(&json!(good.header).to_string(), &self.good().signed()))),
        ]
    }

    #[rustfmt::skip]
    fn signatures(&self) -> anyhow::Result<Vec<Case>> {
        let good = self.good().signed();
        let (input, signature) = good.rsplit_once('.').unwrap_or_default();
        let mut swapped = self.good();
        swapped.claims.insert("scope".to_owned(), json!("admin"));
        let swapped = format!("{}.{signature}", swapped.signed().rsplit_once('.').unwrap_or_default().0);
        let alg = |alg: &str| self.header(json!({"alg": alg}));
        let unsigned = self.good().header(json!({"alg": "none"})).signed();
        let unsigned = unsigned.rsplit_once('.').unwrap_or_default().0;
        let secret = self.good().header(json!({"alg": "HS256"}));
        let secret = secret.sign_with(|input| attack_lab::forge::hs256(self.kid.as_bytes(), input));
        let jwk = ClientKey::generate(Algorithm::Es256)?;
        let mut own = self.good().header(json!({"jwk": jwk.public_jwk()}));
        own.header.shift_remove("kid");
        let mut cases = vec![
            case("alg none", "RFC 8725 §3.2", Refused, form(format!("{unsigned}."))),
            case("alg none, with a signature", "RFC 8725 §3.2", Refused, alg("none")),
            case("alg absent", "RFC 7515 §4.1.1", Refused, self.header(json!({"alg": null}))),
            case("alg HS256 with the kid as the secret", "RFC 8725 §2.1", Refused, form(secret)),
            case("alg ES384", "RFC 8725 §3.1", Refused, alg("ES384")),
            case("alg that nobody knows", "RFC 8725 §3.1", Refused, alg("ES257")),
            case("alg in small letters", "RFC 7515 §4.1.1", Refused, alg("es256")),
            case("signed by another key", "RFC 7523 §3", Refused, form(self.good().signed_by(&self.stranger))),
            case("signed by a key of the header", "RFC 8725 §3.8", Refused, form(own.signed_by(&self.stranger))),
            case("signature of another assertion", "RFC 7515 §5.2", Refused, form(swapped)),
            case("signature cut short", "RFC 7515 §5.2", Refused, form(good.chars().take(good.len() - 4).collect())),
            case("signature empty", "RFC 7515 §5.2", Refused, form(format!("{input}."))),
        ];
        for (name, algorithm) in [
            ("alg EdDSA by another key", Algorithm::EdDsa),
            ("alg RS256 by another key", Algorithm::Rs256),
            ("alg PS256 by another key", Algorithm::Ps256),
        ] {
            let key = ClientKey::generate(algorithm)?;
            let claims = json!(self.good().claims);
            let token = key.sign([("kid", json!(self.kid))], &claims)?;
            cases.push(case(name, "RFC 8725 §3.1", Refused, form(token.expose_secret().to_owned())));
        }
        Ok(cases)
    }

    #[rustfmt::skip]
    fn requests(&self) -> Vec<Case> {
        let good = || form(self.good().signed());
        let typed = |assertion_type: &str| vec![("client_assertion_type", assertion_type.to_owned()), ("client_assertion", self.good().signed())];
        let only = |name: &'static str, value: String| vec![(name, value)];
        let secret = vec![("client_id", TEST_CLIENT_ID.to_owned()), ("client_secret", "test-api-client-secret".to_owned())];
        let typed_by_id = with(typed("x"), "client_id", TEST_CLIENT_ID);
        vec![
            case("a secret instead", "RFC 6749 §2.3", Refused, secret),
            case("a secret instead, by Basic", "RFC 6749 §2.3", Refused, vec![]).basic(TEST_CLIENT_ID, "x"),
            case("nothing but the client_id", "RFC 6749 §2.3", Refused, only("client_id", TEST_CLIENT_ID.to_owned())),
            case("nothing but the client_id, of a platform's client", "RFC 6749 §2.3", Refused, only("client_id", "test_workload".to_owned())),
            case("no client_assertion_type", "RFC 7521 §4.2", Refused, only("client_assertion", self.good().signed())),
            case("no client_assertion_type, but the client_id", "RFC 7521 §4.2", Refused, with(only("client_assertion", self.good().signed()), "client_id", TEST_CLIENT_ID)),
            case("client_assertion_type another", "RFC 7521 §4.2", Refused, typed("x")),
            case("client_assertion_type another, and the client_id", "RFC 7521 §4.2", Refused, typed_by_id),
            case("client_assertion_type of SAML", "RFC 7521 §4.2", Refused, typed("urn:ietf:params:oauth:client-assertion-type:saml2-bearer")),
            case("client_assertion_type empty", "RFC 7521 §4.2", Refused, typed("")),
            case("no client_assertion", "RFC 7521 §4.2", Refused, only("client_assertion_type", JWT_BEARER.to_owned())),
            case("no client_assertion, but the client_id", "RFC 7521 §4.2", Refused, with(only("client_assertion_type", JWT_BEARER.to_owned()), "client_id", TEST_CLIENT_ID)),
            case("client_assertion empty", "RFC 7521 §4.2", Refused, form(String::new())),
            case("client_assertion not a JWT", "RFC 7523 §3", Refused, form("garbage".to_owned())),
            case("client_assertion of two segments", "RFC 7515 §7.1", Refused, form("e30.e30".to_owned())),
            case("two assertions", "RFC 6749 §3.2", Refused, with(good(), "client_assertion", &self.good().signed())),
            case("client_assertion_type twice", "RFC 6749 §3.2", Refused, with(good(), "client_assertion_type", JWT_BEARER)),
            case("a secret beside it", "RFC 6749 §2.3", RefusedHereAlone, with(good(), "client_secret", "x")),
            case("another client's id and secret beside it", "RFC 6749 §2.3", RefusedHereAlone,
                with(with(good(), "client_id", "test_api_client"), "client_secret", "test-api-client-secret")),
            case("another client's id and secret beside it, by Basic", "RFC 6749 §2.3", RefusedHereAlone, good())
                .basic("test_api_client", "test-api-client-secret"),
        ]
    }

    /// What is signed by the right key, or by the server, and says something else.
    #[rustfmt::skip]
    fn other_tokens(&self) -> anyhow::Result<Vec<Case>> {
        let access_token = attack_lab::forge::claims(&self.issuer);
        let key = attack_lab::forge::published_key()?;
        let header = json!({"alg": "RS256", "typ": "JWT", "kid": attack_lab::forge::kid(&key)});
        let access_token = attack_lab::forge::token(&header, &access_token, |input| attack_lab::forge::rs256(&key, input));
        let proof = self.good().header(json!({"typ": "dpop+jwt", "kid": null}));
        let proof = proof.claims(json!({"iss": null, "sub": null, "aud": null, "htm": "POST", "htu": self.at("/token")}));
        Ok(vec![
            case("an access token of the server", "RFC 8725 §3.11", Refused, form(access_token)),
            case("a DPoP proof by the client's key", "RFC 9449 §4.2", Refused, form(proof.signed())),
        ])
    }

    /// The client of a platform, whose tokens name it.
    #[rustfmt::skip]
    fn federated(&self) -> anyhow::Result<Vec<Case>> {
        let now = now();
        let token = |changes: Value| {
            let mut claims = members(json!({
                "iss": "https://cluster.example", "sub": "system:serviceaccount:shop:reporter", "aud": [self.issuer],
                "jti": Uuid::new_v4().to_string(), "iat": now, "exp": now + 3600,
            }));
            change(&mut claims, changes);
            anyhow::Ok(form(realm::sign_as_cluster(&json!(claims).to_string())?))
        };
        let again = token(json!({}))?;
        Ok(vec![
            case("a platform's token", "RFC 7523 §3", Accepted, token(json!({}))?),
            case("a platform's token again", "RFC 7523 §3", Accepted, again.clone()).after(again),
            case("a platform's token, 50 minutes old", "RFC 7523 §3", Accepted, token(json!({"iat": now - 3000, "exp": now + 600}))?),
            case("a platform's token without jti", "RFC 7523 §3", Accepted, token(json!({"jti": null}))?),
            case("a platform's token, and the client_id", "RFC 7521 §4.2", Accepted, with(token(json!({}))?, "client_id", "test_workload")),
            case("a platform's token, too old", "RFC 7523 §3", Refused, token(json!({"iat": now - 3700}))?),
            case("a platform's token, expired", "RFC 7519 §4.1.4", Refused, token(json!({"iat": now - 600, "exp": now - 1}))?),
            case("a platform's token for the token endpoint", "RFC 7523 §3", Refused, token(json!({"aud": self.at("/token")}))?),
            case("a platform's token for the platform itself", "RFC 7523 §3", Refused, token(json!({"aud": "https://cluster.example"}))?),
            case("a platform's token about another workload", "RFC 7523 §3", Refused, token(json!({"sub": "system:serviceaccount:shop:cart"}))?),
            case("a platform's token, and another client_id", "RFC 7521 §4.2", Refused, with(token(json!({}))?, "client_id", TEST_CLIENT_ID)),
            case("a platform's token by the client's key", "RFC 7523 §3", Refused, self.claims(json!({
                "iss": "https://cluster.example", "sub": "system:serviceaccount:shop:reporter",
            }))),
        ])
    }
}

impl Builder<'_> {
    /// With these claims; null removes one.
    #[must_use]
    pub fn claims(mut self, changes: Value) -> Self {
        change(&mut self.claims, changes);
        self
    }

    /// With these members of the header; null removes one.
    #[must_use]
    pub fn header(mut self, changes: Value) -> Self {
        change(&mut self.header, changes);
        self
    }

    /// Signed by the client's key.
    #[must_use]
    pub fn signed(&self) -> String {
        self.signed_by(&self.assertions.key)
    }

    fn signed_by(&self, key: &EcdsaKeyPair) -> String {
        self.sign_with(|input| es256(key, input))
    }

    fn sign_with(&self, sign: impl FnOnce(&[u8]) -> Vec<u8>) -> String {
        let header = encode(&json!(self.header).to_string());
        let claims = encode(&json!(self.claims).to_string());
        token_of(&header, &claims, sign)
    }

    /// This header and these claims, whatever they are, signed by the client's key.
    #[must_use]
    pub fn raw(&self, header: &str, claims: &str) -> String {
        token_of(&encode(header), &encode(claims), |input| {
            es256(&self.assertions.key, input)
        })
    }
}

impl Case {
    fn after(self, before: Form) -> Self {
        Self {
            before: Some(before),
            ..self
        }
    }

    fn basic(self, id: &'static str, secret: &'static str) -> Self {
        Self {
            basic: Some((id, secret)),
            ..self
        }
    }
}

fn case(name: &'static str, rfc: &'static str, expected: Expected, form: Form) -> Case {
    Case {
        name,
        rfc,
        before: None,
        form,
        basic: None,
        expected,
    }
}

fn form(assertion: String) -> Form {
    vec![
        ("client_assertion_type", JWT_BEARER.to_owned()),
        ("client_assertion", assertion),
    ]
}

fn with(mut form: Form, name: &'static str, value: &str) -> Form {
    form.push((name, value.to_owned()));
    form
}

fn es256(key: &EcdsaKeyPair, input: &[u8]) -> Vec<u8> {
    let signature = key.sign(&SystemRandom::new(), input);
    signature.map_or(Vec::new(), |signature| signature.as_ref().to_vec())
}

fn encode(text: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(text)
}

fn change(object: &mut Map<String, Value>, changes: Value) {
    for (name, value) in members(changes) {
        match value {
            Value::Null => drop(object.shift_remove(&name)),
            value => drop(object.insert(name, value)),
        }
    }
}

fn members(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}
