//! The checks of 02c. The names of the tests say what is required.

use serde_json::{Value, json};

use super::{LEEWAY, Problem, judge};

fn is(expected: &Result<(), Problem>, claims: &Value, now: u64) {
    println!("input: {claims} at {now}");
    assert_eq!(&judge(claims, now), expected, "{claims} at {now}");
}

#[test]
fn a_token_is_good_between_its_times() {
    is(&Ok(()), &json!({"nbf": 1000, "exp": 2000}), 1500);
    is(&Ok(()), &json!({"exp": 2000}), 1500);
}

#[test]
fn it_ends_at_exp_and_the_leeway() {
    is(&Ok(()), &json!({"exp": 2000}), 2059);
    is(&Err(Problem::Expired), &json!({"exp": 2000}), 2060);
    is(&Err(Problem::Expired), &json!({"exp": 2000}), 9999);
}

#[test]
fn it_begins_at_nbf_less_the_leeway() {
    let claims = json!({"nbf": 1000, "exp": 2000});
    is(&Ok(()), &claims, 1000);
    is(&Ok(()), &claims, 940);
    is(&Err(Problem::NotYetValid), &claims, 939);
}

#[test]
fn there_must_be_an_end() {
    is(&Err(Problem::NoEnd), &json!({"nbf": 1000}), 1500);
    is(&Err(Problem::NoEnd), &json!({}), 0);
}

#[test]
fn fractions_of_a_second_are_cut_off() {
    for fraction in [0.0, 0.25, 0.5, 0.75, 0.999] {
        for second in [0_u32, 1, 59, 60, 61, 1000] {
            let date = f64::from(second) + fraction;
            let second = u64::from(second);
            for now in [
                second,
                second + LEEWAY - 1,
                second + LEEWAY,
                second + LEEWAY + 1,
            ] {
                let is_over = now >= second + LEEWAY;
                let expected = if is_over {
                    Err(Problem::Expired)
                } else {
                    Ok(())
                };
                is(&expected, &json!({"exp": date}), now);
            }
            let early = second.saturating_sub(LEEWAY);
            for now in [early.saturating_sub(1), early, early + 1, second] {
                let is_early = now + LEEWAY < second;
                let expected = if is_early {
                    Err(Problem::NotYetValid)
                } else {
                    Ok(())
                };
                is(&expected, &json!({"nbf": date, "exp": 1_000_000}), now);
            }
        }
    }
}

#[test]
fn what_is_not_a_number_is_not_a_date() {
    for date in [
        json!("2000"),
        json!(null),
        json!(true),
        json!([2000]),
        json!({}),
        json!(-1),
        json!(-2000.5),
    ] {
        is(&Err(Problem::NotADate), &json!({"exp": date}), 1500);
        is(
            &Err(Problem::NotADate),
            &json!({"exp": 2000, "nbf": date}),
            1500,
        );
    }
}

#[test]
fn an_absurd_date_is_not_a_crash() {
    for exp in [1e10, 1e18, 1e20, 1e300] {
        is(&Ok(()), &json!({"exp": exp}), 1500);
        is(
            &Err(Problem::NotYetValid),
            &json!({"exp": exp, "nbf": exp}),
            1500,
        );
    }
    is(&Err(Problem::Expired), &json!({"exp": 2000}), u64::MAX);
    is(&Ok(()), &json!({"exp": 1e20, "nbf": 1000}), u64::MAX - 10);
}
