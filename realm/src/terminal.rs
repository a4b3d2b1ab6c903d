//! What the programs of the course print, and how they read their settings.

use std::ffi::OsStr;
use std::fmt::{self, Display};
use std::io::{self, ErrorKind, Write};
use std::str::FromStr;

use clap::builder::TypedValueParser;
use clap::error::ErrorKind as ClapErrorKind;
use clap::parser::ValueSource;
use clap::{Arg, Command};

/// Prints a line of data to stdout. If its reader has left, as `head` does, that is not an error.
///
/// `println!` panics then.
///
/// # Errors
/// [`io::Error`] if it cannot be written, for example because the disk is full.
pub fn print(line: impl Display) -> io::Result<()> {
    match writeln!(io::stdout(), "{line}") {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        outcome => outcome,
    }
}

/// Prints a line for the user to stderr. If that fails, nobody can be told.
///
/// `eprintln!` panics then.
pub fn remark(line: impl Display) {
    writeln!(io::stderr(), "{line}").ok();
}

/// A parser for a setting, given by a flag or a variable.
///
/// Its error names both, and leaves it to `parse` whether the value is shown: clap would print it,
/// and with it the password of `https://user:password@issuer.example`. A variable that is set to
/// nothing is an error, whatever `parse` thinks of it.
pub fn setting<T, E>(parse: fn(&str) -> Result<T, E>) -> Setting<T, E> {
    Setting(parse)
}

/// A whole number of seconds, for [`setting`].
///
/// # Errors
/// What is wrong with it, and a good value.
pub fn seconds<T: FromStr<Err: Display>>(text: &str) -> Result<T, String> {
    text.parse()
        .map_err(|error| format!("{text:?} is not a number of seconds, such as 60: {error}"))
}

/// See [`setting`].
pub struct Setting<T, E>(fn(&str) -> Result<T, E>);

impl<T, E> Clone for Setting<T, E> {
    fn clone(&self) -> Self {
        Self(self.0)
    }
}

impl<T, E> TypedValueParser for Setting<T, E>
where
    T: Clone + Send + Sync + 'static,
    E: Display + 'static,
{
    type Value = T;

    fn parse_ref(
        &self,
        command: &Command,
        arg: Option<&Arg>,
        value: &OsStr,
    ) -> Result<T, clap::Error> {
        self.parse_ref_(command, arg, value, ValueSource::CommandLine)
    }

    fn parse_ref_(
        &self,
        command: &Command,
        arg: Option<&Arg>,
        value: &OsStr,
        source: ValueSource,
    ) -> Result<T, clap::Error> {
        let refused = |reason: &dyn Display| {
            let message = format!("{}: {reason}\n", Name(arg));
            clap::Error::raw(ClapErrorKind::ValueValidation, message).with_cmd(command)
        };
        let text = value.to_str().ok_or_else(|| refused(&"it is not UTF-8"))?;
        if text.is_empty() && source == ValueSource::EnvVariable {
            return Err(refused(&"it is set but empty: give it a value or unset it"));
        }
        (self.0)(text).map_err(|error| refused(&error))
    }
}

/// `OAUTH_ISSUER or --issuer`
struct Name<'a>(Option<&'a Arg>);

impl Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let variable = self.0.and_then(Arg::get_env).map(OsStr::display);
        match (variable, self.0.and_then(Arg::get_long)) {
            (Some(variable), Some(flag)) => write!(f, "{variable} or --{flag}"),
            (_, Some(flag)) => write!(f, "--{flag}"),
            _ => f.write_str("a value"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Result<String, String> {
        let port = |text: &str| text.parse::<u16>().map_err(|_| "not a port, such as 8080");
        let arg = Arg::new("port")
            .long("port")
            .env("REALM_TEST_PORT")
            .value_parser(setting(port));
        let command = Command::new("test").arg(arg);
        let arguments = ["test"].iter().chain(arguments);
        match command.try_get_matches_from(arguments) {
            Ok(matches) => Ok(matches.get_one::<u16>("port").unwrap().to_string()),
            Err(error) => Err(error.to_string()),
        }
    }

    #[test]
    fn an_error_names_the_setting_and_not_its_value() {
        assert_eq!(parse(&["--port", "1"]), Ok("1".to_owned()));
        let error = parse(&["--port", "hunter2"]).unwrap_err();
        let expected = "error: REALM_TEST_PORT or --port: not a port, such as 8080\n";
        assert!(error.starts_with(expected), "{error}");
        assert!(!error.contains("hunter2"), "{error}");
    }
}
