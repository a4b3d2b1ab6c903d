//! The same parameters in the other order.

fn challenge(reason: &Reason) -> (u16, String) {
    match reason {
        Reason::NoToken => (401, "Bearer".to_owned()),
        Reason::Malformed => (400, r#"Bearer error="invalid_request""#.to_owned()),
        Reason::InvalidToken => (401, r#"Bearer error="invalid_token""#.to_owned()),
        Reason::MissingScope(scope) => (
            403,
            format!(r#"Bearer scope="{scope}", error="insufficient_scope""#),
        ),
    }
}
