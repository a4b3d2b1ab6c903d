//! Step 04 as it is deployed: two programs behind a real reverse proxy, and the end of one of them
//! while clients go on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use axum::http::HeaderMap;
use fetch_token::http;
use reqwest::StatusCode;
use scenarios::{
    Exchange, Fault, FaultyIssuer, Passed, Program, Proxy, Running, eventually, until,
};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::{JoinSet, spawn_blocking};
use tokio::time::{sleep, timeout};

const LONG: Duration = Duration::from_secs(20);
/// Clients at the same time, and how long each pauses between two requests.
const CLIENTS: usize = 32;
const THINKS: Duration = Duration::from_millis(40);

/// A program of step 04, and where it listens.
struct Replica {
    address: String,
    running: Running,
}

impl Replica {
    fn start(issuer: &FaultyIssuer, proxy: &Proxy, address: &str) -> anyhow::Result<Self> {
        let running = Program::new("04-resource-server")
            .env("OAUTH_ISSUER", &issuer.issuer)
            .env("LISTEN", address)
            .env("PUBLIC_URL", proxy.url())
            .start("cargo run --bin 04-call-api")?;
        let address = address.to_owned();
        Ok(Self { address, running })
    }

    async fn ready(&self) -> anyhow::Result<()> {
        let http = http::client()?;
        let ready = async || {
            let request = http.get(format!("http://{}/readyz", self.address));
            let status = Exchange::send(request).await?.status();
            anyhow::Ok((status == StatusCode::OK).then_some(()))
        };
        eventually("ready", ready).await
    }

    /// Ends it in good order, and returns its log.
    async fn stop(self) -> anyhow::Result<String> {
        let (log, code) = spawn_blocking(|| self.running.stop()).await??;
        assert_eq!(code, Some(0), "{log}");
        Ok(log)
    }

    /// Ends it as a power cut would.
    fn kill(self) -> String {
        self.address
    }
}

/// A proxy before two replicas that are ready.
async fn both(issuer: &FaultyIssuer) -> anyhow::Result<(Proxy, Replica, Replica)> {
    let mut proxy = Proxy::place()?;
    let [first, second] = proxy.replicas();
    let first = Replica::start(issuer, &proxy, &first)?;
    let second = Replica::start(issuer, &proxy, &second)?;
    first.ready().await?;
    second.ready().await?;
    proxy.start().await?;
    Ok((proxy, first, second))
}

/// Clients with a valid token that go on until they are stopped.
struct Load {
    clients: JoinSet<()>,
    counts: Arc<Counts>,
    begun: Instant,
}

#[derive(Default)]
struct Counts {
    sent: AtomicUsize,
    good: AtomicUsize,
    bad: AtomicUsize,
    stop: AtomicBool,
}

impl Load {
    fn on(url: &str, token: &str) -> anyhow::Result<Self> {
        let counts = Arc::new(Counts::default());
        let mut clients = JoinSet::new();
        for _ in 0..CLIENTS {
            let request = http::client()?
                .get(format!("{url}/api/private-scoped"))
                .bearer_auth(token);
            let counts = Arc::clone(&counts);
            clients.spawn(async move {
                while !counts.stop.load(Ordering::SeqCst) {
                    let Some(request) = request.try_clone() else {
                        return;
                    };
                    counts.sent.fetch_add(1, Ordering::SeqCst);
                    let good = match Exchange::send(request).await {
                        Ok(response) => response.status() == StatusCode::OK,
                        Err(_) => false,
                    };
                    let count = if good { &counts.good } else { &counts.bad };
                    count.fetch_add(1, Ordering::SeqCst);
                    sleep(THINKS).await;
                }
            });
        }
        Ok(Self {
            clients,
            counts,
            begun: Instant::now(),
        })
    }

    fn good(&self) -> usize {
        self.counts.good.load(Ordering::SeqCst)
    }

    fn bad(&self) -> usize {
        self.counts.bad.load(Ordering::SeqCst)
    }

    fn in_flight(&self) -> usize {
        // In this order, so that one which ends in between is counted.
        let done = self.good() + self.bad();
        self.counts.sent.load(Ordering::SeqCst) - done
    }

    /// Waits for this many more responses.
    async fn responses(&self, count: usize) -> anyhow::Result<()> {
        let end = self.good() + self.bad() + count;
        until("responses", async || self.good() + self.bad() >= end).await
    }

