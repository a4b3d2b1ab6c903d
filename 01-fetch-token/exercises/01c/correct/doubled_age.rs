//! U128, and the half by doubling the age.

fn may_be_used(kept: &Kept, now: u64) -> bool {
    let Some(life) = kept.expires_in else {
        return false;
    };
    let (asked, life, now) = (u128::from(kept.asked_at), u128::from(life), u128::from(now));
    let over_half = 2 * now >= 2 * asked + life;
    let near_end = now + u128::from(MARGIN) >= asked + life;
    !(over_half && near_end)
}
