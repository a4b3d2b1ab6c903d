//! `as_array` and `contains`, or equal.

fn is_for(us: &str, aud: Option<&Value>) -> bool {
    let us = Value::String(us.into());
    aud.is_some_and(|aud| *aud == us || aud.as_array().is_some_and(|names| names.contains(&us)))
}
