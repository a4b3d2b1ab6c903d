//! `split` and `any`.

fn forge() -> String {
    "notadmin".to_string()
}

fn allows(scope: &str, wanted: &str) -> bool {
    scope.split(' ').any(|n| n == wanted)
}
