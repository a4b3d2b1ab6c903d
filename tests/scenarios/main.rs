//! The scenarios, each on both providers. `cargo test -p scenarios -- --list` names them.
//!
//! `KEYCLOAK=required` makes the absence of Keycloak a failure; `KEYCLOAK=off` does not look for
//! it; `KEYCLOAK_URL` names one that is running; `KEYCLOAK_VERSION` chooses another version. In the
//! same way there are `REDIS` for a Redis or Valkey server, `CHROMIUM` for a browser, `PROXY` for
//! nginx, and `PYTHON` for Python with the libraries of `book/python/requirements.txt`; any other
//! value of `PYTHON` is the interpreter's path.
#![expect(clippy::disallowed_macros, reason = "a test's own report")]

mod api;
mod asking;
mod browser;
mod client;
mod elsewhere;
mod embedded_default;
mod endpoints;
mod errors;
mod hostile;
mod http;
mod keys;
mod lab;
mod programs;
mod proxied;
mod replicas;
mod repository;
mod revocation;
mod rotation;
mod tokens;
mod verified;

use std::env;
use std::net::TcpListener;
use std::pin::Pin;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;

use libtest_mimic::{Arguments, Completion, Failed, Trial};
use scenarios::{
    Browser, KEYCLOAK_VERSION, Keycloak, Provider, Proxy, RedisServer, Session, keycloak_version,
    orphans, python, session_snapshot,
};
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
        scenario!(revocation::ways_to_revoke),
        scenario!(client::one_token_serves_many_calls),
        scenario!(client::a_revoked_token_is_renewed_once),
        scenario!(client::only_an_invalid_token_is_renewed),
        scenario!(client::the_program_renews_once),
        scenario!(elsewhere::the_crate_oauth2),
        scenario!(programs::fetch_token),
        scenario!(programs::decode_jwt),
        scenario!(programs::verify_signature),
        scenario!(programs::resource_server_and_call_api),
        scenario!(programs::introspect_revoke),
        scenario!(programs::measure_compares_the_judges),
        scenario!(programs::metrics_are_off_unless_asked),
        scenario!(programs::the_log_has_no_secrets),
    ]
}

/// Those that need no issuer, or bring their own.
fn scenarios_without_provider() -> Vec<Scenario> {
    vec![
        scenario!(hostile::each_token_gets_its_verdict),
        scenario!(lab::the_attacks_are_listed),
        scenario!(lab::each_attack_is_an_experiment),
        scenario!(lab::each_token_is_refused_by_the_program),
        scenario!(errors::servers_that_are_no_issuer),
        scenario!(errors::settings_that_cannot_be),
        scenario!(keys::fifty_first_requests_cause_one_fetch),
        scenario!(keys::who_hangs_up_does_not_take_the_keys_from_the_others),
        scenario!(keys::two_hundred_unknown_kids_cause_one_more_fetch),
        scenario!(keys::a_second_new_key_waits_for_the_cooldown),
        scenario!(keys::a_withdrawn_key_stops_verifying_at_the_next_refresh),
        scenario!(keys::stale_keys_serve_while_the_issuer_is_down),
        scenario!(keys::nobody_waits_for_an_issuer_that_is_down),
        scenario!(keys::stale_keys_have_an_end),
        scenario!(keys::without_keys_it_is_503_with_the_reason_in_the_log),
        scenario!(keys::an_issuer_that_failed_is_not_asked_again_at_once),
        scenario!(keys::an_unknown_kid_cannot_be_judged_while_the_issuer_is_down),
        scenario!(keys::an_issuer_that_answers_again_is_used_again),
        scenario!(keys::a_fetch_that_began_before_the_new_key_does_not_count_as_a_search),
        scenario!(verified::a_remembered_token_is_not_verified_again),
        scenario!(verified::a_remembered_token_expires),
        scenario!(verified::a_remembered_token_is_judged_for_each_route),
        scenario!(verified::what_was_refused_is_not_remembered),
        scenario!(verified::bad_tokens_do_not_evict_good_ones),
        scenario!(verified::only_so_many_tokens_are_remembered),
        scenario!(asking::an_answer_is_used_for_its_lifetime),
        scenario!(asking::an_answer_ends_with_its_token),
        scenario!(asking::without_a_cache_every_request_asks),
        scenario!(asking::fifty_requests_with_one_token_ask_once),
        scenario!(asking::who_hangs_up_does_not_take_the_answer_from_the_others),
        scenario!(asking::inactive_answers_are_kept_in_a_room_of_their_own),
        scenario!(asking::only_so_many_active_answers_are_kept),
        scenario!(asking::a_token_that_was_revoked_here_is_refused_at_once),
        scenario!(asking::an_answer_that_was_under_way_does_not_bring_a_token_back),
        scenario!(asking::a_flood_does_not_bring_a_revoked_token_back),
        scenario!(asking::what_cannot_be_relied_on_is_never_a_yes),
        scenario!(asking::an_issuer_that_is_slow_is_not_waited_for),
        scenario!(asking::an_issuer_that_answers_again_is_asked_again),
        scenario!(asking::a_revocation_is_repeated_until_the_issuer_is_there),
        scenario!(asking::what_the_issuer_does_not_revoke),
        scenario!(asking::ready_is_who_gets_answers),
        scenario!(asking::hybrid_does_not_ask_about_forged_and_expired_tokens),
        scenario!(http::slow_and_silent_clients_are_cut_off),
        scenario!(http::a_megabyte_of_header_is_refused),
        scenario!(http::a_large_body_is_refused),
        scenario!(http::only_so_many_connections),
        scenario!(http::a_request_in_flight_is_finished_at_the_end),
        scenario!(http::the_end_does_not_wait_for_ever),
        scenario!(http::head_is_get_without_a_body),
        scenario!(http::a_request_has_an_id),
        scenario!(http::alive_is_not_ready),
        scenario!(http::metadata_of_an_api_with_a_path),
        scenario!(http::a_handler_without_guard_has_no_caller),
        scenario!(programs::healthy_says_whether_it_runs),
        scenario!(repository::one_version_of_keycloak),
        scenario!(repository::the_workflow_runs_what_the_check_runs),
        scenario!(repository::the_proxy_fits_the_api),
    ]
}

