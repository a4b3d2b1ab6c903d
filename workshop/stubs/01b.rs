//! # 01b: Basic credentials that survive a percent sign
//!
//! The tutorial puts `client_id` and `client_secret` into the form. RFC 6749
//! prefers the header: `Authorization: Basic`, and then base64 of `id:secret`.
//! Many clients forget that the id and the secret are form-encoded first, each
//! on its own. Nobody notices until a secret has a `%` or a `+` in it.
//!
//! Build the header's value. `form_urlencoded::byte_serialize` encodes,
//! `base64::prelude::BASE64_STANDARD` is the alphabet.
//!
//! Check: `cargo workshop check 01b`
//! Read: RFC 6749 §2.3.1 and Appendix B

#[cfg(test)]
mod check;

/// The value of the header `Authorization`.
fn basic(id: &str, secret: &str) -> String {
    todo!(
        "the credentials of {id}, whose secret has {} bytes",
        secret.len()
    )
}
