//! The API's settings, parsed when it starts, so that a mistake is found before its first client finds
//! it.

use std::env::{self, VarError};
use std::net::SocketAddr;

use thiserror::Error;
use tracing_subscriber::EnvFilter;

use crate::{Resource, ResourceError};

/// A setting of the API or of its client that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SettingError {
    /// Not an address with a port.
    #[error("{0:?} is not an address and a port, such as 127.0.0.1:50100 or [::1]:50100")]
    Address(String),
    /// `API_URL` is not a URL.
    #[error(
        "{0} is not an http or https URL without user name, query and fragment, such as \
         http://localhost:50100"
    )]
    ApiUrl(String),
    /// `RUST_LOG` is not a filter.
    #[error("RUST_LOG is not a filter, such as info or resource_server=debug,warn: {0}")]
    LogFilter(String),
    /// `LOG_FORMAT` is not a format.
    #[error("LOG_FORMAT is {0:?}: set it to text or json, or unset it")]
    LogFormat(String),
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
}

/// Checks an address to listen on: a host or IP address, and a port; port 0 means any free port.
///
/// # Errors
/// [`SettingError::Address`]
pub fn listen_address(text: &str) -> Result<String, SettingError> {
    let fits = match text.rsplit_once(':') {
        Some((host, port)) => {
            let bracketed = host.starts_with('[') && host.ends_with(']');
            let port = port.parse::<u16>().is_ok() && !port.starts_with('+');
            let host_fits =
                !host.is_empty() && !host.contains(|c: char| c == '/' || c.is_whitespace());
            let address = text.parse::<SocketAddr>().is_ok();
            port && host_fits && (address || !(bracketed || host.contains(':')))
        }
        None => false,
    };
    if !fits {
        return Err(SettingError::Address(text.to_owned()));
    }
    Ok(text.to_owned())
}

/// Checks the URL of an API for its client, and takes a slash off its end.
///
/// # Errors
/// [`SettingError::ApiUrl`]
pub fn api_url(text: &str) -> Result<String, SettingError> {
    match text.parse::<Resource>() {
        Ok(resource) => Ok(resource.identifier().to_owned()),
        Err(ResourceError::WithCredentials) => {
            Err(SettingError::ApiUrl("(a URL with a user name)".to_owned()))
        }
        Err(_) => Err(SettingError::ApiUrl(format!("{text:?}"))),
    }
}

/// The API's URL if `PUBLIC_URL` is not set: `http://` and the address on which it listens.
///
/// # Errors
/// [`ResourceError`] if that is not a URL, which no address is.
pub fn default_resource(address: SocketAddr) -> Result<Resource, ResourceError> {
    if address.ip().is_unspecified() {
        tracing::warn!(
            "PUBLIC_URL is not set, and {address} is not an address that clients can use: they are \
             referred to it in every challenge. Set PUBLIC_URL to the API's URL, such as \
             https://api.example"
        );
    }
    format!("http://{address}").parse()
}

/// The filter and the format of the log, from `RUST_LOG` and `LOG_FORMAT`.
///
/// # Errors
/// [`SettingError`] if one of them is set to something that is neither.
pub fn log_from_env() -> Result<(EnvFilter, LogFormat), SettingError> {
    let value = |name| match env::var(name) {
        Ok(value) => Some(value),
        Err(VarError::NotUnicode(value)) => Some(value.to_string_lossy().into_owned()),
        Err(VarError::NotPresent) => None,
    };
    let filter = log_filter(value("RUST_LOG").as_deref())?;
    let format = log_format(value("LOG_FORMAT").as_deref())?;
    Ok((filter, format))
}

/// The filter of the log from the value of `RUST_LOG`; without one, `info`.
///
/// # Errors
/// [`SettingError::LogFilter`]
pub fn log_filter(value: Option<&str>) -> Result<EnvFilter, SettingError> {
    match value {
        Some("") => Err(SettingError::LogFilter("it is empty".to_owned())),
        _ => EnvFilter::try_new(value.unwrap_or("info"))
            .map_err(|error| SettingError::LogFilter(error.to_string())),
    }
}

/// The format of the log from the value of `LOG_FORMAT`.
///
/// # Errors
/// [`SettingError::LogFormat`]
pub fn log_format(value: Option<&str>) -> Result<LogFormat, SettingError> {
    match value {
        None | Some("text") => Ok(LogFormat::Text),
        Some("json") => Ok(LogFormat::Json),
        Some(other) => Err(SettingError::LogFormat(other.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_port() {
        for text in [
            "127.0.0.1:0",
            "0.0.0.0:50100",
            "[::1]:50100",
            "localhost:50100",
        ] {
            assert_eq!(listen_address(text), Ok(text.to_owned()));
        }
        for text in [
            "",
            "50100",
            ":50100",
            "localhost",
            "localhost:",
            "localhost:http",
            "127.0.0.1:65536",
            "127.0.0.1:+1",
            "::1",
            "::1:50100",
            "[localhost]:50100",
            "http://127.0.0.1:50100",
            " 127.0.0.1:50100",
        ] {
            let error = listen_address(text).unwrap_err().to_string();
            assert!(error.contains("127.0.0.1:50100 or"), "{text:?}: {error}");
        }
    }

    #[test]
    fn an_api_has_a_url_with_a_scheme() {
        assert_eq!(
            api_url("http://localhost:50100/").unwrap(),
            "http://localhost:50100"
        );
        for text in [
            "",
            "localhost:50100",
            "ftp://localhost",
            "http://localhost?a",
        ] {
            let error = api_url(text).unwrap_err().to_string();
            assert!(
                error.contains("such as http://localhost:50100"),
                "{text:?}: {error}"
            );
        }
        let error = api_url("http://user:hunter2@localhost").unwrap_err();
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }

    #[test]
    fn a_log_that_cannot_be_meant_is_an_error() {
        assert!(log_filter(None).is_ok() && log_filter(Some("a=debug,warn")).is_ok());
        let error = log_filter(Some("a=loud")).unwrap_err().to_string();
        assert!(error.starts_with("RUST_LOG is not a filter"), "{error}");
        assert!(log_filter(Some("")).is_err());
        assert_eq!(log_format(None), Ok(LogFormat::Text));
        assert_eq!(log_format(Some("json")), Ok(LogFormat::Json));
        for value in ["", "JSON", "xml"] {
            assert!(log_format(Some(value)).is_err(), "{value}");
        }
    }
}
