//! The way out of each danger, in the words of roles and bindings.

use crate::k8s::danger::Kind;

/// The way out of a danger.
pub(super) const fn way_out(kind: Kind) -> &'static str {
    match kind {
        Kind::Escalate => {
            "take `escalate` out: to write a role needs only the rights that it gives"
        }
        Kind::Bind => "name the roles that may be given away in `resourceNames`, such as `view`",
        Kind::RbacWrite => {
            "let whoever delivers the cluster's policies write roles and bindings, and nobody else"
        }
        Kind::Impersonate => {
            "give the rights themselves, or name in `resourceNames` whom it may act as"
        }
        Kind::AccountToken => {
            "pods get their tokens by themselves; for others name the account in `resourceNames`"
        }
        Kind::TokenSecret => {
            "get tokens by `create` on `serviceaccounts/token` of one name, and keep `create` and reading of Secrets apart"
        }
        Kind::CertificateApproval => {
            "name in `resourceNames` a signer whose certificates the API server doesn't take"
        }
        Kind::CertificateSigning => "name the signer that it runs in `resourceNames`",
        Kind::TrustBundleWrite => "name the bundles that it keeps in `resourceNames`",
        Kind::NodesProxy => {
            "for metrics and logs `nodes/metrics`, `nodes/stats` or `nodes/log` is enough"
        }
        Kind::PodsCreate => {
            "let a controller make the pods, and hold the namespace to Pod Security `restricted`"
        }
        Kind::WorkloadsWrite => {
            "bind it in the namespaces that it delivers to, with a RoleBinding each"
        }
        Kind::PodsChange => {
            "change the workload that makes the pods; `delete` on `pods` restarts one"
        }
        Kind::PodsExec => {
            "for a look, `get` on `pods/log` is enough; for incidents bind it for the time of one"
        }
        Kind::PodsConnect => {
            "let a network policy open what must be reached; for incidents bind it for the time of one"
        }
        Kind::SecretsRead => "name those that are needed in `resourceNames`, with `get` alone",
        Kind::StorageWrite => {
            "pods claim their volumes with `persistentvolumeclaims`; leave the rest to who runs the storage"
        }
        Kind::WebhookWrite => "name the configuration that it keeps in `resourceNames`",
        Kind::AdmissionPolicyWrite => "name the policies that it keeps in `resourceNames`",
        Kind::DefinitionWrite => {
            "install definitions with the operator's release; the operator needs only to read its own"
        }
        Kind::ApiServiceWrite => "name the APIService that it keeps in `resourceNames`",
        Kind::NodesWrite => "to look at nodes `get` and `list` are enough",
        Kind::StatusWrite => "leave the status to the controller that owns it, or name the objects",
        Kind::PodsMove => {
            "`delete` on `pods` restarts one; where pods run is for the scheduler and for who drains nodes"
        }
        Kind::AccountsWrite => "name the account in `resourceNames`",
        Kind::SystemConfig => {
            "name the ConfigMap that it keeps, or bind it in the namespaces where it is needed"
        }
        Kind::EventsDelete => "take it out: events go by themselves after an hour",
        Kind::NetworkPolicyWrite => "let whoever delivers the policies write them, and nobody else",
        Kind::TrafficWrite => {
            "name the objects; endpoints are written by controllers, from a Service's selector"
        }
        Kind::QuotaWrite => "leave quotas to whoever shares out the cluster",
        Kind::SchedulingWrite => {
            "name the class that it keeps, or leave them to who runs the cluster"
        }
        Kind::NamespacesWrite => {
            "let whoever delivers the namespaces write their labels, and nobody else"
        }
        Kind::GitopsWrite => "let a review in the repository decide what is delivered",
        Kind::PolicyEngineWrite => {
            "let whoever delivers the cluster's policies write them, and nobody else"
        }
        Kind::SystemLeases => "name the lease that it holds in `resourceNames`",
    }
}
