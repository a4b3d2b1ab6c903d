//! # DPoP proofs, good and hostile: what is sent to an API and to a token endpoint, and what must come of it
//!
//! They are signed when they are sent, because a real server has its own clock. Some are good, or a
//! server could pass by refusing all of them.

use attack_lab::forge::now;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair,
    EcdsaSigningAlgorithm, KeyPair,
};
use base64::{Engine, prelude::BASE64_STANDARD, prelude::BASE64_URL_SAFE_NO_PAD};
use client_assertion::{Algorithm, ClientKey};
use dpop::{TYP, WINDOW, token_hash};
use secrecy::ExposeSecret;
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// A request with proofs, and what must come of it.
pub struct Case {
    /// What is odd about it. No two cases have the same name.
    pub name: &'static str,
    /// The section of a specification that decides.
    pub rfc: &'static str,
    /// A proof that is sent before, in a request that is good.
    pub before: Option<String>,
    /// The values of the `DPoP` headers.
    pub proofs: Vec<String>,
    /// The scheme of `Authorization` at the API.
    pub scheme: &'static str,
    /// Whether the API must accept it.
    pub accepted: bool,
    /// What it is for: some mean something only to an API.
    pub at_token_endpoint: bool,
    /// Whether Keycloak answers in a way that is not to be copied: it accepts what it should not, answers
    /// with 500, or names another reason.
    pub keycloak_errs: bool,
}

impl Case {
    fn after(self, before: String) -> Self {
        Self {
            before: Some(before),
            ..self
        }
    }

    fn at_api_alone(self) -> Self {
        Self {
            at_token_endpoint: false,
            ..self
        }
    }

    fn keycloak_errs(self) -> Self {
        Self {
            keycloak_errs: true,
            ..self
        }
    }
}

fn case(name: &'static str, rfc: &'static str, accepted: bool, proof: String) -> Case {
    Case {
        name,
        rfc,
        before: None,
        proofs: vec![proof],
        scheme: "DPoP",
        accepted,
        at_token_endpoint: true,
        keycloak_errs: false,
    }
}

const GOOD: bool = true;
const BAD: bool = false;

/// Makes the cases' proofs, for requests to one URL.
pub struct Proofs {
    /// The client's key.
    pub key: ClientKey,
    pair: EcdsaKeyPair,
    stranger: EcdsaKeyPair,
    method: &'static str,
    url: String,
    token: Option<String>,
}

/// A proof in the making: a good one, until something about it is changed.
#[derive(Clone)]
pub struct Builder<'a> {
    proofs: &'a Proofs,
    /// The members of its header.
    pub header: Map<String, Value>,
    /// Its claims.
    pub claims: Map<String, Value>,
}

impl Proofs {
    /// For requests of this kind without a token, by a new key.
    ///
    /// # Errors
    /// If the key cannot be made.
    pub fn new(method: &'static str, url: &str) -> anyhow::Result<Self> {
        let curve = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let key = ClientKey::generate(Algorithm::Es256)?;
        let pem = key.to_pem()?;
        let pem = pem.expose_secret().lines();
        let der: String = pem.filter(|line| !line.starts_with('-')).collect();
        Ok(Self {
            pair: EcdsaKeyPair::from_pkcs8(curve, &BASE64_STANDARD.decode(der)?)?,
            key,
            stranger: EcdsaKeyPair::generate(curve)?,
            method,
            url: url.to_owned(),
            token: None,
        })
    }

    /// By the same key, for requests of another kind with a token.
    #[must_use]
    pub fn with_token(self, method: &'static str, url: &str, token: &str) -> Self {
        Self {
            method,
            url: url.to_owned(),
            token: Some(token.to_owned()),
            ..self
        }
    }

