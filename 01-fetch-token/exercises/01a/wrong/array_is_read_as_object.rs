//! A derived struct is also read from an array, such as `["invalid_client"]`.
//!
//! ```text
//! what is not an oauth error is from some other server
//!
//!   404 ["invalid_client"]
//!     got:      CheckCredentials
//!     expected: WrongServer
//! ```

fn advice(status: u16, body: &str) -> Advice {
    #[derive(serde::Deserialize)]
    struct Refusal {
        error: String,
    }
    if status >= 500 {
        return Advice::TryLater;
    }
    match serde_json::from_str::<Refusal>(body) {
        Err(_) => Advice::WrongServer,
        Ok(r) if r.error == "invalid_client" || r.error == "unauthorized_client" => {
            Advice::CheckCredentials
        }
        Ok(r) if r.error == "invalid_scope" => Advice::CheckScope,
        Ok(_) => Advice::CheckRequest,
    }
}