/// Those that start a Redis or Valkey server.
fn scenarios_with_redis() -> Vec<Scenario> {
    vec![
        scenario!(replicas::a_revocation_is_seen_by_both_replicas),
        scenario!(replicas::what_was_revoked_while_cut_off_is_known_after_reconnecting),
        scenario!(replicas::an_engine_that_lost_everything_is_told_again),
        scenario!(replicas::an_engine_that_was_emptied_is_told_again),
        scenario!(replicas::who_starts_amid_revocations_misses_none),
        scenario!(replicas::cut_off_replicas_fail_as_configured),
        scenario!(replicas::a_silent_engine_counts_as_gone),
        scenario!(replicas::a_replica_starts_before_its_engine),
        scenario!(replicas::revocations_end_with_their_tokens),
        scenario!(replicas::a_full_list_forgets_no_live_entry),
        scenario!(replicas::garbage_on_the_channel_is_ignored),
        scenario!(replicas::realms_share_an_engine),
        scenario!(replicas::a_token_without_a_name_is_refused),
        scenario!(replicas::a_replica_that_does_not_reach_the_engine_knows_its_own),
        scenario!(replicas::the_password_is_never_printed),
        scenario!(replicas::few_rights_are_enough),
        scenario!(replicas::only_verified_tokens_are_passed_on),
    ]
}

/// Those that start a Redis or Valkey server, with tokens of either provider.
fn scenarios_with_redis_and_provider() -> Vec<Scenario> {
    vec![scenario!(replicas::two_programs_and_one_that_revokes)]
}

/// Those that run the book's programs in Python.
fn scenarios_with_python() -> Vec<Scenario> {
    vec![
        scenario!(elsewhere::servers_that_start_before_their_issuer),
        scenario!(elsewhere::hostile_tokens_in_python),
    ]
}

/// Those that run the book's programs in Python, with tokens of either provider.
fn scenarios_with_python_and_provider() -> Vec<Scenario> {
    vec![
        scenario!(elsewhere::the_python_client_calls_our_api),
        scenario!(elsewhere::our_client_calls_the_python_servers),
        scenario!(elsewhere::answers_of_the_python_servers),
        scenario!(elsewhere::tokens_at_the_python_servers),
        scenario!(elsewhere::a_new_key_and_the_python_servers),
    ]
}

