//! Four characters "to recognise it by" are four fewer to guess, and in a
//! short secret half of it.
//!
//! ```text
//! debug shows no character of the secret
//!
//!   "Zq7" of the secret is in Client { id: "test_api_client", secret: "Zq7-…" }
//! ```

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let beginning: String = self.secret.chars().take(4).collect();
        let mut output = f.debug_struct("Client");
        output.field("id", &self.id);
        output.field("secret", &format!("{beginning}…")).finish()
    }
}