    /// Lets the requests in flight be answered, and returns how many were good and bad.
    async fn end(self, what: &str, proxy: &Proxy) -> anyhow::Result<(usize, usize)> {
        self.counts.stop.store(true, Ordering::SeqCst);
        let seconds = self.begun.elapsed().as_secs_f64();
        timeout(LONG, self.clients.join_all()).await?;
        let good = self.counts.good.load(Ordering::SeqCst);
        let bad = self.counts.bad.load(Ordering::SeqCst);
        let passed = proxy.passed()?;
        let again = passed.iter().filter(|it| it.replicas.len() > 1).count();
        eprintln!(
            "{what}: {good} good responses, {bad} bad, {:.0} a second; {again} were sent again to the other replica",
            good as f64 / seconds
        );
        Ok((good, bad))
    }
}

/// How often a replica was the last to get a request.
fn served(passed: &[Passed], by: &str) -> usize {
    let last = |it: &&Passed| it.replicas.last().is_some_and(|replica| replica == by);
    passed.iter().filter(last).count()
}

/// The line about a request, which is written after the response was sent.
async fn line(proxy: &Proxy, id: &str) -> anyhow::Result<Passed> {
    let found = async || anyhow::Ok(proxy.passed()?.into_iter().find(|it| it.id == id));
    eventually("a line in the log", found).await
}

/// Sends bytes on a separate connection, and returns all that comes back before its end.
async fn send(proxy: &Proxy, bytes: &str) -> anyhow::Result<String> {
    let mut stream = TcpStream::connect(proxy.url().trim_start_matches("http://")).await?;
    // The proxy may refuse before everything was sent.
    drop(stream.write_all(bytes.as_bytes()).await);
    let mut response = Vec::new();
    drop(timeout(LONG, stream.read_to_end(&mut response)).await?);
    Ok(String::from_utf8_lossy(&response).into_owned())
}

pub(crate) async fn both_replicas_are_one_api() -> anyhow::Result<()> {
    let issuer = FaultyIssuer::start().await?;
    let (proxy, first, second) = both(&issuer).await?;
    let (http, token) = (http::client()?, issuer.token().await?);
    let private = format!("{}/api/private", proxy.url());

    let mut ids = Vec::new();
    for _ in 0..40 {
        let response = Exchange::send(http.get(&private).bearer_auth(&token)).await?;
        assert_eq!(response.status(), StatusCode::OK);
        ids.push(response.header("x-request-id").to_owned());
    }
    let last = ids.last().context("an id")?;
    let last = line(&proxy, last).await?;
    let passed = proxy.passed()?;
    for replica in [&first, &second] {
        assert_eq!(served(&passed, &replica.address), 20, "they take turns");
    }

    // Where a client is sent, it gets to by way of the proxy.
    let challenged = Exchange::send(http.get(&private)).await?;
    assert_eq!(challenged.status(), StatusCode::UNAUTHORIZED);
    let metadata = format!("{}/.well-known/oauth-protected-resource", proxy.url());
    assert_eq!(
        challenged.header("www-authenticate"),
        format!("Bearer resource_metadata=\"{metadata}\"")
    );
    let metadata = http::send(http.get(metadata)).await?;
    let metadata: Value = serde_json::from_slice(&metadata.body)?;
    let text = |pointer| metadata.pointer(pointer).and_then(Value::as_str);
    assert_eq!(text("/resource"), Some(proxy.url().as_str()));
    assert_eq!(
        text("/authorization_servers/0"),
        Some(issuer.issuer.as_str())
    );

    // Whatever id a client sends, the proxy's own leads from its log to the replica's.
    let named = http.get(&private).header("x-request-id", "of-the-client");
    let named = Exchange::send(named).await?;
    let named = named.header("x-request-id");
    assert_eq!(named.len(), 32, "{named}");
    ids.push(named.to_owned());
    let (address, logs) = (
        first.address.clone(),
        [first.stop().await?, second.stop().await?],
    );
    let by_first = last.replicas == [address];
    let id = format!("id={:?}", last.id);
    let [by, other] = if by_first {
        &logs
    } else {
        &[logs[1].clone(), logs[0].clone()]
    };
    assert!(by.contains(&id) && !other.contains(&id), "{id}: {by}");
    let all = logs.concat();
    for id in ids {
        let count = all.matches(&format!("id={id:?}")).count();
        assert!(count > 0, "{id} is in no log");
    }
    assert!(!all.contains("of-the-client"), "{all}");
    Ok(())
}

