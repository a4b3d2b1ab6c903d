//! The scenarios. `cargo test -p scenarios -- --list` names them.
//!
//! `KEYCLOAK=required` makes the absence of Keycloak a failure; `KEYCLOAK=off` does not look for
//! it; `KEYCLOAK=jvm` runs it without Docker; `KEYCLOAK_URL` names one that is running;
//! `KEYCLOAK_VERSION` chooses another version. In the same way there are `REDIS` for a Redis or
//! Valkey server, `CHROMIUM` for a browser, `PROXY` for nginx, `NODE` for Node.js with the libraries
//! of `tests/node/package.json`, and `PYTHON` for Python with those of
//! `book/python/requirements.txt`; any other value of `PYTHON` is the interpreter's path.

mod api;
mod assertions;
mod browser;
mod client;
mod dpop;
mod elsewhere;
mod embedded_default;
mod endpoints;
mod errors;
mod hostile;
mod http;
mod introspection_cache;
mod jwks_cache;
mod lab;
mod other_issuers;
mod programs;
mod proxied;
mod replicas;
mod repository;
mod revocation;
mod rotation;
mod token_cache;
mod tokens;

use std::pin::Pin;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;

use anyhow::{Context, anyhow};
use libtest_mimic::{Arguments, Completion, Trial};
use scenarios::{
    Browser, KEYCLOAK_VERSION, Keycloak, Orphan, Provider, Proxy, RedisServer, ReservedPort,
    Session, default_ports_are_free, in_own_network, keycloak_version, left_out,
    networks_can_be_made, node, of_keycloak, orphans, python, run_part, session_snapshot,
};
use tokio::runtime::Runtime;

use Need::{Chromium, DefaultPorts, KeycloakServer, Nginx, Node, Python, Redis, Shell};

type Outcome = Pin<Box<dyn Future<Output = anyhow::Result<()>>>>;

/// What a scenario runs on.
#[derive(Clone, Copy)]
enum On {
    /// Each provider, one after the other.
    Each(fn(Provider) -> Outcome),
    /// Its own issuer, or none.
    Own(fn() -> Outcome),
}

/// Something from outside that a scenario needs, and that may not be there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    Chromium,
    /// The ports that a learner's programs take. Each separate network has them; without such networks, one
    /// scenario at a time does.
    DefaultPorts,
    KeycloakServer,
    Nginx,
    Node,
    Python,
    Redis,
    Shell,
}

struct Scenario {
    name: &'static str,
    on: On,
    needs: &'static [Need],
}

/// Rows of a module: what its functions need, and their names.
macro_rules! scenarios {
    ($($on:ident $needs:tt $module:ident { $($function:ident),* $(,)? })*) => {
        [$($(Scenario {
            name: concat!(stringify!($module), "::", stringify!($function)),
            on: scenarios!(@ $on $module::$function),
            needs: &$needs,
        },)*)*]
    };
    (@ Each $module:ident::$function:ident) => {
        On::Each(|provider| Box::pin($module::$function(provider)))
    };
    (@ Own $module:ident::$function:ident) => {
        On::Own(|| Box::pin($module::$function()))
    };
}

