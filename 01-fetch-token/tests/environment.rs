//! The program in the environments that machines have: proxies, no certificates, secrets in files.
#![expect(
    clippy::unwrap_used,
    reason = "clippy allows it in tests, but not in their helpers"
)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

const TOKEN: &str = r#"{"access_token": "a.b.c", "token_type": "Bearer"}"#;

/// A server that answers every request with this, and reports each request's text.
fn server(status: &'static str, body: &'static str) -> (u16, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (sender, requests) = channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = BufReader::new(stream.unwrap());
            let (mut request, mut length) = (String::new(), 0);
            loop {
                let start = request.len();
                if stream.read_line(&mut request).unwrap() <= 2 {
                    break;
                }
                let line = request[start..].to_ascii_lowercase();
                if let Some(value) = line.strip_prefix("content-length:") {
                    length = value.trim().parse().unwrap();
                }
            }
            let mut form = vec![0; length];
            stream.read_exact(&mut form).unwrap();
            request += &String::from_utf8(form).unwrap();
            let answer = format!(
                "HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            );
            stream.get_mut().write_all(answer.as_bytes()).unwrap();
            // The test may be over.
            sender.send(request).ok();
        }
    });
    (port, requests)
}

/// Exit code, stdout and stderr.
struct Ran(Option<i32>, String, String);

