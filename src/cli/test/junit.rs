//! `--junit FILE`: the results as CI systems read them. A file of assertions is a suite, an assertion a case.

use netz::diagnostic::render;
use netz::verdict::{Outcome, Verdict};
use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::show::Results;

/// The report, as XML 1.0. It holds no time: the same results give the same bytes.
pub fn report(results: &Results<'_>) -> String {
    let mut suites: BTreeMap<&str, Vec<&Verdict>> = BTreeMap::new();
    for verdict in &results.verdicts {
        suites.entry(results.sources.name(verdict.span.file)).or_default().push(verdict);
    }
    let (tests, failures) = (results.verdicts.len(), results.count(Outcome::Fails));
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(xml, "<testsuites name=\"netz\" tests=\"{tests}\" failures=\"{failures}\">");
    for (file, verdicts) in suites {
        let count = |outcome| verdicts.iter().filter(|one| one.outcome == outcome).count();
        let (failures, skipped) = (count(Outcome::Fails), count(Outcome::NotProved));
        let (file, tests) = (escaped(file), verdicts.len());
        let _ = writeln!(
            xml,
            "  <testsuite name=\"{file}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\">"
        );
        for verdict in verdicts {
            case(results, verdict, &file, &mut xml);
        }
        xml.push_str("  </testsuite>\n");
    }
    xml.push_str("</testsuites>\n");
    xml
}

fn case(results: &Results<'_>, verdict: &Verdict, file: &str, xml: &mut String) {
    let line = results.sources.position(verdict.span.file, verdict.span.start).line;
    let name = escaped(&Results::name(verdict));
    let _ = write!(
        xml,
        "    <testcase name=\"{name}\" classname=\"{file}\" file=\"{file}\" line=\"{line}\""
    );
    match verdict.outcome {
        Outcome::Holds => return xml.push_str("/>\n"),
        Outcome::NotProved => {
            return xml.push_str("><skipped message=\"not proved\"/></testcase>\n");
        }
        Outcome::Fails => {}
    }
    let first = verdict.diagnostics.first();
    let (code, message) = first.map_or(("", ""), |one| (one.code.name(), one.message.as_str()));
    let mut text = Vec::new();
    // A vector takes everything.
    let _ = render::human(&mut text, results.sources, &verdict.diagnostics, false);
    let text = escaped(&String::from_utf8_lossy(&text));
    let message = escaped(message);
    let _ = writeln!(
        xml,
        ">\n      <failure type=\"{code}\" message=\"{message}\">{text}</failure>\n    </testcase>"
    );
}

/// Text for an attribute or an element. What XML 1.0 has no character for becomes U+FFFD.
fn escaped(text: &str) -> String {
    let mut xml = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '"' => xml.push_str("&quot;"),
            '\n' | '\t' => xml.push(char),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => xml.push('\u{fffd}'),
            _ => xml.push(char),
        }
    }
    xml
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn what_xml_reads_as_markup_is_escaped_and_what_it_cannot_hold_replaced() {
        assert_eq!(
            escaped("never a ->> \"b\" & <c>"),
            "never a -&gt;&gt; &quot;b&quot; &amp; &lt;c&gt;"
        );
        assert_eq!(escaped("\u{1b}[31mä\n"), "\u{fffd}[31mä\n");
    }
}
