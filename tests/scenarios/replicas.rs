//! Step 05, beside the lesson: replicas that tell each other what was revoked.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use axum::http::HeaderMap;
use fetch_token::http;
use introspect_revoke::replicas::{
    OnDisconnect, RedisStore, ReplicaTimes, Revocations, StoreError, WithDenylist,
};
use redis::AsyncTypedCommands;
use reqwest::StatusCode;
use resource_server::{Rejection, TokenValidator};
use scenarios::{
    Cable, Exchange, Fault, Link, Program, Provider, RedisServer, Unreliable, forge, snapshot,
};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use verify_signature::{Claims, Clock, LEEWAY};

use crate::api::{jwt_validator, start};
use crate::tokens::token;

const ISSUER: &str = "http://[::1]:8080/realms/myorg";
const CHANNEL: &str = "revoked:http://[::1]:8080/realms/myorg";
/// As short as the tests are patient; the whole list is not compared again unless it must be.
const QUICK: ReplicaTimes = ReplicaTimes {
    heartbeat: Duration::from_millis(20),
    grace: Duration::from_millis(300),
    reconcile: Duration::from_secs(3600),
};

/// Accepts what expires in the future; the token is its own name.
struct Believer(Clock);

impl TokenValidator for Believer {
    async fn validate(&self, token: &str) -> Result<Arc<Claims>, Rejection> {
        let claims = json!({"jti": token, "exp": self.0.now() + 300, "iss": ISSUER, "aud": "api"});
        let claims = serde_json::from_value(claims).map_err(|error: serde_json::Error| {
            Rejection::invalid_token("bad_claims", error.to_string())
        })?;
        Ok(Arc::new(claims))
    }

    async fn ready(&self) -> Result<(), Rejection> {
        Ok(())
    }
}

fn claims(jti: &str, exp: u64) -> anyhow::Result<Claims> {
    let claims = json!({"jti": jti, "exp": exp, "iss": ISSUER, "aud": "api"});
    Ok(serde_json::from_value(claims)?)
}

fn soon(jti: &str) -> anyhow::Result<Claims> {
    claims(jti, forge::now() + 300)
}

fn engine(url: &str) -> anyhow::Result<RedisStore> {
    Ok(RedisStore::new(&url.to_owned().into(), ISSUER)?)
}

fn follow(url: &str, times: ReplicaTimes) -> anyhow::Result<Revocations> {
    Ok(Revocations::follow(engine(url)?, Clock::system(), times))
}

fn validator(list: &Revocations, when: OnDisconnect) -> WithDenylist<Believer> {
    WithDenylist::new(Believer(Clock::system()), list.clone(), when)
}

fn strict(list: &Revocations) -> WithDenylist<Believer> {
    validator(list, OnDisconnect::FailClosed)
}

async fn word(validator: &impl TokenValidator, token: &str) -> &'static str {
    match validator.validate(token).await {
        Ok(_) => "yes",
        Err(Rejection::Unavailable { .. }) => "503",
        Err(_) => "no",
    }
}

