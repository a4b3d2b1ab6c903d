//! The function of step 02, a forgery with spaces.

fn scope(payload: &str) -> Option<String> {
    let object = decode_jwt::parse_object(decode_jwt::Part::Payload, payload.as_bytes()).ok()?;
    Some(object.get("scope")?.as_str()?.to_owned())
}
