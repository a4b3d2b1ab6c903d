//! The inspector is a second verifier, in JavaScript. It must give the same results as step 03, word for word,
//! and do what its page promises: show what is pasted, name the check that fails, and send nothing.
//!
//! Needs Chromium or Chrome: with `CHROMIUM=required` their absence is a failure, with `CHROMIUM=off` they are
//! not looked for. `INSTA_UPDATE=always` writes `src/inspector/published.js` from the realm.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
mod browser;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;
use std::{env, fs, thread};

use anyhow::{Context, ensure};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use client_assertion::{ClientKey, TEST_CLIENT_KEY};
use dpop::{BoundRequest, ProofError, ProofVerifier};
use libtest_mimic::{Arguments, Trial};
use realm::MYORG_JSON;
use resource_server::Rejection;
use scenarios::assertions::{Assertions, JWT_BEARER};
use scenarios::hostile::{AUDIENCE, ISSUER, NOW, Outcome, SCOPE, cases};
use scenarios::proofs::Proofs;
use scenarios::{Browser, Page, forge};
use serde_json::{Map, Value, json};
use verify_signature::{BoundTokens, Clock, KeySet, Policy, Verifier};

use crate::browser::{faint, in_a_browser, run};

/// The buttons for one kind: the button, the check that refuses what it makes, and the status.
type Buttons = &'static [(&'static str, &'static str, &'static str)];

#[rustfmt::skip]
const BROKEN: [(&str, Buttons); 3] = [
    ("token", TOKENS),
    ("assertion", &[
        ("other-server", "aud", "400"),
        ("two-servers", "aud", "400"),
        ("other-client", "client", "401"),
        ("other-sub", "client", "401"),
        ("ended", "exp", "400"),
        ("old", "iat", "400"),
        ("hour", "iat", "400"),
        ("no-jti", "jti", "400"),
        ("aud-twice", "json", "401"),
        ("unsigned", "alg", "400"),
        ("unknown", "key", "400"),
        ("extension", "crit", "400"),
        ("own-key", "signature", "400"),
    ]),
    ("proof", &[
        ("no-proof", "proof", "401"),
        ("other-key", "proof-jkt", "401"),
        ("other-signer", "proof-signature", "401"),
        ("private", "proof-jwk", "401"),
        ("other-typ", "proof-typ", "401"),
        ("other-alg", "proof-alg", "401"),
        ("proof-crit", "proof-crit", "401"),
        ("other-method", "proof-htm", "401"),
        ("other-url", "proof-htu", "401"),
        ("old-proof", "proof-iat", "401"),
        ("other-token", "proof-ath", "401"),
        ("no-ath", "proof-ath", "401"),
        ("proof-no-jti", "proof-claims", "401"),
        ("unbound", "cnf", "401"),
        ("bound-scope", "scope", "403"),
    ]),
];

#[rustfmt::skip]
const TOKENS: Buttons = &[
    ("flip", "signature", "401"),
    ("rewrite", "signature", "401"),
    ("none", "alg", "401"),
    ("hs256", "alg", "401"),
    ("stranger", "signature", "401"),
    ("jwk", "key", "401"),
    ("padding", "signature-base64", "401"),
    ("letter", "signature-base64", "400"),
    ("cut", "parts", "401"),
    ("expired", "exp", "401"),
    ("endless", "claims", "401"),
    ("early", "nbf", "401"),
    ("future", "iat", "401"),
    ("issuer", "iss", "401"),
    ("audience", "aud", "401"),
    ("scope", "scope", "403"),
    ("id", "payload-typ", "401"),
    ("bound", "cnf", "401"),
    ("twice", "payload-json", "401"),
    ("string", "claims", "401"),
    ("purpose", "typ", "401"),
    ("crit", "crit", "401"),
    ("kid", "kid", "401"),
];

