//! Text from elsewhere, made safe for a terminal and for a log.

use std::fmt::Write;

use serde::Serialize;

/// The most characters of a foreign text that a message contains.
const MAX: usize = 200;

/// Foreign text for a message: at most 200 characters, and those that could change how the rest is
/// shown are escaped.
///
/// These are control characters, which a terminal executes; line separators, which start a new line in
/// a log; and marks that reverse the direction of writing, which make a message read as another one
/// (CWE-150). RFC 6749 §5.2 allows only printable ASCII in an error, but a server can send anything.
///
/// ```
/// use fetch_token::printable;
///
/// assert_eq!(printable("gr\u{fc}n \u{1b}[31mred"), "gr\u{fc}n \\u{1b}[31mred");
/// ```
#[must_use]
pub fn printable(text: &str) -> String {
    let mut shown = String::new();
    for c in text.chars().take(MAX) {
        if is_harmless(c) {
            shown.push(c);
        } else {
            // Writing to a String does not fail.
            write!(shown, "{}", c.escape_unicode()).ok();
        }
    }
    shown
}

/// JSON for a terminal, indented: the same value, with the characters that [`printable`] escapes in
/// JSON's own way.
///
/// ```
/// let value = serde_json::json!({"a": "\u{202e}\u{9b}"});
/// assert_eq!(fetch_token::printable_json(&value), "{\n  \"a\": \"\\u202e\\u009b\"\n}");
/// ```
#[must_use]
pub fn printable_json(value: &impl Serialize) -> String {
    let json = serde_json::to_string_pretty(value).unwrap_or_default();
    let mut shown = String::with_capacity(json.len());
    for c in json.chars() {
        if is_harmless(c) || c == '\n' {
            shown.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            // Writing to a String does not fail.
            write!(shown, "\\u{unit:04x}").ok();
        }
    }
    shown
}

fn is_harmless(c: char) -> bool {
    !c.is_control()
        && !matches!(
            c,
            '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_the_display_is_escaped() {
        assert_eq!(printable("Grüße, 世界 \"\\"), "Grüße, 世界 \"\\");
        assert_eq!(printable("a\r\nb\u{1b}[2J"), "a\\u{d}\\u{a}b\\u{1b}[2J");
        for c in [
            '\u{85}', '\u{9b}', '\u{61c}', '\u{200b}', '\u{200e}', '\u{2028}', '\u{2029}',
            '\u{202a}', '\u{202e}', '\u{2066}', '\u{2069}', '\u{feff}',
        ] {
            let shown = printable(&c.to_string());
            assert!(shown.is_ascii() && shown.starts_with("\\u{"), "{shown:?}");
        }
        assert_eq!(printable(&"x".repeat(1000)).len(), 200);
    }
}
