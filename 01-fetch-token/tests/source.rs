//! What a token source does, seen from both sides: its callers and the token endpoint.
//!
//! Time passes when a test says so (`later`), never because a test waits.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy allows it in tests, but not in their helpers"
)]

use std::collections::VecDeque;
use std::io;
use std::ops::Deref;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use Response::{Close, Status, Token};
use fetch_token::http::{self, TIMEOUT};
use fetch_token::{
    AccessToken, AuthMethod, Client, ClientAssertion, ClientAuth, RefreshConfig, Retry, TokenError,
    TokenSource,
};
use realm::ScriptedServer;
use secrecy::{ExposeSecret, SecretString};
use tokio::task::JoinSet;
use tokio::time;

const BUSY: Response = Status("503 Service Unavailable", "", "<html>");
const REFUSAL: Response = Status("401 Unauthorized", "", r#"{"error": "invalid_client"}"#);

/// What the token endpoint does with one request.
#[derive(Clone, Debug)]
enum Response {
    /// A token with this `expires_in`, or none. The first request's is `token-1`, and so on.
    Token(Option<u64>),
    /// A status line, header lines, and a body.
    Status(&'static str, &'static str, &'static str),
    /// Nothing: the connection is closed.
    Close,
}

impl Response {
    fn to_request(&self, number: usize) -> String {
        match self {
            Token(expires_in) => {
                let expires_in =
                    expires_in.map_or(String::new(), |s| format!(r#", "expires_in": {s}"#));
                let body = format!(
                    r#"{{"access_token": "token-{number}", "token_type": "Bearer"{expires_in}}}"#
                );
                ScriptedServer::response("200 OK", "", &body)
            }
            Status(status, headers, body) => ScriptedServer::response(status, headers, body),
            Close => String::new(),
        }
    }
}

/// A token endpoint with a script.
struct Server {
    url: reqwest::Url,
    script: Arc<Mutex<VecDeque<Response>>>,
    server: ScriptedServer,
}

impl Server {
    /// Responds in this order, and then with tokens of 300 seconds.
    async fn start(script: impl IntoIterator<Item = Response>) -> Self {
        let script = Arc::new(Mutex::new(VecDeque::from_iter(script)));
        let next = Arc::clone(&script);
        let server = ScriptedServer::start(move |number| {
            let response = next.lock().unwrap().pop_front();
            response.unwrap_or(Token(Some(300))).to_request(number)
        });
        let server = server.await.unwrap();
        let url = format!("http://{}/token", server.address());
        Self {
            url: url.parse().unwrap(),
            script,
            server,
        }
    }

    /// What comes next.
    fn then(&self, responses: impl IntoIterator<Item = Response>) {
        self.script.lock().unwrap().extend(responses);
    }
}

impl Deref for Server {
    type Target = ScriptedServer;

    fn deref(&self) -> &ScriptedServer {
        &self.server
    }
}

/// Looks again and again until there is what is waited for. It counts and does not look at the
/// clock, which the tests move.
async fn eventually<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    for _ in 0..3000 {
        if let Some(found) = look().await {
            return found;
        }
        time::sleep(Duration::from_millis(1)).await;
    }
    panic!("waited for {what} in vain");
}

fn source(server: &Server) -> TokenSource {
    let client = Client::with_secret("test_api_client", "hunter2", AuthMethod::Post);
    source_of(client, server)
}

fn source_of(client: Client, server: &Server) -> TokenSource {
    LazyLock::force(&LOG);
    let retry = Retry {
        initial_backoff: Duration::from_millis(1),
        ..Retry::default()
    };
    let config = RefreshConfig {
        retry,
        ..RefreshConfig::default()
    };
    TokenSource::with_config(
        http::client().unwrap(),
        server.url.clone(),
        client,
        "",
        config,
    )
}

/// Moves the clock. Sockets would not like it to stand still, so it goes on afterwards.
async fn later(seconds: u64) {
    time::pause();
    time::advance(Duration::from_secs(seconds)).await;
    time::resume();
}

fn text(token: &AccessToken) -> &str {
    token.expose_secret()
}

async fn fetch(source: &TokenSource) -> Result<String, TokenError> {
    source.token().await.map(|token| text(&token).to_owned())
}

/// Time enough for a request to arrive that should not be made.
async fn idle() {
    time::sleep(Duration::from_millis(20)).await;
}

/// Waits until a background renewal has put another token in the place of `old`.
async fn replaced(source: &TokenSource, old: &str) -> String {
    eventually("another token", async || {
        fetch(source).await.ok().filter(|token| token != old)
    })
    .await
}

/// What all tests log. One subscriber for the process, because a second one would make the first
/// miss events.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

static LOG: LazyLock<Log> = LazyLock::new(|| {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_ansi(false);
    subscriber.with_writer(move || writer.clone()).init();
    log
});

impl Log {
    /// Waits until a line about this server has `what` in it, and returns all about the server.
    async fn until(&self, server: &Server, what: &str) -> String {
        eventually("a line in the log", async || {
            let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
            let ours = text
                .lines()
                .filter(|line| line.contains(server.url.as_str()));
            let ours = ours.collect::<Vec<_>>().join("\n");
            ours.contains(what).then_some(ours)
        })
        .await
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

// Keeping

#[tokio::test]
async fn a_token_is_fetched_once_and_kept() {
    let server = Server::start([]).await;
    let source = source(&server);
    assert_eq!(server.requests(), 0);
    let first = source.token().await.unwrap();
    later(240).await;
    fetch(&source).await.unwrap();
    idle().await;
    let second = source.clone().token().await.unwrap();
    assert!(Arc::ptr_eq(&first, &second));
    assert_eq!(server.requests(), 1);
}

#[tokio::test]
async fn it_is_renewed_within_the_margin_and_nobody_waits() {
    let server = Server::start([]).await;
    let source = source(&server);
    fetch(&source).await.unwrap();
    later(271).await;
    server.hold();
    for _ in 0..10 {
        assert_eq!(fetch(&source).await.unwrap(), "token-1");
    }
    server.requested(2).await;
    server.open();
    assert_eq!(replaced(&source, "token-1").await, "token-2");
    assert_eq!(server.requests(), 2);
}

#[tokio::test]
async fn the_margin_is_at_most_a_fifth_of_the_lifetime() {
    let server = Server::start([Token(Some(20))]).await;
    let source = source(&server);
    fetch(&source).await.unwrap();
    later(14).await;
    fetch(&source).await.unwrap();
    idle().await;
    assert_eq!(server.requests(), 1);
    later(3).await;
    assert_eq!(fetch(&source).await.unwrap(), "token-1");
    server.requested(2).await;
    assert_eq!(replaced(&source, "token-1").await, "token-2");
}

#[tokio::test]
async fn an_expired_token_is_not_handed_out() {
    let server = Server::start([]).await;
    let source = source(&server);
    fetch(&source).await.unwrap();
    later(300).await;
    assert_eq!(fetch(&source).await.unwrap(), "token-2");
}

#[tokio::test]
async fn lifetime_counts_from_before_the_request() {
    let server = Server::start([Token(Some(10))]).await;
    let source = source(&server);
    server.hold();
    let asking = tokio::spawn({
        let source = source.clone();
        async move { fetch(&source).await }
    });
    server.requested(1).await;
    later(4).await;
    server.open();
    assert_eq!(asking.await.unwrap().unwrap(), "token-1");
    later(6).await;
    assert_eq!(fetch(&source).await.unwrap(), "token-2");
}

#[tokio::test]
async fn without_expires_in_a_minute_is_assumed() {
    let server = Server::start([Token(None)]).await;
    let source = source(&server);
    fetch(&source).await.unwrap();
    later(43).await;
    assert_eq!(fetch(&source).await.unwrap(), "token-1");
    idle().await;
    assert_eq!(server.requests(), 1);
    later(17).await;
    assert_eq!(fetch(&source).await.unwrap(), "token-2");
}

#[tokio::test]
async fn absurd_lifetimes_do_no_harm() {
    let server = Server::start([Token(Some(0)), Token(Some(u64::MAX))]).await;
    let source = source(&server);
    assert_eq!(fetch(&source).await.unwrap(), "token-1");
    // 0 is as if it were absent: a token that is useless when it arrives would cause a request for
    // each call.
    assert_eq!(fetch(&source).await.unwrap(), "token-1");
    later(60).await;
    assert_eq!(fetch(&source).await.unwrap(), "token-2");
    later(1_000_000).await;
    assert_eq!(fetch(&source).await.unwrap(), "token-2");
}

// One flight

#[tokio::test]
async fn fifty_callers_cause_one_request() {
    // A token that is worth nothing when it arrives makes no difference.
    for lifetime in [300, 0] {
        let server = Server::start([Token(Some(lifetime))]).await;
        let source = source(&server);
        server.hold();
        let mut callers = JoinSet::new();
        for _ in 0..50 {
            let source = source.clone();
            callers.spawn(async move { fetch(&source).await.unwrap() });
        }
        server.requested(1).await;
        server.open();
        let tokens = callers.join_all().await;
        assert_eq!(tokens, ["token-1"; 50]);
        assert_eq!(server.requests(), 1);
    }
}

#[tokio::test]
async fn fifty_callers_share_one_refusal() {
    let server = Server::start([REFUSAL]).await;
    let source = source(&server);
    let mut callers = JoinSet::new();
    for _ in 0..50 {
        let source = source.clone();
        callers.spawn(async move { fetch(&source).await });
    }
    for outcome in callers.join_all().await {
        assert!(
            matches!(outcome, Err(TokenError::Refused { .. })),
            "{outcome:?}"
        );
    }
    assert_eq!(server.requests(), 1);
}

#[tokio::test]
async fn a_cancelled_caller_does_not_cancel_the_others() {
    let server = Server::start([]).await;
    let source = source(&server);
    server.hold();
    let [first, second] = [source.clone(), source.clone()]
        .map(|source| tokio::spawn(async move { fetch(&source).await }));
    server.requested(1).await;
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    server.open();
    assert_eq!(second.await.unwrap().unwrap(), "token-1");
    assert_eq!(server.requests(), 1);
}

#[tokio::test]
async fn a_flight_lands_for_those_who_come_later() {
    let server = Server::start([]).await;
    let source = source(&server);
    server.hold();
    // Callers that give up before the server responds, one after the other.
    for _ in 0..3 {
        let source = source.clone();
        let caller = tokio::spawn(async move { fetch(&source).await });
        server.requested(1).await;
        tokio::task::yield_now().await;
        caller.abort();
        assert!(caller.await.unwrap_err().is_cancelled());
    }
    server.open();
    assert_eq!(fetch(&source).await.unwrap(), "token-1");
    assert_eq!(server.requests(), 1);
}

#[test]
fn a_flight_that_ended_with_its_runtime_holds_nobody_up() {
    let runtime = || {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        builder.enable_all().build().unwrap()
    };
    let (lasting, brief) = (runtime(), runtime());
    let server = lasting.block_on(Server::start([]));
    let source = source(&server);
    let lost = source.clone();
    brief.spawn(async move { fetch(&lost).await });
    brief.block_on(tokio::task::yield_now());
    drop(brief);
    assert!(lasting.block_on(fetch(&source)).is_ok());
}

// Asking again

#[tokio::test]
async fn what_may_pass_is_asked_again() {
    let oauth = r#"{"error": "temporarily_unavailable"}"#;
    let rows = [
        BUSY,
        Status("503 Service Unavailable", "retry-after: 0\r\n", oauth),
        Status("408 Request Timeout", "", ""),
        Status("429 Too Many Requests", "", oauth),
        Status("502 Bad Gateway", "", ""),
        Status("504 Gateway Timeout", "", ""),
        Close,
    ];
    for answer in rows {
        let server = Server::start([answer.clone()]).await;
        assert_eq!(
            fetch(&source(&server)).await.unwrap(),
            "token-2",
            "{answer:?}"
        );
    }
}

#[tokio::test]
async fn silence_is_asked_again() {
    let server = Server::start([]).await;
    let source = source(&server);
    server.hold();
    let asking = tokio::spawn(async move { fetch(&source).await });
    server.requested(1).await;
    later(TIMEOUT.as_secs()).await;
    server.requested(2).await;
    server.open();
    assert_eq!(asking.await.unwrap().unwrap(), "token-2");
}

#[tokio::test]
async fn a_refusal_is_not_retried() {
    let rows = [
        Status("400 Bad Request", "", r#"{"error": "invalid_scope"}"#),
        Status(
            "400 Bad Request",
            "",
            r#"{"error": "temporarily_unavailable"}"#,
        ),
        REFUSAL,
        Status(
            "403 Forbidden",
            "retry-after: 0\r\n",
            r#"{"error": "access_denied"}"#,
        ),
        Status("404 Not Found", "", "<html>"),
        Status("500 Internal Server Error", "", "<html>"),
        Status("302 Found", "location: http://localhost:1/\r\n", ""),
        Status("200 OK", "", "<html>"),
        Status("200 OK", "", r#"{"token_type": "Bearer"}"#),
        Status(
            "200 OK",
            "",
            r#"{"access_token": "a", "token_type": "DPoP"}"#,
        ),
    ];
    for answer in rows {
        let server = Server::start([answer.clone()]).await;
        assert!(fetch(&source(&server)).await.is_err(), "{answer:?}");
        assert_eq!(server.requests(), 1, "{answer:?}");
    }
}

#[tokio::test]
async fn attempts_are_bounded() {
    let server = Server::start(vec![BUSY; 100]).await;
    let error = fetch(&source(&server)).await.unwrap_err();
    assert!(matches!(error, TokenError::NotOAuth { .. }), "{error:?}");
    assert_eq!(server.requests(), 4);
}

// While the server is down

#[tokio::test]
async fn the_old_token_serves_while_renewal_fails() {
    let server = Server::start([Token(Some(1000))]).await;
    let source = source(&server);
    fetch(&source).await.unwrap();
    server.then(vec![BUSY; 8]);
    later(980).await;
    assert_eq!(fetch(&source).await.unwrap(), "token-1");
    let log = LOG.until(&server, "cannot refresh the token").await;
    assert!(log.contains("WARN") && log.contains("503"), "{log}");
    assert!(
        !log.contains("hunter2") && !log.contains("token-1"),
        "{log}"
    );
    assert_eq!(fetch(&source).await.unwrap(), "token-1");
    later(20).await;
    assert!(fetch(&source).await.is_err());
    later(5).await;
    assert_eq!(fetch(&source).await.unwrap(), "token-10");
}

#[tokio::test]
async fn after_a_failure_the_server_is_left_alone() {
    let server = Server::start([REFUSAL]).await;
    let source = source(&server);
    for _ in 0..10 {
        let error = fetch(&source).await.unwrap_err();
        assert!(matches!(error, TokenError::Refused { .. }), "{error:?}");
    }
    assert_eq!(server.requests(), 1);
    later(5).await;
    assert_eq!(fetch(&source).await.unwrap(), "token-2");
}

#[tokio::test]
async fn after_a_failed_renewal_too() {
    let server = Server::start([Token(Some(1000)), REFUSAL]).await;
    let source = source(&server);
    fetch(&source).await.unwrap();
    later(975).await;
    fetch(&source).await.unwrap();
    LOG.until(&server, "invalid_client").await;
    for _ in 0..10 {
        assert_eq!(fetch(&source).await.unwrap(), "token-1");
    }
    idle().await;
    assert_eq!(server.requests(), 2);
    later(5).await;
    assert_eq!(replaced(&source, "token-1").await, "token-3");
}

#[tokio::test]
async fn a_long_retry_after_is_obeyed_but_not_for_ever() {
    for (asked_for, obeyed) in [("retry-after: 60\r\n", 60), ("retry-after: 99999\r\n", 300)] {
        let busy = Status("503 Service Unavailable", asked_for, "");
        let server = Server::start([busy]).await;
        let source = source(&server);
        assert!(fetch(&source).await.is_err());
        later(obeyed - 1).await;
        assert!(fetch(&source).await.is_err());
        assert_eq!(server.requests(), 1);
        later(1).await;
        assert_eq!(fetch(&source).await.unwrap(), "token-2");
    }
}

// After an API rejected the token

#[tokio::test]
async fn fifty_rejections_cause_one_renewal() {
    let server = Server::start([]).await;
    let source = source(&server);
    let rejected = source.token().await.unwrap();
    server.hold();
    let mut callers = JoinSet::new();
    for _ in 0..50 {
        let (source, rejected) = (source.clone(), rejected.clone());
        callers.spawn(async move { source.renew_after(&rejected).await.unwrap().unwrap() });
    }
    server.requested(2).await;
    server.open();
    for token in callers.join_all().await {
        assert_eq!(text(&token), "token-2");
    }
    // One more, from a call that took longer.
    let token = source.renew_after(&rejected).await.unwrap().unwrap();
    assert_eq!(text(&token), "token-2");
    assert_eq!(server.requests(), 2);
}

#[tokio::test]
async fn a_rejected_token_is_not_handed_out() {
    let server = Server::start([Token(Some(300)), BUSY, BUSY, BUSY, BUSY]).await;
    let source = source(&server);
    let rejected = source.token().await.unwrap();
    assert!(source.renew_after(&rejected).await.is_err());
    assert!(fetch(&source).await.is_err());
    later(5).await;
    assert_eq!(fetch(&source).await.unwrap(), "token-6");
}

#[tokio::test]
async fn an_api_that_rejects_every_token_does_not_get_every_token() {
    let server = Server::start([]).await;
    let source = source(&server);
    let first = source.token().await.unwrap();
    let second = source.renew_after(&first).await.unwrap().unwrap();
    for _ in 0..10 {
        assert!(source.renew_after(&second).await.unwrap().is_none());
    }
    assert_eq!(server.requests(), 2);
    later(5).await;
    let third = source.renew_after(&second).await.unwrap().unwrap();
    assert_eq!(text(&third), "token-3");
}

// Secrets

#[tokio::test]
async fn debug_output_has_no_secret() {
    let server = Server::start([]).await;
    let source = source(&server);
    fetch(&source).await.unwrap();
    let output = format!("{source:?}");
    assert!(output.contains("TokenSource"));
    assert!(
        !output.contains("hunter2") && !output.contains("token-1"),
        "{output}"
    );
}

/// Counts the assertions that it makes.
#[derive(Debug, Default)]
struct Counting(AtomicUsize);

impl ClientAssertion for Counting {
    fn assertion(&self) -> Result<SecretString, String> {
        let number = self.0.fetch_add(1, Ordering::Relaxed);
        Ok(format!("a.b.{number}").into())
    }
}

/// A server refuses the same assertion twice, so each attempt has its own: after a 503, and after a
/// connection that was closed, where a request may have been read.
#[tokio::test]
async fn each_attempt_has_its_own_assertion() {
    let server = Server::start([BUSY, Close, Token(Some(300))]).await;
    let assertions = Arc::new(Counting::default());
    let client = Client {
        id: "test_jwt_client".to_owned(),
        auth: ClientAuth::Assertion(assertions.clone()),
    };
    let token = fetch(&source_of(client, &server)).await;
    assert_eq!(token.unwrap(), "token-3");
    assert_eq!(assertions.0.load(Ordering::Relaxed), server.requests());
}
