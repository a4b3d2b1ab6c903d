//! The checks of 07d. The names of the tests say what is required.

use super::weak::{HTU, Request, call};
use super::{is_for_us, pass_on};

const BANK: &str = "https://api.bank.example";

fn is(expected: bool, host: &str, htu: &str) {
    let request = Request {
        host: host.to_owned(),
        path: "/reports".to_owned(),
        htu: htu.to_owned(),
    };
    println!("input: {request:?}");
    assert_eq!(is_for_us(&request, BANK), expected, "{request:?}");
}

#[test]
fn the_weak_api_answers() {
    let request = pass_on();
    println!("input: {request:?}");
    assert_eq!(request.htu, HTU, "you can make no proof of your own");
    assert_eq!(call(&request), 200, "{request:?}");
}

#[test]
fn the_repaired_api_refuses_it() {
    let request = pass_on();
    is(false, &request.host, &request.htu);
}

#[test]
fn the_repaired_api_knows_its_own_name() {
    for host in ["api.bank.example", "10.0.0.7:50100", "anything"] {
        is(true, host, "https://api.bank.example/reports");
    }
}

#[test]
fn query_and_fragment_are_ignored() {
    for end in ["?a=b", "#a", "?a=b#c", "?", "#a?b"] {
        is(
            true,
            "api.bank.example",
            &format!("https://api.bank.example/reports{end}"),
        );
    }
}

#[test]
fn scheme_and_host_have_no_case() {
    is(true, "a", "HTTPS://API.Bank.Example/reports");
    is(false, "a", "https://api.bank.example/Reports");
    is(false, "a", "https://api.bank.example/REPORTS?a=/reports");
}

#[test]
fn other_urls_are_others() {
    for htu in [
        "http://api.bank.example/reports",
        "https://api.bank.example/report",
        "https://api.bank.example/reports/",
        "https://api.bank.example",
        "https://api.bank.example.attacker.example/reports",
        "https://attacker.example/https://api.bank.example/reports",
        "https://api.bank.example@attacker.example/reports",
        "https://attacker.example?https://api.bank.example/reports",
        "/reports",
        "",
    ] {
        is(false, "api.bank.example", htu);
    }
}
