//! What the grammar matched, to classes.

use super::super::build::Match;
use super::super::grammar::Rule;
use super::super::scan::Bytes;
use super::Class;
use pest::iterators::Pairs;

/// Collects the classes of a text that starts at `base`.
pub struct Matched<'c> {
    pub base: u32,
    pub found: &'c mut Vec<(Bytes, Class)>,
}

impl Matched<'_> {
    /// The matches of a whole text.
    pub fn all(&mut self, pairs: Pairs<'_, Rule>) {
        pairs.for_each(|pair| self.pair(pair, Class::Value));
    }

    /// A match, whose names are of class `names`.
    fn pair(&mut self, pair: Match<'_>, names: Class) {
        match of(pair.as_rule()) {
            Is::Class(class) => self.push(&pair, class),
            Is::Nothing => {}
            Is::Name => self.name(&pair, names),
            Is::Operator => {
                let text = pair.as_str();
                let symbol = text.find(|char| !"<->=!|".contains(char)).unwrap_or(text.len());
                self.push_part(&pair, 0, symbol, Class::Operator);
            }
            Is::Port => self.port(&pair),
            Is::Holder => self.holder(pair, names),
        }
    }

    fn name(&mut self, pair: &Match<'_>, class: Class) {
        self.push(pair, if pair.as_str() == "*" { Class::Operator } else { class });
    }

    /// A rule that holds others, and perhaps begins with a word that is no rule of its own.
    fn holder(&mut self, pair: Match<'_>, around: Class) {
        let rule = pair.as_rule();
        let word = match rule {
            Rule::because | Rule::until | Rule::host | Rule::custom_verb => {
                let is_letter = |char: char| char.is_ascii_alphabetic();
                pair.as_str().find(|char| !is_letter(char)).unwrap_or(pair.as_str().len())
            }
            _ => 0,
        };
        self.push_part(&pair, 0, word, Class::Keyword);
        let mut names = names(rule).unwrap_or(around);
        let mut inner = pair.into_inner().peekable();
        while let Some(child) = inner.next() {
            // Of `prod/web` the first is a zone.
            if child.as_rule() == Rule::scoped && inner.peek().is_some() {
                self.name(&child, Class::Zone);
                continue;
            }
            let (part, before) = (child.as_rule(), names);
            if rule == Rule::lint && part == Rule::name {
                names = Class::Keyword;
            }
            self.pair(child, names);
            names = match (rule, part) {
                (Rule::segment, Rule::AS) => Class::Account,
                (Rule::served, Rule::served_name) => Class::Segment,
                (Rule::account, Rule::IN) => Class::Zone,
                (Rule::resource_declaration, Rule::SUB) => Class::Resource,
                (Rule::resource_declaration, Rule::VERBS) => Class::Verb,
                _ => before,
            };
        }
    }

    /// `tcp/80,8000-8100`, `any`, or the name of a port, perhaps in quotes.
    fn port(&mut self, pair: &Match<'_>) {
        let text = pair.as_str();
        let values = text.split_once('/').filter(|_| !text.starts_with('"'));
        let Some((protocol, values)) = values else {
            let is_protocol = matches!(text, "tcp" | "udp" | "sctp" | "icmp" | "any");
            return self.push(pair, if is_protocol { Class::Protocol } else { Class::Port });
        };
        self.push_part(pair, 0, protocol.len(), Class::Protocol);
        let mut start = protocol.len() + 1;
        for value in values.split(',') {
            self.push_part(pair, start, start + value.len(), Class::Port);
            start += value.len() + 1;
        }
    }

    fn push(&mut self, pair: &Match<'_>, class: Class) {
        self.push_part(pair, 0, pair.as_str().len(), class);
    }

    /// The bytes of a match from `start` to `end`, unless there are none.
    fn push_part(&mut self, pair: &Match<'_>, start: usize, end: usize, class: Class) {
        let from = pair.as_span().start();
        let offset = |at: usize| {
            self.base.saturating_add(u32::try_from(from.saturating_add(at)).unwrap_or(u32::MAX))
        };
        if start < end {
            self.found.push((offset(start)..offset(end), class));
        }
    }
}

