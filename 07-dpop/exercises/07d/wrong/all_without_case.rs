//! The path is compared without case as well: two resources may differ in nothing else.
//!
//! ```text
//! scheme and host have no case
//!
//!   Request { host: "a", path: "/reports", htu: "https://api.bank.example/Reports" }
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
    htu.eq_ignore_ascii_case(&format!("{public_url}{}", request.path))
}
