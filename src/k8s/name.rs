//! Which names and labels the API server accepts (`k8s.io/apimachinery` `util/validation`).
//!
//! Each check returns the reason why not, as a clause that follows "is no …:".

/// The result of a check: fine, or the reason why not.
pub type Verdict = Result<(), &'static str>;

const fn verdict(fine: bool, reason: &'static str) -> Verdict {
    if fine { Ok(()) } else { Err(reason) }
}

const fn lower_or_digit(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit()
}

fn starts_and_ends(text: &str, fits: impl Fn(u8) -> bool) -> bool {
    text.bytes().next().is_some_and(&fits) && text.bytes().next_back().is_some_and(&fits)
}

/// A DNS label (RFC 1123): names of namespaces and ServiceAccounts' namespaces.
///
/// # Errors
/// The reason, when it is none.
pub fn dns_label(text: &str) -> Verdict {
    verdict(text.len() <= 63, "it has more than 63 characters")?;
    verdict(
        starts_and_ends(text, lower_or_digit),
        "it must start and end with a lower-case letter or a digit",
    )?;
    let inner = text.bytes().all(|byte| lower_or_digit(byte) || byte == b'-');
    verdict(inner, "only lower-case letters, digits and `-` may stand in it")
}

/// A DNS subdomain (RFC 1123): names of most objects.
///
/// # Errors
/// The reason, when it is none.
pub fn dns_subdomain(text: &str) -> Verdict {
    verdict(text.len() <= 253, "it has more than 253 characters")?;
    let inner = text.bytes().all(|byte| lower_or_digit(byte) || byte == b'-' || byte == b'.');
    verdict(inner, "only lower-case letters, digits, `-` and `.` may stand in it")?;
    let parts = text.split('.').all(|part| starts_and_ends(part, lower_or_digit));
    verdict(parts, "each part must start and end with a lower-case letter or a digit")
}

/// A path segment: names of RBAC objects.
///
/// # Errors
/// The reason, when it is none.
pub fn path_segment(text: &str) -> Verdict {
    verdict(!text.is_empty(), "it is empty")?;
    verdict(text != "." && text != "..", "it may not be `.` or `..`")?;
    verdict(!text.contains(['/', '%']), "it may not contain `/` or `%`")
}

fn qualified_part(text: &str) -> Verdict {
    verdict(!text.is_empty(), "it is empty")?;
    verdict(text.len() <= 63, "its name has more than 63 characters")?;
    let ends = starts_and_ends(text, |byte| byte.is_ascii_alphanumeric());
    verdict(ends, "it must start and end with a letter or a digit")?;
    let inner = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    verdict(inner, "only letters, digits, `-`, `_` and `.` may stand in it")
}

/// A label key: `[prefix/]name`.
///
/// # Errors
/// The reason, when it is none.
pub fn label_key(text: &str) -> Verdict {
    match text.split_once('/') {
        None => qualified_part(text),
        Some((prefix, name)) => {
            dns_subdomain(prefix)?;
            verdict(!name.contains('/'), "it may have one `/` at most")?;
            qualified_part(name)
        }
    }
}

/// A label value; may be empty.
///
/// # Errors
/// The reason, when it is none.
pub fn label_value(text: &str) -> Verdict {
    if text.is_empty() {
        return Ok(());
    }
    verdict(text.len() <= 63, "it has more than 63 characters")?;
    qualified_part(text)
}

/// A container port name (RFC 6335).
///
/// # Errors
/// The reason, when it is none.
pub fn port_name(text: &str) -> Verdict {
    verdict(!text.is_empty() && text.len() <= 15, "it must have 1 to 15 characters")?;
    verdict(
        starts_and_ends(text, lower_or_digit),
        "it must start and end with a lower-case letter or a digit",
    )?;
    let inner = text.bytes().all(|byte| lower_or_digit(byte) || byte == b'-');
    verdict(inner, "only lower-case letters, digits and `-` may stand in it")?;
    verdict(!text.contains("--"), "it may not have two `-` in a row")?;
    verdict(text.bytes().any(|byte| byte.is_ascii_lowercase()), "it must have a letter")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_those_of_the_api_server() {
        assert!(dns_label(&"a".repeat(63)).is_ok() && dns_label(&"a".repeat(64)).is_err());
        assert!(dns_label("a.b").is_err() && dns_label("-a").is_err() && dns_label("A").is_err());
        assert!(dns_subdomain("a.b-c").is_ok() && dns_subdomain("a..b").is_err());
        assert!(label_key("app.kubernetes.io/name").is_ok() && label_key("a/b/c").is_err());
        assert!(label_key("/x").is_err() && label_key("x/").is_err());
        assert!(
            label_value("").is_ok() && label_value("v1.2_x").is_ok() && label_value("-x").is_err()
        );
        assert!(
            port_name("http-2").is_ok() && port_name("80").is_err() && port_name("a--b").is_err()
        );
        assert!(path_segment("netz:deployer").is_ok() && path_segment("a/b").is_err());
    }
}