/// What the names in a rule are; none where the rule around it says so.
const fn names(rule: Rule) -> Option<Class> {
    match rule {
        Rule::zone
        | Rule::namespaces
        | Rule::inside
        | Rule::cluster
        | Rule::patterns
        | Rule::served => Some(Class::Zone),
        Rule::segment | Rule::net | Rule::service | Rule::place => Some(Class::Segment),
        Rule::account | Rule::user | Rule::group | Rule::subject => Some(Class::Account),
        Rule::role | Rule::held_role => Some(Class::Role),
        Rule::port_declaration | Rule::named_port => Some(Class::Port),
        Rule::lint | Rule::level | Rule::r#loop | Rule::permission => Some(Class::Value),
        _ => None,
    }
}

/// What a rule is.
enum Is {
    /// A class of its own.
    Class(Class),
    /// A name, whose class the rules around it say.
    Name,
    /// A symbol with perhaps blanks, newlines and comments behind it.
    Operator,
    /// Ports of a protocol, or a name of ports.
    Port,
    /// Punctuation, or nothing at all.
    Nothing,
    /// Other rules are in it.
    Holder,
}

const fn of(rule: Rule) -> Is {
    match rule {
        Rule::ACCOUNT
        | Rule::ALL
        | Rule::ALWAYS
        | Rule::API
        | Rule::AS
        | Rule::ASSUME
        | Rule::AUDIT
        | Rule::BY
        | Rule::CAN
        | Rule::CLUSTER
        | Rule::CLUSTERROLE
        | Rule::CLUSTER_WIDE
        | Rule::CONFINE
        | Rule::DELIVERED
        | Rule::DNS
        | Rule::EGRESS
        | Rule::EXCEPT
        | Rule::EXCLUSIVE
        | Rule::EXTERN
        | Rule::FOR
        | Rule::FROM
        | Rule::GROUP
        | Rule::HAS
        | Rule::IN
        | Rule::INGRESS
        | Rule::ISOLATES
        | Rule::LABEL
        | Rule::LINT
        | Rule::NAMED
        | Rule::NAMESPACED
        | Rule::NAMESPACES
        | Rule::NET
        | Rule::NEVER
        | Rule::NODES
        | Rule::NOTIN
        | Rule::OF
        | Rule::ONLY
        | Rule::OWNER
        | Rule::PODS
        | Rule::PORT
        | Rule::PRESERVED
        | Rule::QUOTA
        | Rule::RESOURCE
        | Rule::ROLE
        | Rule::SEGMENT
        | Rule::SERVICE
        | Rule::SERVICES
        | Rule::SOURCE_IP
        | Rule::SUB
        | Rule::USE
        | Rule::USER
        | Rule::VERBS
        | Rule::WARN
        | Rule::WHERE
        | Rule::WITHOUT
        | Rule::ZONE
        | Rule::everywhere => Is::Class(Class::Keyword),
        Rule::string | Rule::all_verbs | Rule::wildcard | Rule::url => Is::Class(Class::String),
        Rule::address => Is::Class(Class::Address),
        Rule::key => Is::Class(Class::Label),
        Rule::value | Rule::date => Is::Class(Class::Value),
        Rule::kind => Is::Class(Class::Resource),
        Rule::plain_verb => Is::Class(Class::Verb),
        Rule::loop_variable => Is::Class(Class::Variable),
        Rule::name | Rule::pattern | Rule::scoped | Rule::member | Rule::served_name => Is::Name,
        Rule::arrow
        | Rule::hops
        | Rule::bar
        | Rule::equals
        | Rule::is
        | Rule::absent
        | Rule::equal
        | Rule::unequal => Is::Operator,
        Rule::port | Rule::exact_port => Is::Port,
        Rule::comment
        | Rule::comma
        | Rule::colon
        | Rule::open
        | Rule::separator
        | Rule::close
        | Rule::at
        | Rule::brace
        | Rule::EOI => Is::Nothing,
        _ => Is::Holder,
    }
}