/// Waits for something that needs no certain time; ten seconds are more than any of it takes.
async fn until(what: &str, mut done: impl AsyncFnMut() -> bool) -> anyhow::Result<()> {
    let end = Instant::now() + Duration::from_secs(10);
    while !done().await {
        ensure!(Instant::now() < end, "it did not happen: {what}");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    Ok(())
}

async fn until_current(list: &Revocations) -> anyhow::Result<()> {
    until("current", async || list.current().is_ok()).await
}

async fn until_cut_off(list: &Revocations) -> anyhow::Result<()> {
    until("cut off", async || list.current().is_err()).await
}

async fn until_refused(list: &Revocations, token: &str) -> anyhow::Result<()> {
    let validator = strict(list);
    until(token, async || word(&validator, token).await == "no").await
}

pub(crate) async fn a_revocation_is_seen_by_both_replicas(
    provider: Provider,
) -> anyhow::Result<()> {
    let redis = RedisServer::start(&[]).await?;
    let stage = provider.stage().await?;
    let engine = || RedisStore::new(&redis.url().into(), &stage.issuer);
    let mut apis = Vec::new();
    for _ in 0..2 {
        let times = ReplicaTimes::default();
        let list = Revocations::follow(engine()?, Clock::system(), times);
        until_current(&list).await?;
        let validator = WithDenylist::new(jwt_validator(&stage)?, list, OnDisconnect::FailClosed);
        apis.push(start(&stage.issuer, validator).await?);
    }
    let http = http::client()?;
    let status = async |api: &str, token: &str| {
        let request = http.get(format!("{api}/api/private")).bearer_auth(token);
        anyhow::Ok(Exchange::send(request).await?.status())
    };
    let (revoker, local) = (engine()?, jwt_validator(&stage)?);
    let mut times = Vec::new();
    for _ in 0..21 {
        let token = token(&stage).await?;
        for api in &apis {
            assert_eq!(status(api, &token).await?, StatusCode::OK);
        }
        let claims = local.validate(&token).await?;
        let begun = Instant::now();
        revoker.publish(&claims).await?;
        for api in &apis {
            let refused = async || {
                let answer = status(api, &token).await;
                answer.is_ok_and(|status| status == StatusCode::UNAUTHORIZED)
            };
            until("refused", refused).await?;
        }
        times.push(begun.elapsed());
    }
    times.sort();
    let (median, longest) = (times.get(10), times.last());
    eprintln!(
        "from publishing to refusal by both replicas: {:?} (median of 21), {:?} (longest)",
        median.context("a median")?,
        longest.context("a longest")?
    );
    Ok(())
}

pub(crate) async fn what_was_revoked_while_cut_off_is_known_after_reconnecting(
    _: Provider,
) -> anyhow::Result<()> {
    let redis = RedisServer::start(&[]).await?;
    let cable = Cable::to(redis.address()).await?;
    let (connected, far) = (follow(&redis.url(), QUICK)?, follow(&cable.url(), QUICK)?);
    until_current(&connected).await?;
    until_current(&far).await?;
    cable.set(Link::Cut);
    until_cut_off(&far).await?;
    for number in 0..1200 {
        // More than one page.
        connected
            .publish(&soon(&format!("token-{number}"))?)
            .await?;
    }
    assert_eq!(far.count(), 0);
    cable.set(Link::Up);
    let validator = strict(&far);
    let mut accepted = false;
    until("refused", async || {
        let word = word(&validator, "token-7").await;
        accepted |= word == "yes";
        word == "no"
    })
    .await?;
    assert!(!accepted, "never accepted in between");
    until_current(&far).await?;
    assert_eq!(far.count(), 1200);
    Ok(())
}

pub(crate) async fn an_engine_that_lost_everything_is_told_again(
    _: Provider,
) -> anyhow::Result<()> {
    let mut redis = RedisServer::start(&[]).await?;
    let cables = [
        Cable::to(redis.address()).await?,
        Cable::to(redis.address()).await?,
    ];
    let [left, right] = &cables;
    let (knows, does_not) = (follow(&left.url(), QUICK)?, follow(&right.url(), QUICK)?);
    until_current(&knows).await?;
    until_current(&does_not).await?;
    right.set(Link::Cut);
    until_cut_off(&does_not).await?;
    engine(&redis.url())?.publish(&soon("lost")?).await?;
    until_refused(&knows, "lost").await?;

    left.set(Link::Cut);
    redis.stop();
    until_cut_off(&knows).await?;
    redis.start_again().await?;
    // It reads before anybody has written back.
    right.set(Link::Up);
    until_current(&does_not).await?;
    assert_eq!(does_not.count(), 0);
    left.set(Link::Up);
    until_refused(&does_not, "lost").await?;

    let later = follow(&redis.url(), QUICK)?;
    until_refused(&later, "lost").await?;
    let lives: i64 = redis.ask(&["TTL", &format!("{CHANNEL}#lost")]).await?;
    assert!(lives > 300, "written back with its end: {lives}");
    Ok(())
}

pub(crate) async fn an_engine_that_was_emptied_is_told_again(_: Provider) -> anyhow::Result<()> {
    let redis = RedisServer::start(&[]).await?;
    let reconcile = Duration::from_millis(50);
    let times = ReplicaTimes { reconcile, ..QUICK };
    let list = follow(&redis.url(), times)?;
    list.publish(&soon("emptied")?).await?;
    let mut connection = redis.connect().await?;
    connection.flushall().await?;
    let key = format!("{CHANNEL}#emptied");
    let back = async || {
        let mut connection = connection.clone();
        connection.exists(&key).await.unwrap_or_default()
    };
    until("written back", back).await
}

pub(crate) async fn who_starts_amid_revocations_misses_none(_: Provider) -> anyhow::Result<()> {
    const PUBLISHERS: usize = 8;
    const EACH: usize = 100;
    let redis = RedisServer::start(&[]).await?;
    let mut publishers = JoinSet::new();
    for publisher in 0..PUBLISHERS {
        let engine = engine(&redis.url())?;
        publishers.spawn(async move {
            for number in 0..EACH {
                let claims = soon(&format!("{publisher}-{number}"))?;
                engine.publish(&claims).await?;
            }
            anyhow::Ok(())
        });
    }
    let mut lists = Vec::new();
    while !publishers.is_empty() {
        lists.push(follow(&redis.url(), QUICK)?);
        tokio::time::sleep(Duration::from_millis(5)).await;
        while let Some(published) = publishers.try_join_next() {
            published??;
        }
    }
    for list in &lists {
        until("all", async || list.count() == PUBLISHERS * EACH).await?;
    }
    Ok(())
}

pub(crate) async fn cut_off_replicas_fail_as_configured(_: Provider) -> anyhow::Result<()> {
    let redis = RedisServer::start(&[]).await?;
    let cable = Cable::to(redis.address()).await?;
    let list = follow(&cable.url(), QUICK)?;
    let grace = Duration::from_secs(3600);
    let patient = follow(&cable.url(), ReplicaTimes { grace, ..QUICK })?;
    let (closed, open) = (strict(&list), validator(&list, OnDisconnect::FailOpen));
    let patient_judge = strict(&patient);
    until_current(&list).await?;
    until_current(&patient).await?;
    list.publish(&soon("revoked")?).await?;
    until_refused(&patient, "revoked").await?;

    let words = async |token: &str| {
        (
            word(&closed, token).await,
            word(&open, token).await,
            word(&patient_judge, token).await,
        )
    };
    let all = ("yes", "yes", "yes");
    until("all accept", async || words("good").await == all).await?;
    cable.set(Link::Cut);
    until_cut_off(&list).await?;
    assert_eq!(words("good").await, ("503", "yes", "yes"));
    assert_eq!(words("revoked").await, ("no", "no", "no"));
    let ready = (closed.ready().await, open.ready().await);
    assert!(ready.0.is_err() && ready.1.is_ok());
    cable.set(Link::Up);
    until("all accept", async || words("good").await == all).await
}

pub(crate) async fn a_silent_engine_counts_as_gone(_: Provider) -> anyhow::Result<()> {
    let redis = RedisServer::start(&[]).await?;
    let cable = Cable::to(redis.address()).await?;
    let list = follow(&cable.url(), QUICK)?;
    until_current(&list).await?;
    cable.set(Link::Silent);
    until_cut_off(&list).await?;
    engine(&redis.url())?.publish(&soon("meanwhile")?).await?;
    // The old connections stay as they are; only a new one gets through.
    cable.set(Link::Up);
    until_refused(&list, "meanwhile").await?;
    until_current(&list).await
}

pub(crate) async fn a_replica_starts_before_its_engine(_: Provider) -> anyhow::Result<()> {
    let mut redis = RedisServer::start(&[]).await?;
    redis.stop();
    let list = follow(&redis.url(), QUICK)?;
    assert_eq!(word(&strict(&list), "good").await, "503");
    assert_eq!(
        word(&validator(&list, OnDisconnect::FailOpen), "good").await,
        "yes"
    );
    redis.start_again().await?;
    let validator = strict(&list);
    until("accepted", async || word(&validator, "good").await == "yes").await
}

pub(crate) async fn revocations_end_with_their_tokens(_: Provider) -> anyhow::Result<()> {
    let redis = RedisServer::start(&[]).await?;
    let now = forge::now();
    let hand = Arc::new(AtomicU64::new(now));
    let clock = {
        let hand = Arc::clone(&hand);
        Clock::new(move || hand.load(Ordering::Relaxed))
    };
    let list = Revocations::follow(engine(&redis.url())?, clock, QUICK);
    until_current(&list).await?;
    let exp = now + 300;
    list.publish(&claims("token", exp)?).await?;
    list.publish(&claims("expired", now - 2 * LEEWAY)?).await?;
    assert_eq!(list.count(), 1);
    // A time that no engine can count to.
    list.publish(&claims("for ever", u64::MAX)?).await?;

    let lifetime = async |jti: &str| {
        redis
            .ask::<i64>(&["TTL", &format!("{CHANNEL}#{jti}")])
            .await
    };
    // As long as a replica accepts it, however late the clock of a replica may be.
    let lives = lifetime("token").await?;
    assert!((300 + LEEWAY as i64..=300 + 2 * LEEWAY as i64).contains(&lives));
    assert_eq!(lifetime("expired").await?, -2, "no such key");
    assert!(lifetime("for ever").await? > 0);

    // The judge would accept it until the leeway is over.
    hand.store(exp + LEEWAY - 1, Ordering::Relaxed);
    until("a heartbeat", async || list.current().is_ok()).await?;
    tokio::time::sleep(3 * QUICK.heartbeat).await;
    assert_eq!(word(&strict(&list), "token").await, "no");
    hand.store(exp + 2 * LEEWAY, Ordering::Relaxed);
    until("forgotten", async || list.count() == 1).await
}

pub(crate) async fn a_full_list_forgets_no_live_entry(_: Provider) -> anyhow::Result<()> {
    let redis = RedisServer::start(&[]).await?;
    let now = forge::now();
    let hand = Arc::new(AtomicU64::new(now));
    let clock = {
        let hand = Arc::clone(&hand);
        Clock::new(move || hand.load(Ordering::Relaxed))
    };
    let list = Revocations::with_capacity(engine(&redis.url())?, clock, QUICK, 2);
    until_current(&list).await?;
    let publish = async |jti: &str, exp| {
        let engine = engine(&redis.url())?;
        engine.publish(&claims(jti, exp)?).await?;
        anyhow::Ok(())
    };
    publish("first", now + 100).await?;
    publish("second", now + 300).await?;
    until("both", async || list.count() == 2).await?;
    until_current(&list).await?;
    publish("third", now + 300).await?;
    until_cut_off(&list).await?;
    let closed = strict(&list);
    assert_eq!(word(&closed, "first").await, "no");
    assert_eq!(word(&closed, "second").await, "no");
    assert_eq!(word(&closed, "good").await, "503");
    // Heartbeats and comparisons do not make it whole.
    tokio::time::sleep(10 * QUICK.heartbeat).await;
    assert_eq!(word(&closed, "good").await, "503");

    hand.store(now + 100 + 2 * LEEWAY, Ordering::Relaxed);
    until_current(&list).await?;
    assert_eq!(word(&closed, "second").await, "no");
    assert_eq!(word(&closed, "third").await, "no");
    until("accepted", async || word(&closed, "good").await == "yes").await
}

pub(crate) async fn garbage_on_the_channel_is_ignored(_: Provider) -> anyhow::Result<()> {
    let redis = RedisServer::start(&[]).await?;
    let list = follow(&redis.url(), QUICK)?;
    until_current(&list).await?;
    let mut connection = redis.connect().await?;
    let later = forge::now() + 300;
    let long = "x".repeat(257);
    let flood = "x".repeat(1024 * 1024);
    let messages = [
        String::new(),
        " ".into(),
        "token".into(),
        later.to_string(),
        format!("{later} "),
        format!("{later}\ttoken"),
        format!("+{later} token"),
        format!("-{later} token"),
        format!("{later}.5 token"),
        format!(" {later} token"),
        "1e12 token".into(),
        "253402300800 token".into(),
        "99999999999999999999999 token".into(),
        format!("{later} {long}"),
        format!("{later} {flood}"),
        flood,
    ];
    for message in &messages {
        connection.publish(CHANNEL, message).await?;
    }
    let bytes = [later.to_string().as_bytes(), b" \xff\xfe"].concat();
    connection.publish(CHANNEL, bytes).await?;
    connection.set(format!("{CHANNEL}#word"), "later").await?;
    connection.set(format!("{CHANNEL}#"), later).await?;
    connection.set(format!("{CHANNEL}#{long}"), later).await?;
    connection.rpush(format!("{CHANNEL}#list"), later).await?;
    let name = [CHANNEL.as_bytes(), b"#\xff"].concat();
    connection.set(name, later).await?;
    // What the brackets of the issuer would match if they were not escaped.
    let other = "revoked:http://::8080/realms/myorg#other";
    connection.set(other, later).await?;

    engine(&redis.url())?.publish(&soon("good: one")?).await?;
    until_refused(&list, "good: one").await?;
    let second = follow(&redis.url(), QUICK)?;
    until_current(&second).await?;
    assert_eq!((list.count(), second.count()), (1, 1));
    until_current(&list).await
}

pub(crate) async fn realms_share_an_engine(_: Provider) -> anyhow::Result<()> {
    let redis = RedisServer::start(&[]).await?;
    let list = follow(&redis.url(), QUICK)?;
    until_current(&list).await?;
    for issuer in ["http://[::1]:8080/realms/myorg2", "http://[::1]:8080"] {
        let other = RedisStore::new(&redis.url().into(), issuer)?;
        other.publish(&soon("token")?).await?;
    }
    list.publish(&soon("last")?).await?;
    let second = follow(&redis.url(), QUICK)?;
    until_current(&second).await?;
    assert_eq!((list.count(), second.count()), (1, 1));
    Ok(())
}

pub(crate) async fn a_token_without_a_name_is_refused(_: Provider) -> anyhow::Result<()> {
    let redis = RedisServer::start(&[]).await?;
    let list = follow(&redis.url(), QUICK)?;
    let (validator, longest) = (strict(&list), "x".repeat(256));
    until("accepted", async || {
        word(&validator, &longest).await == "yes"
    })
    .await?;
    for name in [String::new(), longest + "x"] {
        assert_eq!(word(&strict(&list), &name).await, "no");
        let told = list.publish(&soon(&name)?).await;
        assert!(matches!(told, Err(StoreError::NoJti)), "{told:?}");
    }
    let nameless = Claims {
        jti: None,
        ..soon("")?
    };
    let told = list.publish(&nameless).await;
    assert!(matches!(told, Err(StoreError::NoJti)), "{told:?}");
    Ok(())
}

pub(crate) async fn a_replica_that_does_not_reach_the_engine_knows_its_own(
    _: Provider,
) -> anyhow::Result<()> {
    let redis = RedisServer::start(&[]).await?;
    let cable = Cable::to(redis.address()).await?;
    let (list, other) = (follow(&cable.url(), QUICK)?, follow(&redis.url(), QUICK)?);
    until_current(&list).await?;
    until_current(&other).await?;
    cable.set(Link::Cut);
    until_cut_off(&list).await?;
    assert!(list.publish(&soon("own")?).await.is_err());
    assert_eq!(word(&strict(&list), "own").await, "no");
    cable.set(Link::Up);
    until_refused(&other, "own").await
}

pub(crate) async fn the_password_is_never_printed(_: Provider) -> anyhow::Result<()> {
    const RIGHT: &str = "right-hand-password";
    const WRONG: &str = "wrong-hand-password";
    let redis = RedisServer::start(&["--requirepass", RIGHT]).await?;
    let with = |password: &str| format!("redis://:{password}@{}/1", redis.address());
    let mut printed = String::new();
    let text = |refused: &Result<(), StoreError>| {
        refused
            .as_ref()
            .err()
            .map(ToString::to_string)
            .unwrap_or_default()
    };
    let list = follow(&with(RIGHT), QUICK)?;
    until_current(&list).await?;
    list.publish(&soon("token")?).await?;
    printed += &format!("{list:?} {:?}\n", engine(&with(RIGHT))?);
    let refused = engine(&with(WRONG))?.publish(&soon("token")?).await;
    printed += &format!("{refused:?} {}\n", text(&refused));

    // A server that is too old repeats what it does not understand.
    let parrot = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("redis://:{RIGHT}@{}", parrot.local_addr()?);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = parrot.accept().await {
            let mut heard = [0; 1024];
            let read = stream.read(&mut heard).await.unwrap_or_default();
            let text = String::from_utf8_lossy(heard.get(..read).unwrap_or_default());
            let text = text.replace("\r\n", " ");
            let answer = format!("-ERR unknown command, with args beginning with: {text}\r\n");
            // One for each command that it may have heard.
            drop(stream.write_all(answer.repeat(8).as_bytes()).await);
        }
    });
    let refused = engine(&url)?.publish(&soon("token")?).await;
    printed += &format!("{refused:?} {}\n", text(&refused));

    for url in [
        format!("redis://:{RIGHT}@host:port"),
        format!("http://:{RIGHT}@127.0.0.1"),
        format!("rediss://:{RIGHT}@127.0.0.1"),
        RIGHT.to_owned(),
    ] {
        let error = RedisStore::new(&url.into(), ISSUER)
            .err()
            .context("no URL")?;
        printed += &format!("{error:?} {error}\n");
    }

    let stage = Provider::Embedded.stage().await?;
    for url in [with(RIGHT), with(WRONG), url] {
        let server = Program::new("05-introspect-revoke")
            .args(["serve", "--validator", "jwt"])
            .env("OAUTH_ISSUER", &stage.issuer)
            .env("LISTEN", "127.0.0.1:0")
            .env("RUST_LOG", "trace")
            .env("REVOCATIONS_URL", &url)
            .start("tokens are validated")?;
        let api = server
            .word("http://127.0.0.1")
            .context("the API's address")?;
        let request = http::client()?.get(format!("{api}/readyz"));
        until("an answer", async || {
            let request = request.try_clone();
            match request.map(Exchange::send) {
                Some(sent) => sent.await.is_ok(),
                None => false,
            }
        })
        .await?;
        printed += &server.stop()?.0;
    }
    assert!(printed.contains("WRONGPASS"), "{printed}");
    for secret in [RIGHT, WRONG] {
        assert!(!printed.contains(secret), "{printed}");
    }
    Ok(())
}

