//! The signature algorithms that an API accepts (RFC 7518 §3.1, RFC 8037 §3.1).

use std::fmt;
use std::str::FromStr;

use jsonwebtoken::Algorithm;
use thiserror::Error;

/// The algorithms that can be accepted: those with a private key, which the issuer alone has. HS256
/// and its kin need a secret that the API would share with the issuer, and could then issue tokens.
const ASYMMETRIC: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// A list of signature algorithms: at least one, and none with a shared secret. Default: RS256 alone.
///
/// ```
/// use verify_signature::Algorithms;
///
/// let algorithms: Algorithms = "RS256, ES256".parse()?;
/// assert_eq!(algorithms.to_string(), "RS256, ES256");
/// assert!("RS256, HS256".parse::<Algorithms>().is_err());
/// # Ok::<(), verify_signature::AlgorithmsError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Algorithms(Vec<Algorithm>);

/// A list that is empty, or names something else than the algorithms of [`Algorithms`].
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "{0:?} is not among RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384 and EdDSA: set \
     OAUTH_ALGORITHMS to those that the issuer uses, such as RS256,ES256"
)]
pub struct AlgorithmsError(String);

impl Algorithms {
    /// Whether a token may be signed with this algorithm.
    #[must_use]
    pub fn contains(&self, algorithm: Algorithm) -> bool {
        self.0.contains(&algorithm)
    }

    /// The algorithm with this name, if it is in the list.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<Algorithm> {
        let algorithm = name.parse().ok()?;
        self.contains(algorithm).then_some(algorithm)
    }

    /// The names, as in `alg`.
    pub fn names(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(|algorithm| format!("{algorithm:?}"))
    }
}

impl Default for Algorithms {
    fn default() -> Self {
        Self(vec![Algorithm::RS256])
    }
}

impl FromStr for Algorithms {
    type Err = AlgorithmsError;

    /// Names separated by commas, with or without spaces.
    fn from_str(text: &str) -> Result<Self, AlgorithmsError> {
        let algorithm = |name: &str| {
            let name = name.trim_matches(' ');
            let known = name.parse().ok();
            known
                .filter(|algorithm| ASYMMETRIC.contains(algorithm))
                .ok_or_else(|| AlgorithmsError(name.to_owned()))
        };
        Ok(Self(
            text.split(',').map(algorithm).collect::<Result<_, _>>()?,
        ))
    }
}

impl fmt::Display for Algorithms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.0.iter().map(|name| format!("{name:?}")).collect();
        f.write_str(&names.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_the_algorithms_of_an_issuer_and_no_others() {
        let parse = |text: &str| text.parse::<Algorithms>();
        let all = ASYMMETRIC.map(|name| format!("{name:?}"));
        assert_eq!(parse(&all.join(",")).unwrap().0, ASYMMETRIC);
        assert_eq!(parse("RS256").unwrap(), Algorithms::default());
        assert_eq!(parse(" ES256 ,PS256").unwrap().to_string(), "ES256, PS256");
        for text in [
            "",
            " ",
            ",",
            "RS256,",
            "none",
            "None",
            "HS256",
            "RS256,HS512",
            "rs256",
            "ES512",
            "RS256;ES256",
            "RS256 ES256",
            "\tRS256",
            "RSA-OAEP",
        ] {
            let error = parse(text).unwrap_err().to_string();
            assert!(error.contains("OAUTH_ALGORITHMS"), "{text:?}: {error}");
        }
    }
}