/// Unusual values, JSON or not.
#[rustfmt::skip]
const ODD: &[&str] = &[
    "0", "-0", "-0.0", "-1", "1", "1680600000", "1680600000.999", "1.6806e9", "16806000000e-1", "1e400", "1e-400",
    "-1e400", "0e999999999999", "1e999999999999", "1e-999999999999", "9007199254740991.5", "9007199254740992.0",
    "18446744073709551615", "18446744073709551616", "-9223372036854775808", "-9223372036854775809",
    "184467440737095516150.5", "0.18446744073709551616", "123456789012345678901234567890", "0.1", "0.00001", "0.000001234",
    "1e15", "1e16", "123456789e20", "1.5e300", "12345678901234567890.5", "1.", ".5", "1e", "1e+", "1ex", "+1", "00", "-",
    "-x", "0x1", "1_000", "null", "nul", "nule", "true", "t", "trues", "false", "falsch", "[]", "[1]", "[1,]", "[,1]", "[1 2]",
    "[", "[1", "[1,", "]", "{}", r#"{"a":1,"a":2}"#, r#"{"a":1,"a" }"#, "{\"a\":1,\"a\"\n\n:2}", r#"{"a" 1}"#, r#"{"a":}"#,
    "{a:1}", r#"{"a":1,}"#, r#"{"a":1"#, r#"{"a""#, r#"{"a":1,"#, r#"[["test_api_resource"]]"#, r#"["test_api_resource",1]"#,
    r#""""#, r#""JWT""#, r#""at+jwt""#, r#""Bearer""#, r#""test_api_access""#, r#""test_api_resource""#,
    r#""\u0000\t\r\n\"'\\""#, r#""\u00ad\u0301\u200b\u2028\ufeff\ue000\u00a0""#, r#""\ud83d\ude00""#, r#""\ud83d""#,
    r#""\ud83dx""#, r#""\ud83d\n""#, r#""\ud83d\ud83d""#, r#""\udc00""#, r#""\u12""#, r#""\u12g4""#, r#""\x""#, r#"""#,
    r#""\"#, "\"\u{7f}\"", "\"é😀\u{300}\"", "'a'", "\n", "\n1", "1\n", "[\n1,\n\n]", "\n\n\"\\q\"", "\"a\nb\"", "// 1",
    "1 1", ",", ":", "\"😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀\"",
    r#""a 101 letters long text, so that it is cut: ..........................................................""#,
];

/// What is inserted into a text at random.
const NOISE: &[u8] = b"\"\\{}[]:,.-+eE0159untrfals \t\r\n\0\x1f/*'\x7f\x80\xbf\xc0\xc2\xc3\xe0\xed\xa0\xef\xf0\x9f\xf4\xf5\xff";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// This test's own book, because other tests may build one at the same time.
fn pages() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("inspector")
}

/// The page, opened as a file.
async fn inspector(browser: &Browser) -> anyhow::Result<Page> {
    let file = pages().join("inspector.html").canonicalize()?;
    let url = url::Url::from_file_path(file).ok().context("a path")?;
    let mut page = browser.page().await?;
    page.open(url.as_str()).await?;
    page.wait_for("document.querySelectorAll('#inspector-checks li').length > 0")
        .await?;
    Ok(page)
}

struct Question {
    name: String,
    /// What the page's verifier gets, without keys and time.
    input: Value,
    jwks: Value,
    now: u64,
    /// The result of the steps: status and reason.
    expected: (u16, String),
}

/// A token, and the result of step 03 and of the scope check of step 04.
fn token(
    name: String,
    algorithms: &str,
    jwks: Value,
    now: u64,
    token: &str,
    malformed: bool,
) -> anyhow::Result<Question> {
    let keys = KeySet::from_json(jwks.to_string().as_bytes())?;
    let mut policy = Policy::new(ISSUER, AUDIENCE);
    policy.algorithms = algorithms.parse()?;
    let verifier = Verifier::new(policy, Clock::new(move || now));
    let expected = match verifier.verify(token, &keys) {
        Ok(claims) if claims.scope.contains(SCOPE) => (200, String::new()),
        Ok(claims) => {
            let rejection = Rejection::InsufficientScope {
                required: SCOPE.parse()?,
                unreadable: claims.scope.unreadable().map(str::to_owned),
            };
            (403, rejection.to_string())
        }
        // 400 comes before step 03 is called.
        Err(refusal) => (if malformed { 400 } else { 401 }, refusal.to_string()),
    };
    let algorithms: Vec<_> = algorithms.split(',').collect();
    let input = json!({
        "token": token, "algorithms": algorithms,
        "issuer": ISSUER, "audience": AUDIENCE, "scope": SCOPE,
    });
    Ok(Question {
        name,
        input,
        jwks,
        now,
        expected,
    })
}

