//! The kinds of clusters that `netz init` knows, with the ranges that they use by default.

use netz::syntax::format::format;

/// A kind of cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Flavor {
    /// kind: Kubernetes in containers.
    Kind,
    /// Google Kubernetes Engine.
    Gke,
    /// Amazon Elastic Kubernetes Service.
    Eks,
    /// Azure Kubernetes Service.
    Aks,
    /// OpenShift.
    Openshift,
}

/// What differs between them.
struct Defaults {
    title: &'static str,
    pods: &'static str,
    services: &'static str,
    nodes: &'static str,
    api: &'static str,
    dns_zone: &'static str,
    dns_selector: &'static str,
    dns_ports: &'static str,
    notes: &'static [&'static str],
}

const KUBE_DNS: (&str, &str, &str) = ("kube-system", "k8s-app=kube-dns", "udp/53 tcp/53");

impl Flavor {
    const fn defaults(self) -> Defaults {
        let (dns_zone, dns_selector, dns_ports) = KUBE_DNS;
        let defaults = Defaults {
            title: "",
            pods: "",
            services: "",
            nodes: "",
            api: "",
            dns_zone,
            dns_selector,
            dns_ports,
            notes: &[],
        };
        match self {
            Self::Kind => Defaults {
                title: "kind",
                pods: "10.244.0.0/16",
                services: "10.96.0.0/16",
                nodes: "172.18.0.0/16",
                api: "10.96.0.1, 172.18.0.2 tcp/443 tcp/6443",
                notes: &["kindnet enforces network policies since kind 0.24."],
                ..defaults
            },
            Self::Gke => Defaults {
                title: "GKE",
                pods: "10.4.0.0/14",
                services: "34.118.224.0/20",
                nodes: "10.128.0.0/20",
                api: "34.118.224.1, 172.16.0.2 tcp/443",
                notes: &[
                    "Network policies need Dataplane V2 or the network policy add-on.",
                    "With NodeLocal DNSCache pods ask 169.254.20.10, with Cloud DNS 169.254.169.254:",
                    "add the address to `service dns`.",
                    "The control plane calls webhooks through the konnectivity agents.",
                ],
                ..defaults
            },
            Self::Eks => Defaults {
                title: "EKS",
                pods: "192.168.0.0/16",
                services: "10.100.0.0/16",
                nodes: "192.168.0.0/16",
                api: "10.100.0.1, 192.168.0.0/16 tcp/443",
                notes: &[
                    "Pods and nodes have addresses of the VPC. Where the VPC lies in 10.0.0.0/8, services",
                    "are 172.20.0.0/16 by default.",
                    "Network policies need the VPC CNI with ENABLE_NETWORK_POLICY, or another CNI.",
                ],
                ..defaults
            },
            Self::Aks => Defaults {
                title: "AKS",
                pods: "10.244.0.0/16",
                services: "10.0.0.0/16",
                nodes: "10.224.0.0/16",
                api: "10.0.0.1 tcp/443",
                notes: &[
                    "Pods have these addresses with Azure CNI Overlay; without it those of the subnet.",
                    "The API server of a cluster that isn't private answers on a public address: add it.",
                    "Network policies need --network-policy when the cluster is made.",
                ],
                ..defaults
            },
            Self::Openshift => Defaults {
                title: "OpenShift",
                pods: "10.128.0.0/14",
                services: "172.30.0.0/16",
                nodes: "10.0.0.0/16",
                api: "172.30.0.1, 10.0.0.0/16 tcp/443 tcp/6443",
                dns_zone: "openshift-dns",
                dns_selector: "dns.operator.openshift.io/daemonset-dns=default",
                dns_ports: "udp/5353 tcp/5353",
                notes: &["The pods of DNS listen on 5353, and a policy sees the pod's port."],
            },
        }
    }

    /// A commented policy to start from, in the style of `netz fmt`: what stands in columns depends on the
    /// cluster.
    pub fn policy(self) -> String {
        let text = self.text();
        format(&text).map_or(text, |formatted| formatted.text)
    }

    fn text(self) -> String {
        let Defaults {
            title,
            pods,
            services,
            nodes,
            api,
            dns_zone,
            dns_selector,
            dns_ports,
            notes,
        } = self.defaults();
        let notes: String = notes.iter().map(|note| format!("# {note}\n")).collect();
        format!(
            "\
# Who may talk to whom and who may do what. `netz check` says what is wrong with it,
# `netz build` prints the NetworkPolicies and the RBAC objects that it means.

# What {title} uses by default. Yours may differ; the command beside each line tells.
{notes}cluster {{
  pods     {pods}  # kubectl get pods -A -o wide shows some of them
  services {services}  # kubectl get service kubernetes shows its first address
  nodes    {nodes}  # kubectl get nodes -o wide
  # kubectl get endpointslices,service kubernetes -n default
  api      {api}
  service dns = {dns_zone}/dns-pods {dns_ports}
}}

# Somebody else's namespace: a peer only, netz writes no policies for it.
extern zone {dns_zone} {{
  segment dns-pods: {dns_selector}
}}

# The namespace `shop`. Nothing goes in or out but what a line here allows, and DNS where pods
# may connect to something.
zone shop isolates {{
  segment frontend tcp/8080            # pods labelled app=frontend, listening on 8080
  segment backend  tcp/8080
  segment database tcp/5432: app=postgres, role in (primary, replica)

  anywhere -> frontend  because \"customers come through the load balancer\"
  frontend -> backend
  backend  -> database

  # A ServiceAccount for continuous deployment, and its Role.
  account deployer
  deployer can read, patch deployments
  delivered by deployer  # it sets the labels of pods, so that it is named as trusted with them
}}
"
        )
    }
}
