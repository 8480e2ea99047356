//! The parts of a statement that stand around a place, as the grammar nests them.

use super::grammar::{Grammar, Rule};
use pest::Parser as _;
use pest::iterators::Pairs;
use std::ops::Range;

/// The parts of a statement, a fact of a cluster or a header around `offset`, from the outermost to the
/// innermost. `statement` is the text of it alone; offsets count from its start. Empty for what can't be read.
#[must_use]
pub fn parts_around(statement: &str, offset: usize) -> Vec<Range<usize>> {
    let header = format!("{statement} {{");
    let read = Grammar::parse(Rule::one_statement, statement)
        .or_else(|_| Grammar::parse(Rule::one_fact, statement))
        .or_else(|_| Grammar::parse(Rule::one_header, &header));
    let mut parts = Vec::new();
    let mut level = read.ok();
    while let Some(pairs) = level.take() {
        let around = part_around(pairs, offset);
        level = around.map(|(part, inner)| {
            if part.end <= statement.len() && parts.last() != Some(&part) {
                parts.push(part);
            }
            inner
        });
    }
    parts
}

fn part_around(pairs: Pairs<'_, Rule>, offset: usize) -> Option<(Range<usize>, Pairs<'_, Rule>)> {
    let holds = |range: &Range<usize>| range.start <= offset && offset <= range.end;
    let around = pairs.filter(|pair| {
        let span = pair.as_span();
        let range = span.start()..span.start() + span.as_str().trim_end().len();
        holds(&range) && pair.as_rule() != Rule::EOI
    });
    // Between two that touch, the second is the one that is meant.
    let pair = around.last()?;
    let span = pair.as_span();
    let part = span.start()..span.start() + span.as_str().trim_end().len();
    Some((part, pair.into_inner()))
}

#[cfg(test)]
mod tests {
    use super::parts_around;

    fn parts(statement: &str, at: &str) -> Vec<String> {
        let offset = statement.find(at).expect("the place");
        let parts = parts_around(statement, offset).into_iter();
        parts.map(|part| statement.get(part).expect("a part").to_owned()).collect()
    }

    #[test]
    fn parts_nest_as_the_grammar_does() {
        let flow = "web, pay/api -> db tcp/5432 because \"reads\"";
        let all = parts(flow, "api");
        assert_eq!(all, [flow, "web, pay/api", "pay/api", "api"]);
        assert_eq!(parts("zone prod isolates", "prod"), ["zone prod isolates", "prod"]);
        assert_eq!(parts("pods 10.0.0.0/8", "10."), ["pods 10.0.0.0/8", "10.0.0.0/8"]);
        assert_eq!(parts("a -> -> b", "b"), [""; 0]);
    }
}
