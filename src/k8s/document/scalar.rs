//! Bare words of YAML, which its versions read differently.

use super::Value;
use std::borrow::Cow;

/// What YAML 1.2 reads a bare word as.
pub(super) fn in_yaml_1_2(word: Cow<'_, str>) -> Value<'_> {
    match word.as_ref() {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        text => match whole(text) {
            Some(number) => Value::Int(number),
            None if is_number(text) => Value::Number(word),
            None => Value::Text(word),
        },
    }
}

/// A whole number that fits.
fn whole(text: &str) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (radix, digits) = match digits.get(..2) {
        Some("0x") => (16, digits.get(2..)?),
        Some("0o") => (8, digits.get(2..)?),
        Some("0b") => (2, digits.get(2..)?),
        _ => (10, digits),
    };
    let leading_zero = radix == 10 && digits.len() > 1 && digits.starts_with('0');
    if digits.is_empty() || leading_zero || !digits.chars().all(|digit| digit.is_digit(radix)) {
        return None;
    }
    let number = i128::from_str_radix(digits, radix).ok()?;
    i64::try_from(if negative { -number } else { number }).ok()
}

/// Whether it is a number that isn't whole, or doesn't fit.
fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    match unsigned {
        ".inf" | ".Inf" | ".INF" => return true,
        ".nan" | ".NaN" | ".NAN" => return unsigned == text,
        _ => {}
    }
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if digits(unsigned) {
        // Digits that are no whole number of the form above: too many, or behind a zero.
        return !unsigned.is_empty() && !unsigned.starts_with('0');
    }
    let starts = unsigned.strip_prefix('.').unwrap_or(unsigned);
    starts.starts_with(|first: char| first.is_ascii_digit()) && unsigned.parse::<f64>().is_ok()
}

/// What kubectl, whose YAML is that of version 1.1, reads a bare word as that is text in version 1.2, or
/// another number.
#[must_use]
pub fn in_yaml_1_1(word: &str) -> Option<&'static str> {
    match word {
        "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => return Some("`true`"),
        "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => return Some("`false`"),
        "<<" => return Some("a merge of maps"),
        "=" => return Some("a default value"),
        _ => {}
    }
    let unsigned = word.strip_prefix(['-', '+']).unwrap_or(word);
    let first = unsigned.bytes().next()?;
    if !first.is_ascii_digit() && first != b'.' {
        return None;
    }
    let of = |radix: u32, digits: &str| {
        let has_digit = digits.chars().any(|char| char.is_digit(radix));
        has_digit && digits.chars().all(|char| char == '_' || char.is_digit(radix))
    };
    let prefixed = |prefix: &str, radix: u32| {
        unsigned.strip_prefix(prefix).is_some_and(|digits| of(radix, digits))
    };
    if is_date(word) {
        return Some("a time");
    }
    let octal = unsigned.len() > 1 && unsigned.starts_with('0') && of(8, unsigned);
    let underscored = unsigned.contains('_')
        && (prefixed("0x", 16)
            || prefixed("0b", 2)
            || unsigned.replace('_', "").parse::<f64>().is_ok());
    let sixties = unsigned.contains(':')
        && unsigned.split(':').all(|part| {
            (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        });
    (octal || underscored || sixties).then_some("a number")
}

/// `2027-06-30`.
fn is_date(word: &str) -> bool {
    let parts: Vec<&str> = word.split('-').collect();
    let digits = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit());
    parts.iter().map(|part| part.len()).eq([4, 2, 2]) && parts.iter().all(digits)
}
