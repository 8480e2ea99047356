//! Objects as other programs write them.

use std::fmt::Write;

/// What `kubectl get … -o yaml` writes: one List, with all that the API server adds.
pub fn exported(count: usize) -> String {
    let mut text = "apiVersion: v1\nitems:\n".to_owned();
    for at in 0..count {
        let (app, team) = (format!("app-{at}"), at % 50);
        let metadata = format!(
            "    creationTimestamp: \"2024-05-06T07:08:09Z\"\n    generation: 3\n    labels:\n      app: {app}\n    \
             managedFields:\n    - apiVersion: apps/v1\n      fieldsType: FieldsV1\n      fieldsV1:\n        f:metadata:\n          \
             f:annotations:\n            .: {{}}\n            f:kubectl.kubernetes.io/last-applied-configuration: {{}}\n        \
             f:spec:\n          f:replicas: {{}}\n          k:{{\"containerPort\":8080,\"protocol\":\"TCP\"}}:\n            .: {{}}\n      \
             manager: kubectl\n      operation: Update\n      time: \"2024-05-06T07:08:09Z\"\n    name: {app}\n    \
             namespace: team-{team}\n    resourceVersion: \"{at}\"\n    uid: 5c1f4c9e-aaaa-4bbb-8ccc-{at:012}\n"
        );
        let applied = format!(
            "  metadata:\n    annotations:\n      kubectl.kubernetes.io/last-applied-configuration: |\n        \
             {{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{{\"annotations\":{{}},\"name\":\"{app}\"}},\"spec\":{{\"replicas\":2}}}}\n{metadata}"
        );
        let _ = write!(
            text,
            "- apiVersion: apps/v1\n  kind: Deployment\n{applied}  spec:\n    progressDeadlineSeconds: 600\n    replicas: 2\n    \
             selector:\n      matchLabels:\n        app: {app}\n    template:\n      metadata:\n        creationTimestamp: null\n        \
             labels:\n          app: {app}\n      spec:\n        containers:\n        - image: registry.example.org/team/{app}:1.4.2\n          \
             imagePullPolicy: IfNotPresent\n          name: main\n          ports:\n          - containerPort: 8080\n            \
             name: http\n            protocol: TCP\n          resources:\n            limits:\n              cpu: 500m\n              \
             memory: 512Mi\n        dnsPolicy: ClusterFirst\n        securityContext: {{}}\n  status:\n    conditions:\n    \
             - lastUpdateTime: \"2024-05-06T07:08:09Z\"\n      message: ReplicaSet \"{app}-59f8d9c4b7\" has successfully progressed and\n        \
             is waiting for nothing else.\n      status: \"True\"\n    replicas: 2\n"
        );
        let _ = write!(
            text,
            "- apiVersion: v1\n  data:\n    app.properties: |\n      server.port=8080\n      server.name={app} # {at}\n      \
             log.level=info\n    motd: 'it''s {app}'\n  kind: ConfigMap\n  metadata:\n{metadata}"
        );
        let _ = write!(
            text,
            "- apiVersion: networking.k8s.io/v1\n  kind: NetworkPolicy\n{applied}  spec:\n    egress:\n    - ports:\n      - port: 5432\n        \
             protocol: TCP\n      to:\n      - podSelector:\n          matchLabels:\n            app: app-{}\n    podSelector:\n      \
             matchLabels:\n        app: {app}\n    policyTypes:\n    - Ingress\n    - Egress\n",
            (at + 50) % count.max(1)
        );
    }
    text.push_str("kind: List\nmetadata:\n  resourceVersion: \"\"\n");
    text
}

/// What `kubectl get … -o json` writes for a YAML text; nothing where that isn't one.
pub fn as_json(text: &str) -> String {
    let value: Option<serde_json::Value> = serde_yaml::from_str(text).ok();
    value.map(|value| format!("{value:#}\n")).unwrap_or_default()
}

/// What `helm template` writes: comments, quotes, and flow style wherever an author liked it.
pub fn rendered(count: usize) -> String {
    let mut text = String::new();
    for at in 0..count {
        let team = at % 50;
        let _ = write!(
            text,
            "---\n# Source: shop/templates/deployment.yaml\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web-{at}\n  \
             namespace: \"team-{team}\"\n  labels:\n    helm.sh/chart: shop-1.2.3\n    app.kubernetes.io/name: \"web-{at}\"\n    \
             app.kubernetes.io/version: \"1.16.0\"   # keep in step\n  annotations:\nspec:\n  replicas: 1\n  selector:\n    \
             matchLabels: {{app.kubernetes.io/name: \"web-{at}\"}}\n  template:\n    metadata:\n      labels:\n        \
             app.kubernetes.io/name: \"web-{at}\"\n      annotations:\n        checksum/config: 'abc{at}'\n    spec:\n      \
             # the account\n      serviceAccountName: \"web\"\n      containers:\n        - name: shop\n          \
             image: \"nginx:1.16.0\"\n          command: [\"sh\", \"-c\", \"exec nginx -g 'daemon off;'\"]\n          args: []\n          \
             ports:\n            - name: http\n              containerPort: 80\n              protocol: TCP\n          \
             livenessProbe:\n            httpGet: {{ path: /, port: http }}\n          resources:\n            {{}}\n"
        );
        let _ = write!(
            text,
            "---\n# Source: shop/templates/networkpolicy.yaml\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  \
             name: web-{at}\n  namespace: \"team-{team}\"\nspec:\n  podSelector:\n    matchLabels:\n      \
             app.kubernetes.io/name: \"web-{at}\"\n  policyTypes: [\"Ingress\"]\n  ingress:\n    - from:\n        \
             - podSelector: {{matchLabels: {{app.kubernetes.io/name: \"web-{}\"}}}}\n      ports:\n        - {{protocol: TCP, port: 80}}\n",
            (at + 50) % count.max(1)
        );
    }
    text
}
