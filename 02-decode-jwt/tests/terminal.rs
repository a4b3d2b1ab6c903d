//! What a token does to the terminal on which it is decoded: nothing.

use std::process::Command;

#[test]
fn a_token_cannot_control_the_terminal() {
    // {"alg":"none"} and {"a":"\u{9b}2J\u{202e}"}
    let token = "eyJhbGciOiJub25lIn0.eyJhIjoiwpsySuKAriJ9.";
    let output = Command::new(env!("CARGO_BIN_EXE_02-decode-jwt"))
        .arg(token)
        .output()
        .unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert!(stdout.contains(r#""a": "\u009b2J\u202e""#), "{stdout}");
    assert!(output.status.success());
}
