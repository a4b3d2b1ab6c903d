//! The query is compared, and clients do not send it.

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
