//! Conditions one after the other.

fn refused_from(judge: &Judge, revoked_at: u64, exp: u64) -> u64 {
    if *judge == Judge::Local {
        return exp + LEEWAY;
    }
    let mut refused = revoked_at;
    if let Judge::Cached { asked_at, max_age } = judge {
        if asked_at + max_age > refused {
            refused = asked_at + max_age;
        }
    }
    if refused > exp { exp } else { refused }
}
