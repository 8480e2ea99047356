//! What the dangers of `k8s::danger` are called here, and the way out of each.

use crate::diagnostic::Code;
use crate::k8s::danger::Kind;

/// The code of a danger.
pub(crate) const fn code(kind: Kind) -> Code {
    match kind {
        Kind::Escalate => Code::Escalate,
        Kind::Bind => Code::Bind,
        Kind::RbacWrite => Code::RbacWrite,
        Kind::Impersonate => Code::Impersonate,
        Kind::AccountToken => Code::AccountToken,
        Kind::TokenSecret => Code::TokenSecret,
        Kind::CertificateApproval => Code::CertificateApproval,
        Kind::CertificateSigning => Code::CertificateSigning,
        Kind::TrustBundleWrite => Code::TrustBundleWrite,
        Kind::NodesProxy => Code::NodesProxy,
        Kind::PodsCreate => Code::PodsCreate,
        Kind::WorkloadsWrite => Code::WorkloadsWrite,
        Kind::PodsChange => Code::PodsChange,
        Kind::PodsExec => Code::PodsExec,
        Kind::PodsConnect => Code::PodsConnect,
        Kind::SecretsRead => Code::SecretsRead,
        Kind::StorageWrite => Code::StorageWrite,
        Kind::WebhookWrite => Code::WebhookWrite,
        Kind::AdmissionPolicyWrite => Code::AdmissionPolicyWrite,
        Kind::DefinitionWrite => Code::DefinitionWrite,
        Kind::ApiServiceWrite => Code::ApiServiceWrite,
        Kind::NodesWrite => Code::NodesWrite,
        Kind::StatusWrite => Code::StatusWrite,
        Kind::PodsMove => Code::PodsMove,
        Kind::AccountsWrite => Code::AccountsWrite,
        Kind::SystemConfig => Code::SystemConfig,
        Kind::EventsDelete => Code::EventsDelete,
        Kind::NetworkPolicyWrite => Code::NetworkPolicyWrite,
        Kind::TrafficWrite => Code::TrafficWrite,
        Kind::QuotaWrite => Code::QuotaWrite,
        Kind::SchedulingWrite => Code::SchedulingWrite,
        Kind::NamespacesWrite => Code::NamespacesWrite,
        Kind::GitopsWrite => Code::GitopsWrite,
        Kind::PolicyEngineWrite => Code::PolicyEngineWrite,
        Kind::SystemLeases => Code::SystemLeases,
    }
}

/// The way out of a danger.
pub(super) const fn way_out(kind: Kind) -> &'static str {
    match kind {
        Kind::Escalate => {
            "leave `escalate` out: to write a role needs only the rights that it gives"
        }
        Kind::Bind => "name the roles that may be given away, as in `bind clusterroles named view`",
        Kind::RbacWrite => {
            "let those who deliver the cluster's policies write roles and bindings, and nobody else"
        }
        Kind::Impersonate => {
            "grant the rights themselves, or name whom it is for, `impersonate users named support`, and say why"
        }
        Kind::AccountToken => {
            "pods get their tokens by themselves; for others name the account, `create serviceaccounts/token named ci`, and say why"
        }
        Kind::TokenSecret => {
            "get tokens with `create serviceaccounts/token named NAME`, and keep `create` and reading of Secrets apart"
        }
        Kind::CertificateApproval => {
            "name a signer whose certificates the API server doesn't take, as in `approve signers named \"example.com/team\"`"
        }
        Kind::CertificateSigning => {
            "name the signer that it runs, as in `sign signers named \"example.com/team\"`"
        }
        Kind::TrustBundleWrite => {
            "name the bundles that it keeps, as in `update clustertrustbundles named NAME`"
        }
        Kind::NodesProxy => {
            "for metrics and logs grant `nodes/metrics`, `nodes/stats` or `nodes/log`"
        }
        Kind::PodsCreate => {
            "let a controller make the pods, and hold the zone to `pods restricted`"
        }
        Kind::WorkloadsWrite => {
            "say where it delivers, `in ZONE`; in its own zones a deployer needs no reason"
        }
        Kind::PodsChange => "change the workload that makes the pods; `delete pods` restarts one",
        Kind::PodsExec => {
            "for a look, `read pods/log` is enough; for an incident give an end, `until DATE`, and say why"
        }
        Kind::PodsConnect => {
            "write a flow to what must be reached; for an incident give an end, `until DATE`, and say why"
        }
        Kind::SecretsRead => {
            "name those that are needed, as in `get secrets named db-password`; in a list, `except secrets` leaves them out"
        }
        Kind::StorageWrite => {
            "let pods claim their volumes with `persistentvolumeclaims`, and leave the rest to who runs the storage"
        }
        Kind::WebhookWrite => {
            "name the configuration that it keeps, `patch validatingwebhookconfigurations named NAME`, and say why"
        }
        Kind::AdmissionPolicyWrite => {
            "name the policies that it keeps, or let those who deliver the cluster's policies write them"
        }
        Kind::DefinitionWrite => {
            "install definitions with the operator's release; an operator needs only `read` on its own"
        }
        Kind::ApiServiceWrite => {
            "name the APIService that it keeps, `patch apiservices named NAME`, and say why"
        }
        Kind::NodesWrite => "grant `read nodes`; labels and taints belong to who runs the nodes",
        Kind::StatusWrite => "name the objects, or leave the status to the controller that owns it",
        Kind::PodsMove => {
            "`delete pods` restarts one; where pods run is for the scheduler and for who drains nodes"
        }
        Kind::AccountsWrite => {
            "name the account, as in `patch serviceaccounts named web`, or declare it here with `account`"
        }
        Kind::SystemConfig => {
            "name the ConfigMap that it keeps, or say `in ZONE` to leave the cluster's own alone"
        }
        Kind::EventsDelete => "leave it out: events go by themselves after an hour",
        Kind::NetworkPolicyWrite => {
            "let whoever applies the output of netz write policies, `delivered by NAME` in the zone, and nobody else"
        }
        Kind::TrafficWrite => {
            "name the objects; endpoints are written by controllers, from a Service's selector"
        }
        Kind::QuotaWrite => "write `quota` in the zone, and let who delivers it apply it",
        Kind::SchedulingWrite => {
            "name the class that it keeps, or leave them to who runs the cluster"
        }
        Kind::NamespacesWrite => {
            "write labels in the zone, as `pods restricted`, and let who delivers it apply them"
        }
        Kind::GitopsWrite => {
            "let a review in the repository decide what is delivered; `read` shows how far it is"
        }
        Kind::PolicyEngineWrite => {
            "let those who deliver the cluster's policies write them, and nobody else"
        }
        Kind::SystemLeases => {
            "name the lease that it holds, as in `update leases named my-controller`"
        }
    }
}