    /// A good proof.
    #[must_use]
    pub fn good(&self) -> Builder<'_> {
        let header =
            json!({"alg": "ES256", "typ": TYP, "jwk": jwk("P-256", self.pair.public_key())});
        let claims = json!({
            "jti": Uuid::new_v4().to_string(), "htm": self.method, "htu": self.url, "iat": now(),
            "ath": self.token.as_deref().map(token_hash),
        });
        Builder {
            proofs: self,
            header: members(header),
            claims: members(claims),
        }
    }

    fn claims(&self, changes: Value) -> String {
        self.good().claims(changes).signed()
    }

    fn header(&self, changes: Value) -> String {
        self.good().header(changes).signed()
    }

    /// The good key's JWK, with changes.
    fn jwk(&self, changes: Value) -> String {
        let mut key = members(jwk("P-256", self.pair.public_key()));
        change(&mut key, changes);
        self.header(json!({"jwk": key}))
    }

    /// The whole table.
    ///
    /// # Errors
    /// If a key of the table cannot be made.
    pub fn cases(&self) -> anyhow::Result<Vec<Case>> {
        let mut cases = self.requests();
        cases.extend(self.times());
        cases.extend(self.once());
        cases.extend(self.headers());
        cases.extend(self.keys()?);
        cases.extend(self.shapes());
        cases.extend(self.tokens());
        cases.extend(self.presentations());
        Ok(cases)
    }

    #[rustfmt::skip]
    fn requests(&self) -> Vec<Case> {
        let htm = |htm: Value| self.claims(json!({"htm": htm}));
        let htu = |htu: String| self.claims(json!({"htu": htu}));
        let url = &self.url;
        let other = if self.method == "GET" { "POST" } else { "GET" };
        let (start, path) = url.split_at(url.find("://").unwrap_or(0) + 3);
        let (host, path) = path.split_at(path.find('/').unwrap_or(0));
        let with_host = |host: &str| htu(format!("{start}{host}{path}"));
        let name = if host.starts_with("localhost") { host.replace("localhost", "127.0.0.1") } else { host.replace("127.0.0.1", "localhost") };
        let port = host.rsplit_once(':').map_or(host, |(name, _)| name);
        vec![
            case("a good proof", "RFC 9449 §4.2", GOOD, self.good().signed()),
            case("htm another", "RFC 9449 §4.3", BAD, htm(json!(other))),
            case("htm in lower case", "RFC 9110 §9.1", BAD, htm(json!(self.method.to_lowercase()))),
            case("htm with a space", "RFC 9110 §9.1", BAD, htm(json!(format!("{} ", self.method)))),
            case("htm empty", "RFC 9449 §4.2", BAD, htm(json!(""))),
            case("htm a list", "RFC 9449 §4.2", BAD, htm(json!([self.method]))).keycloak_errs(),
            case("htm absent", "RFC 9449 §4.2", BAD, htm(Value::Null)),
            case("htu with a query", "RFC 9449 §4.3", GOOD, htu(format!("{url}?a=b"))),
            case("htu with a fragment", "RFC 9449 §4.3", GOOD, htu(format!("{url}#a"))),
            case("htu with its host in capitals", "RFC 3986 §6.2.2.1", GOOD, with_host(&host.to_uppercase())),
            case("htu with its scheme in capitals", "RFC 3986 §6.2.2.1", GOOD, htu(url.replacen("http", "HTTP", 1))),
            case("htu with dots in its path", "RFC 3986 §6.2.2.3", GOOD, htu(format!("{start}{host}/x/..{path}"))).keycloak_errs(),
            case("htu with a letter encoded", "RFC 3986 §6.2.2.2", GOOD, htu(format!("{start}{host}{}", path.replacen('a', "%61", 1)))).at_api_alone(),
            case("htu another path", "RFC 9449 §4.3", BAD, htu(format!("{url}/x"))),
            case("htu with a slash at its end", "RFC 3986 §6.2.3", BAD, htu(format!("{url}/"))),
            case("htu with its path in capitals", "RFC 3986 §6.2.2.1", BAD, htu(format!("{start}{host}{}", path.to_uppercase()))),
            case("htu with a slash encoded", "RFC 3986 §2.2", BAD, htu(format!("{start}{host}/{}", path[1..].replacen('/', "%2F", 1)))),
            case("htu without its path", "RFC 9449 §4.3", BAD, htu(format!("{start}{host}"))),
            case("htu the path alone", "RFC 9449 §4.2", BAD, htu(path.to_owned())),
            case("htu with the other name of this machine", "RFC 9449 §4.3", BAD, with_host(&name)),
            case("htu another host", "RFC 9449 §4.3", BAD, with_host("other.example")),
            case("htu a host that begins with this one", "RFC 9449 §4.3", BAD, with_host(&format!("{port}.other.example"))),
            case("htu another port", "RFC 9449 §4.3", BAD, with_host(&format!("{port}:1"))),
            case("htu another scheme", "RFC 9449 §4.3", BAD, htu(url.replacen("http", "https", 1))),
            case("htu with a user", "RFC 3986 §3.2.1", BAD, with_host(&format!("user@{host}"))),
            case("htu this host as the user of another", "RFC 3986 §7.6", BAD, with_host(&format!("{host}@other.example"))),
            case("htu with white space around it", "RFC 3986 §2", BAD, htu(format!(" {url} "))),
            case("htu with a line break", "RFC 3986 §2", BAD, htu(url.replacen('/', "/\n", 3))),
            case("htu with backslashes", "RFC 3986 §2", BAD, htu(url.replace('/', "\\"))),
            case("htu empty", "RFC 9449 §4.2", BAD, htu(String::new())),
            case("htu a number", "RFC 9449 §4.2", BAD, self.claims(json!({"htu": 1}))).keycloak_errs(),
            case("htu absent", "RFC 9449 §4.2", BAD, self.claims(json!({"htu": null}))),
        ]
    }

    #[rustfmt::skip]
    fn times(&self) -> Vec<Case> {
        let now = now();
        let iat = |iat: Value| self.claims(json!({"iat": iat}));
        vec![
            case("iat 5 s ago", "RFC 9449 §4.3", GOOD, iat(json!(now - 5))),
            case("iat 10 s ahead", "RFC 9449 §4.3", GOOD, iat(json!(now + 10))),
            case("iat with a fraction", "RFC 7519 §2", GOOD, iat(json!(now as f64 - 0.5))),
            case("iat too old", "RFC 9449 §11.1", BAD, iat(json!(now - WINDOW - 5))),
            case("iat too far ahead", "RFC 9449 §11.1", BAD, iat(json!(now + WINDOW + 600))),
            case("iat in milliseconds", "RFC 7519 §2", BAD, iat(json!(now * 1000))),
            case("iat negative", "RFC 7519 §2", BAD, iat(json!(-1))),
            case("iat zero", "RFC 7519 §2", BAD, iat(json!(0))),
            case("iat larger than any number of seconds", "RFC 7519 §2", BAD, iat(json!(1e300))).keycloak_errs(),
            case("iat a text", "RFC 7519 §2", BAD, iat(json!(now.to_string()))).keycloak_errs(),
            case("iat absent, and exp ahead", "RFC 9449 §4.2", BAD, self.claims(json!({"iat": null, "exp": now + 60}))),
        ]
    }

    #[rustfmt::skip]
    fn once(&self) -> Vec<Case> {
        let jti = json!({"jti": Uuid::new_v4().to_string()});
        let (used, failed) = (self.good().signed(), json!({"jti": Uuid::new_v4().to_string()}));
        let long = json!({"jti": "a".repeat(1000)});
        let stranger = json!({"jti": Uuid::new_v4().to_string()});
        vec![
            case("the same proof again", "RFC 9449 §11.1", BAD, used.clone()).after(used),
            case("another proof with the same jti", "RFC 9449 §11.1", BAD, self.good().claims(jti.clone()).claims(json!({"iat": now() - 1})).signed()).after(self.claims(jti)),
            case("a jti of a proof for another URL", "RFC 9449 §11.1", GOOD, self.claims(failed.clone())).after(self.good().claims(failed).claims(json!({"htu": "https://other.example/"})).signed()),
            case("a jti of a stranger's proof", "RFC 9449 §11.1", GOOD, self.claims(stranger.clone())).after(self.stranger(stranger)).at_api_alone(),
            case("a long jti", "RFC 9449 §11.1", GOOD, self.claims(long.clone())),
            case("a long jti again", "RFC 9449 §11.1", BAD, self.claims(long)),
            case("jti empty", "RFC 9449 §4.2", BAD, self.claims(json!({"jti": ""}))),
            case("jti a number", "RFC 7519 §4.1.7", BAD, self.claims(json!({"jti": now()}))).keycloak_errs(),
            case("jti absent", "RFC 9449 §4.2", BAD, self.claims(json!({"jti": null}))),
        ]
    }

    /// A good proof, but for the key.
    fn stranger(&self, claims: Value) -> String {
        let header = json!({"jwk": jwk("P-256", self.stranger.public_key())});
        self.good()
            .header(header)
            .claims(claims)
            .signed_by(&self.stranger)
    }

    #[rustfmt::skip]
    fn headers(&self) -> Vec<Case> {
        let typ = |typ: Value| self.header(json!({"typ": typ}));
        let alg = |alg: Value| self.header(json!({"alg": alg}));
        vec![
            case("a kid beside jwk", "RFC 7515 §4.1.4", GOOD, self.header(json!({"kid": "a"}))),
            case("a jku beside jwk", "RFC 7515 §4.1.2", GOOD, self.header(json!({"jku": "https://other.example/jwks"}))),
            case("typ JWT", "RFC 9449 §4.3", BAD, typ(json!("JWT"))),
            case("typ of an access token", "RFC 8725 §3.11", BAD, typ(json!("at+jwt"))),
            case("typ of a client assertion", "RFC 8725 §3.11", BAD, typ(json!("client-authentication+jwt"))),
            case("typ in capitals", "RFC 9449 §4.2", BAD, typ(json!("DPOP+JWT"))),
            case("typ empty", "RFC 9449 §4.3", BAD, typ(json!(""))),
            case("typ a number", "RFC 7515 §4.1.9", BAD, typ(json!(1))).keycloak_errs(),
            case("typ absent", "RFC 9449 §4.3", BAD, typ(Value::Null)),
            case("crit", "RFC 7515 §4.1.11", BAD, self.header(json!({"crit": ["b64"], "b64": true}))).keycloak_errs(),
            case("alg none", "RFC 9449 §4.3", BAD, alg(json!("none"))),
            case("alg none, without a signature", "RFC 9449 §4.3", BAD, self.good().header(json!({"alg": "none"})).with_signature("")),
            case("alg absent", "RFC 7515 §4.1.1", BAD, alg(Value::Null)).keycloak_errs(),
            case("alg in lower case", "RFC 7518 §3.1", BAD, alg(json!("es256"))).keycloak_errs(),
            case("alg of another curve", "RFC 7518 §3.4", BAD, alg(json!("ES384"))).keycloak_errs(),
            case("alg of another kind of key", "RFC 8725 §3.1", BAD, alg(json!("PS256"))).keycloak_errs(),
            case("alg EdDSA for a key on P-256", "RFC 8725 §3.1", BAD, alg(json!("EdDSA"))).keycloak_errs(),
            case("alg HS256 with the public key as the secret", "RFC 8725 §2.1", BAD, alg(json!("HS256"))),
        ]
    }

    #[rustfmt::skip]
    fn keys(&self) -> anyhow::Result<Vec<Case>> {
        let p384 = pair(&ECDSA_P384_SHA384_FIXED_SIGNING)?;
        let of_p384 = json!({"alg": "ES384", "jwk": jwk("P-384", p384.public_key())});
        let secret = json!({"kty": "oct", "k": "c2VjcmV0"});
        let own = |member: &str| members(jwk("P-256", self.pair.public_key())).remove(member).unwrap_or_default();
        Ok(vec![
            case("by a stranger's key", "RFC 9449 §4.3", BAD, self.stranger(json!({}))).at_api_alone(),
            case("the client's jwk, signed by a stranger", "RFC 9449 §4.3", BAD, self.good().signed_by(&self.stranger)),
            case("a stranger's jwk, signed by the client", "RFC 9449 §4.3", BAD, self.header(json!({"jwk": jwk("P-256", self.stranger.public_key())}))),
            case("a stranger's key, and the client's kid", "RFC 9449 §4.3", BAD, self.good().header(json!({"jwk": jwk("P-256", self.stranger.public_key()), "kid": self.key.thumbprint()})).signed_by(&self.stranger)).at_api_alone(),
            case("by a key on P-384", "RFC 9449 §4.3", BAD, self.good().header(of_p384).signed_by(&p384)).at_api_alone(),
            case("jwk absent", "RFC 9449 §4.3", BAD, self.header(json!({"jwk": null}))),
            case("jwk a text", "RFC 9449 §4.2", BAD, self.header(json!({"jwk": "a"}))).keycloak_errs(),
            case("jwk empty", "RFC 7517 §4", BAD, self.header(json!({"jwk": {}}))).keycloak_errs(),
            case("jwk a symmetric key", "RFC 9449 §4.2", BAD, self.header(json!({"alg": "HS256", "jwk": secret}))),
            case("jwk with d", "RFC 9449 §4.3", BAD, self.jwk(json!({"d": "AAAA"}))),
            case("jwk with p", "RFC 7518 §6.3.2", BAD, self.jwk(json!({"p": "AAAA"}))).keycloak_errs(),
            case("jwk with k", "RFC 7518 §6.4.1", BAD, self.jwk(json!({"k": "AAAA"}))).keycloak_errs(),
            case("jwk with use enc", "RFC 7517 §4.2", BAD, self.jwk(json!({"use": "enc"}))),
            case("jwk with another alg", "RFC 7517 §4.4", BAD, self.jwk(json!({"alg": "ES512"}))),
            case("jwk with x and y exchanged", "RFC 7518 §6.2.1", BAD, self.jwk(json!({"x": own("y"), "y": own("x")}))).keycloak_errs(),
            case("jwk with a zero before x", "RFC 7518 §6.2.1.2", BAD, self.jwk(json!({"x": format!("AA{}", own("x").as_str().unwrap_or_default())}))).keycloak_errs(),
            case("jwk without y", "RFC 7518 §6.2.1", BAD, self.jwk(json!({"y": null}))).keycloak_errs(),
            case("jwk with another kty", "RFC 7517 §4.1", BAD, self.jwk(json!({"kty": "OKP", "crv": "Ed25519"}))).keycloak_errs(),
            case("jwk with another crv", "RFC 7518 §6.2.1.1", BAD, self.jwk(json!({"crv": "P-384"}))).keycloak_errs(),
        ])
    }

    #[rustfmt::skip]
    fn shapes(&self) -> Vec<Case> {
        let good = self.good().signed();
        let (input, signature) = good.rsplit_once('.').unwrap_or_default();
        let (header, claims) = input.split_once('.').unwrap_or_default();
        let twice = |text: &Map<String, Value>, name: &str| {
            let text = Value::Object(text.clone()).to_string();
            let value = text.split_once(&format!("\"{name}\":")).map_or("", |(_, rest)| rest);
            let value: String = value.chars().take_while(|c| !",}".contains(*c)).collect();
            format!("{{\"{name}\":{value},{}", &text[1..])
        };
        let builder = self.good();
        let header_twice = builder.raw(&twice(&builder.header, "alg"), &Value::Object(builder.claims.clone()).to_string());
        let claim_twice = builder.raw(&Value::Object(builder.header.clone()).to_string(), &twice(&builder.claims, "jti"));
        let mut flipped = BASE64_URL_SAFE_NO_PAD.decode(signature).unwrap_or_default();
        flipped.iter_mut().take(1).for_each(|byte| *byte ^= 1);
        let json = json!({"payload": claims, "protected": header, "signature": signature}).to_string();
        vec![
            case("a signature with one bit changed", "RFC 7515 §5.2", BAD, format!("{input}.{}", BASE64_URL_SAFE_NO_PAD.encode(flipped))),
            case("without a signature", "RFC 7515 §5.2", BAD, format!("{input}.")).keycloak_errs(),
            case("a signature of zeros", "CVE-2022-21449", BAD, self.good().with_signature(&BASE64_URL_SAFE_NO_PAD.encode([0; 64]))),
            case("the signature of another proof", "RFC 7515 §5.2", BAD, self.good().with_signature(signature)),
            case("two segments", "RFC 7515 §7.1", BAD, input.to_owned()).keycloak_errs(),
            case("four segments", "RFC 7515 §7.1", BAD, format!("{good}.")).keycloak_errs(),
            case("padded base64url", "RFC 7515 §2", BAD, format!("{good}==")).keycloak_errs(),
            case("alg twice", "RFC 7515 §4", BAD, header_twice).keycloak_errs(),
            case("jti twice", "RFC 7519 §4", BAD, claim_twice).keycloak_errs(),
            case("claims that are a list", "RFC 7519 §7.2", BAD, self.good().raw(&Value::Object(self.good().header).to_string(), "[]")),
            case("the JSON serialization", "RFC 7515 §7.2", BAD, json),
            case("not a JWT", "RFC 9449 §4.3", BAD, "a".to_owned()),
            case("empty", "RFC 9449 §4.3", BAD, String::new()).keycloak_errs(),
            case("20 KiB of claims", "RFC 8725 §3.11", BAD, self.claims(json!({"x": "a".repeat(20 * 1024)}))).at_api_alone(),
            case("claims that nobody needs", "RFC 7519 §4", GOOD, self.claims(json!({"x": {"y": [1, 2]}}))),
        ]
    }

    #[rustfmt::skip]
    fn tokens(&self) -> Vec<Case> {
        let ath = |ath: Value| self.claims(json!({"ath": ath}));
        let right = self.token.as_deref().map(token_hash).unwrap_or_default();
        let cases = vec![
            case("ath absent", "RFC 9449 §4.3", BAD, ath(Value::Null)),
            case("ath of another token", "RFC 9449 §4.3", BAD, ath(json!(token_hash("a.b.c")))),
            case("ath the token itself", "RFC 9449 §4.2", BAD, ath(json!(self.token))),
            case("ath padded", "RFC 9449 §4.2", BAD, ath(json!(format!("{right}=")))),
            case("ath shortened", "RFC 9449 §4.2", BAD, ath(json!(right.get(..22)))),
            case("ath empty", "RFC 9449 §4.2", BAD, ath(json!(""))),
            case("ath a list", "RFC 9449 §4.2", BAD, ath(json!([right]))),
            case("a nonce that the API did not ask for", "RFC 9449 §8", GOOD, self.claims(json!({"nonce": "a"}))),
        ];
        cases.into_iter().map(Case::at_api_alone).collect()
    }

    #[rustfmt::skip]
    fn presentations(&self) -> Vec<Case> {
        let good = || self.good().signed();
        let with = |name, rfc, accepted, scheme, proofs: Vec<String>| Case {
            scheme, proofs, ..case(name, rfc, accepted, String::new()).at_api_alone()
        };
        vec![
            with("the scheme in lower case", "RFC 9110 §11.1", GOOD, "dpop", vec![good()]),
            with("a bound token as Bearer", "RFC 9449 §7.2", BAD, "Bearer", vec![]),
            with("a bound token as Bearer, with its proof", "RFC 9449 §7.2", BAD, "Bearer", vec![good()]),
            with("a bound token as Basic", "RFC 9449 §7.1", BAD, "Basic", vec![good()]),
            Case { at_token_endpoint: true, ..with("no proof", "RFC 9449 §4.3", BAD, "DPoP", vec![]) },
            Case { at_token_endpoint: true, ..with("two headers, both good", "RFC 9449 §4.3", BAD, "DPoP", vec![good(), good()]) },
            with("two headers, the same", "RFC 9449 §4.3", BAD, "DPoP", { let proof = good(); vec![proof.clone(), proof] }),
            with("two headers, the second empty", "RFC 9449 §4.3", BAD, "DPoP", vec![good(), String::new()]),
            Case { at_token_endpoint: true, ..with("two proofs in one header", "RFC 9449 §4.3", BAD, "DPoP", vec![format!("{}, {}", good(), good())]) },
            with("the token as its own proof", "RFC 9449 §4.3", BAD, "DPoP", vec![self.token.clone().unwrap_or_default()]),
        ]
    }
}

