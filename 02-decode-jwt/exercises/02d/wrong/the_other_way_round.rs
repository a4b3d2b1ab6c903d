//! The order is the one that the gateway refuses: it reads the first.
//!
//! ```text
//! the gateway lets the forged payload pass
//!
//!   the gateway refuses {"scope":"admin","scope":"read"}
//! ```

fn forge() -> String {
    r#"{"scope":"admin","scope":"read"}"#.to_owned()
}
