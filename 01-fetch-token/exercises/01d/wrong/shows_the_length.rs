//! One star for each letter tells the attacker which secrets are worth the
//! trouble.
//!
//! ```text
//! debug tells nothing about the secret
//!
//!   "short" looks different from "hunter2"
//!     got:      ["Client { id: \"me\", secret: \"*****\" }", "Client {\n    id: \"me\",\n    secret: \"*****\",\n}"]
//!     expected: ["Client { id: \"me\", secret: \"*******\" }", "Client {\n    id: \"me\",\n    secret: \"*******\",\n}"]
//! ```

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut output = f.debug_struct("Client");
        output.field("id", &self.id);
        output
            .field("secret", &"*".repeat(self.secret.len()))
            .finish()
    }
}
