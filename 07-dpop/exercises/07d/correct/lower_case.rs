//! `split_once` at the scheme, and `to_lowercase`.

fn pass_on() -> Request {
    Request {
        host: "api.attacker.example".to_owned(),
        path: "/reports".to_owned(),
        htu: weak::HTU.to_owned(),
    }
}

fn is_for_us(request: &Request, public_url: &str) -> bool {
    let htu = request.htu.split(['?', '#']).next().unwrap_or("");
    let Some((scheme, rest)) = htu.split_once("://") else {
        return false;
    };
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    format!("{scheme}://{host}").to_lowercase() == public_url && path == request.path
}
