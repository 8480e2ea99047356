//! From bytes to text, before anything else.

use crate::diagnostic::{Code, Diagnostic};

/// The text of the file `name`.
///
/// # Errors
/// A diagnostic without a place, since there is no text to point into: the file isn't UTF-8, holds NUL
/// bytes, or is larger than a span can say.
pub fn decode(name: &str, bytes: Vec<u8>) -> Result<String, Box<Diagnostic>> {
    if u32::try_from(bytes.len()).is_err() {
        let diagnostic = Diagnostic::global(Code::FileTooLarge, format!("`{name}` is too large"))
            .note("a file may have 4 GiB less one byte")
            .help("split it, and bring the parts together with `use`");
        return Err(Box::new(diagnostic));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        if error.as_bytes().contains(&0) {
            binary(name)
        } else {
            invalid(name, error.as_bytes(), at)
        }
    })?;
    if text.contains('\0') { Err(binary(name)) } else { Ok(text) }
}

fn binary(name: &str) -> Box<Diagnostic> {
    let message = format!("`{name}` is no text: it holds NUL bytes");
    let help = "netz reads UTF-8; if this is text, save it as UTF-8 and not as UTF-16, as PowerShell's `>` does";
    Box::new(Diagnostic::global(Code::BinaryFile, message).help(help))
}

fn invalid(name: &str, bytes: &[u8], at: usize) -> Box<Diagnostic> {
    let before = bytes.get(..at).unwrap_or_default();
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let byte = bytes.get(at).copied().unwrap_or_default();
    let message = format!("`{name}` is not UTF-8: byte 0x{byte:02X} at offset {at}, line {line}");
    Box::new(Diagnostic::global(Code::InvalidUtf8, message).help("save the file as UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(bytes: &[u8]) -> Option<Code> {
        decode("x.netz", bytes.to_vec()).err().map(|diagnostic| diagnostic.code)
    }

    #[test]
    fn text_is_kept_and_what_is_no_text_has_its_own_code() {
        assert_eq!(decode("x.netz", "zone ä".into()).unwrap(), "zone ä");
        assert_eq!(code(b"zone \xE4"), Some(Code::InvalidUtf8));
        assert_eq!(code(b"zone\0"), Some(Code::BinaryFile));
        assert_eq!(code(b"\xFF\xFEz\0o\0"), Some(Code::BinaryFile));
    }

    #[test]
    fn the_message_names_the_byte_and_its_line() {
        let error = decode("x.netz", b"zone a\nzone \xE4".to_vec()).unwrap_err();
        assert_eq!(error.message, "`x.netz` is not UTF-8: byte 0xE4 at offset 12, line 2");
    }
}