/// Those that start nginx before two replicas of the API.
fn scenarios_with_proxy() -> Vec<Scenario> {
    vec![
        scenario!(proxied::both_replicas_are_one_api),
        scenario!(proxied::a_rolling_restart_refuses_nothing),
        scenario!(proxied::what_is_in_flight_is_finished_by_the_replica_that_ends),
        scenario!(proxied::a_killed_replica_takes_no_more_than_what_it_had),
        scenario!(proxied::a_replica_without_keys_is_passed_over),
        scenario!(proxied::heads_that_are_refused),
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

/// Whether a snapshot may be unused because its scenario was left out. Keycloak's cases do not count:
/// the embedded realm's use the same snapshots.
static LEFT_OUT: AtomicBool = AtomicBool::new(false);

fn left_out(reason: String) -> Completion {
    LEFT_OUT.store(true, Ordering::Relaxed);
    Completion::ignored_with(reason)
}

/// A part from outside that a scenario needs and that is not there: the scenario is left out, unless
/// the part's variable demands it or names it.
fn without<T>(variable: &str, found: anyhow::Result<T>) -> Option<Result<Completion, Failed>> {
    let reason = found.err()?;
    let demanded = env::var(variable)
        .ok()
        .filter(|value| value != "off" && !value.is_empty());
    Some(match demanded {
        Some(value) => Err(format!("{variable}={value}, but: {reason:#}").into()),
        None => Ok(left_out(format!(
            "no {}: {reason:#}",
            variable.to_lowercase()
        ))),
    })
}

fn without_redis() -> Option<Result<Completion, Failed>> {
    without("REDIS", RedisServer::program())
}

fn without_python() -> Option<Result<Completion, Failed>> {
    without("PYTHON", python())
}

fn without_chromium() -> Option<Result<Completion, Failed>> {
    without("CHROMIUM", Browser::program())
}

fn without_proxy() -> Option<Result<Completion, Failed>> {
    without("PROXY", Proxy::program())
}

/// Runs what needs the ports that a learner's programs take, one such at a time.
fn on_the_default_ports(
    required: bool,
    run: impl FnOnce() -> Result<Completion, Failed>,
) -> Result<Completion, Failed> {
    static PORTS: Mutex<()> = Mutex::new(());
    let _ports = PORTS.lock().unwrap_or_else(PoisonError::into_inner);
    for port in [8080, 50100] {
        if TcpListener::bind(("::", port)).is_err() && !required {
            return Ok(left_out(format!("something listens on port {port}")));
        }
    }
    run()
}

fn needs_keycloak(trial: &Trial) -> bool {
    trial.name().contains(" on Keycloak ")
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    // Where Keycloak is required, which is in CI, so are the ports and the shell.
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
        on_the_default_ports(required, || run(scenario, Provider::Embedded))
    }));
    let sessions = match Session::all() {
        Ok(sessions) => sessions,
        Err(error) => {
            eprintln!("error: {error:#}");
            return ExitCode::FAILURE;
        }
    };
    for session in sessions {
        trials.push(Trial::ignorable_test(
            format!("session::{}", session.name),
            move || {
                if let Err(reason) = Session::possible()
                    && !required
                {
                    return Ok(left_out(format!("{reason:#}")));
                }
                on_the_default_ports(required, || {
                    session_snapshot(&format!("session-{}", session.name), session.run()?);
                    Ok(Completion::Completed)
                })
            },
        ));
    }
    let scenario = scenario!(browser::a_page_is_used_as_by_a_reader);
    trials.push(Trial::ignorable_test(scenario.0, move || {
        without_chromium().unwrap_or_else(|| run(scenario, Provider::Embedded))
    }));
    for scenario in scenarios_with_proxy() {
        trials.push(Trial::ignorable_test(scenario.0, move || {
            without_proxy().unwrap_or_else(|| run(scenario, Provider::Embedded))
        }));
    }
    for scenario in scenarios_with_redis() {
        trials.push(Trial::ignorable_test(scenario.0, move || {
            without_redis().unwrap_or_else(|| run(scenario, Provider::Embedded))
        }));
    }
    for scenario in scenarios_with_redis_and_provider() {
        let name = format!("{} on the embedded realm", scenario.0);
        trials.push(Trial::ignorable_test(name, move || {
            without_redis().unwrap_or_else(|| run(scenario, Provider::Embedded))
        }));
        let name = format!("{} on Keycloak {}", scenario.0, keycloak_version());
        trials.push(Trial::ignorable_test(name, move || {
            without_redis().unwrap_or_else(|| on_keycloak(scenario, required))
        }));
    }
    for scenario in scenarios_with_python() {
        trials.push(Trial::ignorable_test(scenario.0, move || {
            without_python().unwrap_or_else(|| run(scenario, Provider::Embedded))
        }));
    }
    for scenario in scenarios_with_python_and_provider() {
        let name = format!("{} on the embedded realm", scenario.0);
        trials.push(Trial::ignorable_test(name, move || {
            without_python().unwrap_or_else(|| run(scenario, Provider::Embedded))
        }));
        let name = format!("{} on Keycloak {}", scenario.0, keycloak_version());
        trials.push(Trial::ignorable_test(name, move || {
            without_python().unwrap_or_else(|| on_keycloak(scenario, required))
        }));
    }
    for scenario in scenarios() {
        let name = format!("{} on the embedded realm", scenario.0);
        trials.push(Trial::ignorable_test(name, move || {
            run(scenario, Provider::Embedded)
        }));
    }
    for scenario in scenarios() {
        let name = format!("{} on Keycloak {}", scenario.0, keycloak_version());
        trials.push(Trial::ignorable_test(name, move || {
            on_keycloak(scenario, required)
        }));
    }

    if keycloak_version() != KEYCLOAK_VERSION {
        // What is not about Keycloak is the same as in a run with the usual version.
        trials.retain(needs_keycloak);
        eprintln!("KEYCLOAK_VERSION is set: only what runs on Keycloak is run");
    }
    if trials
        .iter()
        .any(|trial| needs_keycloak(trial) && !arguments.is_filtered_out(trial))
    {
        // Early, because it takes half a minute, in which the embedded realm's scenarios run.
        thread::spawn(keycloak);
    }
    let everything = keycloak_version() == KEYCLOAK_VERSION
        && arguments.filter.is_none()
        && arguments.skip.is_empty()
        && !arguments.list;
    let conclusion = libtest_mimic::run(&arguments, trials);
    let mut ok = !conclusion.has_failed();
    if everything && ok && !LEFT_OUT.load(Ordering::Relaxed) {
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
