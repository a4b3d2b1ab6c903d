//! # Step 06: a client without a shared secret
//!
//! The secret of step 01 is known to two parties, and either can lose it. Here the client makes a key
//! pair, and the server gets the public half. For each token request the client signs a statement about
//! itself, the *assertion*: a JWT that is valid for a minute, for one server, and once.
//!
//! ```text
//! POST /realms/myorg/protocol/openid-connect/token
//!
//! grant_type=client_credentials&scope=test_api_access
//! &client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer
//! &client_assertion=eyJ…     {"alg":"ES256","typ":"client-authentication+jwt","kid":"…"}
//!                            {"iss":"test_jwt_client","sub":"test_jwt_client",    who
//!                             "aud":"http://localhost:8080/realms/myorg",         for whom
//!                             "jti":"…","iat":1680599691,"exp":1680599751}        once, and soon
//! ```
//!
//! Read in this order: [`ClientKey`] is the key pair, its JWK and its name; [`PrivateKeyJwt`] makes the
//! assertion and takes the place of the secret in step 01's client; [`KeyError`] is what can be wrong
//! with a key.
//!
//! `production/` has the rest: [`ClientKey::parse`] reads keys, [`KeyFile`] and [`create_key_file`] keep one in a file,
//! [`AssertionFile`] uses an assertion that the platform writes, [`token_client`] reads the settings.
//!
//! New since step 03: the client signs, and the server verifies. Nothing that the server stores, and
//! nothing that a log of requests shows, can impersonate the client.

// What a peer sends, or a setting says, must not stop the process by an overflow.
#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::disallowed_macros)
)]

mod assertion;
mod error;
mod key;
mod production;

pub use assertion::{LIFETIME, PrivateKeyJwt, TYP};
pub use error::KeyError;
pub use key::{Algorithm, ClientKey, public_jwks, thumbprint};
pub use production::{
    AssertionFile, KeyFile, KeyFileError, SettingsError, TEST_CLIENT_ID, TEST_CLIENT_KEY,
    client_from_env, create_key_file, key_from_env, read_key_file, signing_client, token_client,
};