/// Runs all cases through one of the page's verifiers, and lists the different results.
async fn the_page_says_the_same(verifier: &str, questions: &[Question]) -> anyhow::Result<()> {
    let browser = Browser::start().await?;
    let mut page = inspector(&browser).await?;
    let asked: Vec<Value> = questions
        .iter()
        .map(|it| json!([it.input, it.jwks.to_string(), it.now.to_string()]))
        .collect();
    let ask = format!(
        "(async () => {{
            const answers = [];
            for (const [input, jwks, now] of {}) {{
                const it = {{...input, keys: Verifier.readKeys(jwks), now: BigInt(now)}};
                const {{status, reason}} = await {verifier}.verify(it);
                answers.push([status, reason ?? '']);
            }}
            return answers;
        }})()",
        json!(asked)
    );
    let answers = page.evaluate(&ask).await?;
    let answers: Vec<(u16, String)> = serde_json::from_value(answers)?;
    ensure!(answers.len() == questions.len(), "an answer to each");
    let mut differences = Vec::new();
    for (question, answer) in questions.iter().zip(answers) {
        let Question { name, expected, .. } = question;
        // The realm gives no reason with this status, and the page does.
        let untold = expected.1.is_empty() && expected.0 == 401 && !answer.1.is_empty();
        if *expected != answer && !(untold && answer.0 == 401) {
            differences.push(format!(
                "{name}\n  steps:     {expected:?}\n  inspector: {answer:?}"
            ));
        }
    }
    ensure!(
        differences.is_empty(),
        "{} of {} differ\n{}",
        differences.len(),
        questions.len(),
        differences.join("\n")
    );
    Ok(())
}

/// The table of hostile tokens that step 04 is tested with.
async fn every_hostile_token_gets_the_verdict_of_the_steps() -> anyhow::Result<()> {
    let question = |case: scenarios::hostile::Case| {
        let malformed = matches!(case.expected, Outcome::InvalidRequest(_));
        token(
            case.name.to_owned(),
            case.algorithms,
            case.jwks,
            case.now,
            &case.token,
            malformed,
        )
    };
    let questions: Vec<_> = cases()?
        .into_iter()
        .map(question)
        .collect::<anyhow::Result<_>>()?;
    the_page_says_the_same("Verifier", &questions).await
}

/// The realm's result for an assertion, which it has not seen before.
fn assertion(name: String, assertion: &str, now: u64) -> anyhow::Result<Question> {
    const UNTOLD: &str = "Invalid client or Invalid client credentials";
    let expected = match realm::Assertions::new(ISSUER)?.authenticate(assertion, now) {
        Ok(_) => (200, String::new()),
        Err(description) if description == UNTOLD => (401, String::new()),
        Err(description) => (400, description),
    };
    let client = client_assertion::TEST_CLIENT_ID;
    let key = ClientKey::parse(TEST_CLIENT_KEY)?;
    Ok(Question {
        name,
        input: json!({"assertion": assertion, "issuer": ISSUER, "client": client}),
        jwks: client_assertion::public_jwks([&key]),
        now,
        expected,
    })
}

/// The table of hostile assertions, as far as they are about one assertion of the client; and each member with
/// each unusual value.
async fn every_hostile_assertion_gets_the_result_of_the_realm() -> anyhow::Result<()> {
    let table = Assertions::new(ISSUER)?;
    let now = forge::now();
    let mut questions = Vec::new();
    for case in table.cases()? {
        let platform = case.name.starts_with("a platform's token");
        match case.form.as_slice() {
            [(_, typ), (_, text)] if typ == JWT_BEARER && case.basic.is_none() && !platform => {
                questions.push(assertion(case.name.to_owned(), text, now)?);
            }
            _ => {}
        }
    }
    ensure!(questions.len() > 50, "{} assertions", questions.len());
    let good = table.good();
    let (header, claims) = (json!(good.header), json!(good.claims));
    for odd in ODD {
        for member in [
            "iss",
            "sub",
            "aud",
            "jti",
            "iat",
            "exp",
            "nbf",
            "x",
            "__proto__",
        ] {
            let text = good.raw(&header.to_string(), &with(&claims, member, odd)?);
            questions.push(assertion(format!("{member}: {odd:?}"), &text, now)?);
        }
        for member in ["alg", "typ", "kid", "crit", "jwk"] {
            let text = good.raw(&with(&header, member, odd)?, &claims.to_string());
            questions.push(assertion(
                format!("header's {member}: {odd:?}"),
                &text,
                now,
            )?);
        }
    }
    the_page_says_the_same("Assertion", &questions).await
}

