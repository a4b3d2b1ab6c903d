//! # 04e: two Authorization headers
//!
//! A proxy verifies tokens. The API behind it trusts the proxy and only reads
//! who is calling. Both are in `weak.rs`. (Tokens are simplified: a name, a
//! dot, a signature. You have one, `weak::GUEST`.)
//!
//! 1. Break it: `forge` returns a request to `/who` that the proxy lets pass,
//!    and that the API takes for one of `admin`.
//! 2. Repair the API: the handler `who` answers with the name; 401 if there is
//!    no header, or one of another scheme than `Bearer`, which may be written
//!    in any case; 400 if there are two headers, or if what follows `Bearer`
//!    and a space is not one token. A token contains a dot, and neither a space
//!    nor a comma.
//!
//! Check: `cargo workshop check 04e`
//! Read: RFC 6750 §2.1 and §3.1, RFC 9110 §5.3 (repeated headers)

#[cfg(test)]
mod check;
mod weak;

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};

/// A request to `/who` that passes the proxy, and is `admin` to the API.
fn forge() -> Request<Body> {
    todo!("{} is good, but only a guest", weak::GUEST)
}

/// The repaired handler: who is calling.
async fn who(headers: HeaderMap) -> Result<String, StatusCode> {
    todo!("who has sent {headers:?}?")
}
