//! Two ifs and a look at the end.

impl Known {
    fn find(&mut self, kid: &str, fetch: impl FnOnce() -> Option<Keys>) -> Option<String> {
        if let Some(key) = self.keys.get(kid) {
            return Some(key.clone());
        }
        if let Some(new) = fetch() {
            self.keys = new;
        }
        self.keys.get(kid).cloned()
    }
}