impl Builder<'_> {
    /// Changes members of the header; null removes one.
    #[must_use]
    pub fn header(mut self, changes: Value) -> Self {
        change(&mut self.header, changes);
        self
    }

    /// Changes claims; null removes one.
    #[must_use]
    pub fn claims(mut self, changes: Value) -> Self {
        change(&mut self.claims, changes);
        self
    }

    /// The proof, signed by the client.
    #[must_use]
    pub fn signed(&self) -> String {
        self.signed_by(&self.proofs.pair)
    }

    fn signed_by(&self, pair: &EcdsaKeyPair) -> String {
        sign(&self.input(), pair)
    }

    fn with_signature(&self, signature: &str) -> String {
        format!("{}.{signature}", self.input())
    }

    fn input(&self) -> String {
        let encode = |members: &Map<String, Value>| {
            BASE64_URL_SAFE_NO_PAD.encode(Value::Object(members.clone()).to_string())
        };
        format!("{}.{}", encode(&self.header), encode(&self.claims))
    }

    /// This header and these claims, whatever they are, signed by the client's key.
    #[must_use]
    pub fn raw(&self, header: &str, claims: &str) -> String {
        let encode = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
        sign(
            &format!("{}.{}", encode(header), encode(claims)),
            &self.proofs.pair,
        )
    }
}

