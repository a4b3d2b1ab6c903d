//! The proxy looks at the first header, and that one must be good.
//!
//! ```text
//! the proxy lets the forged request pass
//!
//!   the proxy refuses {"authorization": "Bearer admin.bm9ib2R5IGxvb2tz", "authorization": "Bearer guest.c2lnbmVkIGJ5IHRoZSBpc3N1ZXI"}
//! ```

fn forge() -> Request<Body> {
    let request = Request::get("/who")
        .header(AUTHORIZATION, "Bearer admin.bm9ib2R5IGxvb2tz")
        .header(AUTHORIZATION, format!("Bearer {}", weak::GUEST));
    request.body(Body::empty()).unwrap_or_default()
}