/// The same for proofs, of which a request has one, beside a token that is bound to their key.
async fn every_hostile_proof_gets_the_result_of_step_07() -> anyhow::Result<()> {
    const URL: &str = "http://127.0.0.1:50100/api/private-scoped";
    let published = forge::published_key()?;
    let jwks = cases()?.first().context("a case")?.jwks.clone();
    let now = forge::now();
    let table = Proofs::new("POST", URL)?;
    let mut claims = forge::claims(ISSUER);
    let members = claims.as_object_mut().context("an object")?;
    let cnf = json!({"jkt": table.key.thumbprint()});
    members.extend([("cnf".to_owned(), cnf), ("typ".to_owned(), json!("DPoP"))]);
    let header = json!({"alg": "RS256", "typ": "JWT", "kid": jwks.pointer("/keys/0/kid")});
    let token = forge::token(&header, &claims, |input| forge::rs256(&published, input));
    let table = table.with_token("GET", URL, &token);

    let mut policy = Policy::new(ISSUER, AUDIENCE);
    policy.bound_tokens = BoundTokens::VerifiedByCaller;
    let clock = Clock::new(move || now);
    let keys = KeySet::from_json(jwks.to_string().as_bytes())?;
    let claims = Verifier::new(policy, clock.clone()).verify(&token, &keys)?;
    let verifier = ProofVerifier::new(clock);
    let question = |name: String, proof: &str| {
        let request = BoundRequest {
            method: "GET",
            url: URL,
            token: &token,
            claims: &claims,
        };
        let error = match proof {
            // An empty field of the page is no header.
            "" => Some(ProofError::Missing),
            proof => verifier.verify(proof, &request).err(),
        };
        Question {
            name,
            input: json!({
                "token": token, "proof": proof, "method": "GET", "url": URL,
                "issuer": ISSUER, "audience": AUDIENCE, "scope": SCOPE,
            }),
            jwks: jwks.clone(),
            now,
            expected: error.map_or((200, String::new()), |error| (401, error.to_string())),
        }
    };
    let mut questions = Vec::new();
    for case in table.cases()? {
        if let [proof] = case.proofs.as_slice() {
            questions.push(question(case.name.to_owned(), proof));
        }
    }
    ensure!(questions.len() > 90, "{} proofs", questions.len());
    let good = table.good();
    let (header, claims) = (json!(good.header), json!(good.claims));
    for odd in ODD {
        for member in ["jti", "htm", "htu", "iat", "ath", "nonce", "x", "__proto__"] {
            let text = good.raw(&header.to_string(), &with(&claims, member, odd)?);
            questions.push(question(format!("{member}: {odd:?}"), &text));
        }
        for member in ["alg", "typ", "crit", "jwk"] {
            let text = good.raw(&with(&header, member, odd)?, &claims.to_string());
            questions.push(question(format!("header's {member}: {odd:?}"), &text));
        }
        for member in ["kty", "crv", "x", "y", "use", "alg", "key_ops", "d"] {
            let jwk = with(header.get("jwk").context("jwk")?, member, odd)?;
            let text = good.raw(&with(&header, "jwk", &jwk)?, &claims.to_string());
            questions.push(question(format!("jwk's {member}: {odd:?}"), &text));
        }
    }
    the_page_says_the_same("Proof", &questions).await
}

