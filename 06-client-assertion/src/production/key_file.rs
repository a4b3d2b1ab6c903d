//! The key in a file: made once, readable by its owner alone, read again when it is replaced.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use fetch_token::{ClientAssertion, read_small_file};
use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;
use verify_signature::Clock;

use crate::{Algorithm, ClientKey, KeyError, PrivateKeyJwt};

/// Why a key file cannot be read or made.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum KeyFileError {
    /// It cannot be opened or read.
    #[error("cannot read the key file {path:?}: {cause}")]
    Read {
        /// The file.
        path: PathBuf,
        /// The operating system's error.
        cause: io::Error,
    },
    /// There is something else in it.
    #[error("the key file {path:?} cannot be used: {cause}")]
    Key {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        cause: KeyError,
    },
    /// There is such a file already. It is never overwritten: the key in it may be registered.
    #[error("{0:?} exists and is not overwritten: its key may be registered. Name another file")]
    Exists(PathBuf),
    /// It cannot be made.
    #[error("cannot make the key file {path:?}: {cause}")]
    Create {
        /// The file.
        path: PathBuf,
        /// The operating system's error.
        cause: io::Error,
    },
}

/// Reads a key file: PKCS#8 in PEM, or a private JWK, at most 16 KiB. `algorithm`, if given, is the one
/// to sign with; see [`ClientKey::with_algorithm`].
///
/// # Errors
/// [`KeyFileError`]
pub fn read_key_file(path: &Path, algorithm: Option<Algorithm>) -> Result<ClientKey, KeyFileError> {
    let text = read_small_file(path).map_err(|cause| KeyFileError::Read {
        path: path.to_owned(),
        cause,
    })?;
    let text = SecretString::from(text);
    let key = ClientKey::parse(text.expose_secret());
    let key = key.and_then(|key| match algorithm {
        Some(algorithm) => key.with_algorithm(algorithm),
        None => Ok(key),
    });
    key.map_err(|cause| KeyFileError::Key {
        path: path.to_owned(),
        cause,
    })
}

/// Writes a key into a new file that only its owner may read (on Unix: mode 0600).
///
/// # Errors
/// [`KeyFileError::Exists`] if there is a file of that name, [`KeyFileError::Create`] if it cannot be
/// made or written completely.
pub fn create_key_file(path: &Path, key: &ClientKey) -> Result<(), KeyFileError> {
    let failed = |cause: io::Error| KeyFileError::Create {
        path: path.to_owned(),
        cause,
    };
    let pem = key.to_pem().map_err(|cause| KeyFileError::Key {
        path: path.to_owned(),
        cause,
    })?;
    let mut file = new_file(path).map_err(|cause| match cause.kind() {
        io::ErrorKind::AlreadyExists => KeyFileError::Exists(path.to_owned()),
        _ => failed(cause),
    })?;
    file.write_all(pem.expose_secret().as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(failed)
}

/// The mode is that of the moment at which the file appears: changed afterwards, others could have
/// opened it in between.
fn new_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Signs with the key in a file, which is read again for each assertion. So a key is rotated by
/// replacing its file once the new public key is published, and no process has to restart.
///
/// While the file cannot be used, the last key signs on: it stays registered until the rotation ends.
#[derive(Debug)]
pub struct KeyFile {
    client_id: String,
    issuer: String,
    path: PathBuf,
    algorithm: Option<Algorithm>,
    clock: Clock,
    last: Mutex<PrivateKeyJwt>,
}

impl KeyFile {
    /// Reads the file for the first time.
    ///
    /// # Errors
    /// [`KeyFileError`]
    pub fn open(
        path: impl Into<PathBuf>,
        algorithm: Option<Algorithm>,
        client_id: &str,
        issuer: &str,
        clock: Clock,
    ) -> Result<Self, KeyFileError> {
        let path = path.into();
        let key = read_key_file(&path, algorithm)?;
        Ok(Self {
            client_id: client_id.to_owned(),
            issuer: issuer.to_owned(),
            path,
            algorithm,
            last: Mutex::new(PrivateKeyJwt::new(client_id, issuer, key, clock.clone())),
            clock,
        })
    }
}

impl ClientAssertion for KeyFile {
    fn assertion(&self) -> Result<SecretString, String> {
        let mut last = self.last.lock().map_err(|error| error.to_string())?;
        match read_key_file(&self.path, self.algorithm) {
            Ok(key) => {
                let clock = self.clock.clone();
                *last = PrivateKeyJwt::new(&self.client_id, &self.issuer, key, clock);
            }
            Err(error) => tracing::warn!(%error, "the last key signs on"),
        }
        last.assertion()
    }
}
