//! What a route demands of a token's `scope` (RFC 6749 §3.3).

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use thiserror::Error;
use verify_signature::Scopes;

/// One scope name or several, all of which a token must have. Written as in `scope`: with single
/// spaces in between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequiredScope(Arc<str>);

/// A text that is no list of scope names.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "{0:?} is not a list of scope names: letters, digits and signs without '\"' and '\\', with single spaces in between"
)]
pub struct ScopeError(String);

impl RequiredScope {
    /// The names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.split(' ')
    }

    /// Whether a token with these scopes has all of the names.
    #[must_use]
    pub fn is_met_by(&self, scopes: &Scopes) -> bool {
        self.names().all(|name| scopes.contains(name))
    }
}

impl FromStr for RequiredScope {
    type Err = ScopeError;

    /// `scope-token *( SP scope-token )`. It is read strictly because it goes into the challenge,
    /// where a quotation mark would end the value and begin something else.
    ///
    /// RFC 6749 §3.3
    fn from_str(text: &str) -> Result<Self, ScopeError> {
        let letter = |byte: u8| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
        let name = |name: &str| !name.is_empty() && name.bytes().all(letter);
        if !text.split(' ').all(name) {
            return Err(ScopeError(text.to_owned()));
        }
        Ok(Self(text.into()))
    }
}

impl fmt::Display for RequiredScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_names_are_demanded_as_words() {
        let required: RequiredScope = "read write".parse().unwrap();
        assert!(required.is_met_by(&"write admin read".into()));
        for scopes in [
            "",
            "read",
            "write",
            "readwrite",
            "read writer",
            "READ WRITE",
        ] {
            assert!(!required.is_met_by(&scopes.into()), "{scopes}");
        }
    }

    #[test]
    fn what_would_break_the_challenge_is_refused() {
        for text in ["", " ", "a  b", " a", "a ", "a\"b", "a\\b", "a\tb", "ä"] {
            assert!(text.parse::<RequiredScope>().is_err(), "{text:?}");
        }
    }
}