static SCENARIOS: &[Scenario] = &scenarios! {
    Each [] tokens {
        the_token_response,
        basic_authentication_gets_the_same_token_as_the_form,
        header_and_claims,
        verified_claims,
        a_tampered_token_is_refused,
        an_optional_scope_must_be_requested,
    }
    Each [] endpoints {
        token_errors,
        basic_credentials_are_form_decoded,
        introspection_responses,
        pages_read_public_documents,
        revocation_responses,
        jwks_and_discovery,
        an_unknown_realm,
    }
    Each [] api {
        responses,
        metadata,
        an_unreachable_issuer_is_503_until_it_responds,
    }
    Each [] hostile {
        the_issuers_other_tokens_are_refused,
    }
    Each [] rotation {
        a_new_key_is_accepted_without_restart,
        keys_of_another_family_are_accepted_without_restart,
    }
    Each [] revocation {
        only_introspection_sees_a_revocation,
        introspection_fails_closed,
        ways_to_revoke,
    }
    Each [] client {
        one_token_serves_many_calls,
        a_revoked_token_is_renewed_once,
        only_an_invalid_token_is_renewed,
        the_program_renews_once,
    }
    Each [] programs {
        fetch_token,
        decode_jwt,
        verify_signature,
        resource_server_and_call_api,
        introspect_revoke,
        measure_compares_the_validators,
        metrics_are_off_unless_asked,
        the_log_has_no_secrets,
    }
    Each [] assertions {
        each_has_its_expected_outcome,
        the_exchange,
        keys_of_each_algorithm,
        a_key_is_rotated_without_downtime,
        introspection_and_revocation_by_a_key,
        the_assertion_of_a_platform,
        one_of_twenty_at_once_is_accepted,
        the_program,
    }
    Own [] assertions {
        what_the_embedded_realm_alone_refuses,
        an_assertion_from_the_future_is_used_once,
        a_restart_forgets_used_assertions,
        the_list_of_used_assertions_is_bounded,
    }
    Each [] dpop {
        each_proof_has_its_expected_outcome,
        proofs_at_the_token_endpoint,
        the_exchanges,
        keys_of_each_algorithm,
        binding_beside_an_assertion,
        the_fapi_profile_accepts_key_and_proof,
        one_of_twenty_at_once_is_accepted,
        the_story,
        the_programs,
    }
    Own [] dpop {
        what_the_embedded_realm_decides_otherwise,
        nonces_of_both_servers,
        a_server_without_dpop_is_refused,
    }
    Own [Redis] dpop {
        replicas_share_used_proofs,
    }
    Own [] hostile {
        each_token_has_its_expected_outcome,
    }
    Own [] lab {
        the_attacks_are_listed,
        each_attack_is_an_experiment,
        each_token_is_refused_by_the_program,
    }
    Own [] errors {
        servers_that_are_not_issuers,
        invalid_settings,
    }
    Own [] jwks_cache {
        fifty_concurrent_first_requests_cause_one_fetch,
        a_cancelled_request_does_not_cancel_the_shared_fetch,
        two_hundred_unknown_kids_cause_one_more_fetch,
        a_second_new_key_waits_for_the_cooldown,
        a_withdrawn_key_stops_verifying_at_the_next_refresh,
        stale_keys_are_used_while_the_issuer_is_down,
        no_request_waits_while_the_issuer_is_down,
        stale_keys_expire,
        without_keys_the_response_is_503_and_the_log_has_the_reason,
        a_failed_fetch_is_not_repeated_at_once,
        an_unknown_kid_is_503_while_the_issuer_is_down,
        keys_are_fetched_again_after_an_outage,
        a_fetch_that_started_before_the_rotation_does_not_count,
    }
    Own [] other_issuers {
        settings_for_each,
        metadata_without_openid_connect,
        several_issuers_are_told_apart,
    }
    Own [] token_cache {
        a_cached_token_is_not_verified_again,
        a_cached_token_expires,
        a_cached_token_is_authorized_for_each_route,
        rejected_tokens_are_not_cached,
        invalid_tokens_do_not_evict_valid_ones,
        the_token_cache_is_bounded,
    }
    Own [] introspection_cache {
        a_result_is_used_for_its_ttl,
        a_result_expires_with_its_token,
        without_a_cache_every_request_is_introspected,
        fifty_requests_with_one_token_cause_one_introspection,
        a_cancelled_request_does_not_cancel_the_shared_introspection,
        an_introspection_ends_with_its_last_caller,
        inactive_results_do_not_evict_active_ones,
        active_results_are_bounded,
        a_token_revoked_here_is_rejected_at_once,
        a_running_introspection_does_not_revive_a_revoked_token,
        a_flood_does_not_revive_a_revoked_token,
        unreliable_responses_are_never_accepted,
        a_slow_issuer_times_out,
        introspection_works_again_after_an_outage,
        a_revocation_is_retried_while_the_issuer_is_down,
        failed_revocations,
        readiness_follows_the_last_introspection,
        jwt_then_introspection_does_not_introspect_forged_or_expired_tokens,
    }
    Own [] http {
        slow_and_silent_clients_are_disconnected,
        a_megabyte_of_header_is_refused,
        a_large_body_is_refused,
        connections_are_bounded,
        shutdown_completes_requests_in_flight,
        shutdown_does_not_wait_for_ever,
        head_is_get_without_a_body,
        a_request_has_an_id,
        liveness_is_not_readiness,
        metadata_of_an_api_with_a_path,
    }
    Own [] programs {
        the_healthcheck_reports_whether_the_api_runs,
    }
    Own [] repository {
        one_version_of_keycloak,
        documents_name_files_that_exist,
        settings_are_listed,
        the_proxy_fits_the_api,
    }
    Own [DefaultPorts] embedded_default {
        programs_host_the_realm_unless_one_is_running,
    }
    Own [Chromium] browser {
        a_page_works_in_a_browser,
    }
    Own [Nginx] proxied {
        both_replicas_are_one_api,
        a_rolling_restart_loses_no_request,
        a_stopping_replica_completes_its_requests,
        a_killed_replica_loses_only_its_own_requests,
        a_replica_without_keys_is_skipped,
        rejected_request_heads,
    }
    Own [Redis] replicas {
        a_revocation_is_seen_by_both_replicas,
        revocations_during_an_outage_arrive_after_reconnecting,
        a_server_that_lost_its_data_gets_it_back,
        a_server_that_was_flushed_gets_its_data_back,
        a_replica_that_starts_during_revocations_misses_none,
        disconnected_replicas_fail_as_configured,
        a_silent_server_counts_as_disconnected,
        a_replica_starts_before_the_server,
        revocations_expire_with_their_tokens,
        a_full_denylist_drops_no_live_entry,
        garbage_on_the_channel_is_ignored,
        realms_can_share_a_server,
        a_token_without_jti_is_rejected,
        a_disconnected_replica_keeps_its_own_revocations,
        the_password_is_never_printed,
        the_documented_permissions_suffice,
        only_verified_tokens_are_published,
    }
    Each [Redis] replicas {
        two_servers_and_a_program_that_revokes,
    }
    Each [Node] elsewhere {
        a_client_on_node_calls_our_api,
        our_client_calls_a_server_on_node,
    }
    Own [Python] elsewhere {
        servers_that_start_before_their_issuer,
        hostile_tokens_in_python,
    }
    Each [Python] elsewhere {
        the_python_client_calls_our_api,
        a_python_client_signs,
        our_client_calls_the_python_servers,
        responses_of_the_python_servers,
        tokens_at_the_python_servers,
        a_new_key_and_the_python_servers,
    }
};

