//! Backslashes instead of raw strings.

fn challenge(reason: &Reason) -> (u16, String) {
    match reason {
        Reason::NoToken => (401, "Bearer".into()),
        Reason::Malformed => (400, "Bearer error=\"invalid_request\"".into()),
        Reason::InvalidToken => (401, "Bearer error=\"invalid_token\"".into()),
        Reason::MissingScope(s) => (
            403,
            format!("Bearer error=\"insufficient_scope\", scope=\"{s}\""),
        ),
    }
}
