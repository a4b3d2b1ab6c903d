//! # 07d, a solution
//!
//! The sender of a request writes its `Host` header. What the API is called is
//! for its operator to say.

#[cfg(test)]
mod check;
#[cfg(test)]
mod weak;

use weak::Request;

/// What you send to the bank.
fn pass_on() -> Request {
    Request {
        host: "api.attacker.example".to_owned(),
        path: "/reports".to_owned(),
        htu: weak::HTU.to_owned(),
    }
}

/// The repaired check. `public_url` is in lower case, and has neither a path nor a slash at its end.
fn is_for_us(request: &Request, public_url: &str) -> bool {
    let htu = request.htu.split(['?', '#']).next().unwrap_or_default();
    let (Some(start), Some(path)) = (htu.get(..public_url.len()), htu.get(public_url.len()..))
    else {
        return false;
    };
    start.eq_ignore_ascii_case(public_url) && path == request.path
}
