//! A slice pattern, and another host.

fn name() -> String {
    "https://bank.example-login.attacker.example/realms/main".to_owned()
}

fn is_for_us(aud: &Value, us: &str) -> bool {
    let one = match aud {
        Value::Array(several) => match several.as_slice() {
            [one] => one,
            _ => return false,
        },
        aud => aud,
    };
    one.as_str() == Some(us)
}
