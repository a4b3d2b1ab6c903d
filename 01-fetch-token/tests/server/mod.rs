//! A token endpoint that does as it is told, and counts.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::Url;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time;

/// Looks again and again until there is what is waited for. It counts and does not look at the
/// clock, which the tests move.
pub(crate) async fn eventually<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    for _ in 0..3000 {
        if let Some(found) = look().await {
            return found;
        }
        time::sleep(Duration::from_millis(1)).await;
    }
    panic!("waited for {what} in vain");
}

/// What the endpoint does with one request.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    /// A token with this `expires_in`, or none. The first request's is `token-1`, and so on.
    Token(Option<u64>),
    /// A status line, header lines, and a body.
    Status(&'static str, &'static str, &'static str),
    /// Nothing: the connection is closed.
    Close,
}

/// The endpoint. It ends with the runtime.
pub(crate) struct Server {
    pub(crate) url: Url,
    shared: Arc<Shared>,
}

struct Shared {
    script: Mutex<VecDeque<Answer>>,
    requests: watch::Sender<usize>,
    open: watch::Sender<bool>,
}

impl Server {
    /// Answers in this order, and then with tokens of 300 seconds.
    pub(crate) async fn start(script: impl IntoIterator<Item = Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/token", listener.local_addr().unwrap());
        let shared = Arc::new(Shared {
            script: Mutex::new(script.into_iter().collect()),
            requests: watch::Sender::new(0),
            open: watch::Sender::new(true),
        });
        let serving = Arc::clone(&shared);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(Arc::clone(&serving), stream));
            }
        });
        let url = Url::parse(&url).unwrap();
        Self { url, shared }
    }

    /// What comes next.
    pub(crate) fn then(&self, answers: impl IntoIterator<Item = Answer>) {
        self.shared.script.lock().unwrap().extend(answers);
    }

    /// How many requests it has seen.
    pub(crate) fn requests(&self) -> usize {
        *self.shared.requests.borrow()
    }

    /// Waits until it has seen that many.
    pub(crate) async fn saw(&self, requests: usize) {
        let enough = async || (self.requests() >= requests).then_some(());
        eventually("a request", enough).await;
    }

    /// Reads requests, but does not answer until `open`.
    pub(crate) fn hold(&self) {
        self.shared.open.send_replace(false);
    }

    pub(crate) fn open(&self) {
        self.shared.open.send_replace(true);
    }
}

async fn serve(shared: Arc<Shared>, stream: TcpStream) {
    let mut stream = BufReader::new(stream);
    let (mut line, mut length) = (String::new(), 0);
    while stream.read_line(&mut line).await.unwrap() > 2 {
        if let Some(value) = line.strip_prefix("content-length: ") {
            length = value.trim().parse().unwrap();
        }
        line.clear();
    }
    stream.read_exact(&mut vec![0; length]).await.unwrap();

    let mut number = 0;
    shared.requests.send_modify(|requests| {
        *requests += 1;
        number = *requests;
    });
    let answer = shared.script.lock().unwrap().pop_front();
    let mut open = shared.open.subscribe();
    open.wait_for(|open| *open).await.unwrap();
    let (status, headers, body) = match answer.unwrap_or(Answer::Token(Some(300))) {
        Answer::Token(expires_in) => {
            let expires_in =
                expires_in.map_or(String::new(), |s| format!(r#", "expires_in": {s}"#));
            let body = format!(
                r#"{{"access_token": "token-{number}", "token_type": "Bearer"{expires_in}}}"#
            );
            ("200 OK", "", body)
        }
        Answer::Status(status, headers, body) => (status, headers, body.to_owned()),
        Answer::Close => return,
    };
    let length = body.len();
    let answer = format!(
        "HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n{body}"
    );
    // Whoever asked may have lost patience.
    drop(stream.write_all(answer.as_bytes()).await);
}
