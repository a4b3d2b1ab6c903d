//! Each attack succeeds where it should and fails where it should, for the reason that is claimed.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use attack_lab::{ATTACKS, Api, Attack, Attacker, Experiment};
use serde_json::json;
use verify_signature::tamper;

const ISSUER: &str = "http://localhost:8080/realms/myorg";
/// 2023-04-04T09:20:00Z
const NOW: u64 = 1_680_600_000;

#[expect(clippy::unwrap_used, reason = "only tests call it")]
fn attack(name: &str) -> &'static Attack {
    Attack::named(name).unwrap()
}

#[expect(clippy::unwrap_used, reason = "only tests call it")]
fn run(name: &str) -> Experiment {
    Experiment::run(attack(name), ISSUER, NOW).unwrap()
}

/// Attack, and what the steps say to it.
const REASONS: [(&str, &str); 24] = [
    ("alg-none", "header: alg \"none\" is not allowed"),
    (
        "duplicate-alg",
        "header: not valid JSON at byte 18 of the decoded text: a name occurs twice in one object",
    ),
    ("key-confusion", "header: alg \"HS256\" is not allowed"),
    ("embedded-jwk", "the signature does not verify"),
    (
        "jku",
        "kid \"vcCE8_7CLv8tsbB0zXrfAfB4-_q-lhzI-ztHnVCOMFM\" is not among the issuer's keys",
    ),
    (
        "kid-path",
        "kid \"../uploads/picture.png\" is not among the issuer's keys",
    ),
    (
        "unknown-kid",
        "kid \"next-year\" is not among the issuer's keys",
    ),
    (
        "own-issuer",
        "kid \"vcCE8_7CLv8tsbB0zXrfAfB4-_q-lhzI-ztHnVCOMFM\" is not among the issuer's keys",
    ),
    ("scope-raised", "the signature does not verify"),
    (
        "other-spelling",
        "signature: byte 341 (x) is the last character and has bits set that encode nothing",
    ),
    (
        "crit",
        "header: crit requires an extension, and none is supported",
    ),
    (
        "other-realm",
        "iss is \"http://localhost:8080/realms/myorg_test\", \
         expected \"http://localhost:8080/realms/myorg\"",
    ),
    (
        "other-audience",
        "aud is \"attackers_api\", expected \"test_api_resource\" among it",
    ),
    ("expired", "expired: exp 1680596400, now 1680600000"),
    ("no-exp", "payload: missing field `exp`"),
    (
        "not-yet-valid",
        "not yet valid: nbf 1680686400, now 1680600000",
    ),
    ("id-token", "typ \"ID\" in the payload: not an access token"),
    (
        "bound-token",
        "cnf: the token is bound to a key or certificate, and no proof of it was verified",
    ),
    (
        "scope-substring",
        "insufficient scope: needs test_api_access",
    ),
    ("assertion-aud", "Invalid token audience"),
    ("assertion-again", "Token reuse detected"),
    ("proof-again", "not proven: the proof was used before"),
    ("proof-ath", "not proven: ath is not the hash of the token"),
    (
        "proof-host",
        "not proven: htu is \"https://attacker.example/api/private-scoped\", \
         and the request is to \"https://api.example/api/private-scoped\"",
    ),
];

/// Those on what the API does with a token.
fn on_tokens() -> impl Iterator<Item = &'static Attack> {
    let steps = ["03", "04"];
    ATTACKS
        .iter()
        .filter(move |attack| steps.contains(&attack.step))
}

#[test]
fn the_naive_server_accepts_and_the_steps_refuse_for_the_reason_that_is_claimed() {
    for (name, reason) in REASONS {
        let experiment = run(name);
        assert_eq!(experiment.ours.as_ref().unwrap_err(), reason, "{name}");
        assert!(
            experiment.naive.is_ok(),
            "{name}: the naive server says {:?}",
            experiment.naive
        );
        assert!(experiment.shows());
    }
}

#[test]
fn each_attack_has_a_reason_and_a_name_of_its_own() {
    let names: BTreeSet<_> = ATTACKS.iter().map(|attack| attack.name).collect();
    assert_eq!(names.len(), ATTACKS.len());
    assert_eq!(names, REASONS.map(|(name, _)| name).into());
    assert!(Attack::named("alg").is_err());
}

/// Anyone who gets in with a forged token has more than before.
#[test]
fn the_attacker_gains_what_the_own_token_lacks() {
    let api = Api::new(ISSUER, NOW).unwrap();
    let own = Attacker::new(ISSUER, NOW).unwrap().own_token();
    for attack in ATTACKS {
        let claims = run(attack.name).naive.unwrap();
        let scope = claims.get("scope").unwrap().as_str().unwrap();
        assert!(scope.contains(&api.scope), "{}: {scope}", attack.name);
        if let Ok(own) = (attack.naive)(&own, &api) {
            assert_eq!(own.get("scope").unwrap(), "profile", "{}", attack.name);
        }
    }
}

