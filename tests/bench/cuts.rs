//! A policy with many blocks of addresses.

use std::fmt::Write;

/// 22 workloads that one policy opens to the world but for so many blocks of addresses.
pub fn cuts(count: usize) -> String {
    let mut text = String::new();
    for at in 0..22 {
        let _ = write!(
            text,
            "---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: pod-{at}\n  namespace: shop\n  labels:\n    app: web\n"
        );
    }
    let _ = write!(
        text,
        "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  \
         podSelector: {{}}\n  policyTypes:\n  - Egress\n  egress:\n"
    );
    for at in 0..count {
        let _ = write!(
            text,
            "  - to:\n    - ipBlock:\n        cidr: 10.{}.{}.0/24\n    ports:\n    - port: {}\n",
            at / 128,
            at % 128 * 2,
            8000 + at % 50
        );
    }
    text
}
