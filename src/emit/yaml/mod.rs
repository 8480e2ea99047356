//! Canonical YAML, the same for every reader.
//!
//! kubectl reads YAML 1.1, most libraries read 1.2, and a bare `on`, `012` or `1:30` is not the same to
//! both. Here a string stands bare only where every reader of either version takes it for that string.
//! Block style, two blanks a level, lists at the indent of their key: what kubectl prints, and the bytes of
//! serde_yaml where that is right.

mod scalar;
mod serializer;

pub use serializer::Error;

use serde::Serialize;

/// Appends one document, without `---`.
///
/// # Errors
/// When `value` has a key that is no scalar, or its own serialisation fails. No Kubernetes object does.
pub fn write<T: Serialize + ?Sized>(value: &T, out: &mut String) -> Result<(), Error> {
    value.serialize(serializer::Value::document(out))
}

/// Appends a comment line. Whatever stands in `text`, it stays on that line.
pub fn comment(text: &str, out: &mut String) {
    out.push('#');
    if !text.is_empty() {
        out.push(' ');
    }
    for char in text.chars() {
        if scalar::printable(char) {
            out.push(char);
        } else {
            scalar::escape(char, out);
        }
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_out_of_a_comment() {
        let mut out = String::new();
        comment("a\nb: c\r\u{85}\u{2028}d\u{202e}", &mut out);
        assert_eq!(out, "# a\\nb: c\\r\\x85\\u2028d\\u202E\n");
        out.clear();
        comment("", &mut out);
        assert_eq!(out, "#\n");
    }
}
