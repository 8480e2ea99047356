//! Programs of any size, as like real ones as a generator gets: a hundred flows a zone, ten a segment,
//! a grant for every twenty flows.

use std::fmt::Write;

/// A program of about `flows` flows. The same number gives the same text.
pub fn generate(flows: usize) -> String {
    let zones = flows.div_ceil(100).max(1);
    let mut text = String::with_capacity(flows * 64);
    text.push_str(HEADER);
    for zone in 0..zones {
        let _ = write_zone(&mut text, zone, zones, flows.min(zone * 100 + 100) - zone * 100);
    }
    text
}

const HEADER: &str = "\
extern zone kube-system { segment kube-dns: k8s-app=kube-dns }
cluster {
  pods 10.244.0.0/16
  services 10.96.0.0/12
  api 10.96.0.1, 192.0.2.10 tcp/443 tcp/6443
}
service dns = kube-system/kube-dns udp/53 tcp/53
net partners = 198.51.100.0/24 except 198.51.100.64/26, 203.0.113.0/24
port https = tcp/443
group dev = \"oidc:dev\"
role viewer can read pods, pods/log, services
";

fn write_zone(text: &mut String, zone: usize, zones: usize, flows: usize) -> std::fmt::Result {
    writeln!(text, "\nzone team-{zone} isolates owner \"team-{zone}\" {{")?;
    let segments = flows.div_ceil(10);
    for segment in 0..segments {
        let port = 8000 + segment;
        match segment % 4 {
            0 => writeln!(text, "  account app-{segment}\n  segment app-{segment} tcp/{port}")?,
            1 => writeln!(text, "  segment app-{segment} tcp/{port} metrics=tcp/9102")?,
            2 => writeln!(
                text,
                "  segment app-{segment} tcp/{port},{}: app=app-{segment}",
                port + 100
            )?,
            _ => writeln!(
                text,
                "  segment app-{segment} tcp/{port}: app in (app-{segment}, old-{segment})"
            )?,
        }
    }
    for flow in 0..flows {
        let (from, to) = (flow % segments, (flow * 7 + flow / segments + 1) % segments);
        match flow % 10 {
            0 => {
                writeln!(text, "  app-{from} -> team-{}/app-{to} tcp/8080", (zone + flow) % zones)?
            }
            1 => writeln!(text, "  app-{from} -> partners https  because \"contract {flow}\"")?,
            2 => writeln!(text, "  app-{from}, app-{to} -> app-{}", (to + 1) % segments)?,
            3 => writeln!(text, "  app-{from} <-> app-{to} tcp/{}", 7000 + flow)?,
            _ => writeln!(text, "  app-{from} -> app-{to}")?,
        }
        if flow % 20 == 0 {
            writeln!(
                text,
                "  app-0 can get, list configmaps named settings-{flow}  because \"reads them\""
            )?;
        }
    }
    writeln!(text, "  dev has viewer\n}}")
}
