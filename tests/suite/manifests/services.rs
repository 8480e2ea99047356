//! Services, and what leads to them and stands behind them.

use super::read;
use netz::k8s::inventory::{Backend, BackendPort, Exposure};
use netz::set::port::Protocol;

#[test]
fn what_leads_to_services_is_read() {
    let (inventory, said) = read(
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: shop, namespace: shop}\nspec:\n  \
         ingressClassName: nginx\n  rules:\n  - host: shop.example.org\n    http:\n      paths:\n      \
         - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}\n      \
         - {path: /a, pathType: Prefix, backend: {service: {name: web, port: {name: admin}}}}\n      \
         - {path: /b, pathType: Prefix, backend: {resource: {kind: Bucket, name: b}}}\n---\n\
         apiVersion: extensions/v1beta1\nkind: Ingress\nmetadata: {name: old, namespace: shop}\n\
         spec: {backend: {serviceName: web, servicePort: 80}}\n---\n\
         apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\n\
         metadata: {name: ledger-1, namespace: pay, labels: {kubernetes.io/service-name: ledger}}\n\
         addressType: IPv4\nendpoints: [{addresses: [192.0.2.10], conditions: {ready: true}}]\nports: [{name: '', port: 5432}]\n---\n\
         apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\n\
         spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}], loadBalancerSourceRanges: [10.0.0.0/8]}\n---\n\
         apiVersion: v1\nkind: Service\nmetadata: {name: db, namespace: shop}\nspec: {clusterIP: None, selector: {app: db}, ports: [{port: 1}]}\n",
    );
    assert_eq!(said, "");
    let backends = |at: usize| inventory.ingresses()[at].backends.clone();
    let web = |port| Backend { service: "web".into(), port };
    let (number, name) = (BackendPort::Number(80), BackendPort::Name("admin".into()));
    assert_eq!(backends(0), [web(number.clone()), web(name)]);
    assert_eq!(backends(1), [web(number)]);
    let slice = &inventory.slices()[0];
    assert_eq!(slice.service.as_deref(), Some("ledger"));
    assert_eq!(slice.addresses, ["192.0.2.10".parse::<std::net::IpAddr>().unwrap()]);
    assert_eq!(slice.ports, [(None, Protocol::Tcp, Some(5432))]);
    let [web, db] = inventory.services() else { panic!("two Services") };
    assert_eq!(
        (web.exposure, web.headless, web.source_ranges.len()),
        (Exposure::LoadBalancer, false, 1)
    );
    assert_eq!((db.exposure, db.headless), (Exposure::Inside, true));
}

#[test]
fn slips_in_services_and_ingresses_are_found() {
    let refused = |text: &str| {
        let (inventory, said) = read(text);
        assert!(said.contains("N0804") && inventory.is_empty(), "{text}: {said}");
    };
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: b}\n";
    refused(&format!("{service}spec: {{slector: {{app: a}}}}\n"));
    refused(&format!("{service}spec: {{type: Loadbalancer}}\n"));
    refused(&format!("{service}spec: {{ports: [{{port: 0}}]}}\n"));
    let ingress =
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: a, namespace: b}\n";
    refused(&format!("{ingress}spec: {{defaultBackend: {{service: {{nane: a}}}}}}\n"));
    refused(&format!("{ingress}spec: {{rule: []}}\n"));
    let slice =
        "apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: a, namespace: b}\n";
    refused(&format!("{slice}ports: [{{port: http}}]\n"));
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: b}\n";
    refused(&format!("{pod}spec: {{containers: [{{name: a, prots: []}}]}}\n"));
}
