//! The checks of 04b. The names of the tests say what is demanded.

use super::{allows, forge, weak};

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
fn the_repaired_server_finds_the_word_wherever_it_stands() {
    for scope in [
        "admin",
        "admin email",
        "profile admin",
        "profile admin email",
    ] {
        assert!(
            allows(scope, "admin"),
            "it does not find \"admin\" in {scope:?}"
        );
    }
}

#[test]
fn the_repaired_server_is_not_taken_in_by_you() {
    let scope = weak::issue(&forge()).unwrap_or_default();
    assert!(!allows(&scope, "admin"), "it takes {scope:?} for admin");
}

#[test]
fn the_repaired_server_wants_the_whole_word() {
    for own in [
        "admin_of_nothing",
        "not_admin",
        "Admin",
        "ADMIN",
        "my,admin",
        "my;admin",
        "adm",
    ] {
        let scope = weak::issue(own).expect("the issuer registers it");
        assert!(!allows(&scope, "admin"), "it takes {scope:?} for admin");
    }
    assert!(!allows("", "admin"), "it takes no scope at all for admin");
}
