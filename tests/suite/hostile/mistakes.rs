//! Mistakes in a policy: each gives one error, at its place, with a way out, and nothing is written.

use super::Place;

/// A program, its one error, where that is, and what its help says.
type Mistake = (&'static str, &'static str, &'static str, &'static str);

#[track_caller]
fn told(mistakes: &[Mistake]) {
    let faults = mistakes.iter().filter_map(|(text, code, place, way_out)| {
        let fault = Place::of(text).build(&[]).fault(code, place, way_out)?;
        Some(format!("{text}\n{fault}\n"))
    });
    let faults: String = faults.collect();
    assert!(faults.is_empty(), "{faults}");
}

#[test]
fn names_over_the_limits_of_kubernetes() {
    let zone = format!("zone {} isolates {{}}", "a".repeat(64));
    Place::of(zone).build(&[]).is("N0304", "1:6", "63");
    let account = format!("zone a {{ account {} }}", "a".repeat(254));
    Place::of(account).build(&[]).is("N0304", "1:18", "253");
    let segment = format!("zone a isolates {{ segment {} tcp/1 }}", "a".repeat(64));
    Place::of(segment).build(&[]).is("N0305", "1:27", "63");
    told(&[
        ("zone Prod isolates", "N0304", "1:6", "write `prod`"),
        ("zone a_b isolates", "N0304", "1:6", "write `a-b`"),
        ("zone \"a b\" isolates", "N0304", "1:6", "rename it"),
        ("zone a = namespaces x, Y isolates", "N0304", "1:24", "write `y`"),
        ("zone a { account Deployer }", "N0304", "1:18", "write `deployer`"),
    ]);
}

#[test]
fn labels_that_no_pod_can_carry() {
    told(&[
        ("zone a isolates { segment b tcp/1: app=\"-x\" }", "N0305", "1:40", "API server"),
        ("zone a isolates { segment b tcp/1: \"a b\"=x }", "N0305", "1:36", "API server"),
        ("zone a isolates { segment b tcp/1: \"a/b/c\"=x }", "N0305", "1:36", "API server"),
        ("zone a = namespaces where \"env \"=x", "N0305", "1:27", "API server"),
    ]);
}

#[test]
fn ports_that_are_none() {
    told(&[
        ("zone z isolates { segment b; b -> b tcp/0 }", "N0405", "1:41", "1 to 65535"),
        ("zone z isolates { segment b; b -> b tcp/65536 }", "N0405", "1:41", "1 to 65535"),
        ("zone z isolates { segment b; b -> b tcp/80-70 }", "N0405", "1:41", "tcp/70-80"),
        ("zone z isolates { segment b; b -> b tcp/1-65536 }", "N0405", "1:41", "1 to 65535"),
        ("zone z isolates { segment b tcp/99999999999 }", "N0405", "1:33", "1 to 65535"),
        ("zone z isolates { segment b; b -> b tcp/1234567890123456 }", "N0405", "1:41", "65535"),
        ("zone z isolates { segment b; b -> b icmp }", "N0408", "1:37", "use a TCP port"),
        ("zone z isolates { segment b; b -> b }", "N0407", "1:35", "tcp/8080"),
        (
            "zone z isolates { segment b; b -> b htpps }\nport https = tcp/443",
            "N0406",
            "1:37",
            "`https`",
        ),
        ("zone z isolates { segment b m=tcp/1; * -> * x }", "N0406", "1:45", "x=tcp/"),
    ]);
}

#[test]
fn addresses_that_are_none() {
    told(&[
        ("net n = 10.0.0.1/8", "N0416", "1:9", "write `10.0.0.0/8`"),
        ("net n = 10.0.0.0/33", "N0401", "1:9", "0 to 32"),
        ("net n = 2001:db8::/129", "N0401", "1:9", "0 to 128"),
        ("net n = 10.0.0.256", "N0401", "1:9", "`256`"),
        ("net n = 10.0.0", "N0401", "1:9", "four numbers"),
        ("net n = 2001:db8::/32 except 10.0.0.0/8", "N0403", "1:30", "IPv4 out of IPv4"),
        ("net n = 10.0.0.0/8 except 2001:db8::/32", "N0403", "1:27", "IPv6 out of IPv6"),
        ("net n = 10.0.0.0/8 except 11.0.0.0/16", "N0402", "1:27", "a part of the block"),
        ("net n = 10.0.0.0/8 except 10.0.0.0/8", "N0402", "1:27", "take the whole item out"),
        ("net n = 10.0.0.0/8 except 0.0.0.0/0", "N0402", "1:27", "a part of the block"),
        ("net n = 10.0.0.0/8, 10.1.0.0/16", "N0404", "1:21", "write `except`"),
        ("net n = 10.0.0.0/8, 192.0.2.0/24, 10.0.0.0/8", "N0404", "1:35", "take it out"),
    ]);
}

