//! Collects the headers, header names as text.

fn forge() -> Request<Body> {
    Request::builder()
        .uri("/who")
        .header("Authorization", format!("Bearer {}", weak::GUEST))
        .header("Authorization", "Bearer admin.x")
        .body(Body::empty())
        .unwrap()
}

async fn who(headers: HeaderMap) -> Result<String, StatusCode> {
    let all: Vec<_> = headers.get_all("authorization").iter().collect();
    let value = match all.len() {
        0 => return Err(StatusCode::UNAUTHORIZED),
        1 => all[0],
        _ => return Err(StatusCode::BAD_REQUEST),
    };
    let value = value.to_str().map_err(|_| StatusCode::BAD_REQUEST)?;
    let (scheme, token) = value.split_once(' ').unwrap_or((value, ""));
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(StatusCode::UNAUTHORIZED);
    }
    if token.contains(' ') || token.contains(',') {
        return Err(StatusCode::BAD_REQUEST);
    }
    let (name, _) = token.split_once('.').ok_or(StatusCode::BAD_REQUEST)?;
    Ok(name.to_owned())
}