pub(crate) async fn a_rolling_restart_loses_no_request() -> anyhow::Result<()> {
    let issuer = FaultyIssuer::start().await?;
    let (proxy, first, second) = both(&issuer).await?;
    let load = Load::on(&proxy.url(), &issuer.token().await?)?;
    load.responses(300).await?;
    let mut replicas = [first, second];
    // Twice each, as there are moments that an end does not always meet.
    for round in 0..4 {
        let [ends, stays] = replicas;
        let (leaves, remains) = (ends.address.clone(), stays.address.clone());
        ends.stop().await?;
        // The proxy writes about a response after it has sent it.
        load.responses(CLIENTS).await?;
        let before = proxy.passed()?;
        load.responses(200).await?;
        assert_eq!(load.bad(), 0, "round {round}");
        let after = proxy.passed()?;
        let since = |by: &str| served(&after, by) - served(&before, by);
        assert_eq!(since(&leaves), 0, "round {round}: it has ended");
        assert!(since(&remains) >= 150, "round {round}: {}", since(&remains));
        let again = Replica::start(&issuer, &proxy, &leaves)?;
        again.ready().await?;
        load.responses(100).await?;
        let now = proxy.passed()?;
        assert!(served(&now, &leaves) > served(&after, &leaves));
        replicas = [stays, again];
    }
    let (good, bad) = load.end("a rolling restart", &proxy).await?;
    assert!(good > 1500, "{good}");
    assert_eq!(bad, 0);
    Ok(())
}

pub(crate) async fn a_stopping_replica_completes_its_requests() -> anyhow::Result<()> {
    let issuer = FaultyIssuer::start().await?;
    let token = issuer.token().await?;
    let mut proxy = Proxy::place()?;
    let [ends, stays] = proxy.replicas();
    let stays = Replica::start(&issuer, &proxy, &stays)?;
    stays.ready().await?;
    issuer.fail("/certs", Fault::Hang);
    let asked = issuer.count("/certs");
    let ends = Replica::start(&issuer, &proxy, &ends)?;
    timeout(LONG, issuer.requested("/certs", asked + 1)).await?;
    proxy.start().await?;

    let http = http::client()?;
    let request = http
        .get(format!("{}/api/private", proxy.url()))
        .bearer_auth(token);
    let mut requests = Vec::new();
    for _ in 0..8 {
        let request = request.try_clone().context("a request")?;
        requests.push(tokio::spawn(Exchange::send(request)));
    }
    let half = async || requests.iter().filter(|it| it.is_finished()).count() >= 4;
    until("half of the responses", half).await?;
    // The other ones are with the replica that waits for its keys.
    sleep(Duration::from_millis(300)).await;
    assert_eq!(requests.iter().filter(|it| it.is_finished()).count(), 4);

    let address = ends.address.clone();
    let ended = tokio::spawn(ends.stop());
    let refused = async || TcpStream::connect(&address).await.is_err();
    until("connections are refused", refused).await?;
    // A request that comes now is served by the replica that stays.
    let meanwhile = Exchange::send(request.try_clone().context("a request")?).await?;
    assert_eq!(meanwhile.status(), StatusCode::OK);
    assert!(!ended.is_finished());
    issuer.repair();
    let mut by = Vec::new();
    for request in requests {
        let response = request.await??;
        assert_eq!(response.status(), StatusCode::OK);
        let passed = line(&proxy, response.header("x-request-id")).await?;
        assert_eq!(
            passed.responses,
            ["200"],
            "no request was sent twice: {passed:?}"
        );
        by.extend(passed.replicas);
    }
    assert_eq!(by.iter().filter(|it| **it == address).count(), 4, "{by:?}");
    timeout(LONG, ended).await???;
    Ok(())
}

pub(crate) async fn a_killed_replica_loses_only_its_own_requests() -> anyhow::Result<()> {
    let issuer = FaultyIssuer::start().await?;
    let (proxy, first, second) = both(&issuer).await?;
    let load = Load::on(&proxy.url(), &issuer.token().await?)?;
    load.responses(300).await?;
    // At a moment when there is something to lose.
    let busy = async {
        loop {
            let in_flight = load.in_flight();
            if in_flight >= 4 {
                return in_flight;
            }
            tokio::task::yield_now().await;
        }
    };
    let in_flight = timeout(LONG, busy).await?;
    let address = first.kill();
    load.responses(600).await?;
    // Those that began later were not refused, although the address is still in the configuration.
    let bad = load.bad();
    assert!(bad <= in_flight, "{bad} refused, {in_flight} in flight");
    let again = Replica::start(&issuer, &proxy, &address)?;
    again.ready().await?;
    let before = served(&proxy.passed()?, &address);
    load.responses(300).await?;
    assert!(served(&proxy.passed()?, &address) > before, "it is back");
    let what = format!("a killed replica, {in_flight} requests in flight");
    let (good, bad) = load.end(&what, &proxy).await?;
    assert!(good > 1000, "{good}");
    assert!(bad <= in_flight, "{bad} refused, {in_flight} in flight");
    drop(second);
    Ok(())
}

