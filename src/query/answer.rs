//! What an answer holds, before it is text or JSON.

use crate::set::rule::Direction;
use crate::source::Span;

/// The answer in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// All that was asked about is allowed; of `who` and `what`: somebody is found.
    Yes,
    /// A part of it is allowed.
    Partly,
    /// Nothing of it is allowed.
    No,
    /// The search was given up, or it hangs on what isn't known.
    Undecided,
}

impl Verdict {
    /// `yes`, `no`, `partly`, `undecided`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Partly => "partly",
            Self::No => "no",
            Self::Undecided => "undecided",
        }
    }
}

/// The answer to one question.
#[derive(Debug, Clone)]
pub struct Answer {
    /// In a word.
    pub verdict: Verdict,
    /// In a sentence.
    pub sentence: String,
    /// The rest.
    pub body: Body,
    /// What the answer rests on, and what else is to be known.
    pub notes: Vec<String>,
}

/// What follows the sentence.
#[derive(Debug, Clone)]
pub enum Body {
    /// Of a connection.
    Flow(Box<Flow>),
    /// Of `who -> B` and `A -> what`.
    Peers(Vec<Peer>),
    /// Of questions about rights.
    Rights(Rights),
}

/// Whether something can connect to something, and why.
#[derive(Debug, Clone, Default)]
pub struct Flow {
    /// Which ports are allowed for all pods, for some and for none, where it differs.
    pub ports: Vec<(Extent, String)>,
    /// The source's end, then the target's.
    pub sides: Vec<Side>,
    /// A connection that is allowed, where not all are.
    pub allowed: Option<String>,
    /// A connection that isn't, where some are.
    pub denied: Option<String>,
    /// What is nearly what was asked for.
    pub misses: Vec<Miss>,
    /// What would allow it.
    pub suggestion: Option<Suggestion>,
}

/// For how many of the pods that are asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Extent {
    /// For every pod that could exist.
    All,
    /// For some.
    Some,
    /// For none.
    None,
}

/// One end of a connection.
#[derive(Debug, Clone)]
pub struct Side {
    /// Which.
    pub direction: Direction,
    /// What this end says by itself.
    pub state: State,
    /// Why.
    pub reasons: Vec<Reason>,
    /// How many more reasons there are.
    pub more: usize,
    /// The NetworkPolicies that deny what no rule of theirs holds: `prod/netz-db`.
    pub isolating: Vec<String>,
}

/// What an end says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It is an address, which no policy rules.
    Outside,
    /// It allows something of what was asked about.
    Allows,
    /// It allows nothing of it.
    Denies,
}

/// Why something is allowed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reason {
    /// The statement, or the document of an object.
    pub statement: Option<Span>,
    /// What there is to say of it; empty where it speaks for itself.
    pub remark: String,
    /// What is emitted for it.
    pub rules: Vec<Emission>,
}

/// A rule of an object.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Emission {
    /// `NetworkPolicy prod/netz-db`.
    pub object: String,
    /// `ingress`, `egress`; empty where the kind has one list of rules.
    pub list: &'static str,
    /// The number of the rule, from one; none for the whole object.
    pub rule: Option<u32>,
}

impl std::fmt::Display for Emission {
    /// `NetworkPolicy prod/netz-db, ingress rule 2`.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.object)?;
        let blank = if self.list.is_empty() { "" } else { " " };
        self.rule.map_or(Ok(()), |rule| write!(formatter, ",{blank}{} rule {rule}", self.list))
    }
}

/// A statement that nearly allows it.
#[derive(Debug, Clone)]
pub struct Miss {
    /// The statement.
    pub statement: Span,
    /// What it says instead.
    pub remark: String,
}

/// A statement that would allow it.
#[derive(Debug, Clone)]
pub struct Suggestion {
    /// The zone whose statement it should be; none for the top level.
    pub zone: Option<String>,
    /// What to write there.
    pub statement: String,
}

/// Somebody who can connect, or be connected to.
#[derive(Debug, Clone)]
pub struct Peer {
    /// Who, in the words of the program.
    pub names: Vec<String>,
    /// On which ports.
    pub ports: String,
    /// Whether it is so for a part of the pods that were asked about.
    pub partly: bool,
    /// The reading of `ipBlock` that it takes, where it takes one.
    pub reading: Option<String>,
    /// Why, at the source and at the target.
    pub reasons: Vec<Reason>,
}

/// Who may do what.
#[derive(Debug, Clone, Default)]
pub struct Rights {
    /// What is given.
    pub given: Vec<Given>,
    /// What is nearly given.
    pub misses: Vec<Miss>,
    /// What would give it.
    pub suggestion: Option<Suggestion>,
}

/// A right that somebody has.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Given {
    /// Whose.
    pub holder: String,
    /// What: verbs and resources, those of the same verbs together.
    pub what: Vec<String>,
    /// Where.
    pub place: String,
    /// Why.
    pub reasons: Vec<Reason>,
}
