//! Pictures of policies. `tests/browser/graph.mjs` looks at the page with a browser.

use netz::graph::{Edge, EdgeKind, Graph, NodeKind, View, dot, html, mermaid, svg};
use netz::ir::{Direction, ZoneId};
use netz::{Mode, Options, Program};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use std::{fs, str};

const WRITERS: [fn(&Graph) -> String; 4] = [dot::write, mermaid::write, svg::write, html::write];

fn draw(program: &Program, view: &View) -> Graph {
    let options = Options { mode: Mode::Build, ..Options::default() };
    let outcome = netz::check(program, &options);
    let checked = outcome.checked.unwrap_or_else(|| panic!("{:?}", outcome.diagnostics));
    Graph::new(&checked, &program.sources, view)
}

fn of_text(text: &str, view: &View) -> Graph {
    let mut files = BTreeMap::from([("main.netz".to_owned(), text.to_owned())]);
    draw(&netz::load(&["main.netz"], &mut files), view)
}

fn whole(text: &str) -> Graph {
    of_text(text, &View::default())
}

fn examples() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = walkdir::WalkDir::new(root.join("examples")).into_iter().map(Result::unwrap);
    let files = files.filter(|file| file.path().extension().is_some_and(|end| end == "netz"));
    let text = |file: walkdir::DirEntry| {
        let path = file.path().strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
        (path, fs::read_to_string(file.path()).unwrap())
    };
    files.map(text).collect()
}

fn example(main: &str, view: &View) -> Graph {
    draw(&netz::load(&[main], &mut examples()), view)
}

/// `shop/web -> shop/api`, with what the edge is.
fn edges(graph: &Graph) -> Vec<(String, EdgeKind)> {
    let name = |node: usize| graph.name(&graph.nodes[node]);
    let said = |edge: &Edge| format!("{} -> {} {}", name(edge.from), name(edge.to), edge.ports);
    graph.edges.iter().map(|edge| (said(edge), edge.kind)).collect()
}

#[test]
fn every_example_can_be_drawn_in_every_form() {
    let files = examples();
    let begins = |path: &&String| {
        let folder = path.rsplit_once('/').unwrap().0;
        path.ends_with("/main.netz")
            || (path.matches('/').count() == 2
                && !files.contains_key(&format!("{folder}/main.netz")))
    };
    let mains: Vec<_> = files.keys().filter(begins).collect();
    assert!(mains.len() > 20, "{mains:?}");
    for main in mains {
        for implied in [false, true] {
            let view = View { implied, ..View::default() };
            let graph = example(main, &view);
            assert!(!graph.zones.is_empty(), "{main}");
            for write in WRITERS {
                let text = write(&graph);
                assert!(text.contains(graph.zones[0].name.as_str()), "{main}");
                assert!(!text.contains("NaN") && !text.contains("inf "), "{main}");
                assert_eq!(text, write(&example(main, &view)), "{main}: same program, same bytes");
            }
        }
    }
}

#[test]
fn the_boutique_as_dot() {
    let graph = example("examples/online-boutique/main.netz", &View::default());
    insta::assert_snapshot!(dot::write(&graph));
}

#[test]
fn the_boutique_as_mermaid() {
    let graph = example("examples/online-boutique/main.netz", &View::default());
    insta::assert_snapshot!(mermaid::write(&graph));
}

#[test]
fn the_platform_as_mermaid_with_what_is_implied() {
    let view = View { implied: true, ..View::default() };
    insta::assert_snapshot!(mermaid::write(&example("examples/platform/main.netz", &view)));
}

#[test]
fn flows_between_the_same_ends_are_one_edge_with_all_ports_and_reasons() {
    let graph = whole(
        "zone shop isolates { segment web; segment api tcp/80; segment db tcp/1\n\
         web -> api\n web -> api tcp/8080 udp/53 because \"probes\" until 2030-01-01\n\
         web -> db egress only }",
    );
    let half = EdgeKind::Half(Direction::Egress);
    let want = [
        ("shop/web -> shop/api tcp/80,8080 udp/53".to_owned(), EdgeKind::Flow),
        ("shop/web -> shop/db tcp/1".to_owned(), half),
    ];
    assert_eq!(edges(&graph), want);
    let reasons = &graph.edges[0].reasons;
    assert_eq!(reasons[0].place.to_string(), "main.netz:2");
    assert_eq!(reasons[1].because.as_deref(), Some("probes"));
    assert_eq!(reasons[1].until.map(|date| date.to_string()).as_deref(), Some("2030-01-01"));
    assert!(mermaid::write(&graph).contains("|\"tcp/1 (egress only)\"|"));
}

#[test]
fn a_flow_that_opens_nothing_is_told_from_one_that_does() {
    let graph = whole(
        "zone open { segment a; segment b tcp/1; a -> b }\n\
         zone shut isolates ingress { segment c tcp/2; open/a -> c; c -> open/b }",
    );
    let kinds: Vec<_> = edges(&graph).into_iter().map(|(_, kind)| kind).collect();
    assert_eq!(kinds, [EdgeKind::Open, EdgeKind::Flow, EdgeKind::Open]);
}

