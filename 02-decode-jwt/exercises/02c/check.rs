//! The checks of 02c. The names of the tests say what is demanded.

use serde_json::{Value, json};

use super::{Problem, judge};

fn at(now: u64, claims: &Value) -> Result<(), Problem> {
    judge(claims, now)
}

#[test]
fn a_token_is_good_between_its_times() {
    assert_eq!(at(1500, &json!({"nbf": 1000, "exp": 2000})), Ok(()));
    assert_eq!(at(1500, &json!({"exp": 2000})), Ok(()), "nbf may be absent");
}

#[test]
fn it_ends_at_exp_and_the_leeway() {
    assert_eq!(
        at(2059, &json!({"exp": 2000})),
        Ok(()),
        "59 s late: forgiven"
    );
    assert_eq!(
        at(2060, &json!({"exp": 2000})),
        Err(Problem::Expired),
        "60 s late"
    );
    assert_eq!(
        at(9999, &json!({"exp": 2000})),
        Err(Problem::Expired),
        "hours late"
    );
}

#[test]
fn it_begins_at_nbf_less_the_leeway() {
    let claims = json!({"nbf": 1000, "exp": 2000});
    assert_eq!(at(1000, &claims), Ok(()), "at the second of nbf");
    assert_eq!(at(940, &claims), Ok(()), "60 s early: forgiven");
    assert_eq!(at(939, &claims), Err(Problem::NotYetValid), "61 s early");
}

#[test]
fn the_beginning_of_time_is_no_crash() {
    assert_eq!(
        at(0, &json!({"nbf": 10, "exp": 2000})),
        Ok(()),
        "nbf is 10 s after 1970"
    );
}

#[test]
fn there_must_be_an_end() {
    assert_eq!(at(1500, &json!({"nbf": 1000})), Err(Problem::NoEnd));
}

#[test]
fn fractions_of_a_second_are_allowed() {
    assert_eq!(at(1500, &json!({"exp": 2000.75})), Ok(()), "exp is 2000.75");
    assert_eq!(
        at(2060, &json!({"exp": 2000.75})),
        Err(Problem::Expired),
        "exp is 2000.75"
    );
}

#[test]
fn text_is_no_date() {
    assert_eq!(
        at(1500, &json!({"exp": "2000"})),
        Err(Problem::NotADate),
        "exp is \"2000\""
    );
    let claims = json!({"nbf": null, "exp": 2000});
    assert_eq!(at(1500, &claims), Err(Problem::NotADate), "nbf is null");
    assert_eq!(
        at(1500, &json!({"exp": -1})),
        Err(Problem::NotADate),
        "exp is -1"
    );
}
