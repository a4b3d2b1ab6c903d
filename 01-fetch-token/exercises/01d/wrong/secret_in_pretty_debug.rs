//! {:?} is clean, {:#?} (dbg!) shows the secret.
//!
//! ```text
//! debug shows no character of the secret
//!
//!   "Zq7" of the secret is in Client {
//!       id: "test_api_client",
//!       secret: "Zq7-Xw9-Kj4",
//!   }
//! ```

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.alternate() {
            return f
                .debug_struct("Client")
                .field("id", &self.id)
                .field("secret", &self.secret)
                .finish();
        }
        f.debug_struct("Client")
            .field("id", &self.id)
            .field("secret", &"[redacted]")
            .finish()
    }
}
