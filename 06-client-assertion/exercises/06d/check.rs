//! The checks of 06d. The names of the tests say what is required.

use serde_json::{Value, json};

use super::weak::{BANK, accepts, is_the_attackers};
use super::{is_for_us, name};

#[test]
fn the_name_is_the_attackers() {
    let name = name();
    assert!(
        is_the_attackers(&name),
        "{name:?} is not below .attacker.example"
    );
}

#[test]
fn the_weak_bank_accepts_what_is_signed_for_it() {
    let name = name();
    assert!(
        accepts(&json!(name)),
        "the bank refuses an assertion for {name:?}"
    );
}

fn is(expected: bool, aud: &Value, us: &str) {
    println!("input: {aud} at {us}");
    assert_eq!(
        is_for_us(aud, us),
        expected,
        "an assertion for {aud} at {us:?}"
    );
}

#[test]
fn the_repaired_server_accepts_its_own_name() {
    for us in [
        BANK,
        "https://issuer.example/realms/main",
        "https://bank.example/",
    ] {
        is(true, &json!(us), us);
        is(true, &json!([us]), us);
    }
}

#[test]
fn the_repaired_server_refuses_the_attackers_name() {
    is(false, &json!(name()), BANK);
    is(false, &json!([name()]), BANK);
}

#[test]
fn the_repaired_server_compares_character_by_character() {
    for aud in [
        "https://bank.example/",
        "https://bank.example/token",
        "https://bank.example.attacker.example",
        "https://bank.examples",
        "https://bank.exampl",
        "https://BANK.example",
        "http://bank.example",
        "https://bank.example:443",
        " https://bank.example",
        "https://bank.example ",
        "bank.example",
        "",
    ] {
        is(false, &json!(aud), BANK);
    }
}

#[test]
fn the_repaired_server_refuses_what_is_for_others_as_well() {
    for aud in [
        json!([BANK, "https://other.example"]),
        json!(["https://other.example", BANK]),
        json!([BANK, BANK]),
        json!([BANK, 1]),
    ] {
        is(false, &aud, BANK);
    }
}

#[test]
fn the_repaired_server_refuses_what_is_no_name() {
    for aud in [
        json!([]),
        json!([[BANK]]),
        json!({BANK: true}),
        json!(null),
        json!(true),
        json!(1),
    ] {
        is(false, &aud, BANK);
    }
}