/// The rights that REPLICAS.md gives.
pub(crate) async fn few_rights_are_enough(_: Provider) -> anyhow::Result<()> {
    let page = include_str!("../../05-introspect-revoke/REPLICAS.md");
    let user = page
        .lines()
        .find_map(|line| line.trim().strip_prefix("user "));
    let mut arguments = vec!["--user"];
    arguments.extend(user.context("a user")?.split(' '));
    let mut redis = RedisServer::start(&arguments).await?;
    let url = format!("redis://api:password@{}/1", redis.address());
    let list = follow(&url, QUICK)?;
    until_current(&list).await?;
    engine(&url)?.publish(&soon("token")?).await?;
    until_refused(&list, "token").await?;
    redis.stop();
    until_cut_off(&list).await?;
    redis.start_again().await?;
    // Written back, and read by another one.
    until_current(&list).await?;
    until_refused(&follow(&url, QUICK)?, "token").await
}

pub(crate) async fn only_verified_tokens_are_passed_on(_: Provider) -> anyhow::Result<()> {
    let redis = RedisServer::start(&[]).await?;
    let issuer = Unreliable::start().await?;
    let good = issuer.token().await?;
    let forged = verify_signature::tamper(&good, "jti", json!("of another token"))?;
    let revoke = |token: &str| {
        Program::new("05-introspect-revoke")
            .arg("revoke")
            .env("OAUTH_ISSUER", &issuer.issuer)
            .env("REVOCATIONS_URL", redis.url())
            .input(token)
            .run()
    };
    let ran = revoke("garbage")?;
    assert!(
        ran.report().contains("nothing to revoke"),
        "{}",
        ran.report()
    );
    let unknown = r#"{"error":"invalid_token"}"#.to_owned();
    issuer.fail("/revoke", Fault::Body("application/json", unknown));
    let ran = revoke(&good)?;
    assert!(
        ran.report().contains("nothing to revoke") && !ran.report().contains("passed on"),
        "{}",
        ran.report()
    );
    // RFC 7009 §2.2: an issuer may say the same of every string.
    let nothing = Fault::Status(StatusCode::OK, HeaderMap::new());
    issuer.fail("/revoke", nothing);
    for bad in ["garbage", &forged] {
        let ran = revoke(bad)?;
        assert!(ran.report().contains("not passed on"), "{}", ran.report());
    }
    assert_eq!(redis.ask::<u64>(&["DBSIZE"]).await?, 0);
    revoke(&good)?;
    assert_eq!(redis.ask::<u64>(&["DBSIZE"]).await?, 1);
    Ok(())
}

