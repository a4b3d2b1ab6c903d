//! Only the path is compared, and another API may have the same one.
//!
//! ```text
//! the repaired api refuses it
//!
//!   Request { host: "api.attacker.example", path: "/reports", htu: "https://api.attacker.example/reports" }
//!     got:      true
//!     expected: false
//! ```

fn pass_on() -> Request {
    Request {
        host: "api.attacker.example".to_owned(),
        path: "/reports".to_owned(),
        htu: weak::HTU.to_owned(),
    }
}

fn is_for_us(request: &Request, public_url: &str) -> bool {
    let htu = request.htu.split(['?', '#']).next().unwrap_or_default();
    let _ = public_url;
    htu.ends_with(&request.path)
}
