//! The scenarios, each on both providers. `cargo test -p scenarios -- --list` names them.
//!
//! `KEYCLOAK=required` makes the absence of Keycloak a failure; `KEYCLOAK=off` does not look for
//! it; `KEYCLOAK_URL` names one that is running.

mod api;
mod embedded_default;
mod endpoints;
mod errors;
mod hostile;
mod programs;
mod repository;
mod revocation;
mod rotation;
mod tokens;

use std::env;
use std::net::TcpListener;
use std::pin::Pin;
use std::process::ExitCode;
use std::sync::OnceLock;
use std::thread;

use libtest_mimic::{Arguments, Completion, Failed, Trial};
use scenarios::{KEYCLOAK_VERSION, Keycloak, Provider, orphans};
use tokio::runtime::Runtime;

type Scenario = (
    &'static str,
    fn(Provider) -> Pin<Box<dyn Future<Output = anyhow::Result<()>>>>,
);

/// Names a scenario after its function.
macro_rules! scenario {
    ($module:ident::$function:ident) => {{
        let run: fn(Provider) -> Pin<Box<dyn Future<Output = anyhow::Result<()>>>> =
            |provider| Box::pin($module::$function(provider));
        (
            concat!(stringify!($module), "::", stringify!($function)),
            run,
        )
    }};
}

fn scenarios() -> Vec<Scenario> {
    vec![
        scenario!(tokens::the_token_response),
        scenario!(tokens::basic_authentication_gets_the_same_token_as_the_form),
        scenario!(tokens::header_and_claims),
        scenario!(tokens::verified_claims),
        scenario!(tokens::a_tampered_token_is_refused),
        scenario!(tokens::an_optional_scope_must_be_asked_for),
        scenario!(endpoints::token_errors),
        scenario!(endpoints::basic_credentials_are_form_decoded),
        scenario!(endpoints::introspection_answers),
        scenario!(endpoints::revocation_answers),
        scenario!(endpoints::jwks_and_discovery),
        scenario!(endpoints::an_unknown_realm),
        scenario!(api::answers),
        scenario!(api::metadata),
        scenario!(api::unreachable_issuer_is_503_until_it_answers),
        scenario!(hostile::the_issuers_other_tokens_are_refused),
        scenario!(rotation::a_new_key_is_accepted_without_restart),
        scenario!(revocation::local_says_yes_and_introspection_says_no),
        scenario!(revocation::introspection_fails_closed),
        scenario!(programs::fetch_token),
        scenario!(programs::decode_jwt),
        scenario!(programs::verify_signature),
        scenario!(programs::resource_server_and_call_api),
        scenario!(programs::introspect_revoke),
    ]
}

/// Those that need no issuer, or bring their own.
fn scenarios_without_provider() -> Vec<Scenario> {
    vec![
        scenario!(hostile::each_token_gets_its_verdict),
        scenario!(errors::servers_that_are_no_issuer),
        scenario!(errors::settings_that_cannot_be),
        scenario!(repository::one_version_of_keycloak),
    ]
}

fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    #[expect(
        clippy::expect_used,
        reason = "without a runtime there is no test to fail"
    )]
    RUNTIME.get_or_init(|| Runtime::new().expect("a runtime can be made"))
}

/// One Keycloak for the whole run, started by the first scenario that wants it.
fn keycloak() -> Result<&'static Keycloak, &'static str> {
    let find = || {
        runtime()
            .block_on(Keycloak::find())
            .map_err(|error| format!("{error:#}"))
    };
    KEYCLOAK.get_or_init(find).as_ref().map_err(String::as_str)
}

static KEYCLOAK: OnceLock<Result<Keycloak, String>> = OnceLock::new();

fn run(scenario: Scenario, provider: Provider) -> Result<Completion, Failed> {
    runtime().block_on(scenario.1(provider))?;
    Ok(Completion::Completed)
}

fn on_keycloak(scenario: Scenario, required: bool) -> Result<Completion, Failed> {
    match keycloak() {
        Ok(keycloak) => run(scenario, Provider::Keycloak(keycloak)),
        Err(reason) if required => Err(format!("KEYCLOAK=required, but: {reason}").into()),
        Err(reason) => Ok(Completion::ignored_with(format!("no Keycloak: {reason}"))),
    }
}

fn needs_keycloak(trial: &Trial) -> bool {
    trial.name().contains(" on Keycloak ")
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let required = env::var("KEYCLOAK").is_ok_and(|value| value == "required");
    verify_signature::install_crypto();
    let mut trials = Vec::new();
    for scenario in scenarios_without_provider() {
        trials.push(Trial::ignorable_test(scenario.0, move || {
            run(scenario, Provider::Embedded)
        }));
    }
    let scenario =
        scenario!(embedded_default::programs_host_the_realm_or_use_the_one_that_is_there);
    trials.push(Trial::ignorable_test(scenario.0, move || {
        let free = TcpListener::bind("[::]:8080").is_ok();
        if free || required {
            run(scenario, Provider::Embedded)
        } else {
            Ok(Completion::ignored_with("something listens on port 8080"))
        }
    }));
    for scenario in scenarios() {
        let name = format!("{} on the embedded realm", scenario.0);
        trials.push(Trial::ignorable_test(name, move || {
            run(scenario, Provider::Embedded)
        }));
    }
    for scenario in scenarios() {
        let name = format!("{} on Keycloak {KEYCLOAK_VERSION}", scenario.0);
        trials.push(Trial::ignorable_test(name, move || {
            on_keycloak(scenario, required)
        }));
    }

    if trials
        .iter()
        .any(|trial| needs_keycloak(trial) && !arguments.is_filtered_out(trial))
    {
        // Early, because it takes half a minute, in which the embedded realm's scenarios run.
        thread::spawn(keycloak);
    }
    let whole_run = arguments.filter.is_none() && arguments.skip.is_empty() && !arguments.list;
    let conclusion = libtest_mimic::run(&arguments, trials);
    let mut ok = !conclusion.has_failed();
    if whole_run && ok {
        for orphan in orphans().unwrap_or_default() {
            eprintln!("tests/snapshots/{orphan} belongs to no scenario: delete it");
            ok = false;
        }
    }
    if let Some(Ok(keycloak)) = KEYCLOAK.get()
        && let Err(error) = runtime().block_on(keycloak.remove())
    {
        eprintln!("error: the Keycloak container is still there: {error:#}");
        ok = false;
    }
    if ok {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
