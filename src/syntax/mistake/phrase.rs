//! What the rules of the grammar are called in messages.

use crate::syntax::grammar::Rule;

/// How useful it is to name a rule, the most first, and its name. None for what is never named.
pub fn phrase(rule: Rule) -> Option<(u8, String)> {
    let (rank, text) = match rule {
        Rule::arrow | Rule::hops => (1, "an arrow `->`"),
        Rule::brace => (1, "`{`"),
        Rule::endpoints
        | Rule::place
        | Rule::host
        | Rule::everywhere
        | Rule::cidr
        | Rule::claim => (2, "an endpoint such as `backend` or `prod/backend`"),
        Rule::subjects | Rule::subject => (2, "a subject such as `deployer`"),
        Rule::scoped => (2, "a name such as `deployer` or `prod/deployer`"),
        Rule::name | Rule::names | Rule::member => (2, "a name"),
        Rule::loop_variable => (2, "a variable of letters and digits"),
        Rule::pattern | Rule::patterns => (2, "a zone such as `prod` or `shop-*`"),
        Rule::string => (2, "a string in double quotes"),
        Rule::date => (2, "a date such as `2027-06-30`"),
        Rule::cidrs | Rule::address => (2, "an address such as `10.0.0.0/8`"),
        Rule::permission | Rule::verb | Rule::plain_verb | Rule::custom_verb | Rule::all_verbs => {
            (2, "a verb such as `get` or `read`")
        }
        Rule::resource | Rule::kind | Rule::all_of | Rule::wildcard | Rule::url => {
            (2, "a resource such as `pods` or `deployments`")
        }
        Rule::held_role => (2, "a role such as `pod-viewer` or `clusterrole view`"),
        Rule::selectors | Rule::selector | Rule::requirement | Rule::key => {
            (2, "a label such as `app=web`")
        }
        Rule::value => (2, "a value"),
        Rule::value_list | Rule::open => (2, "`(`"),
        Rule::level => (2, "a level such as `restricted`"),
        Rule::amount => (2, "an amount such as `pods=50`"),
        Rule::equals | Rule::is | Rule::equal => (3, "`=`"),
        Rule::namespaces => (3, "`namespaces`"),
        Rule::close => (3, "`)`"),
        Rule::port | Rule::exact_port => (4, "a port such as `tcp/80`"),
        Rule::colon => (5, "`:` and a selector"),
        Rule::scope => (5, "`in` and a zone"),
        Rule::unequal => (6, "`!=`"),
        Rule::half => (7, "`egress only`"),
        Rule::isolates => (4, "`isolates`"),
        Rule::owner => (5, "`owner`"),
        Rule::because => (7, "`because`"),
        Rule::until => (8, "`until`"),
        Rule::separator | Rule::comma => (8, "`,`"),
        Rule::bar => (9, "`|`"),
        Rule::at => (9, "`@`"),
        Rule::EOI => (9, "the end of the statement"),
        rule => {
            let word = words(rule).first()?;
            return Some((4, format!("`{word}`")));
        }
    };
    Some((rank, text.to_owned()))
}

/// The words that a rule is or begins with.
pub fn words(rule: Rule) -> &'static [&'static str] {
    match rule {
        Rule::ALWAYS => &["always"],
        Rule::API => &["api"],
        Rule::AS => &["as"],
        Rule::AUDIT => &["audit"],
        Rule::BY => &["by"],
        Rule::CAN => &["can"],
        Rule::CLUSTER_WIDE => &["cluster-wide"],
        Rule::CONFINE => &["confine"],
        Rule::DNS => &["dns"],
        Rule::EGRESS => &["egress"],
        Rule::EXCEPT => &["except"],
        Rule::EXCLUSIVE => &["exclusive"],
        Rule::FROM => &["from"],
        Rule::HAS => &["has"],
        Rule::IN => &["in"],
        Rule::INGRESS => &["ingress"],
        Rule::ISOLATES | Rule::isolates => &["isolates"],
        Rule::NAMED => &["named"],
        Rule::NAMESPACED => &["namespaced"],
        Rule::NAMESPACES | Rule::namespaces => &["namespaces"],
        Rule::NEVER => &["never"],
        Rule::NOTIN => &["notin"],
        Rule::OF => &["of"],
        Rule::ONLY => &["only"],
        Rule::OWNER | Rule::owner => &["owner"],
        Rule::PRESERVED => &["preserved"],
        Rule::SUB => &["sub"],
        Rule::VERBS => &["verbs"],
        Rule::WARN => &["warn"],
        Rule::WHERE => &["where"],
        Rule::ZONE => &["zone"],
        Rule::ACCOUNT => &["account"],
        Rule::because => &["because"],
        Rule::until => &["until"],
        Rule::half => &["egress", "ingress"],
        Rule::scope => &["in", "cluster-wide"],
        Rule::everywhere => &["cluster", "internet", "anywhere"],
        _ => &[],
    }
}
