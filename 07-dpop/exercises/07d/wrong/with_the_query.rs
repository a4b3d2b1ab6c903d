//! The query is compared, and clients do not send it.
//!
//! ```text
//! query and fragment are ignored
//!
//!   Request { host: "api.bank.example", path: "/reports", htu: "https://api.bank.example/reports?a=b" }
//!     got:      false
//!     expected: true
//! ```

fn pass_on() -> Request {
    Request {
        host: "api.attacker.example".to_owned(),
        path: "/reports".to_owned(),
        htu: weak::HTU.to_owned(),
    }
}

fn is_for_us(request: &Request, public_url: &str) -> bool {
    request.htu == format!("{public_url}{}", request.path)
}