#[test]
fn every_kind_of_end_is_a_node() {
    let graph = whole(
        "cluster { pods 10.244.0.0/16; services 10.96.0.0/12; nodes 192.168.0.0/24 }\n\
         net corp = 10.0.0.0/9\n\
         zone tenants = namespaces where tenant=yes\n\
         zone shop isolates { segment web tcp/80\n * -> corp tcp/1; web -> internet tcp/443\n\
         web -> 192.0.2.1 tcp/2; nodes -> web; anywhere, cluster -> web; tenants/* -> web }",
    );
    let nodes: Vec<_> = graph.nodes.iter().map(|node| (graph.name(node), node.kind)).collect();
    let outside = |name: &str| (name.to_owned(), NodeKind::Outside);
    let want = [
        ("tenants/*".to_owned(), NodeKind::EveryPod),
        ("shop/*".to_owned(), NodeKind::EveryPod),
        ("shop/web".to_owned(), NodeKind::Segment),
        outside("corp"),
        outside("internet"),
        outside("192.0.2.1/32"),
        outside("nodes"),
        outside("anywhere"),
        ("cluster".to_owned(), NodeKind::Cluster),
    ];
    assert_eq!(nodes, want);
    assert_eq!(graph.nodes[3].detail, "10.0.0.0/9");
    assert_eq!(graph.zones[0].state(), "by label");
}

#[test]
fn chosen_zones_are_shown_with_their_peers_as_outlines() {
    let text = "zone a isolates { segment x tcp/1; segment idle tcp/1; x -> b/y }\n\
                zone b isolates { segment y tcp/2; segment z tcp/3; y -> z; y -> c/w }\n\
                zone c isolates { segment w tcp/4; w -> internet tcp/5 }";
    let view = View { zones: Some(BTreeSet::from([ZoneId(0)])), implied: false };
    let graph = of_text(text, &view);
    let zones: Vec<_> = graph.zones.iter().map(|zone| (&*zone.name, zone.outline)).collect();
    assert_eq!(zones, [("a", false), ("b", true)]);
    let nodes: Vec<_> = graph.nodes.iter().map(|node| graph.name(node)).collect();
    assert_eq!(nodes, ["a/x", "a/idle", "b/y"]);
    assert_eq!(edges(&graph).len(), 1);
}

#[test]
fn what_is_implied_is_shown_on_request_only() {
    let text = "extern zone kube-system { segment dns-pods: k8s-app=kube-dns }\n\
                cluster { api 192.0.2.10, 192.0.2.11 tcp/6443\n\
                service dns = kube-system/dns-pods udp/53 }\n\
                zone shop isolates { account web; segment web; segment api tcp/80; web -> api\n\
                web can read pods }";
    assert_eq!(edges(&whole(text)).len(), 1);
    let all = edges(&of_text(text, &View { implied: true, ..View::default() }));
    let want = [
        ("shop/web -> kube-system/dns-pods udp/53", EdgeKind::Dns),
        ("shop/web -> shop/api tcp/80", EdgeKind::Flow),
        ("shop/web -> apiserver tcp/6443", EdgeKind::Api),
    ];
    assert_eq!(all, want.map(|(edge, kind)| (edge.to_owned(), kind)));
}

const EVIL: &str = r#"zone shop isolates owner "</script><b>" {
  segment "</script><img src=x onerror=alert(1)>" tcp/80: app=evil
  segment "end" tcp/81
  "</script><img src=x onerror=alert(1)>" -> "end" because "<!-- </SCRIPT><svg onload=alert(2)>"
}"#;

#[test]
fn names_and_reasons_are_never_markup() {
    let graph = whole(EVIL);
    for text in [svg::write(&graph), html::write(&graph)] {
        for markup in ["<img", "<b>", "<!-- ", "<svg onload", "</SCRIPT"] {
            assert!(!text.contains(markup), "{markup}");
        }
    }
    assert_eq!(html::write(&graph).matches("</script>").count(), 2);
    let mermaid = mermaid::write(&graph);
    assert!(mermaid.contains("shop_end[\"end<br>tcp/81\"]"), "{mermaid}");
    assert!(!mermaid.contains("<img"), "{mermaid}");
}

/// The text of the one element of a page that begins so.
fn inside<'a>(page: &'a str, open: &str, close: &str) -> &'a str {
    page.split_once(open).unwrap().1.split_once(close).unwrap().0
}