pub(crate) async fn two_programs_and_one_that_revokes(provider: Provider) -> anyhow::Result<()> {
    let mut redis = RedisServer::start(&[]).await?;
    let stage = provider.stage().await?;
    let program = |name: &str| Program::new(name).env("OAUTH_ISSUER", &stage.issuer);
    let serve = |when: &str| {
        program("05-introspect-revoke")
            .args(["serve", "--validator", "jwt", "--on-disconnect", when])
            .env("LISTEN", "127.0.0.1:0")
            .env("REVOCATIONS_URL", redis.url())
            .start("tokens are validated")
    };
    let servers = [serve("refuse")?, serve("accept")?];
    let http = http::client()?;
    let mut apis = Vec::new();
    for server in &servers {
        let api = server.word("http://127.0.0.1");
        apis.push(api.context("the API's address")?);
    }
    let statuses = async |token: &str| {
        let mut statuses = Vec::new();
        for api in &apis {
            let request = http.get(format!("{api}/api/private")).bearer_auth(token);
            let status = Exchange::send(request).await.map(|it| it.status().as_u16());
            statuses.push(status.unwrap_or_default());
        }
        statuses
    };
    let first = program("01-fetch-token").run()?.stdout();
    let second = program("01-fetch-token").run()?.stdout();
    until("both serve", async || statuses(&first).await == [200, 200]).await?;
    let revoke = |token: &str| {
        program("05-introspect-revoke")
            .args(["revoke", token])
            .env("REVOCATIONS_URL", redis.url())
            .run()
    };
    let ran = revoke(&first)?;
    snapshot("program-05-revoke-for-all", ran.report());
    until("both refuse", async || statuses(&first).await == [401, 401]).await?;
    assert_eq!(statuses(&second).await, [200, 200]);

    redis.stop();
    until("cut off", async || statuses(&second).await == [503, 200]).await?;
    assert_eq!(statuses(&first).await, [401, 401]);
    let told_nobody = Program::new("05-introspect-revoke")
        .args(["revoke", &second])
        .env("OAUTH_ISSUER", &stage.issuer)
        .env("REVOCATIONS_URL", redis.url())
        .run()?;
    let report = told_nobody
        .report()
        .replace(&redis.address().to_string(), "127.0.0.1:6379");
    snapshot("program-05-revoke-told-nobody", report);

    let mut narration = String::new();
    for server in servers {
        let (stderr, code) = server.stop()?;
        if cfg!(unix) && code != Some(0) {
            bail!("it ended with {code:?}: {stderr}");
        }
        let lines = stderr.lines().filter(|line| !line.starts_with("20"));
        narration += &(lines.collect::<Vec<_>>().join("\n") + "\n");
        assert!(
            stderr.contains("cut off from the other replicas"),
            "{stderr}"
        );
    }
    snapshot("program-05-serve-replicas", narration);
    Ok(())
}
