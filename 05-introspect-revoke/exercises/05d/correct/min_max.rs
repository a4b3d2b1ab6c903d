//! `min` and `max`.

fn refused_from(judge: &Judge, revoked_at: u64, exp: u64) -> u64 {
    match judge {
        Judge::Local => exp + LEEWAY,
        Judge::Introspection => revoked_at.min(exp),
        Judge::Cached { asked_at, max_age } => {
            let over = asked_at.saturating_add(*max_age);
            over.max(revoked_at).min(exp)
        }
    }
}