#[test]
fn the_page_lets_its_own_style_and_script_run_and_nothing_else() {
    let page = html::write(&whole(EVIL));
    let policy = inside(&page, "Content-Security-Policy\" content=\"", "\"");
    assert!(policy.starts_with("default-src 'none'; "));
    assert!(!policy.contains("unsafe"));
    for (open, close, directive) in
        [("<style>", "</style>", "style-src"), ("<script>", "</script>", "script-src")]
    {
        let hash = base64(&Sha256::digest(inside(&page, open, close)));
        let want = format!("{directive} 'sha256-{hash}'");
        assert!(policy.contains(&want), "src/graph/page/page.html must say `{want}`");
    }
    for outside in ["http:", "https:", "src=", "href=", "@import", "url(h"] {
        let page = page.replace("http://www.w3.org/2000/svg", "").replace("src=x", "");
        assert!(!page.contains(outside), "{outside}");
    }
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |chunk: &[u8]| {
        let bits = (0..3).fold(0, |bits, at| bits << 8 | usize::from(*chunk.get(at).unwrap_or(&0)));
        let digits = [18, 12, 6, 0].map(|shift| char::from(DIGITS[bits >> shift & 63]));
        let kept = digits.iter().take(chunk.len() + 1).collect::<String>();
        format!("{kept:=<4}")
    };
    bytes.chunks(3).map(group).collect()
}

/// The boxes of a class: x, y, width, height.
fn boxes(svg: &str, class: &str) -> Vec<[f64; 4]> {
    let begin = format!("<g class=\"{class}");
    let starts = svg.split(&begin).skip(1);
    let rect = |part: &str| {
        ["x", "y", "width", "height"].map(|name| {
            inside(part.split_once("<rect").unwrap().1, &format!(" {name}=\""), "\"")
                .parse()
                .unwrap()
        })
    };
    starts.map(rect).collect()
}

#[test]
fn no_box_lies_on_another_however_many_there_are() {
    for zones in [1, 7, 30] {
        let zone = |at: usize| {
            let segments: String =
                (0..10).map(|n| format!("segment s{n} tcp/{}\n", 80 + n)).collect();
            let flows: String = (0..10)
                .map(|n| {
                    let (inner, outer) = ((n * 7 + 1) % 10, (at + n + 1) % zones);
                    format!("s{n} -> s{inner}\ns{n} -> z{outer}/s{}\n", n * 3 % 10)
                })
                .collect();
            format!("zone z{at} isolates {{\n{segments}{flows}}}\n")
        };
        let svg = svg::write(&whole(&(0..zones).map(zone).collect::<String>()));
        for class in ["zone", "node"] {
            let boxes = boxes(&svg, class);
            assert_eq!(boxes.len(), if class == "zone" { zones } else { zones * 10 });
            for (index, [x, y, width, height]) in boxes.iter().enumerate() {
                for other in &boxes[index + 1..] {
                    let apart = other[0] >= x + width
                        || other[0] + other[2] <= *x
                        || other[1] >= y + height
                        || other[1] + other[3] <= *y;
                    assert!(apart, "{zones} zones: {:?} on {other:?}", boxes[index]);
                }
            }
        }
    }
}

#[test]
fn large_policies_are_drawn_without_delay() {
    let segments: String = (0..10_000).map(|n| format!("segment s{n} tcp/80\n")).collect();
    let flows: String = (1..10_000).map(|n| format!("s{} -> s{n}\n", n / 3)).collect();
    let graph = whole(&format!("zone big isolates {{\n{segments}{flows}}}"));
    assert_eq!(graph.edges.len(), 9_999);
    for write in WRITERS {
        assert!(write(&graph).len() > 100_000);
    }
}

fn netz(directory: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_netz"));
    let run = command.current_dir(directory).arg("graph").args(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (run.status.code(), text(run.stdout), text(run.stderr))
}

#[test]
fn the_command_chooses_the_form_by_the_ending_and_writes_it_whole() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path();
    fs::write(path.join("main.netz"), "zone shop isolates; web -> api tcp/80").unwrap();
    let (code, printed, said) = netz(path, &[]);
    assert_eq!(code, Some(0));
    assert!(printed.contains("digraph"), "{printed}");
    assert!(said.contains("`web` is not declared"), "warnings are shown: {said}");
    for (file, begin) in
        [("a.dot", "//"), ("a.MMD", "%%"), ("a.svg", "<svg"), ("a.html", "<!DOCTYPE html>")]
    {
        assert_eq!(netz(path, &["-o", file]).0, Some(0));
        assert!(fs::read_to_string(path.join(file)).unwrap().starts_with(begin), "{file}");
    }
    assert_eq!(netz(path, &["-o", "a.html", "--format", "dot"]).0, Some(0));
    assert!(fs::read_to_string(path.join("a.html")).unwrap().starts_with("//"));
    assert_eq!(fs::read_dir(path).unwrap().count(), 5, "nothing else is left");
    let (code, _, said) = netz(path, &["-o", "a.png"]);
    assert!(code == Some(2) && said.contains("is of no format"), "{said}");
    let (code, _, said) = netz(path, &["--zone", "shpo"]);
    assert!(code == Some(2) && said.contains("did you mean `shop`?"), "{said}");
}

#[test]
fn with_an_error_nothing_is_drawn() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path();
    fs::write(path.join("main.netz"), "zone shop isolates { web -> nowhere/api tcp/80 }").unwrap();
    let (code, printed, said) = netz(path, &["-o", "a.svg"]);
    assert_eq!((code, printed.as_str()), (Some(1), ""));
    assert!(said.contains("error["), "{said}");
    assert!(!path.join("a.svg").exists());
}