/// A server that accepted all, or nothing, would teach nothing.
#[test]
fn naive_servers_are_weak_in_one_place_only() {
    let api = Api::new(ISSUER, NOW).unwrap();
    let attacker = Attacker::new(ISSUER, NOW).unwrap();
    let issued = |claims| attacker.issued(json!({}), claims);
    let good = issued(json!({}));
    let bad = [
        (
            "not signed",
            tamper(&good, "scope", json!("test_api_access test_api_access_2")),
        ),
        ("no JWT", Ok("not a JWT".to_owned())),
        (
            "issuer",
            Ok(issued(json!({"iss": "https://elsewhere.example"}))),
        ),
        ("audience", Ok(issued(json!({"aud": "other"})))),
        ("no audience", Ok(issued(json!({"aud": null})))),
        ("begin", Ok(issued(json!({"nbf": NOW + 100})))),
        ("end", Ok(issued(json!({"exp": NOW})))),
        ("no end", Ok(issued(json!({"exp": null})))),
        ("kind", Ok(issued(json!({"typ": "Refresh"})))),
        ("bound", Ok(issued(json!({"cnf": {"jkt": "x"}})))),
    ];
    // What else each of them lets in is the same weakness.
    let weak = |attack: &str| -> &[&str] {
        match attack {
            "scope-raised" => &["not signed"],
            "other-audience" => &["audience", "no audience"],
            "expired" => &["end", "no end"],
            "no-exp" => &["no end"],
            "not-yet-valid" => &["begin"],
            "id-token" => &["kind"],
            "bound-token" => &["bound"],
            _ => &[],
        }
    };
    for attack in on_tokens() {
        let accepts = |token: &str| (attack.naive)(token, &api).is_ok();
        assert!(accepts(&good), "{} refuses a good token", attack.name);
        for (name, token) in &bad {
            let accepted = accepts(token.as_ref().unwrap());
            let expected = weak(attack.name).contains(name);
            assert_eq!(accepted, expected, "{}: {name}", attack.name);
        }
    }
}

/// The same for those on assertions and proofs.
#[test]
fn naive_servers_are_weak_in_one_place_only_beside_tokens() {
    let api = Api::new(ISSUER, NOW).unwrap();
    let attacker = Attacker::new(ISSUER, NOW).unwrap();
    let check = |step: &str, good: &str, bad: &[(&str, String)], weak: &[(&str, &str)]| {
        for attack in ATTACKS.iter().filter(|attack| attack.step == step) {
            let accepts = |request: &str| (attack.naive)(request, &api).is_ok();
            assert!(accepts(good), "{} refuses a good one", attack.name);
            for (name, request) in bad {
                let expected = weak.contains(&(attack.name, name));
                assert_eq!(accepts(request), expected, "{}: {name}", attack.name);
            }
        }
    };

    let assertion = |changes| attacker.assertion(changes);
    let good = assertion(json!({}));
    let respelled = tamper(&good, "jti", json!("other")).unwrap();
    let bad = [
        ("not signed", respelled),
        ("other client", assertion(json!({"sub": "test_api_client"}))),
        ("other issuer", assertion(json!({"iss": "test_api_client"}))),
        ("expired", assertion(json!({"exp": NOW}))),
        ("no end", assertion(json!({"exp": null}))),
        (
            "audience",
            assertion(json!({"aud": "https://other.example"})),
        ),
        ("no audience", assertion(json!({"aud": null}))),
        ("used", assertion(json!({"jti": Attacker::USED}))),
        ("a token", attacker.stolen_token()),
    ];
    let weak = [
        ("assertion-aud", "audience"),
        ("assertion-aud", "no audience"),
        ("assertion-again", "used"),
    ];
    check("06", &good, &bad, &weak);

    let token = attacker.bound_token(json!({}));
    let proof = |changes| format!("{token} {}", attacker.proof(&token, changes));
    let good = proof(json!({}));
    let with = |token: &str| format!("{token} {}", attacker.proof(token, json!({})));
    let at_attackers = json!({"htu": "https://attacker.example/api/private-scoped"});
    let bad = [
        ("no proof", token.clone()),
        ("not signed", format!("{good}A")),
        (
            "an assertion",
            format!("{token} {}", attacker.assertion(json!({}))),
        ),
        ("method", proof(json!({"htm": "POST"}))),
        ("url", proof(at_attackers.clone())),
        ("host", proof(at_attackers) + " attacker.example"),
        (
            "path",
            proof(json!({"htu": "https://api.example/api/private"})),
        ),
        ("old", proof(json!({"iat": NOW - 31}))),
        ("future", proof(json!({"iat": NOW + 31}))),
        ("used", proof(json!({"jti": Attacker::USED}))),
        (
            "other token",
            proof(json!({"ath": dpop::token_hash("other")})),
        ),
        ("no ath", proof(json!({"ath": null}))),
        (
            "other key",
            with(&attacker.bound_token(json!({"cnf": {"jkt": "other"}}))),
        ),
        ("not bound", with(&attacker.stolen_token())),
        ("expired", with(&attacker.bound_token(json!({"exp": NOW})))),
        (
            "other API",
            with(&attacker.bound_token(json!({"aud": "other"}))),
        ),
    ];
    let weak = [
        ("proof-again", "used"),
        ("proof-ath", "other token"),
        ("proof-ath", "no ath"),
        ("proof-host", "host"),
    ];
    check("07", &good, &bad, &weak);
}