impl Need {
    /// The variable that makes its absence a failure. Where Keycloak is required, which is in CI, so
    /// are the ports and the shell.
    fn variable(self) -> &'static str {
        match self {
            Self::Chromium => "CHROMIUM",
            Self::DefaultPorts | Self::KeycloakServer | Self::Shell => "KEYCLOAK",
            Self::Nginx => "PROXY",
            Self::Node => "NODE",
            Self::Python => "PYTHON",
            Self::Redis => "REDIS",
        }
    }

    /// Whether it is there; an error is the reason why not.
    fn check(self) -> anyhow::Result<()> {
        match self {
            Self::Chromium => Browser::program().map(drop),
            Self::DefaultPorts => default_ports_are_free(),
            Self::KeycloakServer => keycloak().map(drop),
            Self::Nginx => Proxy::program().map(drop),
            Self::Node => node().map(drop),
            Self::Python => python().map(drop),
            Self::Redis => RedisServer::program().map(drop),
            Self::Shell => Session::possible(),
        }
    }
}

fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    #[expect(
        clippy::expect_used,
        reason = "without a runtime there is no test to fail"
    )]
    RUNTIME.get_or_init(|| Runtime::new().expect("a runtime can be made"))
}

static KEYCLOAK: OnceLock<Result<Keycloak, String>> = OnceLock::new();

/// One Keycloak for the whole run, started by the first scenario that needs it.
fn keycloak() -> anyhow::Result<&'static Keycloak> {
    let find = || {
        runtime()
            .block_on(Keycloak::find())
            .map_err(|error| format!("no Keycloak: {error:#}"))
    };
    let found = KEYCLOAK.get_or_init(find).as_ref();
    found.map_err(|reason| anyhow!(reason.clone()))
}

/// Whether a snapshot may be unused because its scenario was left out.
static LEFT_OUT: AtomicBool = AtomicBool::new(false);
/// The same for Keycloak's scenarios. Their snapshots are those of the embedded realm, but for those of
/// this suffix.
static KEYCLOAK_LEFT_OUT: AtomicBool = AtomicBool::new(false);
const KEYCLOAK_ALONE: &str = "-keycloak.snap";

/// A test that is left out if something it needs is not there, unless that is required.
fn trial(
    name: String,
    mut needs: Vec<Need>,
    run: impl FnOnce() -> anyhow::Result<()> + Send + 'static,
) -> Trial {
    static PORTS: Mutex<()> = Mutex::new(());
    if networks_can_be_made() {
        needs.retain(|need| *need != DefaultPorts);
    }
    Trial::ignorable_test(name, move || {
        let mut ports = None;
        for need in needs {
            if need == DefaultPorts {
                ports = Some(PORTS.lock().unwrap_or_else(PoisonError::into_inner));
            }
            let Err(reason) = need.check() else { continue };
            match need {
                KeycloakServer => &KEYCLOAK_LEFT_OUT,
                _ => &LEFT_OUT,
            }
            .store(true, Ordering::Relaxed);
            return left_out(need.variable(), &reason);
        }
        run().map_err(|error| format!("{error:#}"))?;
        drop(ports);
        Ok(Completion::Completed)
    })
}

