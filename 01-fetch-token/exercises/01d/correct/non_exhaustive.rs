//! A loop, and the secret is not touched.

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, secret: _ } = self;
        f.debug_struct("Client")
            .field("id", id)
            .finish_non_exhaustive()
    }
}

fn loggable(form: &[(&str, &str)]) -> String {
    let mut line = String::new();
    for (i, (name, value)) in form.iter().enumerate() {
        if i > 0 {
            line.push('&');
        }
        line.push_str(name);
        line.push('=');
        match *name {
            "grant_type" | "client_id" | "scope" => line.push_str(value),
            _ => line.push_str("[redacted]"),
        }
    }
    line
}
