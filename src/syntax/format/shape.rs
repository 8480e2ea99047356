//! The cells of a statement: what stands in columns with the statements around it.

use super::super::mistake::token::{Kind, Token};
use crate::set::port::Protocol;

/// Statements whose cells stand in columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Sources, destinations, ports, the rest.
    Flow,
    /// The name, and the ports with all behind them.
    Segment,
    /// The name, and what stands behind `=`: of users and groups, or of one kind of declaration.
    Declaration(Declared),
    /// The word, and what the cluster has.
    Fact,
    /// One cell.
    Other,
}

/// What is declared with `=`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Declared {
    /// A net.
    Net,
    /// A port.
    Port,
    /// A service.
    Service,
    /// A user or a group.
    Principal,
}

/// Cuts a statement: the numbers of the tokens at which a new cell begins.
pub fn cells(tokens: &[Token<'_>], in_cluster: bool) -> (Shape, Vec<usize>) {
    let first = tokens.first().map_or("", |token| token.text);
    if in_cluster && matches!(first, "pods" | "services" | "nodes" | "api") {
        return (Shape::Fact, vec![1]);
    }
    let arrow = tokens.iter().position(|token| matches!(token.text, "->" | "<->" | "->>"));
    if let Some(arrow) = arrow {
        return (Shape::Flow, flow(tokens, arrow));
    }
    let next_is_word = tokens.get(1).is_some_and(|next| next.kind != Kind::Symbol);
    let declared = match first {
        "segment" if next_is_word => return (Shape::Segment, segment(tokens)),
        "net" => Declared::Net,
        "port" => Declared::Port,
        "service" => Declared::Service,
        "user" | "group" => Declared::Principal,
        _ => return (Shape::Other, Vec::new()),
    };
    if !next_is_word || in_cluster {
        return (Shape::Other, Vec::new());
    }
    let equals = tokens.iter().position(|token| token.text == "=");
    (Shape::Declaration(declared), equals.into_iter().collect())
}

/// Where the clauses of a statement begin.
pub fn clauses(tokens: &[Token<'_>]) -> Option<usize> {
    let clause = |token: &Token<'_>| matches!(token.text, "because" | "until");
    tokens.iter().skip(1).position(clause).map(|at| at + 1)
}

fn flow(tokens: &[Token<'_>], arrow: usize) -> Vec<usize> {
    let ports = behind_endpoints(tokens, arrow + 1);
    let rest = |at: &usize| {
        tokens
            .get(*at)
            .is_some_and(|token| matches!(token.text, "because" | "until" | "egress" | "ingress"))
    };
    let end = (ports..tokens.len()).find(rest);
    [Some(arrow), Some(ports).filter(|at| *at < tokens.len()), end].into_iter().flatten().fold(
        Vec::new(),
        |mut cells, at| {
            if cells.last() != Some(&at) {
                cells.push(at);
            }
            cells
        },
    )
}

/// The first token behind a list of endpoints.
fn behind_endpoints(tokens: &[Token<'_>], start: usize) -> usize {
    let mut operand = true;
    let mut parentheses = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(start) {
        let glued = tokens.get(at - 1).is_some_and(|before| before.end() == token.start);
        match token.text {
            "(" => parentheses += 1,
            ")" => {
                parentheses = parentheses.saturating_sub(1);
                operand = false;
            }
            _ if parentheses > 0 => {}
            "," | "/" | "except" => operand = true,
            "host" if operand => {}
            "service" if operand && names_of_cluster(tokens, at) => {}
            _ if operand || glued => operand = false,
            _ => return at,
        }
    }
    tokens.len()
}

/// Whether `service` names one of the cluster: `service pay/api`, and no segment of that name on ports.
fn names_of_cluster(tokens: &[Token<'_>], at: usize) -> bool {
    let (name, slash) = (tokens.get(at + 1), tokens.get(at + 2));
    let is_protocol = |text: &str| Protocol::ALL.iter().any(|protocol| protocol.word() == text);
    name.is_some_and(|name| name.text != "," && !is_protocol(name.text))
        && slash.is_some_and(|slash| slash.text == "/")
}

fn segment(tokens: &[Token<'_>]) -> Vec<usize> {
    let is_as = tokens.get(2).is_some_and(|token| token.text == "as");
    let ports = if is_as { 4 } else { 2 };
    let is_port = tokens.get(ports).is_some_and(|token| token.text != ":");
    if is_port { vec![ports] } else { Vec::new() }
}
