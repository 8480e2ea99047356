//! Amounts (`apimachinery` `api/resource`).

/// What a quota asks of an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quantity {
    /// Less than nothing.
    pub negative: bool,
    /// A whole number.
    pub whole: bool,
}

impl Quantity {
    /// An amount as Kubernetes writes it: a signed decimal number with a suffix or an exponent.
    pub fn parse(text: &str) -> Option<Self> {
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        let end = unsigned.find(|char: char| !char.is_ascii_digit() && char != '.');
        let (number, suffix) = unsigned.split_at_checked(end.unwrap_or(unsigned.len()))?;
        let (before, after) = number.split_once('.').unwrap_or((number, ""));
        if after.contains('.') || (before.is_empty() && after.is_empty()) {
            return None;
        }
        let digits: String = [before, after].concat();
        let zero = digits.bytes().all(|digit| digit == b'0');
        let scale = Scale::parse(suffix)?;
        let whole = zero || scale.makes_whole(before, after);
        Some(Self { negative: text.starts_with('-') && !zero, whole })
    }
}

#[derive(Debug, Clone, Copy)]
enum Scale {
    /// A power of ten.
    Ten(i32),
    /// A power of two.
    Two(u32),
}

impl Scale {
    fn parse(suffix: &str) -> Option<Self> {
        Some(match suffix {
            "n" => Self::Ten(-9),
            "u" => Self::Ten(-6),
            "m" => Self::Ten(-3),
            "" => Self::Ten(0),
            "k" => Self::Ten(3),
            "M" => Self::Ten(6),
            "G" => Self::Ten(9),
            "T" => Self::Ten(12),
            "P" => Self::Ten(15),
            "E" => Self::Ten(18),
            "Ki" => Self::Two(10),
            "Mi" => Self::Two(20),
            "Gi" => Self::Two(30),
            "Ti" => Self::Two(40),
            "Pi" => Self::Two(50),
            "Ei" => Self::Two(60),
            _ => Self::Ten(suffix.strip_prefix(['e', 'E'])?.parse().ok()?),
        })
    }

    /// Whether a decimal number times this is whole.
    fn makes_whole(self, before: &str, after: &str) -> bool {
        let fraction = after.trim_end_matches('0');
        let places = i64::try_from(fraction.len()).unwrap_or(i64::MAX);
        match self {
            Self::Ten(exponent) if fraction.is_empty() => {
                let zeros = before.len() - before.trim_end_matches('0').len();
                i64::from(exponent) + i64::try_from(zeros).unwrap_or(i64::MAX) >= 0
            }
            Self::Ten(exponent) => i64::from(exponent) >= places,
            // A fraction f / 10^n times 2^k is whole when 5^n divides f and n is at most k.
            Self::Two(power) => {
                let fives = u32::try_from(places).ok().and_then(|n| 5_u128.checked_pow(n));
                let value = fraction.parse::<u128>().unwrap_or_default();
                places <= i64::from(power) && fives.is_some_and(|fives| value % fives == 0)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_those_of_kubernetes() {
        let whole = |text| Quantity::parse(text).map(|amount| (amount.negative, amount.whole));
        for text in ["50", "64Gi", "1k", "0", "0.0m", "1000m", "1.5k", "0.5Ki", "1e3", "1E-0", "+2"]
        {
            assert_eq!(whole(text), Some((false, true)), "{text}");
        }
        for text in ["1.5", "100m", "1n", "0.1Ki", ".5", "5e-1", "1500m"] {
            assert_eq!(whole(text), Some((false, false)), "{text}");
        }
        assert_eq!(whole("-1"), Some((true, true)));
        for text in ["", "Gi", "1 Gi", "1gi", "1KB", "1.2.3", "--1", "ten", "1e", "."] {
            assert_eq!(whole(text), None, "{text}");
        }
    }
}
