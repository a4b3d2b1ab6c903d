//! # Step 03: verify the signature, then the claims
//!
//! Step 02 read a token and could not tell whether it was true. The issuer signed it with a key
//! that only the issuer has, and publishes the other half of that key. So whoever wants to know
//! asks the issuer once for its public keys and then judges any number of tokens alone:
//!
//! ```text
//! issuer ──/.well-known/openid-configuration──▶ Metadata   who are you, where are your keys?
//!        ──jwks_uri───────────────────────────▶ KeySet     what are your keys?
//! token + KeySet + Policy + clock ──verify────▶ Claims     or the Refusal of the first failed check
//! ```
//!
//! Read in this order: [`Verifier::verify`] is the list of checks, from the cheapest to the one that
//! needs all others; [`Policy`] is what this API demands; [`KeySet`] is which keys may be used;
//! [`Claims`] is what the token says; [`Refusal`] is every way to fail; [`fetch_metadata`] and
//! [`fetch_keys`] get the keys. The verifier does no I/O and knows no time of its own: the same
//! inputs give the same answer, in a test as in a server.
//!
//! New since step 02: JWKS, discovery, signature, claims. Left out on purpose: keeping the keys for
//! the next token (step 04) and tokens that were revoked (step 05).

mod claims;
mod clock;
mod discovery;
mod header;
mod keys;
mod policy;
mod refusal;
mod tamper;
mod verifier;

pub use claims::{Claims, Scopes};
pub use clock::Clock;
pub use discovery::{DiscoveryError, Metadata, fetch_keys, fetch_metadata, metadata_url};
pub use keys::{KeyDefect, KeySet};
pub use policy::{LEEWAY, Policy};
pub use refusal::Refusal;
pub use tamper::tamper;
pub use verifier::Verifier;

/// Makes aws-lc the cryptography of `jsonwebtoken` for this process. To be called first in `main`.
///
/// `jsonwebtoken` picks its only backend by itself, but panics at the first token if some other
/// crate of the program has switched on a second one. A second call changes nothing.
pub fn install_crypto() {
    let _ = jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER.install_default();
}