fn run(variables: &[(&str, &str)]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_01-fetch-token"));
    for (name, _) in std::env::vars() {
        let proxy = name.to_ascii_lowercase().ends_with("_proxy");
        if proxy || name.starts_with("OAUTH_") {
            command.env_remove(name);
        }
    }
    let output = command
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran(
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

fn issuer(port: u16) -> String {
    format!("http://localhost:{port}/realms/myorg")
}

/// A file with this content, deleted with the value.
struct TestFile(PathBuf);

impl TestFile {
    fn new(name: &str, content: &[u8]) -> Self {
        let path = std::env::temp_dir().join(format!("{}-{name}", std::process::id()));
        fs::write(&path, content).unwrap();
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for TestFile {
    fn drop(&mut self) {
        fs::remove_file(&self.0).ok();
    }
}

#[test]
fn this_machine_is_not_asked_through_a_proxy() {
    let (port, _) = server("200 OK", TOKEN);
    let (proxy, asked) = server("502 Bad Gateway", "");
    let proxy = format!("http://127.0.0.1:{proxy}");
    for name in ["HTTP_PROXY", "http_proxy", "ALL_PROXY"] {
        let ran = run(&[("OAUTH_ISSUER", &issuer(port)), (name, &proxy)]);
        assert_eq!(ran.1, "a.b.c\n", "{name}: {}", ran.2);
    }
    assert!(asked.try_recv().is_err());
}

#[test]
fn an_error_names_the_proxy_without_its_password() {
    let (port, asked) = server("200 OK", "<html>");
    let proxy = format!("http://user:hunter2@127.0.0.1:{port}");
    let variables = [
        ("OAUTH_ISSUER", "http://issuer.invalid/realms/myorg"),
        ("OAUTH_INSECURE_HTTP", "1"),
        ("OAUTH_CLIENT_ID", "a"),
        ("OAUTH_CLIENT_SECRET", "b"),
    ];
    let with = |proxy: &str| {
        let proxy = [("HTTP_PROXY", proxy)];
        run(&[&variables[..], &proxy].concat())
    };
    // It answers, but it is not the issuer.
    assert_eq!(with(&proxy).0, Some(1));
    let request = asked.recv().unwrap();
    assert!(request.starts_with("POST http://issuer.invalid/realms/myorg/protocol"));
    assert!(
        request
            .to_ascii_lowercase()
            .contains("proxy-authorization: basic")
    );
    // It does not answer. Port 9 of this machine is closed.
    let Ran(code, _, stderr) = with("http://user:hunter2@127.0.0.1:9");
    assert_eq!(code, Some(1));
    for part in ["the proxy in HTTP_PROXY", "add issuer.invalid to NO_PROXY"] {
        assert!(stderr.contains(part), "{stderr}");
    }
    assert!(!stderr.contains("hunter2"), "{stderr}");

    let direct = [("NO_PROXY", "issuer.invalid"), ("HTTP_PROXY", &proxy)];
    let ran = run(&[&variables[..], &direct].concat());
    assert!(!ran.2.contains("HTTP_PROXY"), "{}", ran.2);
}

#[cfg(target_os = "linux")]
#[test]
fn without_trusted_certificates_plain_http_works() {
    let (port, _) = server("200 OK", TOKEN);
    let none = [
        ("SSL_CERT_FILE", "/nonexistent"),
        ("SSL_CERT_DIR", "/nonexistent"),
    ];
    let issuer = issuer(port);
    let ran = run(&[&none[..], &[("OAUTH_ISSUER", &issuer)]].concat());
    assert_eq!(ran.1, "a.b.c\n", "{}", ran.2);
}

#[test]
fn plain_http_to_another_machine_is_refused() {
    let Ran(code, _, stderr) = run(&[("OAUTH_ISSUER", "http://issuer.invalid/realms/myorg")]);
    assert_eq!(code, Some(2), "{stderr}");
    assert!(stderr.contains("OAUTH_INSECURE_HTTP=1"), "{stderr}");
    let Ran(code, _, stderr) = run(&[
        ("OAUTH_ISSUER", "http://issuer.invalid/realms/myorg"),
        ("OAUTH_INSECURE_HTTP", "yes"),
    ]);
    assert_eq!(code, Some(2), "{stderr}");
    assert!(stderr.contains("set it to 1"), "{stderr}");
}

#[test]
fn published_secrets_are_only_sent_to_the_course_realm() {
    let (port, asked) = server("200 OK", TOKEN);
    let other = format!("http://localhost:{port}/realms/other");
    let ran = run(&[("OAUTH_ISSUER", &other)]);
    assert_eq!(ran.0, Some(1));
    assert!(ran.2.contains("OAUTH_CLIENT_ID is not set"), "{}", ran.2);
    let ran = run(&[("OAUTH_ISSUER", &other), ("OAUTH_CLIENT_ID", "a")]);
    assert!(ran.2.contains("OAUTH_CLIENT_SECRET_FILE"), "{}", ran.2);
    assert!(asked.try_recv().is_err());
}

#[test]
fn a_response_is_asked_for_uncompressed() {
    let (port, asked) = server("200 OK", TOKEN);
    assert_eq!(run(&[("OAUTH_ISSUER", &issuer(port))]).0, Some(0));
    let request = asked.recv().unwrap().to_ascii_lowercase();
    assert!(
        request.contains("accept-encoding: identity\r\n"),
        "{request}"
    );
}

#[test]
fn a_secret_may_be_in_a_file() {
    let (port, asked) = server("200 OK", TOKEN);
    let issuer = issuer(port);
    let with_file = |content: &[u8], more: &[(&str, &str)]| {
        let file = TestFile::new("secret", content);
        let variables = [
            ("OAUTH_ISSUER", issuer.as_str()),
            ("OAUTH_CLIENT_SECRET_FILE", file.path()),
        ];
        run(&[&variables[..], more].concat())
    };
    for (content, sent) in [
        ("hunter2\n", "client_secret=hunter2&"),
        ("hunter2\r\n", "client_secret=hunter2&"),
        ("hunter2 \n\n", "client_secret=hunter2+%0A&"),
        ("\u{feff}hunter2\r\n", "client_secret=hunter2&"),
    ] {
        let ran = with_file(content.as_bytes(), &[]);
        assert_eq!(ran.0, Some(0), "{}", ran.2);
        let request = asked.recv().unwrap();
        assert!(format!("{request}&").contains(sent), "{request}");
    }
    let refused = |ran: Ran, part: &str| {
        assert_eq!(ran.0, Some(1), "{}", ran.2);
        assert!(ran.2.contains(part), "{}", ran.2);
        assert!(!ran.2.contains("hunter2"), "{}", ran.2);
    };
    for (content, part) in [
        (b"\n".as_slice(), "it is empty"),
        (b"\xef\xbb\xbf\n", "it is empty"),
        (b"\xff\xfeh\0u\0", "it is UTF-16: save it as UTF-8"),
        (b"\xfe\xff\0h\0u", "it is UTF-16: save it as UTF-8"),
        (b"hunter2\xfc", "it is not text in UTF-8: save it as UTF-8"),
        (&[b'h'; 16 * 1024 + 1], "it has more than 16384 bytes"),
    ] {
        refused(with_file(content, &[]), part);
    }
    let both = [("OAUTH_CLIENT_SECRET", "hunter2")];
    refused(
        with_file(b"hunter2", &both),
        "both OAUTH_CLIENT_SECRET and OAUTH_CLIENT_SECRET_FILE are set",
    );
    let absent = [
        ("OAUTH_ISSUER", issuer.as_str()),
        ("OAUTH_CLIENT_SECRET_FILE", "/nonexistent"),
    ];
    refused(run(&absent), "OAUTH_CLIENT_SECRET_FILE names");
    #[cfg(unix)]
    {
        let endless = [absent[0], ("OAUTH_CLIENT_SECRET_FILE", "/dev/zero")];
        refused(run(&endless), "it has more than 16384 bytes");
    }
}

#[test]
fn the_way_to_authenticate_is_a_setting() {
    let (port, asked) = server("200 OK", TOKEN);
    let issuer = issuer(port);
    let with = |auth: &str| run(&[("OAUTH_ISSUER", &issuer), ("OAUTH_CLIENT_AUTH", auth)]);
    let basic = |request: &str| {
        request
            .to_ascii_lowercase()
            .contains("authorization: basic ")
    };
    assert_eq!(with("client_secret_basic").0, Some(0));
    assert!(basic(&asked.recv().unwrap()));
    assert_eq!(with("client_secret_post").0, Some(0));
    assert!(!basic(&asked.recv().unwrap()));
    let Ran(code, _, stderr) = with("basic");
    assert_eq!(code, Some(1));
    assert!(
        stderr.contains("client_secret_basic or private_key_jwt"),
        "{stderr}"
    );
}

#[test]
fn a_variable_set_to_nothing_is_an_error() {
    for name in ["OAUTH_ISSUER", "OAUTH_SCOPE"] {
        let Ran(code, _, stderr) = run(&[(name, "")]);
        assert_eq!(code, Some(2), "{name}: {stderr}");
        assert!(
            stderr.contains(name) && stderr.contains("empty"),
            "{stderr}"
        );
    }
    let ran = run(&[("OAUTH_ISSUER", "https://user:hunter2@issuer.invalid")]);
    assert_eq!(ran.0, Some(2));
    assert!(!ran.2.contains("hunter2"), "{}", ran.2);
}

#[test]
fn an_error_with_status_200_is_an_error() {
    let body = r#"{"error": "invalid_client", "error_description": "the secret is wrong"}"#;
    let (port, _) = server("200 OK", body);
    let ran = run(&[("OAUTH_ISSUER", &issuer(port))]);
    assert_eq!(ran.0, Some(1));
    assert!(
        ran.2.contains("invalid_client (the secret is wrong)"),
        "{}",
        ran.2
    );
}

/// As `01-fetch-token | true` and `2>&-` have it.
#[cfg(unix)]
#[test]
fn a_reader_that_left_is_not_an_error() {
    let (port, _) = server("200 OK", TOKEN);
    let closed = || {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        writer
    };
    let run = |stdout: Stdio, stderr: Stdio, issuer: &str| {
        Command::new(env!("CARGO_BIN_EXE_01-fetch-token"))
            .env("OAUTH_ISSUER", issuer)
            .stdin(Stdio::null())
            .stdout(stdout)
            .stderr(stderr)
            .status()
            .unwrap()
            .code()
    };
    let issuer = issuer(port);
    assert_eq!(run(closed().into(), Stdio::null(), &issuer), Some(0));
    // Not 101, with which a panic ends.
    let refused = "http://localhost:9/realms/myorg";
    assert_eq!(run(Stdio::null(), closed().into(), refused), Some(1));
}