/// Each member with each unusual value, and header and payload with bytes changed at random, all with valid
/// signatures. Random, but the same every time.
async fn so_do_thousands_of_others() -> anyhow::Result<()> {
    let key = forge::published_key()?;
    let jwks = cases()?.first().context("a case")?.jwks.clone();
    let kid = jwks.pointer("/keys/0/kid").context("a kid")?;
    let header = json!({"alg": "RS256", "typ": "JWT", "kid": kid});
    let payload = json!({
        "exp": NOW + 300, "nbf": NOW, "iss": ISSUER, "aud": [AUDIENCE, "account"], "typ": "Bearer",
        "scope": SCOPE, "odd": [1.5, -2, 1e3, true, null, "é\n😀", {"a": {}}],
    });
    let mut questions = Vec::new();
    let mut ask = |name: String, header: &[u8], payload: &[u8]| {
        let encode = |bytes| BASE64_URL_SAFE_NO_PAD.encode(bytes);
        let text = forge::token_of(&encode(header), &encode(payload), |input| {
            forge::rs256(&key, input)
        });
        questions.push(token(name, "RS256", jwks.clone(), NOW, &text, false));
    };
    let (good_header, good_payload) = (header.to_string(), payload.to_string());
    for odd in ODD {
        let claims = [
            "exp",
            "nbf",
            "iat",
            "jti",
            "iss",
            "aud",
            "sub",
            "typ",
            "scope",
            "client_id",
            "x",
            "__proto__",
            "constructor",
        ];
        for member in claims {
            let changed = with(&payload, member, odd)?;
            ask(
                format!("{member}: {odd:?}"),
                good_header.as_bytes(),
                changed.as_bytes(),
            );
        }
        for member in ["alg", "typ", "kid", "crit", "jwk"] {
            let changed = with(&header, member, odd)?;
            ask(
                format!("header's {member}: {odd:?}"),
                changed.as_bytes(),
                good_payload.as_bytes(),
            );
        }
        ask(
            format!("payload {odd:?}"),
            good_header.as_bytes(),
            odd.as_bytes(),
        );
        ask(
            format!("header {odd:?}"),
            odd.as_bytes(),
            good_payload.as_bytes(),
        );
    }
    let mut random = xorshift(0x2545_f491_4f6c_dd1d);
    for round in 0..1500 {
        let mut changed_header = good_header.clone().into_bytes();
        let mut changed_payload = good_payload.clone().into_bytes();
        let text = match round % 3 {
            0 => &mut changed_header,
            _ => &mut changed_payload,
        };
        for _ in 0..=random(3) {
            let at = random(text.len());
            let byte = NOISE.get(random(NOISE.len())).copied().unwrap_or_default();
            match random(8) {
                _ if text.len() < 3 => text.push(byte),
                0 => text.truncate(at),
                1..4 => drop(text.remove(at)),
                4..6 => text.insert(at, byte),
                _ => drop(text.splice(at..=at, [byte])),
            }
        }
        let name = format!("round {round}: {}", String::from_utf8_lossy(text));
        ask(name, &changed_header, &changed_payload);
    }
    // The outer form, with a signature that is not valid.
    let good = forge::token(&header, &payload, |input| forge::rs256(&key, input));
    for round in 0..500 {
        let mut text = good.clone();
        let at = random(text.len());
        let odd = [
            "=", "==", ".", "+", "/", "~", "A", "AA", "_", "-", " ", "é", "\n", "%", ",",
        ];
        let odd = odd.get(random(odd.len())).copied().unwrap_or_default();
        match random(4) {
            0 => text.insert_str(at, odd),
            1 => text.replace_range(at..=at, odd),
            2 => text.push_str(odd),
            _ => text.truncate(at),
        }
        let b64token = |letter: char| letter.is_ascii_alphanumeric() || "-._~+/".contains(letter);
        let letters = text.trim_end_matches('=');
        let malformed = letters.is_empty() || !letters.chars().all(b64token);
        let name = format!("form {round}, {odd:?} at {at}");
        questions.push(token(name, "RS256", jwks.clone(), NOW, &text, malformed));
    }
    let questions: Vec<_> = questions.into_iter().collect::<anyhow::Result<_>>()?;
    the_page_says_the_same("Verifier", &questions).await
}

/// The object as JSON, with this text as the value of a member.
fn with(object: &Value, member: &str, value: &str) -> anyhow::Result<String> {
    let mut members: Map<String, Value> = object.as_object().context("an object")?.clone();
    members.shift_remove(member);
    let others = json!(members).to_string();
    let others = others.trim_start_matches('{');
    Ok(format!("{{\"{member}\":{value},{others}"))
}

/// Pseudo-random numbers below a bound.
fn xorshift(mut state: u64) -> impl FnMut(usize) -> usize {
    move |below| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below.max(1) as u64).unwrap_or_default()
    }
}

const VERDICT: &str = "document.getElementById('inspector-verdict').dataset";

