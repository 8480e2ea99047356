//! Addresses as other tools write them: with a netmask, or as a range.

use super::{Code, Diagnostic, Failure};
use crate::diagnostic::{Applicability, Edit};
use ipnet::{Ipv4Subnets, ip_mask_to_prefix};
use std::net::{IpAddr, Ipv4Addr};

/// More blocks than these nobody wants in the place of a range.
const MOST: usize = 16;

/// What is wrong with the address at the place.
pub fn explain(failure: &Failure<'_>) -> Option<Diagnostic> {
    netmask(failure)
        .or_else(|| range(failure))
        .or_else(|| star(failure))
        .or_else(|| exceptions(failure))
}

/// `10.0.0.0/255.0.0.0`, `10.0.0.0/0.255.255.255`.
fn netmask(failure: &Failure<'_>) -> Option<Diagnostic> {
    let found = failure.found().filter(|found| failure.at > found.start)?;
    let mask: Ipv4Addr = found.text.parse().ok()?;
    let (slash, address) = (failure.back(1)?, failure.back(2)?);
    if slash.text != "/" || address.text.parse::<Ipv4Addr>().is_err() {
        return None;
    }
    let span = failure.span_of(found);
    let message = format!("`{mask}` is a netmask, and a length of the prefix belongs here");
    let length = |mask: Ipv4Addr| ip_mask_to_prefix(IpAddr::V4(mask)).ok();
    let (length, applicability) = match (length(mask), length(!mask)) {
        (Some(length), _) => (length, Applicability::Safe),
        (None, Some(length)) => (length, Applicability::Unsafe),
        (None, None) => {
            return Some(
                Diagnostic::new(Code::Syntax, span, message)
                    .label("its bits are not in one piece, so it has no length")
                    .help("write the networks that are meant: `10.0.0.0/8`, `10.64.0.0/16`"),
            );
        }
    };
    let edits = vec![Edit { span, replacement: length.to_string() }];
    Some(
        Diagnostic::new(Code::Syntax, span, message)
            .label(format!("the length of this one is {length}"))
            .fixes(format!("write `{}/{length}`", address.text), edits, applicability),
    )
}

/// `10.0.0.1-10.0.0.9`.
fn range(failure: &Failure<'_>) -> Option<Diagnostic> {
    let found = failure.found().filter(|found| failure.at > found.start)?;
    let (first, last) = found.text.split_once('-')?;
    let (first, last): (Ipv4Addr, Ipv4Addr) = (first.parse().ok()?, last.parse().ok()?);
    let span = failure.span_of(found);
    let diagnostic =
        Diagnostic::new(Code::Syntax, span, "addresses are written as networks, not as a range")
            .label("no range of addresses");
    if first > last {
        return Some(diagnostic.help(format!("and `{last}` is before `{first}`")));
    }
    let blocks: Vec<_> = Ipv4Subnets::new(first, last, 0)
        .map(|block| match block.prefix_len() {
            32 => block.addr().to_string(),
            _ => block.to_string(),
        })
        .take(MOST + 1)
        .collect();
    let list = blocks.join(", ");
    let in_except = failure.back(1).is_some_and(|before| before.text == "except");
    let list = if in_except && blocks.len() > 1 { format!("({list})") } else { list };
    Some(if blocks.len() > MOST {
        diagnostic.help("write the networks that hold them: `10.0.0.0/24`")
    } else {
        diagnostic.help("each block is an address and the length of its prefix").fix(
            format!("write `{list}`"),
            span,
            list,
        )
    })
}

/// `10.0.0.*`.
fn star(failure: &Failure<'_>) -> Option<Diagnostic> {
    let found = failure.found()?;
    let parts: Vec<_> = found.text.split('.').collect();
    let numbers = parts.iter().take_while(|part| part.parse::<u8>().is_ok()).count();
    if parts.len() != 4
        || !(1..4).contains(&numbers)
        || parts.iter().skip(numbers).any(|part| *part != "*")
    {
        return None;
    }
    let (address, length) = (found.text.replace('*', "0"), numbers * 8);
    let (span, written) = (failure.span_of(found), format!("{address}/{length}"));
    Some(
        Diagnostic::new(Code::Syntax, span, "a network is an address and the length of its prefix")
            .label("no `*` stands in an address")
            .fix(format!("write `{written}`"), span, written),
    )
}

/// `except 10.1.0.0/16 10.2.0.0/16`.
fn exceptions(failure: &Failure<'_>) -> Option<Diagnostic> {
    let found = failure.found().filter(|found| found.text.parse::<IpAddr>().is_ok())?;
    let except = failure.tokens.iter().take(failure.here).rposition(|it| it.text == "except")?;
    let mut between = failure.tokens.get(except + 1..failure.here)?.iter();
    let of_address =
        |text: &str| text == "/" || text.parse::<u8>().is_ok() || text.parse::<IpAddr>().is_ok();
    between.all(|token| of_address(token.text)).then(|| {
        Diagnostic::new(
            Code::Syntax,
            failure.span_of(found),
            "several exceptions stand in parentheses",
        )
        .label("the second exception")
        .help("write `except (10.6.0.0/16, 10.7.0.0/16)`")
    })
}