/// All tests; those that wait for Keycloak, which starts for half a minute, come last.
fn trials() -> anyhow::Result<Vec<Trial>> {
    let (mut trials, mut on_keycloak) = (Vec::new(), Vec::new());
    for Scenario { name, on, needs } in SCENARIOS {
        let mut needs = needs.to_vec();
        match *on {
            On::Own(run) => trials.push(trial((*name).to_owned(), needs, move || {
                runtime().block_on(run())
            })),
            On::Each(run) => {
                let embedded = format!("{name} on the embedded realm");
                trials.push(trial(embedded, needs.clone(), move || {
                    runtime().block_on(run(Provider::Embedded))
                }));
                needs.push(KeycloakServer);
                let name = format!("{name} on Keycloak {}", keycloak_version());
                on_keycloak.push(trial(name, needs, move || {
                    let keycloak = Provider::Keycloak(keycloak()?);
                    of_keycloak(|| runtime().block_on(run(keycloak)))
                }));
            }
        }
    }
    let sessions = Session::all()?;
    // Without separate networks, one at a time has the ports, so they are spread: beside each other they
    // would only wait.
    let distance = trials.len() / sessions.len().max(1) + 1;
    for (index, session) in sessions.into_iter().enumerate() {
        let name = format!("session::{}", session.name);
        let trial = trial(name, vec![Shell, DefaultPorts], move || {
            let shown = match networks_can_be_made() {
                true => in_own_network(&session.name)?,
                false => session.run()?,
            };
            session_snapshot(&format!("session-{}", session.name), shown);
            Ok(())
        });
        trials.insert((index * distance).min(trials.len()), trial);
    }
    trials.extend(on_keycloak);
    Ok(trials)
}

fn needs_keycloak(trial: &Trial) -> bool {
    trial.name().contains(" on Keycloak ")
}

/// Runs a part that needs the ports, in the network of this process, and prints what it showed.
fn print_part(name: &str) -> anyhow::Result<()> {
    if name == embedded_default::PART {
        let printed = runtime().block_on(embedded_default::printed())?;
        print!("{}", serde_json::to_string(&printed)?);
        return Ok(());
    }
    let mut sessions = Session::all()?.into_iter();
    let session = sessions.find(|session| session.name == name);
    print!("{}", session.context("no such session")?.run()?);
    Ok(())
}

fn main() -> ExitCode {
    // If something listens there, the scenarios that need the port say so.
    let _port = ReservedPort::new(50100).ok();
    if let Some(code) = run_part(print_part) {
        return code;
    }
    let mut arguments = Arguments::from_args();
    // They mostly wait.
    let processors = thread::available_parallelism().map_or(1, usize::from);
    arguments.test_threads.get_or_insert(2 * processors);
    let mut trials = match trials() {
        Ok(trials) => trials,
        Err(error) => {
            eprintln!("error: {error:#}");
            return ExitCode::FAILURE;
        }
    };
    let usual_version = keycloak_version() == KEYCLOAK_VERSION;
    if !usual_version {
        // What is not about Keycloak is the same as in a run with the usual version.
        trials.retain(needs_keycloak);
        eprintln!("KEYCLOAK_VERSION is set: only what runs on Keycloak is run");
    }
    if trials
        .iter()
        .any(|trial| needs_keycloak(trial) && !arguments.is_filtered_out(trial))
    {
        // Early, because it takes half a minute, in which the other scenarios run.
        thread::spawn(keycloak);
    }
    let everything =
        usual_version && arguments.filter.is_none() && arguments.skip.is_empty() && !arguments.list;
    let mut ok = !libtest_mimic::run(&arguments, trials).has_failed();
    if everything && ok && !LEFT_OUT.load(Ordering::Relaxed) {
        let orphans = orphans().unwrap_or_default();
        let keycloak_left_out = KEYCLOAK_LEFT_OUT.load(Ordering::Relaxed);
        for Orphan { file, of_keycloak } in orphans {
            let problem = match (of_keycloak, file.ends_with(KEYCLOAK_ALONE)) {
                (true, true) => continue,
                (true, false) => {
                    "is of Keycloak's scenarios alone: let its name end with -keycloak"
                }
                (false, true) if keycloak_left_out => continue,
                (false, _) => "belongs to no scenario: delete it",
            };
            eprintln!("tests/snapshots/{file} {problem}");
            ok = false;
        }
    }
    if let Some(Ok(keycloak)) = KEYCLOAK.get()
        && let Err(error) = runtime().block_on(keycloak.remove())
    {
        eprintln!("error: Keycloak is still there: {error:#}");
        ok = false;
    }
    match ok {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}