/// What a reader does: sign, break and paste tokens.
async fn a_reader_uses_the_page() -> anyhow::Result<()> {
    let browser = Browser::start().await?;
    let mut page = inspector(&browser).await?;
    let accepted = format!("{VERDICT}.status === '200'");
    let outcomes =
        "[...document.querySelectorAll('#inspector-checks li')].map(it => it.dataset.outcome)";
    for (kind, buttons) in BROKEN {
        page.click(&format!("[name=inspector-kind][value={kind}]"))
            .await?;
        page.wait_for(&format!("{VERDICT}.status === undefined"))
            .await?;
        for &(button, check, status) in buttons {
            page.click("#inspector-sign").await?;
            page.wait_for(&accepted).await?;
            page.click(&format!("#inspector-make-{button}")).await?;
            page.wait_for(&format!("!({accepted})")).await?;
            let refused = "document.querySelector('[data-outcome=refused]').dataset.check";
            let seen = page
                .evaluate(&format!("[{VERDICT}.status, {VERDICT}.failed, {refused}]"))
                .await?;
            assert_eq!(seen, json!([status, check, check]), "{button}");
            // All checks before it passed, and none after it was run.
            let outcomes: Vec<String> = serde_json::from_value(page.evaluate(outcomes).await?)?;
            let after = outcomes.iter().skip_while(|it| *it == "passed").skip(1);
            ensure!(
                after.into_iter().all(|it| it == "not reached"),
                "{button}: {outcomes:?}"
            );
        }
        let names = buttons.iter().map(|it| format!("inspector-make-{}", it.0));
        let names: Vec<_> = names.collect();
        let shown = "[...document.querySelectorAll('[id^=inspector-make-]')].filter(it => it.checkVisibility()).map(it => it.id)";
        assert_eq!(
            page.evaluate(shown).await?,
            json!(names),
            "the page's buttons"
        );
    }
    page.click("[name=inspector-kind][value=token]").await?;

    // The tutorial's token, of 2023 and of another realm.
    let pasted = format!(" {}\n", decode_jwt::SAMPLE);
    page.fill("#inspector-token", &pasted).await?;
    page.wait_for(&format!("{VERDICT}.failed === 'key'"))
        .await?;
    let says = "document.getElementById('inspector-says').innerText";
    let says = page.evaluate(says).await?;
    let says = says.as_str().unwrap_or_default();
    let decoded = decode_jwt::decode(decode_jwt::SAMPLE)?;
    for (name, value) in decoded.header.iter().chain(&decoded.payload) {
        ensure!(says.contains(name.as_str()), "{name} is not shown");
        let text = value.as_str().unwrap_or_default();
        ensure!(says.contains(text), "{text} is not shown");
    }
    let bytes = decoded.signature.iter().take(16);
    let bytes: Vec<_> = bytes.map(|byte| format!("{byte:02x}")).collect();
    for shown in [&bytes.join(" "), "2023-04-04", "UTC", " d ", " ago"] {
        ensure!(says.contains(shown), "{shown} is not in {says}");
    }

    // The contents of a token are never interpreted as HTML.
    let html = "<img src=x onerror=throw(1)>";
    let token = forge::token(&json!({"alg": html}), &json!({html: html}), |_| vec![0]);
    page.fill("#inspector-token", &token).await?;
    page.wait_for(&format!("{VERDICT}.failed === 'alg'"))
        .await?;
    let made = "document.querySelectorAll('#inspector img').length";
    assert_eq!(page.evaluate(made).await?, json!(0));

    // With the scheme in front of it.
    page.fill("#inspector-token", &format!("Bearer {token}"))
        .await?;
    page.wait_for("document.getElementById('inspector-verdict').textContent.includes('remove the word Bearer')")
        .await?;

    // At another time, and without keys.
    page.click("#inspector-sign").await?;
    page.wait_for(&accepted).await?;
    let set = "(() => {
        const field = document.getElementById('inspector-now');
        field.value = '2001-09-09T01:46:40';
        field.dispatchEvent(new Event('input'));
    })()";
    page.evaluate(set).await?;
    page.wait_for(&format!("{VERDICT}.failed === 'iat'"))
        .await?;
    let reason = "document.getElementById('inspector-reason').textContent";
    let reason = page.evaluate(reason).await?;
    let reason = reason.as_str().unwrap_or_default();
    ensure!(reason.ends_with(", now 1000000000"), "{reason}");
    page.click("#inspector-demands > summary").await?;
    page.fill("#inspector-jwks", "{}").await?;
    page.wait_for(&format!("{VERDICT}.failed === 'key'"))
        .await?;

    // With the keyboard only; the book's own shortcuts do not turn the page meanwhile.
    page.click("#inspector-demands > summary").await?;
    page.evaluate("document.getElementById('inspector-token').focus()")
        .await?;
    page.press("ArrowRight").await?;
    page.press("Tab").await?;
    page.press("Enter").await?;
    page.wait_for(&accepted).await?;
    let place =
        page.evaluate("[location.pathname.endsWith('/inspector.html'), document.activeElement.id]");
    assert_eq!(place.await?, json!([true, "inspector-sign"]));

    // Nothing is requested until the reader clicks the button.
    page.evaluate("document.querySelectorAll('#inspector-demands, #inspector-demands details').forEach(it => it.open = true)")
        .await?;
    let errors = page.errors().await?;
    ensure!(errors.is_empty(), "{errors:?}");
    let requests = page.requests().await?;
    let own = |url: &&String| {
        url.starts_with("data:") || (url.starts_with("file:") && url.contains("/inspector/"))
    };
    let outside: Vec<_> = requests.iter().filter(|url| !own(url)).collect();
    ensure!(outside.is_empty(), "the page asked for {outside:?}");
    let keys = format!(
        "http://{}/keys",
        serve_once(json!({"keys": []}).to_string())?
    );
    let shown = "document.getElementById('inspector-keys').textContent";
    page.fill("#inspector-url", &keys).await?;
    page.click("#inspector-fetch").await?;
    page.wait_for(&format!("{shown}.startsWith('0 keys')"))
        .await?;
    page.wait_for(&format!("{VERDICT}.failed === 'key'"))
        .await?;
    // The server has stopped. The clock of the page ticks every second; what went wrong stays.
    page.click("#inspector-fetch").await?;
    let failed = format!("{shown}.startsWith('✗ No key set came')");
    page.wait_for(&failed).await?;
    let last = page.requests().await?.last().cloned();
    assert_eq!(last, Some(keys));
    tokio::time::sleep(Duration::from_millis(2500)).await;
    assert_eq!(page.evaluate(&failed).await?, true, "the error is gone");
    page.click("#inspector-clear").await?;
    page.wait_for(&format!("!{failed}")).await?;

    // The course's realm, as a reader has it.
    let realm = realm::Server::start(0).await?;
    let certs = format!("{}/protocol/openid-connect/certs", realm.issuer());
    page.fill("#inspector-url", &certs).await?;
    page.click("#inspector-fetch").await?;
    page.wait_for(&format!("{shown}.startsWith('1 key, 1 of them')"))
        .await?;
    realm.close().await;
    Ok(())
}

