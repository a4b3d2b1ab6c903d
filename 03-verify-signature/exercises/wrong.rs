//! The wrong solutions of step 03. Each must fail the checks of its exercise, and with the message that
//! stands beside it: `cargo workshop verify` sees to that.

#[path = "03a/wrong/for_any_use.rs"]
mod _03a_for_any_use;
#[path = "03a/wrong/the_first_that_signs.rs"]
mod _03a_the_first_that_signs;
#[path = "03a/wrong/the_only_one_will_do.rs"]
mod _03a_the_only_one_will_do;
#[path = "03b/wrong/changes_the_payload_only.rs"]
mod _03b_changes_the_payload_only;
#[path = "03b/wrong/forbids_none.rs"]
mod _03b_forbids_none;
#[path = "03b/wrong/wants_any_signature.rs"]
mod _03b_wants_any_signature;
#[path = "03c/wrong/encodes_the_secret.rs"]
mod _03c_encodes_the_secret;
#[path = "03c/wrong/forbids_hs256.rs"]
mod _03c_forbids_hs256;
#[path = "03c/wrong/signs_the_payload_only.rs"]
mod _03c_signs_the_payload_only;
#[path = "03d/wrong/absent_is_for_all.rs"]
mod _03d_absent_is_for_all;
#[path = "03d/wrong/finds_pieces.rs"]
mod _03d_finds_pieces;
#[path = "03d/wrong/the_first_name_only.rs"]
mod _03d_the_first_name_only;
#[path = "03e/wrong/claims_before_the_signature.rs"]
mod _03e_claims_before_the_signature;
#[path = "03e/wrong/the_key_before_the_algorithm.rs"]
mod _03e_the_key_before_the_algorithm;
#[path = "03e/wrong/the_size_at_last.rs"]
mod _03e_the_size_at_last;
#[path = "03f/wrong/adds_to_the_old.rs"]
mod _03f_adds_to_the_old;
#[path = "03f/wrong/asks_each_time.rs"]
mod _03f_asks_each_time;
#[path = "03f/wrong/forgets_when_the_issuer_is_down.rs"]
mod _03f_forgets_when_the_issuer_is_down;
#[path = "03f/wrong/never_asks_again.rs"]
mod _03f_never_asks_again;
