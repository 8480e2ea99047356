//! Kubernetes objects of clusters of any size.

use std::fmt::Write;

/// So many workloads, ten a namespace, each with a policy for both directions and three edges to workloads
/// of other namespaces.
pub fn workloads(count: usize) -> String {
    let mut text = String::new();
    let steps = [11, 48, 85];
    let name = |at: usize| (format!("team-{}", at / 10), format!("app-{at}"));
    for at in 0..count {
        let (namespace, app) = name(at);
        let _ = write!(
            text,
            "---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {app}\n  namespace: {namespace}\n  \
             labels:\n    app: {app}\nspec:\n  replicas: 2\n  selector:\n    matchLabels:\n      app: {app}\n  \
             template:\n    metadata:\n      labels:\n        app: {app}\n        tier: backend\n    spec:\n      \
             serviceAccountName: {app}\n      containers:\n      - name: main\n        image: registry.example.org/{app}:1.4.2\n        \
             ports:\n        - containerPort: 8080\n          name: http\n"
        );
        let _ = write!(
            text,
            "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: {app}\n  namespace: {namespace}\n\
             spec:\n  podSelector:\n    matchLabels:\n      app: {app}\n  policyTypes:\n  - Ingress\n  - Egress\n"
        );
        for (side, word) in [("ingress", "from"), ("egress", "to")] {
            let _ = write!(text, "  {side}:\n  - {word}:\n");
            for step in steps {
                let other = if word == "to" { at + step } else { at + count * step - step };
                let (namespace, app) = name(other % count);
                let _ = write!(
                    text,
                    "    - namespaceSelector:\n        matchLabels:\n          kubernetes.io/metadata.name: {namespace}\n      \
                     podSelector:\n        matchLabels:\n          app: {app}\n"
                );
            }
            let _ = write!(text, "    ports:\n    - port: 8080\n      protocol: TCP\n");
        }
    }
    text
}
