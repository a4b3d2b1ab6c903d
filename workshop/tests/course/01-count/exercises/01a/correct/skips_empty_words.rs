//! Between two spaces is an empty word, which does not count.

fn count(text: &str) -> usize {
    text.split(' ').filter(|word| !word.is_empty()).count()
}
