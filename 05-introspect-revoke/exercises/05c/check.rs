//! The checks of 05c. The names of the tests say what is demanded.

use super::{Cache, MAX_ENTRIES};

/// A cache with a hundred tokens that were kept at 1000 and expire at 2000.
fn full() -> Cache {
    let mut cache = Cache::default();
    for number in 0..MAX_ENTRIES {
        cache.keep(&format!("token {number}"), 2000, 1000);
    }
    cache
}

#[test]
fn what_was_not_kept_is_not_known() {
    assert!(
        !Cache::default().is_active("never seen", 1000),
        "active, though nothing was kept"
    );
}

#[test]
fn a_yes_is_good_for_ten_seconds() {
    let mut cache = Cache::default();
    cache.keep("token", 2000, 1000);
    assert!(cache.is_active("token", 1000), "forgotten at once");
    assert!(cache.is_active("token", 1009), "forgotten after 9 s");
    assert!(!cache.is_active("token", 1010), "still active after 10 s");
}

#[test]
fn it_is_never_good_beyond_exp() {
    let mut cache = Cache::default();
    cache.keep("token", 1003, 1000);
    assert!(cache.is_active("token", 1002), "forgotten before exp");
    assert!(
        !cache.is_active("token", 1003),
        "still active in the second of exp"
    );
}

#[test]
fn it_holds_a_hundred_answers_and_no_more() {
    let mut cache = full();
    cache.keep("one more", 2000, 1001);
    assert!(
        cache.until.len() <= MAX_ENTRIES,
        "there are {} answers",
        cache.until.len()
    );
    assert!(
        cache.is_active("token 7", 1001),
        "an answer that was there is lost"
    );
}

#[test]
fn what_is_over_makes_room() {
    let mut cache = full();
    cache.keep("one more", 2000, 1500);
    assert!(
        cache.is_active("one more", 1500),
        "not kept, though all others are over"
    );
}

#[test]
fn a_new_answer_takes_the_place_of_the_old_one() {
    let mut cache = Cache::default();
    cache.keep("token", 2000, 1000);
    cache.keep("token", 2000, 1008);
    assert!(
        cache.is_active("token", 1015),
        "forgotten, though the second answer is 7 s old"
    );
}