pub(crate) async fn a_replica_without_keys_is_skipped() -> anyhow::Result<()> {
    let issuer = FaultyIssuer::start().await?;
    let token = issuer.token().await?;
    let mut proxy = Proxy::place()?;
    let [bad, good] = proxy.replicas();
    let good = Replica::start(&issuer, &proxy, &good)?;
    good.ready().await?;
    let down = || Fault::Status(StatusCode::BAD_GATEWAY, HeaderMap::new());
    issuer.fail("", down());
    let bad = Replica::start(&issuer, &proxy, &bad)?;
    proxy.start().await?;
    let http = http::client()?;
    let request = http
        .get(format!("{}/api/private", proxy.url()))
        .bearer_auth(token);
    let ask = async || Exchange::send(request.try_clone().context("a request")?).await;
    let mut twice = 0;
    for _ in 0..10 {
        let response = ask().await?;
        assert_eq!(response.status(), StatusCode::OK);
        let passed = line(&proxy, response.header("x-request-id")).await?;
        twice += usize::from(passed.responses == ["503", "200"]);
    }
    assert_eq!(twice, 5, "every other one");

    // When no replica has keys, the client gets the API's own response and not the proxy's.
    let address = good.kill();
    let good = Replica::start(&issuer, &proxy, &address)?;
    for _ in 0..4 {
        let response = ask().await?;
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        let passed = line(&proxy, response.header("x-request-id")).await?;
        assert_eq!(passed.responses, ["503", "503"]);
        let wait: u64 = response.header("retry-after").parse()?;
        assert!(wait > 0);
        assert_eq!(response.header("content-type"), "application/json");
    }
    issuer.repair();
    bad.ready().await?;
    good.ready().await?;
    assert_eq!(ask().await?.status(), StatusCode::OK);
    Ok(())
}

pub(crate) async fn rejected_request_heads() -> anyhow::Result<()> {
    let issuer = FaultyIssuer::start().await?;
    let (proxy, first, second) = both(&issuer).await?;
    let (http, token) = (http::client()?, issuer.token().await?);
    let private = format!("{}/api/private", proxy.url());

    let good = format!("authorization: Bearer {token}\r\n");
    let head = |authorization: &str| {
        format!("GET /api/private HTTP/1.1\r\nhost: a\r\nconnection: close\r\n{authorization}\r\n")
    };
    let one = send(&proxy, &head(&good)).await?;
    assert!(one.starts_with("HTTP/1.1 200 "), "{one}");
    // Not the first, not the last, not both.
    let other = "authorization: Bearer other\r\n";
    for two in [format!("{good}{other}"), format!("{other}{good}")] {
        let two = send(&proxy, &head(&two)).await?;
        assert!(two.starts_with("HTTP/1.1 400 "), "{two}");
    }

    // The longest token there may be gets through, and something longer does not.
    let longest = "a".repeat(decode_jwt::MAX_TOKEN);
    let validated = Exchange::send(http.get(&private).bearer_auth(&longest)).await?;
    assert_eq!(validated.status(), StatusCode::UNAUTHORIZED);
    let passed = line(&proxy, validated.header("x-request-id")).await?;
    assert_eq!(passed.responses, ["401"]);
    let count = proxy.passed()?.len();
    let long = head(&format!("authorization: Bearer {longest}{longest}\r\n"));
    let long = send(&proxy, &long).await?;
    let status = long.lines().next().unwrap_or_default();
    // 431 would say it better; nginx has had this one for longer than that exists.
    assert_eq!(status, "HTTP/1.1 400 Bad Request", "{long}");
    let refused = async || anyhow::Ok(proxy.passed()?.into_iter().nth(count));
    let refused = eventually("one more line in the log", refused).await?;
    ensure!(refused.replicas.is_empty(), "{refused:?}");
    assert_eq!(refused.status, "400");

    // What goes wrong is logged, and neither with the query nor with the token.
    let log = first.stop().await? + &second.stop().await?;
    let asked = format!("{private}?access_token={token}");
    let nobody = Exchange::send(http.get(asked).bearer_auth(&token)).await?;
    assert_eq!(nobody.status(), StatusCode::BAD_GATEWAY);
    let dead = async || anyhow::Ok(proxy.passed()?.into_iter().find(|it| it.status == "502"));
    eventually("a 502 in the log", dead).await?;
    let logs = proxy.logs()? + &log;
    assert!(logs.contains("/api/private"), "{logs}");
    assert!(
        !logs.contains("access_token") && !logs.contains("eyJ"),
        "{logs}"
    );
    Ok(())
}