fn sign(input: &str, pair: &EcdsaKeyPair) -> String {
    let signature = pair.sign(&SystemRandom::new(), input.as_bytes());
    let signature = signature.map(|signature| BASE64_URL_SAFE_NO_PAD.encode(signature.as_ref()));
    format!("{input}.{}", signature.unwrap_or_default())
}

fn pair(curve: &'static EcdsaSigningAlgorithm) -> anyhow::Result<EcdsaKeyPair> {
    Ok(EcdsaKeyPair::generate(curve)?)
}

/// The JWK of a point: 4, x, y.
fn jwk(curve: &str, key: &(impl AsRef<[u8]> + ?Sized)) -> Value {
    let numbers = key.as_ref().get(1..).unwrap_or_default();
    let (x, y) = numbers.split_at(numbers.len() / 2);
    let encode = |number: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(number);
    json!({"crv": curve, "kty": "EC", "x": encode(x), "y": encode(y)})
}

fn change(members: &mut Map<String, Value>, changes: Value) {
    if let Value::Object(changes) = changes {
        for (name, value) in changes {
            match value {
                Value::Null => drop(members.remove(&name)),
                value => drop(members.insert(name, value)),
            }
        }
    }
}

fn members(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .collect(),
        _ => Map::new(),
    }
}
