//! Step 05, beside the lesson: replicas that share a denylist of revoked tokens.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use axum::http::HeaderMap;
use fetch_token::http;
use introspect_revoke::replicas::{
    OnDisconnect, RedisStore, ReplicaTimes, Revocations, StoreError, WithDenylist,
};
use redis::AsyncTypedCommands;
use reqwest::StatusCode;
use resource_server::{Rejection, TokenValidator};
use scenarios::{
    Exchange, Fault, FaultyIssuer, LinkState, Program, Provider, RedisServer, TcpProxy, forge,
    manual_clock, snapshot, until,
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

/// Accepts every token, as one that expires in five minutes and whose `jti` is the token itself.
struct AcceptAll(Clock);

impl TokenValidator for AcceptAll {
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

fn store(url: &str) -> anyhow::Result<RedisStore> {
    Ok(RedisStore::new(&url.to_owned().into(), ISSUER)?)
}

fn follow(url: &str, times: ReplicaTimes) -> anyhow::Result<Revocations> {
    Ok(Revocations::follow(store(url)?, Clock::system(), times))
}

fn validator(list: &Revocations, when: OnDisconnect) -> WithDenylist<AcceptAll> {
    WithDenylist::new(AcceptAll(Clock::system()), list.clone(), when)
}

fn strict(list: &Revocations) -> WithDenylist<AcceptAll> {
    validator(list, OnDisconnect::FailClosed)
}

async fn status(validator: &impl TokenValidator, token: &str) -> &'static str {
    match validator.validate(token).await {
        Ok(_) => "accepted",
        Err(Rejection::Unavailable { .. }) => "503",
        Err(_) => "rejected",
    }
}

async fn until_current(list: &Revocations) -> anyhow::Result<()> {
    until("current", async || list.current().is_ok()).await
}

/// A replica that has read the list.
async fn followed(url: &str, times: ReplicaTimes) -> anyhow::Result<Revocations> {
    let list = follow(url, times)?;
    until_current(&list).await?;
    Ok(list)
}

/// A server and a replica.
async fn replica() -> anyhow::Result<(RedisServer, Revocations)> {
    let redis = RedisServer::start(&[]).await?;
    let list = followed(&redis.url(), QUICK).await?;
    Ok((redis, list))
}

async fn until_disconnected(list: &Revocations) -> anyhow::Result<()> {
    until("cut off", async || list.current().is_err()).await
}

async fn until_refused(list: &Revocations, token: &str) -> anyhow::Result<()> {
    let validator = strict(list);
    until(token, async || {
        status(&validator, token).await == "rejected"
    })
    .await
}

pub(crate) async fn a_revocation_is_seen_by_both_replicas() -> anyhow::Result<()> {
    let redis = RedisServer::start(&[]).await?;
    let realm = Provider::Embedded.realm().await?;
    let store = || RedisStore::new(&redis.url().into(), &realm.issuer);
    let mut apis = Vec::new();
    for _ in 0..2 {
        let times = ReplicaTimes::default();
        let list = Revocations::follow(store()?, Clock::system(), times);
        until_current(&list).await?;
        let validator = WithDenylist::new(jwt_validator(&realm)?, list, OnDisconnect::FailClosed);
        apis.push(start(&realm.issuer, validator).await?);
    }
    let http = http::client()?;
    let status = async |api: &str, token: &str| {
        let request = http.get(format!("{api}/api/private")).bearer_auth(token);
        anyhow::Ok(Exchange::send(request).await?.status())
    };
    let (revoker, local) = (store()?, jwt_validator(&realm)?);
    let mut times = Vec::new();
    for _ in 0..21 {
        let token = token(&realm).await?;
        for api in &apis {
            assert_eq!(status(api, &token).await?, StatusCode::OK);
        }
        let claims = local.validate(&token).await?;
        let begun = Instant::now();
        revoker.publish(&claims).await?;
        for api in &apis {
            let refused = async || {
                let response = status(api, &token).await;
                response.is_ok_and(|status| status == StatusCode::UNAUTHORIZED)
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

pub(crate) async fn revocations_during_an_outage_arrive_after_reconnecting() -> anyhow::Result<()> {
    let redis = RedisServer::start(&[]).await?;
    let proxy = TcpProxy::to(redis.address()).await?;
    let (connected, far) = (
        follow(&redis.url(), QUICK)?,
        follow(&proxy.redis_url(), QUICK)?,
    );
    until_current(&connected).await?;
    until_current(&far).await?;
    proxy.set(LinkState::Cut);
    until_disconnected(&far).await?;
    for number in 0..1200 {
        // More than one page.
        connected
            .publish(&soon(&format!("token-{number}"))?)
            .await?;
    }
    assert_eq!(far.count(), 0);
    proxy.set(LinkState::Up);
    let validator = strict(&far);
    let mut accepted = false;
    until("refused", async || {
        let status = status(&validator, "token-7").await;
        accepted |= status == "accepted";
        status == "rejected"
    })
    .await?;
    assert!(!accepted, "never accepted in between");
    until_current(&far).await?;
    assert_eq!(far.count(), 1200);
    Ok(())
}

pub(crate) async fn a_server_that_lost_its_data_gets_it_back() -> anyhow::Result<()> {
    let mut redis = RedisServer::start(&[]).await?;
    let proxies = [
        TcpProxy::to(redis.address()).await?,
        TcpProxy::to(redis.address()).await?,
    ];
    let [left, right] = &proxies;
    let (connected, disconnected) = (
        follow(&left.redis_url(), QUICK)?,
        follow(&right.redis_url(), QUICK)?,
    );
    until_current(&connected).await?;
    until_current(&disconnected).await?;
    right.set(LinkState::Cut);
    until_disconnected(&disconnected).await?;
    store(&redis.url())?.publish(&soon("lost")?).await?;
    until_refused(&connected, "lost").await?;

    left.set(LinkState::Cut);
    redis.stop();
    until_disconnected(&connected).await?;
    redis.start_again().await?;
    // It reads before the other one has written back.
    right.set(LinkState::Up);
    until_current(&disconnected).await?;
    assert_eq!(disconnected.count(), 0);
    left.set(LinkState::Up);
    until_refused(&disconnected, "lost").await?;

    let later = follow(&redis.url(), QUICK)?;
    until_refused(&later, "lost").await?;
    let lives: i64 = redis.query(&["TTL", &format!("{CHANNEL}#lost")]).await?;
    assert!(lives > 300, "written back with its end: {lives}");
    Ok(())
}

pub(crate) async fn a_server_that_was_flushed_gets_its_data_back() -> anyhow::Result<()> {
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

pub(crate) async fn a_replica_that_starts_during_revocations_misses_none() -> anyhow::Result<()> {
    const PUBLISHERS: usize = 8;
    const EACH: usize = 100;
    let redis = RedisServer::start(&[]).await?;
    let mut publishers = JoinSet::new();
    for publisher in 0..PUBLISHERS {
        let store = store(&redis.url())?;
        publishers.spawn(async move {
            for number in 0..EACH {
                let claims = soon(&format!("{publisher}-{number}"))?;
                store.publish(&claims).await?;
            }
            anyhow::Ok(())
        });
    }
    let mut lists = Vec::new();
    while !publishers.is_empty() {
        // Not without end, or on a busy machine they are all that the server is busy with.
        if lists.len() < 40 {
            lists.push(follow(&redis.url(), QUICK)?);
        }
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

pub(crate) async fn disconnected_replicas_fail_as_configured() -> anyhow::Result<()> {
    let redis = RedisServer::start(&[]).await?;
    let proxy = TcpProxy::to(redis.address()).await?;
    let list = follow(&proxy.redis_url(), QUICK)?;
    let grace = Duration::from_secs(3600);
    let patient = follow(&proxy.redis_url(), ReplicaTimes { grace, ..QUICK })?;
    let (closed, open) = (strict(&list), validator(&list, OnDisconnect::FailOpen));
    let patient_validator = strict(&patient);
    until_current(&list).await?;
    until_current(&patient).await?;
    list.publish(&soon("revoked")?).await?;
    until_refused(&patient, "revoked").await?;

    let statuses = async |token: &str| {
        (
            status(&closed, token).await,
            status(&open, token).await,
            status(&patient_validator, token).await,
        )
    };
    let all = ("accepted", "accepted", "accepted");
    until("all accept", async || statuses("good").await == all).await?;
    proxy.set(LinkState::Cut);
    until_disconnected(&list).await?;
    assert_eq!(statuses("good").await, ("503", "accepted", "accepted"));
    assert_eq!(
        statuses("revoked").await,
        ("rejected", "rejected", "rejected")
    );
    let ready = (closed.ready().await, open.ready().await);
    assert!(ready.0.is_err() && ready.1.is_ok());
    proxy.set(LinkState::Up);
    until("all accept", async || statuses("good").await == all).await
}

pub(crate) async fn a_silent_server_counts_as_disconnected() -> anyhow::Result<()> {
    let redis = RedisServer::start(&[]).await?;
    let proxy = TcpProxy::to(redis.address()).await?;
    let list = followed(&proxy.redis_url(), QUICK).await?;
    proxy.set(LinkState::Silent);
    until_disconnected(&list).await?;
    store(&redis.url())?.publish(&soon("meanwhile")?).await?;
    // The old connections stay as they are; only a new one gets through.
    proxy.set(LinkState::Up);
    until_refused(&list, "meanwhile").await?;
    until_current(&list).await
}

pub(crate) async fn a_replica_starts_before_the_server() -> anyhow::Result<()> {
    let mut redis = RedisServer::start(&[]).await?;
    redis.stop();
    let list = follow(&redis.url(), QUICK)?;
    assert_eq!(status(&strict(&list), "good").await, "503");
    assert_eq!(
        status(&validator(&list, OnDisconnect::FailOpen), "good").await,
        "accepted"
    );
    redis.start_again().await?;
    let validator = strict(&list);
    until("accepted", async || {
        status(&validator, "good").await == "accepted"
    })
    .await
}

pub(crate) async fn revocations_expire_with_their_tokens() -> anyhow::Result<()> {
    let redis = RedisServer::start(&[]).await?;
    let now = forge::now();
    let (time, clock) = manual_clock(now);
    let list = Revocations::follow(store(&redis.url())?, clock, QUICK);
    until_current(&list).await?;
    let exp = now + 300;
    list.publish(&claims("token", exp)?).await?;
    list.publish(&claims("expired", now - 2 * LEEWAY)?).await?;
    assert_eq!(list.count(), 1);
    // A time that no engine can count to.
    list.publish(&claims("for ever", u64::MAX)?).await?;

    let lifetime = async |jti: &str| {
        redis
            .query::<i64>(&["TTL", &format!("{CHANNEL}#{jti}")])
            .await
    };
    // As long as a replica accepts it, however late the clock of a replica may be.
    let lives = lifetime("token").await?;
    assert!((300 + LEEWAY as i64..=300 + 2 * LEEWAY as i64).contains(&lives));
    assert_eq!(lifetime("expired").await?, -2, "no such key");
    assert!(lifetime("for ever").await? > 0);

    // The validator would accept it until the leeway is over.
    time.store(exp + LEEWAY - 1, Ordering::Relaxed);
    until("a heartbeat", async || list.current().is_ok()).await?;
    tokio::time::sleep(3 * QUICK.heartbeat).await;
    assert_eq!(status(&strict(&list), "token").await, "rejected");
    time.store(exp + 2 * LEEWAY, Ordering::Relaxed);
    until("forgotten", async || list.count() == 1).await
}

pub(crate) async fn a_full_denylist_drops_no_live_entry() -> anyhow::Result<()> {
    let redis = RedisServer::start(&[]).await?;
    let now = forge::now();
    let (time, clock) = manual_clock(now);
    let list = Revocations::with_capacity(store(&redis.url())?, clock, QUICK, 2);
    until_current(&list).await?;
    let publish = async |jti: &str, exp| {
        let store = store(&redis.url())?;
        store.publish(&claims(jti, exp)?).await?;
        anyhow::Ok(())
    };
    publish("first", now + 100).await?;
    publish("second", now + 300).await?;
    until("both", async || list.count() == 2).await?;
    until_current(&list).await?;
    publish("third", now + 300).await?;
    until_disconnected(&list).await?;
    let closed = strict(&list);
    assert_eq!(status(&closed, "first").await, "rejected");
    assert_eq!(status(&closed, "second").await, "rejected");
    assert_eq!(status(&closed, "good").await, "503");
    // Heartbeats and comparisons do not make it whole.
    tokio::time::sleep(10 * QUICK.heartbeat).await;
    assert_eq!(status(&closed, "good").await, "503");

    time.store(now + 100 + 2 * LEEWAY, Ordering::Relaxed);
    until_current(&list).await?;
    assert_eq!(status(&closed, "second").await, "rejected");
    assert_eq!(status(&closed, "third").await, "rejected");
    until("accepted", async || {
        status(&closed, "good").await == "accepted"
    })
    .await
}

pub(crate) async fn garbage_on_the_channel_is_ignored() -> anyhow::Result<()> {
    let (redis, list) = replica().await?;
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

    store(&redis.url())?.publish(&soon("good: one")?).await?;
    until_refused(&list, "good: one").await?;
    let second = followed(&redis.url(), QUICK).await?;
    assert_eq!((list.count(), second.count()), (1, 1));
    until_current(&list).await
}

pub(crate) async fn realms_can_share_a_server() -> anyhow::Result<()> {
    let (redis, list) = replica().await?;
    for issuer in ["http://[::1]:8080/realms/myorg2", "http://[::1]:8080"] {
        let other = RedisStore::new(&redis.url().into(), issuer)?;
        other.publish(&soon("token")?).await?;
    }
    list.publish(&soon("last")?).await?;
    let second = followed(&redis.url(), QUICK).await?;
    assert_eq!((list.count(), second.count()), (1, 1));
    Ok(())
}

pub(crate) async fn a_token_without_jti_is_rejected() -> anyhow::Result<()> {
    let redis = RedisServer::start(&[]).await?;
    let list = follow(&redis.url(), QUICK)?;
    let (validator, longest) = (strict(&list), "x".repeat(256));
    until("accepted", async || {
        status(&validator, &longest).await == "accepted"
    })
    .await?;
    for name in [String::new(), longest + "x"] {
        assert_eq!(status(&strict(&list), &name).await, "rejected");
        let published = list.publish(&soon(&name)?).await;
        assert!(matches!(published, Err(StoreError::NoJti)), "{published:?}");
    }
    let nameless = Claims {
        jti: None,
        ..soon("")?
    };
    let published = list.publish(&nameless).await;
    assert!(matches!(published, Err(StoreError::NoJti)), "{published:?}");
    Ok(())
}

pub(crate) async fn a_disconnected_replica_keeps_its_own_revocations() -> anyhow::Result<()> {
    let redis = RedisServer::start(&[]).await?;
    let proxy = TcpProxy::to(redis.address()).await?;
    let (list, other) = (
        follow(&proxy.redis_url(), QUICK)?,
        follow(&redis.url(), QUICK)?,
    );
    until_current(&list).await?;
    until_current(&other).await?;
    proxy.set(LinkState::Cut);
    until_disconnected(&list).await?;
    assert!(list.publish(&soon("own")?).await.is_err());
    assert_eq!(status(&strict(&list), "own").await, "rejected");
    proxy.set(LinkState::Up);
    until_refused(&other, "own").await
}

pub(crate) async fn the_password_is_never_printed() -> anyhow::Result<()> {
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
    let list = followed(&with(RIGHT), QUICK).await?;
    list.publish(&soon("token")?).await?;
    printed += &format!("{list:?} {:?}\n", store(&with(RIGHT))?);
    let refused = store(&with(WRONG))?.publish(&soon("token")?).await;
    printed += &format!("{refused:?} {}\n", text(&refused));

    // A server that is too old repeats what it does not understand.
    let echo = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("redis://:{RIGHT}@{}", echo.local_addr()?);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = echo.accept().await {
            let mut received = [0; 1024];
            let read = stream.read(&mut received).await.unwrap_or_default();
            let text = String::from_utf8_lossy(received.get(..read).unwrap_or_default());
            let text = text.replace("\r\n", " ");
            let response = format!("-ERR unknown command, with args beginning with: {text}\r\n");
            // One for each command that it may have received.
            drop(stream.write_all(response.repeat(8).as_bytes()).await);
        }
    });
    let refused = store(&url)?.publish(&soon("token")?).await;
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

    let realm = Provider::Embedded.realm().await?;
    for url in [with(RIGHT), with(WRONG), url] {
        let server = Program::new("05-introspect-revoke")
            .args(["serve", "--validator", "jwt"])
            .env("OAUTH_ISSUER", &realm.issuer)
            .env("LISTEN", "127.0.0.1:0")
            .env("RUST_LOG", "trace")
            .env("REVOCATIONS_URL", &url)
            .start("tokens are validated")?;
        let api = server.api()?;
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
pub(crate) async fn the_documented_permissions_suffice() -> anyhow::Result<()> {
    let page = include_str!("../../05-introspect-revoke/REPLICAS.md");
    let user = page
        .lines()
        .find_map(|line| line.trim().strip_prefix("user "));
    let mut arguments = vec!["--user"];
    arguments.extend(user.context("a user")?.split(' '));
    let mut redis = RedisServer::start(&arguments).await?;
    let url = format!("redis://api:password@{}/1", redis.address());
    let list = followed(&url, QUICK).await?;
    store(&url)?.publish(&soon("token")?).await?;
    until_refused(&list, "token").await?;
    redis.stop();
    until_disconnected(&list).await?;
    redis.start_again().await?;
    // Written back, and read by another one.
    until_current(&list).await?;
    until_refused(&follow(&url, QUICK)?, "token").await
}

pub(crate) async fn only_verified_tokens_are_published() -> anyhow::Result<()> {
    let redis = RedisServer::start(&[]).await?;
    let issuer = FaultyIssuer::start().await?;
    let good = issuer.token().await?;
    let forged = verify_signature::tamper(&good, "jti", json!("of another token"))?;
    let revoke = |token: &str| {
        Program::new("05-introspect-revoke")
            .arg("revoke")
            .env("OAUTH_ISSUER", &issuer.issuer)
            .env("REVOCATIONS_URL", redis.url())
            .input(token)
            .run()
            .map(|ran| ran.to_string())
    };
    let ran = revoke("garbage")?;
    assert!(ran.contains("nothing to revoke"), "{ran}");
    let unknown = r#"{"error":"invalid_token"}"#.to_owned();
    issuer.fail("/revoke", Fault::Body("application/json", unknown));
    let ran = revoke(&good)?;
    assert!(
        ran.contains("nothing to revoke") && !ran.contains("published"),
        "{ran}"
    );
    // RFC 7009 §2.2: an issuer may say the same of every string.
    let nothing = Fault::Status(StatusCode::OK, HeaderMap::new());
    issuer.fail("/revoke", nothing);
    for bad in ["garbage", &forged] {
        let ran = revoke(bad)?;
        assert!(ran.contains("not published"), "{ran}");
    }
    assert_eq!(redis.query::<u64>(&["DBSIZE"]).await?, 0);
    revoke(&good)?;
    assert_eq!(redis.query::<u64>(&["DBSIZE"]).await?, 1);
    Ok(())
}

pub(crate) async fn two_servers_and_a_program_that_revokes(
    provider: Provider,
) -> anyhow::Result<()> {
    let mut redis = RedisServer::start(&[]).await?;
    let realm = provider.realm().await?;
    let program = |name: &str| Program::new(name).env("OAUTH_ISSUER", &realm.issuer);
    let serve = |when: &str| {
        program("05-introspect-revoke")
            .args(["serve", "--validator", "jwt", "--on-disconnect", when])
            .env("LISTEN", "127.0.0.1:0")
            .env("REVOCATIONS_URL", redis.url())
            .start("tokens are validated")
    };
    let servers = [serve("fail-closed")?, serve("fail-open")?];
    let http = http::client()?;
    let mut apis = Vec::new();
    for server in &servers {
        apis.push(server.api()?);
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
    snapshot("program-05-revoke-for-all", ran);
    until("both refuse", async || statuses(&first).await == [401, 401]).await?;
    assert_eq!(statuses(&second).await, [200, 200]);

    redis.stop();
    until("cut off", async || statuses(&second).await == [503, 200]).await?;
    assert_eq!(statuses(&first).await, [401, 401]);
    let unpublished = Program::new("05-introspect-revoke")
        .args(["revoke", &second])
        .env("OAUTH_ISSUER", &realm.issuer)
        .env("REVOCATIONS_URL", redis.url())
        .run()?;
    let report = unpublished
        .to_string()
        .replace(&redis.address().to_string(), "127.0.0.1:6379");
    snapshot("program-05-revoke-not-published", report);

    let mut narration = String::new();
    for server in servers {
        let (stderr, code) = server.stop()?;
        if cfg!(unix) && code != Some(0) {
            bail!("it ended with {code:?}: {stderr}");
        }
        let lines = stderr.lines().filter(|line| !line.starts_with("20"));
        narration += &(lines.collect::<Vec<_>>().join("\n") + "\n");
        assert!(
            stderr.contains("disconnected from the other replicas"),
            "{stderr}"
        );
    }
    snapshot("program-05-serve-replicas", narration);
    Ok(())
}
