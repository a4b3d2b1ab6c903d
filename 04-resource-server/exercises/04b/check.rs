//! The checks of 04b. The names of the tests say what is required.

use super::{allows, forge, weak};

/// Whatever scope a route requires, the rule is the same.
const WANTED: [&str; 4] = ["admin", "read", "mail:send", "a"];

#[test]
fn the_issuer_registers_your_scope() {
    let name = forge();
    assert!(
        weak::issue(&name).is_some(),
        "the issuer refuses the name {name:?}"
    );
}

#[test]
fn the_weak_server_takes_it_for_admin() {
    let scope = weak::issue(&forge()).unwrap_or_default();
    assert!(
        weak::allows_admin(&scope),
        "to the weak server {scope:?} is not admin"
    );
}

#[test]
fn the_repaired_server_finds_the_name_wherever_it_is() {
    for wanted in WANTED {
        for scope in [
            wanted.to_owned(),
            format!("{wanted} email"),
            format!("profile {wanted}"),
            format!("profile {wanted} email"),
            format!("profile not_{wanted} {wanted}_2 {wanted} email"),
        ] {
            assert!(
                allows(&scope, wanted),
                "it does not find {wanted:?} in {scope:?}"
            );
        }
    }
}

#[test]
fn the_repaired_server_is_not_taken_in_by_you() {
    let scope = weak::issue(&forge()).unwrap_or_default();
    assert!(!allows(&scope, "admin"), "it takes {scope:?} for admin");
}

fn is_another(wanted: &str, own: &str) {
    for scope in [own.to_owned(), format!("profile {own} email")] {
        assert!(!allows(&scope, wanted), "it finds {wanted:?} in {scope:?}");
    }
}

#[test]
fn the_repaired_server_requires_the_whole_name() {
    for wanted in WANTED {
        let mut letters = wanted.chars();
        letters.next_back();
        for own in [
            format!("{wanted}_of_nothing"),
            format!("not_{wanted}"),
            wanted.to_uppercase(),
            wanted[..1].to_uppercase() + &wanted[1..],
            letters.as_str().to_owned(),
            String::new(),
        ] {
            is_another(wanted, &own);
        }
    }
}

#[test]
fn only_a_space_divides_names() {
    // RFC 6749 §3.3 allows all of ASCII that can be seen, but for `"` and `\`.
    for sign in ('!'..='~').filter(|sign| !"\"\\".contains(*sign)) {
        for wanted in WANTED {
            is_another(wanted, &format!("{wanted}{sign}"));
            is_another(wanted, &format!("{sign}{wanted}"));
            is_another(wanted, &format!("x{sign}{wanted}{sign}y"));
        }
    }
}