/// A server that responds to one request with JSON that any page may read, and stops.
fn serve_once(json: String) -> anyhow::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    thread::spawn(move || -> std::io::Result<()> {
        let (mut stream, _) = listener.accept()?;
        let _ = stream.read(&mut [0; 4096])?;
        let length = json.len();
        write!(
            stream,
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nAccess-Control-Allow-Origin: *\r\n\
             Content-Length: {length}\r\nConnection: close\r\n\r\n{json}"
        )
    });
    Ok(address)
}

/// A contrast of 4.5:1 in each theme, nothing wider than a phone, a name for each control.
/// `INSPECTOR_PICTURES` names a folder for screenshots.
async fn it_can_be_read_in_every_theme_and_on_a_phone() -> anyhow::Result<()> {
    let browser = Browser::start().await?;
    let mut page = inspector(&browser).await?;
    let pictures = env::var_os("INSPECTOR_PICTURES").map(PathBuf::from);
    for theme in ["light", "rust", "coal", "navy", "ayu"] {
        page.evaluate(&format!(
            "document.documentElement.classList.remove('light', 'rust', 'coal', 'navy', 'ayu');
             document.documentElement.classList.add('{theme}')"
        ))
        .await?;
        for (kind, button, status) in [
            ("token", "sign", 200),
            ("token", "make-rewrite", 401),
            ("assertion", "make-old", 400),
            ("proof", "sign", 200),
            ("proof", "make-other-url", 401),
        ] {
            page.resize((390, 844), 1, true).await?;
            page.click(&format!("[name=inspector-kind][value={kind}]"))
                .await?;
            page.click(&format!("#inspector-{button}")).await?;
            page.wait_for(&format!("{VERDICT}.status === '{status}'"))
                .await?;
            page.evaluate(
                "document.querySelectorAll('#inspector details').forEach(it => it.open = true)",
            )
            .await?;
            let faint = page.evaluate(&faint("#inspector *")).await?;
            ensure!(faint == json!([]), "{theme}, {button}: {faint:#}");
            let width = page
                .evaluate("document.documentElement.scrollWidth")
                .await?;
            ensure!(
                width == json!(390),
                "{theme}, {button}: {width} pixels wide"
            );
            if let Some(folder) = &pictures {
                page.screenshot(
                    &folder.join(format!("{theme}-{kind}-{button}-phone.png")),
                    true,
                )
                .await?;
                page.resize((1280, 900), 1, false).await?;
                page.screenshot(
                    &folder.join(format!("{theme}-{kind}-{button}-desktop.png")),
                    true,
                )
                .await?;
            }
        }
    }
    let nameless = "[...document.querySelectorAll('#inspector :is(button, input, textarea)')]
        .filter(it => !it.labels?.length && !it.textContent.trim()).map(it => it.outerHTML)";
    assert_eq!(page.evaluate(nameless).await?, json!([]));
    Ok(())
}

