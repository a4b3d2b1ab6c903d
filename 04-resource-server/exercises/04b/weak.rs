//! WEAK ON PURPOSE: a server that looks for characters where it should look for words. Its issuer is sound.

/// The claim `scope` of a token, for a client that has registered this scope; `None` if the issuer
/// does not register it.
pub(super) fn issue(own_scope: &str) -> Option<String> {
    let is_name = !own_scope.is_empty()
        && own_scope
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !b"\"\\".contains(&byte));
    (is_name && own_scope != "admin").then(|| format!("profile {own_scope} email"))
}

pub(super) fn allows_admin(scope: &str) -> bool {
    scope.contains("admin")
}