#[test]
fn what_is_declared_twice_shows_both_places() {
    for (text, first) in [
        ("zone a isolates {}\nzone a isolates {}", 1),
        ("zone a isolates {\nsegment b\nsegment b }", 2),
        ("zone a isolates {\naccount b\naccount b }", 2),
        ("net a = 10.0.0.0/8\n\nnet a = 11.0.0.0/8", 1),
        ("port a = tcp/1\nport a = tcp/2", 1),
        ("user a = \"a\"\nuser a = \"b\"", 1),
        ("group a = \"a\"\ngroup a = \"b\"", 1),
        ("zone a isolates {\nsegment c\nservice b = c tcp/1\nservice b = c tcp/1 }", 3),
    ] {
        let run = Place::of(text).build(&[]);
        let last = text.lines().count();
        let line = text.lines().last().expect("a line");
        let name = line.find(" a ").or_else(|| line.find(" b ")).expect("a name") + 2;
        run.is("N0202", &format!("{last}:{name}"), "declared twice");
        assert_eq!(run.errors[0]["labels"][1]["line"], first, "{text}");
    }
}

#[test]
fn zones_that_cannot_do_what_they_are_told() {
    told(&[
        ("zone a = namespaces where x=y isolates", "N0301", "1:31", "namespaces a, b isolates"),
        ("extern zone a isolates", "N0312", "1:15", "drop `extern`"),
        (
            "user u = \"u\"\nzone a = namespaces where x=y\nu can read pods in a",
            "N0302",
            "3:20",
            "name its namespaces",
        ),
        ("zone a = namespaces x\nzone b = namespaces x {}", "N0303", "2:6", "take it out of one"),
        ("in prod-* { a -> b tcp/1 }\nzone dev", "N0207", "1:4", "`dev`"),
        ("in prd { a -> b tcp/1 }\nzone prod", "N0203", "1:4", "`prod`"),
        ("a -> b tcp/1", "N0205", "1:1", "in ZONE"),
        ("zone a isolates\nzone b isolates", "N0206", "2:1", "braces"),
        ("zone a isolates { zone b isolates {} }", "N0210", "1:19", "close the braces"),
    ]);
}

#[test]
fn grants_that_cannot_hold() {
    told(&[
        ("user u = \"u\"\nzone a { u can read nodes }", "N0507", "2:21", "cluster-wide"),
        ("user u = \"u\"\nu can read pods", "N0506", "2:16", "cluster-wide"),
        ("zone a { u can read pods }", "N0501", "1:10", "declare it"),
        ("zone a { segment s; s can read pods }", "N0502", "1:21", "account s"),
        ("user u = \"u\"\nzone a { u can read pod }", "N0503", "2:21", "`pods`"),
        ("user u = \"u\"\nzone a { u can raed pods }", "N0504", "2:16", "`read`"),
        ("user u = \"u\"\nzone a { u has viewer }", "N0510", "2:16", "role viewer can"),
        (
            "user u = \"u\"\nzone a { u can create pods named x }",
            "N0508",
            "2:16",
            "without `named`",
        ),
    ]);
}

#[test]
fn loops_that_go_nowhere_or_too_far() {
    told(&[
        ("for e in { zone $e isolates {} }", "N0208", "1:1", "for env in dev, prod"),
        ("for e in a { zone $f isolates {} }", "N0209", "1:19", "`$e`"),
        ("zone x-$e isolates {}", "N0209", "1:6", "the body of a `for`"),
    ]);
    let nested = |depth: usize| {
        let open: String = (0..depth).map(|at| format!("for v{at} in a, b {{ ")).collect();
        format!("{open}zone z isolates {{}}{}", "}".repeat(depth))
    };
    let run = Place::of(nested(63)).build(&[]);
    assert_eq!(run.errors.len(), 2, "{}", run.stderr);
    assert_eq!(run.errors[0]["code"], "N0212", "{}", run.stderr);
    let ten: Vec<_> = (0..1_001).map(|at| format!("v{at}")).collect();
    let ten = ten.join(", ");
    let text = format!("for a in {ten} {{\nfor b in {ten} {{\nzone z-$a-$b isolates {{}}\n}}}}");
    Place::of(text).build(&[]).is("N0212", "2:1", "take out a level");
}

#[test]
fn services_that_lead_to_themselves() {
    told(&[
        ("zone a isolates { segment x; service x = x tcp/1 }", "N0204", "1:38", "rename one"),
        ("zone a isolates { service dns = x tcp/53 }", "N0210", "1:27", "top level"),
    ]);
}
