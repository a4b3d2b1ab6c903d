//! A match on the status.

fn next(answer: Option<&Answer>) -> Next {
    match answer.map(|a| a.status) {
        Some(200) => Next::Gone,
        None | Some(500..=599) => Next::TryAgain,
        Some(401) => Next::OwnCredentials,
        Some(_) => Next::Refused,
    }
}
