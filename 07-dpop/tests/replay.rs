//! The memory of used proofs: how long it lasts, and what happens when it is full.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use dpop::{MemoryReplayStore, Proof, ReplayStore, WINDOW};
use resource_server::Rejection;
use verify_signature::Clock;

const NOW: u64 = 1_700_000_000;

fn proof(jkt: &str, jti: &dyn ToString, expires_at: u64) -> Proof {
    Proof {
        jkt: jkt.to_owned(),
        jti: jti.to_string(),
        expires_at,
        nonce: None,
    }
}

fn store(capacity: usize) -> (Arc<AtomicU64>, MemoryReplayStore) {
    let time = Arc::new(AtomicU64::new(NOW));
    let shown = Arc::clone(&time);
    let clock = Clock::new(move || shown.load(Ordering::Relaxed));
    (time, MemoryReplayStore::with_capacity(clock, capacity))
}

/// Keycloak keeps a proof for a time after its use, and accepts it again when its `iat` was ahead.
#[tokio::test]
async fn a_proof_is_kept_until_it_is_too_old_and_not_for_a_time_after_its_use() {
    let (time, store) = store(10);
    let ahead = proof("k", &"a", NOW + 2 * WINDOW);
    assert_eq!(store.insert(&ahead).await, Ok(true));
    for seconds in 0..=2 * WINDOW {
        time.store(NOW + seconds, Ordering::Relaxed);
        assert_eq!(store.insert(&ahead).await, Ok(false), "after {seconds} s");
    }
    time.store(NOW + 2 * WINDOW + 1, Ordering::Relaxed);
    let next = proof("k", &"b", NOW + 3 * WINDOW);
    assert_eq!(store.insert(&next).await, Ok(true));
    assert_eq!(store.count(), 1);
    // It would be refused as too old before it came here; it is refused here as well.
    assert_eq!(store.insert(&ahead).await, Ok(false));
}

#[tokio::test]
async fn a_clock_that_is_set_back_revives_no_proof() {
    let (time, store) = store(10);
    let used = proof("k", &"a", NOW + WINDOW);
    assert_eq!(store.insert(&used).await, Ok(true));
    time.store(NOW + WINDOW + 1, Ordering::Relaxed);
    assert_eq!(
        store.insert(&proof("k", &"b", NOW + 2 * WINDOW)).await,
        Ok(true)
    );
    time.store(NOW, Ordering::Relaxed);
    assert_eq!(store.insert(&used).await, Ok(false));
}

#[tokio::test]
async fn clients_do_not_use_up_each_others_identifiers() {
    let (_, store) = store(10);
    for key in ["a", "b"] {
        assert_eq!(store.insert(&proof(key, &"same", NOW)).await, Ok(true));
        assert_eq!(store.insert(&proof(key, &"same", NOW + 1)).await, Ok(false));
    }
}

#[tokio::test]
async fn a_flood_neither_grows_the_memory_nor_lets_a_replay_in() {
    const CAPACITY: u64 = 1000;
    let (time, store) = store(CAPACITY as usize);
    for round in 0..3 {
        let now = NOW + round * (WINDOW + 1);
        time.store(now, Ordering::Relaxed);
        let proof = |number: u64| proof("k", &format!("{round} {number}"), now + WINDOW);
        for number in 0..CAPACITY {
            assert_eq!(store.insert(&proof(number)).await, Ok(true));
        }
        let memory = allocation_counter::measure(|| {
            for number in CAPACITY..3 * CAPACITY {
                let refused = futures_ready(store.insert(&proof(number)));
                assert!(
                    matches!(
                        refused,
                        Err(Rejection::Unavailable {
                            code: "replay_check_failed",
                            ..
                        })
                    ),
                    "{refused:?}"
                );
            }
        });
        assert_eq!(memory.bytes_current, 0, "the store grew");
        assert_eq!(store.count(), CAPACITY as usize);
        for number in 0..CAPACITY {
            assert_eq!(store.insert(&proof(number)).await, Ok(false), "a replay");
        }
    }
}

/// The memory at the bound, as the documentation has it.
#[tokio::test]
async fn a_full_store_has_the_size_that_it_started_with() {
    let mut store = None;
    let started = allocation_counter::measure(|| {
        store = Some(MemoryReplayStore::new(Clock::new(|| NOW)));
    });
    let Some(store) = store else {
        unreachable!("it was made")
    };
    let filled = allocation_counter::measure(|| {
        for number in 0..200_000 {
            assert_eq!(
                futures_ready(store.insert(&proof("k", &number, NOW))),
                Ok(true)
            );
        }
    });
    assert_eq!(filled.bytes_current, 0, "it grew");
    let each = started.bytes_current as f64 / 200_000.0;
    println!("{} bytes, {each:.1} for each", started.bytes_current);
    assert!(each < 50.0, "{each}");
}

/// The result of a future that does not wait.
fn futures_ready<T>(future: impl Future<Output = T>) -> T {
    let mut future = std::pin::pin!(future);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match future.as_mut().poll(&mut context) {
        std::task::Poll::Ready(value) => value,
        std::task::Poll::Pending => unreachable!("memory does not wait"),
    }
}
