//! Claims that an issuer leaves out of its introspection responses.

use std::str::FromStr;

use thiserror::Error;

/// The claims that can be left out.
const CLAIMS: [&str; 3] = ["exp", "iss", "aud"];

/// Which of `exp`, `iss` and `aud` an introspection response need not have. By default it must have all.
///
/// To leave one out is to trust that the issuer calls a token active only if it has not expired, is its
/// own, and is meant for the API that asks. A claim that is there is always validated.
///
/// RFC 7662 §2.2, §4
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OptionalClaims(Vec<&'static str>);

/// A list that names another claim.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "{0:?} is not exp, iss or aud: set INTROSPECTION_OPTIONAL_CLAIMS to those that the issuer leaves \
     out and checks itself, such as aud or iss,aud, or unset it"
)]
pub struct OptionalClaimsError(String);

impl OptionalClaims {
    pub(crate) fn contains(&self, name: &str) -> bool {
        self.0.contains(&name)
    }
}

impl FromStr for OptionalClaims {
    type Err = OptionalClaimsError;

    /// Names separated by commas, with or without spaces.
    fn from_str(text: &str) -> Result<Self, OptionalClaimsError> {
        let claim = |name: &str| {
            let name = name.trim_matches(' ');
            let known = CLAIMS.into_iter().find(|claim| *claim == name);
            known.ok_or_else(|| OptionalClaimsError(name.to_owned()))
        };
        Ok(Self(text.split(',').map(claim).collect::<Result<_, _>>()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_three_claims_can_be_optional() {
        let parse = |text: &str| text.parse::<OptionalClaims>();
        assert_eq!(parse("aud").unwrap().0, ["aud"]);
        assert_eq!(parse("iss, exp,aud").unwrap().0, ["iss", "exp", "aud"]);
        for text in ["", "sub", "aud,", "AUD", "aud scope", "active"] {
            let error = parse(text).unwrap_err().to_string();
            assert!(
                error.contains("INTROSPECTION_OPTIONAL_CLAIMS"),
                "{text:?}: {error}"
            );
        }
    }
}