/// The page's copy of the realm's data is up to date.
async fn the_published_key_is_the_realms() -> anyhow::Result<()> {
    let file: Value = serde_json::from_str(MYORG_JSON)?;
    let at = |path: &str| file.pointer(path).with_context(|| path.to_owned());
    let key = "/components/org.keycloak.keys.KeyProvider/0/config/privateKey/0";
    let published = json!({
        "issuer": ISSUER,
        "audience": AUDIENCE,
        "scope": SCOPE,
        "client": at("/clients/0/clientId")?,
        "lifespan": at("/accessTokenLifespan")?,
        // The first case of the table has only the realm's key.
        "jwks": cases()?.first().context("a case")?.jwks,
        "privateKey": at(key)?,
        "assertionClient": client_assertion::TEST_CLIENT_ID,
        "clientJwks": client_assertion::public_jwks([&ClientKey::parse(TEST_CLIENT_KEY)?]),
        "clientPrivateKey": TEST_CLIENT_KEY.lines().filter(|line| !line.starts_with('-')).collect::<String>(),
    });
    let text = format!(
        "// Made by a test from realm/myorg.json. The keys are for lessons, and published: they are not secret.\n\
         'use strict';\nglobalThis.Published = {published:#};\n"
    );
    let path = root().join("book/src/inspector/published.js");
    if env::var("INSTA_UPDATE").is_ok_and(|it| it == "always") {
        fs::write(&path, &text)?;
    }
    let there = fs::read_to_string(&path).unwrap_or_default();
    ensure!(
        there.replace('\r', "") == text,
        "book/src/inspector/published.js is not what the realm has: run this with INSTA_UPDATE=always"
    );
    Ok(())
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    if !arguments.list
        && Browser::program().is_ok()
        && let Err(error) = book::make(&root(), &pages())
    {
        eprintln!("error: {error:#}");
        return ExitCode::FAILURE;
    }
    macro_rules! trial {
        ($how:ident($test:ident)) => {
            Trial::ignorable_test(stringify!($test), || $how($test))
        };
    }
    let trials = vec![
        trial!(run(the_published_key_is_the_realms)),
        trial!(in_a_browser(
            every_hostile_token_gets_the_verdict_of_the_steps
        )),
        trial!(in_a_browser(so_do_thousands_of_others)),
        trial!(in_a_browser(
            every_hostile_assertion_gets_the_result_of_the_realm
        )),
        trial!(in_a_browser(every_hostile_proof_gets_the_result_of_step_07)),
        trial!(in_a_browser(a_reader_uses_the_page)),
        trial!(in_a_browser(it_can_be_read_in_every_theme_and_on_a_phone)),
    ];
    libtest_mimic::run(&arguments, trials).exit_code()
}
