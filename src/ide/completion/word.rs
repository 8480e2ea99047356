//! What the words of the language mean, in a few words each.

/// The words that begin a statement, with what they say.
pub(super) const STATEMENTS: &[(&str, &str)] = &[
    ("zone", "declares a zone: namespaces with one policy"),
    ("extern", "declares a zone or an account of somebody else"),
    ("in", "adds statements to zones that are declared elsewhere"),
    ("for", "repeats its body for each of some values"),
    ("segment", "declares pods by their labels, and their ports"),
    ("net", "names addresses"),
    ("port", "names ports"),
    ("service", "names a destination with its ports"),
    ("cluster", "states what a cluster is: addresses, DNS, the API server"),
    ("account", "declares a ServiceAccount"),
    ("user", "names a user as the API server knows it"),
    ("group", "names a group as the API server knows it"),
    ("role", "names rights to hand out"),
    ("resource", "declares a custom resource"),
    ("use", "brings another file in"),
    ("lint", "sets the level of lints"),
    ("label", "sets the label key behind segments without a selector"),
    ("pods", "sets the Pod Security level of the zone"),
    ("quota", "limits what the zone may use"),
    ("owner", "says who answers for the zone"),
    ("without", "keeps DNS or the API from being opened by itself"),
    ("exclusive", "keeps a pod from being of two segments"),
    ("assume", "takes it on trust that no pod is of two segments"),
    ("delivered", "says who may write the policies of the zone"),
    ("never", "claims that something is impossible"),
    ("always", "claims that something is allowed"),
    ("only", "claims that nobody else can"),
    ("confine", "claims that nothing else is possible"),
];

/// The facts of a cluster.
pub(super) const FACTS: &[(&str, &str)] = &[
    ("pods", "the addresses of pods"),
    ("services", "the addresses of Services"),
    ("nodes", "the addresses of nodes"),
    ("api", "where the API server answers"),
    ("source-ip", "a client's address survives up to the pod"),
    ("service", "where names are resolved: `service dns = …`"),
];

/// The names that the language has for ends of flows.
pub(super) const ENDS: &[(&str, &str)] = &[
    ("dns", "where names are resolved"),
    ("apiserver", "the API server"),
    ("nodes", "the addresses of nodes"),
    ("internet", "public addresses"),
    ("cluster", "every pod of every namespace"),
    ("anywhere", "all pods and all addresses"),
    ("*", "every pod of the zone"),
];

/// The verbs that stand for several, and those that every cluster knows.
pub(crate) const VERBS: &[(&str, &str)] = &[
    ("read", "get, list, watch"),
    ("write", "create, update, patch, delete"),
    ("apply", "get, list, watch, create, patch"),
    ("exec", "open a shell in pods"),
    ("forward", "forward ports of pods"),
    ("all", "every verb that the resource serves"),
    ("get", ""),
    ("list", ""),
    ("watch", ""),
    ("create", ""),
    ("update", ""),
    ("patch", ""),
    ("delete", ""),
    ("deletecollection", ""),
    ("approve", "certificate signing requests"),
    ("attest", "certificate signing requests"),
    ("bind", "hand out roles"),
    ("escalate", "write roles with more rights than one has"),
    ("impersonate", "act as somebody else"),
    ("sign", "certificate signing requests"),
    ("verb", "a verb that no table lists: `verb \"x\"`"),
];

/// What other words of the language say.
pub(super) fn meaning(word: &str) -> &'static str {
    match word {
        "because" => "the reason, which answers findings",
        "until" => "the last day, in UTC",
        "isolates" => "denies by default",
        "ingress" => "incoming",
        "egress" => "outgoing",
        "as" => "runs as a ServiceAccount",
        "can" => "gives rights",
        "has" => "gives a role",
        "->" => "may connect to",
        "<->" => "may connect to each other",
        "->>" => "can get there by hops",
        "named" => "only objects of these names",
        "cluster-wide" => "everywhere, and for cluster-scoped resources",
        "clusterrole" => "a ClusterRole that exists already",
        "except" => "takes something out",
        "namespaces" => "of which namespaces it is",
        "where" => "chosen by label",
        "namespaced" => "its objects live in namespaces",
        "only" => "the other half is somebody else's decision",
        _ => "",
    }
}

/// The ClusterRoles that every cluster has for people.
pub(super) const CLUSTER_ROLES: [&str; 4] = ["view", "edit", "admin", "cluster-admin"];
