//! What the words of the language mean, in short.

/// A word and what it means.
struct Word {
    word: &'static str,
    page: &'static str,
}

/// The page of a word.
pub fn find(word: &str) -> Option<String> {
    let found = WORDS.iter().find(|entry| entry.word.eq_ignore_ascii_case(word))?;
    Some(format!("# {}\n\n{}", found.word, found.page))
}

/// All words.
pub fn all() -> impl Iterator<Item = &'static str> {
    WORDS.iter().map(|entry| entry.word)
}

const WORDS: &[Word] = &[
    Word {
        word: "isolates",
        page: "\
`zone prod isolates` denies by default what no statement allows, in both directions; `isolates ingress`
and `isolates egress` deny one. Only isolated directions stand in `policyTypes`. A zone that isolates
nothing stays open: flows into it need no ingress half.",
    },
    Word {
        word: "internet",
        page: "\
Public addresses, declared pod and service ranges taken out:

```
0.0.0.0/0 except 0.0.0.0/8, 10.0.0.0/8, 100.64.0.0/10, 127.0.0.0/8, 169.254.0.0/16,
                 172.16.0.0/12, 192.168.0.0/16, 224.0.0.0/3
::/0      except ::1/128, fc00::/7, fe80::/10, ff00::/8
```

As a source it is linted: load balancers and proxies present private addresses, so a pod rarely sees the
client's. Name the ingress controller's segment, write `anywhere`, or state
`cluster { source-ip preserved }`.",
    },
    Word {
        word: "anywhere",
        page: "\
Everything: all pods of all namespaces and all addresses. Wider than `internet` (public addresses) and
`cluster` (pods); it wants a `because`.",
    },
    Word {
        word: "cluster",
        page: "\
As an endpoint: every pod of every namespace. As a statement it says what a cluster is:

```netz
cluster {
  pods 10.244.0.0/16
  services 10.96.0.0/12
  nodes 192.168.0.0/24
  api 10.96.0.1 tcp/443
}
```

`netz init --cluster kind|gke|eks|aks|openshift` writes one to start from.",
    },
    Word {
        word: "dns",
        page: "\
The service that resolves names: by default the pods `k8s-app=kube-dns` of kube-system on udp/53 and
tcp/53. DNS follows flows: what has an egress flow in a zone that isolates egress may also reach `dns`,
and where `dns` lies in a zone of the program that isolates ingress, its ingress is opened. `without dns`
in a zone turns that off. Redeclare it where yours differs:

```netz
service dns = openshift-dns/dns udp/5353 tcp/5353
```",
    },
    Word {
        word: "apiserver",
        page: "\
The API server, at the addresses and ports of `cluster { api 10.96.0.1 tcp/443 }`. The API follows grants:
a segment whose account holds grants may reach it; `without api` in a zone turns that off. A network
policy sees the endpoint's address, not the Service's, on most clusters:

```sh
kubectl get endpointslices -l kubernetes.io/service-name=kubernetes
```",
    },
    Word {
        word: "nodes",
        page: "\
The addresses of the nodes, from `cluster { nodes 192.168.0.0/24 }`: pods on the host network, kubelets,
node agents.",
    },
    Word {
        word: "read",
        page: "The verbs get, list and watch, as far as the resource serves them: `read pods/log` is get.",
    },
    Word { word: "write", page: "The verbs create, update, patch and delete. It reads nothing." },
    Word {
        word: "apply",
        page: "The verbs get, list, watch, create and patch: what `kubectl apply` needs.",
    },
    Word {
        word: "exec",
        page: "\
`exec pods` is get on pods and create on pods/exec; before Kubernetes 1.35 also get on pods/exec. Whoever
holds it holds what the pods hold.",
    },
    Word {
        word: "forward",
        page: "`forward pods` is get on pods and create on pods/portforward: `kubectl port-forward`.",
    },
    Word {
        word: "all",
        page: "\
`all pods` is every verb that the resource serves, written out; `all of apps` is every resource of a
group. The wildcard of RBAC is `\"*\"`, which also covers what later versions add.",
    },
    Word {
        word: "never",
        page: "\
`never A -> B tcp/80`: no such connection is possible, whatever labels a pod has. `never A ->> B`: not even
by hopping from pod to pod. `never S can V R`: nobody in S holds it, directly or by an escalation path.",
    },
    Word {
        word: "always",
        page: "`always A -> B tcp/80`: every such connection is allowed. `always S can V R`: S holds it.",
    },
    Word {
        word: "only",
        page: "\
`only A -> B tcp/80`: nobody outside A can reach B on that port. `only S can V R`: of the declared
subjects, nobody outside S holds it. Each `only` holds alone: list the sources.",
    },
    Word {
        word: "confine",
        page: "\
`confine A -> B tcp/80`: A can reach nothing but B on that port, DNS aside. `confine S can V R`: S holds
nothing beyond it. The `confine`s of one subject in one file add up.",
    },
    Word {
        word: "because",
        page: "\
The reason of a flow or grant. It answers findings about breadth and RBAC: they become recorded exceptions,
which json and SARIF still list.",
    },
    Word {
        word: "until",
        page: "\
The last day of a flow or grant, inclusive, in UTC. Past it, `netz check` fails and `netz build` warns but
still emits: an incident at midnight is not blocked. `--as-of DATE` sets today.",
    },
    Word {
        word: "exclusive",
        page: "\
`exclusive` in a zone adds guards to the selectors of its segments, so that a pod that fits two fits none.
`assume exclusive` states it without guards, and every proof that leans on it says so.",
    },
    Word {
        word: "extern",
        page: "\
`extern zone`: somebody else's policies, a peer only. `extern account`: somebody else's ServiceAccount,
never emitted.",
    },
];