/// What a naive server is fooled by is the trick, and not any token that is wrong in that place.
#[test]
fn the_trick_is_needed() {
    let api = Api::new(ISSUER, NOW).unwrap();
    let attacker = Attacker::new(ISSUER, NOW).unwrap();
    let refuses = |name: &str, token: &str| {
        let verdict = (attack(name).naive)(token, &api);
        assert!(verdict.is_err(), "{name}");
    };
    let stolen = attacker.stolen_token();
    refuses("other-spelling", &stolen);
    let other = |name: &str| (attack(name).token)(&attacker);
    refuses("alg-none", &other("key-confusion"));
    refuses("key-confusion", &other("alg-none"));
    refuses("duplicate-alg", &other("alg-none"));
    refuses("embedded-jwk", &other("jku"));
    refuses("jku", &other("embedded-jwk"));
    refuses("kid-path", &other("unknown-kid"));
    refuses("unknown-kid", &other("embedded-jwk"));
    refuses("own-issuer", &other("embedded-jwk"));
    refuses("scope-raised", &other("other-realm"));
    refuses("scope-substring", &attacker.own_token());
}

#[test]
fn the_steps_accept_what_is_good() {
    let good = Attack {
        token: |attacker| attacker.issued(json!({}), json!({})),
        ..*attack("crit")
    };
    let assertion = Attack {
        token: |attacker| attacker.assertion(json!({})),
        ..*attack("assertion-aud")
    };
    let proof = Attack {
        token: |attacker| {
            let token = attacker.bound_token(json!({}));
            format!("{token} {}", attacker.proof(&token, json!({})))
        },
        ..*attack("proof-ath")
    };
    for good in [good, assertion, proof] {
        let experiment = Experiment::run(&good, ISSUER, NOW).unwrap();
        assert!(experiment.ours.is_ok(), "{experiment}");
        assert!(!experiment.shows());
    }
}

#[test]
fn the_line_that_stops_it_is_in_the_item_that_is_named() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    for Attack { name, line, .. } in ATTACKS {
        let code = fs::read_to_string(root.join(line.file)).unwrap();
        let method = line.item.rsplit(':').next().unwrap();
        let item = [format!("fn {method}"), format!("struct {method} ")];
        let begin = item.iter().find_map(|item| code.find(item.as_str()));
        let begin = begin.unwrap_or_else(|| panic!("{name}: no {} in {}", line.item, line.file));
        let rest = &code[begin..];
        // The item ends at the first line that closes it, which is indented as it is.
        let indent = code[..begin].rsplit('\n').next().unwrap();
        let indent: String = indent.chars().take_while(|it| *it == ' ').collect();
        let end = rest.find(&format!("\n{indent}}}")).unwrap();
        assert_eq!(
            rest[..end].matches(line.code).count(),
            1,
            "{name}: {}",
            line.code
        );
    }
}

#[test]
fn what_is_weak_says_so_and_no_step_takes_it() {
    const MARK: &str = "WEAK ON PURPOSE";
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let code = fs::read_to_string(root.join("lab/src/naive.rs")).unwrap();
    assert!(code.lines().next().unwrap().contains(MARK));
    for Attack { name, .. } in ATTACKS {
        let function = format!("pub fn {}(", name.replace('-', "_"));
        let (_, body) = code.split_once(&function).expect(name);
        let first = body.lines().nth(1).unwrap().trim();
        assert!(first.starts_with(&format!("// {MARK}: ")), "{name}");
    }
    for step in [
        "01-fetch-token",
        "02-decode-jwt",
        "03-verify-signature",
        "04-resource-server",
        "05-introspect-revoke",
        "06-client-assertion",
        "07-dpop",
        "realm",
    ] {
        let manifest = fs::read_to_string(root.join(step).join("Cargo.toml")).unwrap();
        assert!(!manifest.contains("attack-lab"), "{step}");
    }
}
