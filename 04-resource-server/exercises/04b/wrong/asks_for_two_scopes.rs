//! A name with a space in it would be two names. The issuer refuses it.
//!
//! ```text
//! the issuer registers your scope
//!
//!   the issuer refuses the name "x admin"
//! ```

fn forge() -> String {
    "x admin".to_owned()
}
