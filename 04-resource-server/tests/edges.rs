//! What clients, operators and a broken log can do to the server, and what they cannot.

#![expect(clippy::unwrap_used, reason = "this is a test, helpers included")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::routing::get;
use resource_server::{Limits, layers, listen, serve};
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, spawn_blocking};
use tower::ServiceExt;

const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nhost: a\r\n\r\n";
/// Much longer than anything here takes.
const LONG: Duration = Duration::from_secs(20);

struct Served {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<()>,
}

/// A page of 64 KiB at `/`, and one that never comes at `/hang`.
async fn served(limits: Limits) -> Served {
    let listener = listen("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let app = Router::new()
        .route("/", get(async || "x".repeat(64 * 1024)))
        .route("/readyz", get(async || "ready"))
        .route("/hang", get(std::future::pending::<()>));
    let (stop, stopped) = oneshot::channel();
    let ended = tokio::spawn(serve(listener, layers(app), limits, async {
        stopped.await.ok();
    }));
    Served {
        address,
        stop,
        ended,
    }
}

fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(LONG)).unwrap();
    stream.set_nodelay(true).unwrap();
    stream
}

/// Sends a request on this connection, and reads the head and the body of the response.
fn exchange(stream: &mut TcpStream, path: &str) -> String {
    let request = format!("GET {path} HTTP/1.1\r\nhost: a\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut reader = BufReader::new(stream);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if let Some(value) = line.strip_prefix("content-length: ") {
            length = value.trim().parse().unwrap();
        }
        head.push_str(&line);
        if line.trim().is_empty() {
            break;
        }
    }
    reader.read_exact(&mut vec![0; length]).unwrap();
    head
}

async fn answers(address: SocketAddr) -> Duration {
    let start = Instant::now();
    let head = spawn_blocking(move || exchange(&mut connect(address), "/"));
    assert!(head.await.unwrap().starts_with("HTTP/1.1 200 "));
    start.elapsed()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_never_reads_is_disconnected() {
    let limits = Limits {
        connections: 1,
        write_timeout: Duration::from_millis(200),
        ..Limits::default()
    };
    let served = served(limits).await;
    let mut reader = connect(served.address);
    // Until the buffers of both sides are full; then the server can write no more.
    reader
        .set_write_timeout(Some(Duration::from_secs(1)))
        .unwrap();
    for _ in 0..1000 {
        if reader.write_all(REQUEST).is_err() {
            break;
        }
    }
    assert!(answers(served.address).await < LONG / 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn idle_connections_make_room_for_a_new_client() {
    let limits = Limits {
        connections: 2,
        header_read_timeout: LONG,
        ..Limits::default()
    };
    let served = served(limits).await;
    let mut idle = [connect(served.address), connect(served.address)];
    for stream in &mut idle {
        assert!(exchange(stream, "/").starts_with("HTTP/1.1 200 "));
    }
    assert!(answers(served.address).await < LONG / 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_without_a_request_make_room_for_a_new_client() {
    let limits = Limits {
        connections: 2,
        header_read_timeout: LONG,
        ..Limits::default()
    };
    let served = served(limits).await;
    let _silent = [connect(served.address), connect(served.address)];
    assert!(answers(served.address).await < LONG / 2);
}

#[tokio::test(start_paused = true)]
async fn a_response_that_takes_too_long_is_a_503_like_every_other() {
    let app: Router = Router::new().route("/", get(std::future::pending::<()>));
    let request = Request::get("/").body(Body::empty()).unwrap();
    let response = layers(app).oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(response.headers()["retry-after"], "2");
    assert!(response.headers().contains_key("x-request-id"));
    assert!(!response.headers().contains_key("www-authenticate"));
    let body = to_bytes(response.into_body(), 1024).await.unwrap();
    assert_eq!(
        body,
        r#"{"message":"The access token cannot be checked now"}"#
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_outlives_the_grace_is_aborted() {
    let limits = Limits {
        shutdown_grace: Duration::from_millis(100),
        ..Limits::default()
    };
    let served = served(limits).await;
    let mut hanging = connect(served.address);
    write!(hanging, "GET /hang HTTP/1.1\r\nhost: a\r\n\r\n").unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    served.stop.send(()).unwrap();
    served.ended.await.unwrap();
    let closed = spawn_blocking(move || hanging.read(&mut [0; 1]));
    // Closed or reset, but not open.
    assert!(!closed.await.unwrap().is_ok_and(|length| length > 0));
}

/// The program, with its own realm, on a free port.
struct Program {
    child: Child,
    address: SocketAddr,
    stderr: Option<BufReader<ChildStderr>>,
}

impl Program {
    fn start() -> Self {
        // No issuer answers there; the public route needs none.
        let mut child = Command::new(env!("CARGO_BIN_EXE_04-resource-server"))
            .env("LISTEN", "127.0.0.1:0")
            .env("OAUTH_ISSUER", "http://127.0.0.1:9/realms/myorg")
            .env("DRAIN_SECONDS", "3")
            .env_remove("RUST_LOG")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        let address = loop {
            let mut line = String::new();
            assert!(stderr.read_line(&mut line).unwrap() > 0, "it has ended");
            if let Some((_, rest)) = line.split_once("the API is at http://") {
                break rest.split(',').next().unwrap().parse().unwrap();
            }
        };
        Self {
            child,
            address,
            stderr: Some(stderr),
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

#[test]
fn a_log_that_nobody_reads_delays_no_response() {
    let program = Program::start();
    let mut stream = connect(program.address);
    // Some 200 bytes of log each: several times what a pipe and the buffer hold.
    for _ in 0..3000 {
        let head = exchange(&mut stream, "/api/public");
        assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    }
}

#[test]
fn a_log_whose_reader_is_gone_stops_no_response() {
    let mut program = Program::start();
    drop(program.stderr.take());
    let mut stream = connect(program.address);
    for path in ["/api/public", "/healthz", "/api/public"] {
        let head = exchange(&mut stream, path);
        assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    }
}

/// On Unix, where a signal can be sent.
#[cfg(unix)]
#[test]
fn a_server_that_was_told_to_stop_says_so_before_it_stops() {
    for signal in ["-TERM", "-HUP"] {
        let mut program = Program::start();
        let mut stream = connect(program.address);
        let ready = exchange(&mut stream, "/healthz");
        assert!(ready.starts_with("HTTP/1.1 200 "), "{ready}");
        let id = program.child.id().to_string();
        let sent = Command::new("kill").args([signal, &id]).status().unwrap();
        assert!(sent.success());
        std::thread::sleep(Duration::from_millis(200));
        let draining = exchange(&mut connect(program.address), "/readyz");
        assert!(draining.starts_with("HTTP/1.1 503 "), "{draining}");
        assert!(draining.contains("retry-after: "), "{draining}");
        let served = exchange(&mut connect(program.address), "/api/public");
        assert!(served.starts_with("HTTP/1.1 200 "), "{served}");
        assert!(program.child.wait().unwrap().success());
    }
}
