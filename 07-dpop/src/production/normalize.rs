//! When two URLs are the same (RFC 3986 §6.2).

use url::Url;

/// The URL without query and fragment, in the one spelling that all equivalent URLs have: scheme and host
/// in lower case, no default port, no dots in the path, and a percent-encoding only where it is needed.
/// `None` if it is not an `http` or `https` URL.
///
/// RFC 9449 §4.3, RFC 3986 §6.2.2, §6.2.3
#[must_use]
pub fn normalize(text: &str) -> Option<String> {
    // The parser would forgive more: white space and line breaks, backslashes, a missing slash.
    let written = ["http://", "https://"].iter().any(|start| {
        text.get(..start.len())
            .is_some_and(|scheme| scheme.eq_ignore_ascii_case(start))
    });
    let strange = |c: char| c.is_whitespace() || c.is_control() || c == '\\';
    if !written || text.contains(strange) {
        return None;
    }
    let mut url = Url::parse(text).ok()?;
    url.set_query(None);
    url.set_fragment(None);
    Some(decode_unreserved(url.as_str()))
}

/// Decodes what need not be encoded, and writes the rest in capitals: `%7E` is `~`, and `%2f` is `%2F`,
/// which is not a slash.
///
/// RFC 3986 §6.2.2.1, §6.2.2.2
fn decode_unreserved(url: &str) -> String {
    let mut decoded = String::with_capacity(url.len());
    let mut rest = url;
    while let Some((before, after)) = rest.split_once('%') {
        decoded.push_str(before);
        let byte = after.get(..2);
        let byte = byte.filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let Some(hex) = byte else {
            decoded.push('%');
            rest = after;
            continue;
        };
        match u8::from_str_radix(hex, 16) {
            Ok(byte) if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => {
                decoded.push(char::from(byte));
            }
            _ => {
                decoded.push('%');
                decoded.push_str(&hex.to_ascii_uppercase());
            }
        }
        rest = after.get(2..).unwrap_or_default();
    }
    decoded.push_str(rest);
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equivalent_urls_have_one_spelling() {
        let one = normalize("https://api.example/a/b~c").unwrap();
        assert_eq!(one, "https://api.example/a/b~c");
        for text in [
            "HTTPS://API.Example/a/b~c",
            "https://api.example:443/a/b~c",
            "https://api.example/a/b~c?x=y",
            "https://api.example/a/b~c#x",
            "https://api.example/a/./b~c",
            "https://api.example/x/../a/b~c",
            "https://api.example/%61/b%7Ec",
            "https://api.example/a/b%7ec",
        ] {
            assert_eq!(normalize(text).as_deref(), Some(one.as_str()), "{text}");
        }
        assert_eq!(
            normalize("https://api.example"),
            normalize("https://api.example/")
        );
        assert_eq!(
            normalize("https://a.example/%2f"),
            normalize("https://a.example/%2F")
        );
    }

    #[test]
    fn others_differ() {
        let one = normalize("https://api.example/a/b");
        for text in [
            "http://api.example/a/b",
            "https://api.example:444/a/b",
            "https://other.example/a/b",
            "https://api.example./a/b",
            "https://user@api.example/a/b",
            "https://api.example/a/b/",
            "https://api.example/A/b",
            "https://api.example/a%2Fb",
            "https://api.example/a//b",
            "https://api.example/a/b%00",
        ] {
            assert_ne!(normalize(text), one, "{text}");
        }
    }

    #[test]
    fn what_is_not_a_url_equals_nothing() {
        for text in [
            "",
            "/a/b",
            "api.example/a/b",
            "ftp://api.example/a/b",
            "https:api.example/a/b",
            "https:\\\\api.example\\a\\b",
            " https://api.example/a/b",
            "https://api.example/a/\nb",
            "https://",
        ] {
            assert_eq!(normalize(text), None, "{text:?}");
        }
    }
}
