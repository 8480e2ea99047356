use super::*;

/// A text with the class of each piece behind it.
fn shown(text: &str) -> String {
    let pieces = classify(FileId(0), text);
    let pieces = pieces.iter().map(|(span, class)| {
        let class = class.name();
        format!("{}·{class}", text.get(span.range()).unwrap())
    });
    pieces.collect::<Vec<_>>().join(" ")
}

#[test]
fn a_flow() {
    assert_eq!(
        shown(
            "web, prod/* -> * tcp/80,8000-8100 metrics egress only because \"x\" until 2027-01-02"
        ),
        "web·segment prod·zone *·operator ->·operator *·operator tcp·protocol 80·port \
         8000-8100·port metrics·port egress·keyword only·keyword because·keyword \"x\"·string \
         until·keyword 2027-01-02·value"
    );
    assert_eq!(
        shown("a-b->10.0.0.0/8 except (10.1.0.0/16, # one\n fe80::/10) any"),
        "a-b·segment ->·operator 10.0.0.0/8·address except·keyword 10.1.0.0/16·address \
         # one·comment fe80::/10·address any·protocol"
    );
    assert_eq!(shown("a -> b \"x/y\""), "a·segment ->·operator b·segment \"x/y\"·port");
    assert_eq!(
        shown("never *-dev/* ->> host \"x.y\""),
        "never·keyword *-dev·zone *·operator ->>·operator host·keyword \"x.y\"·string"
    );
}

#[test]
fn a_service_as_an_endpoint() {
    assert_eq!(
        shown("service pay/api, web -> service \"1st\"/\"db\", service tcp/80 http"),
        "service·keyword pay·zone api·segment web·segment ->·operator service·keyword \"1st\"·zone \
         \"db\"·segment service·segment tcp·protocol 80·port http·port"
    );
    assert_eq!(
        shown("a -> service pay; service x = service pay/api tcp/1"),
        "a·segment ->·operator service·segment pay·port service·keyword x·segment =·operator \
         service·keyword pay·zone api·segment tcp·protocol 1·port"
    );
    assert_eq!(
        shown("web, service pay/api, prod/db"),
        "web·segment service·keyword pay·zone api·segment prod·zone db·segment"
    );
    assert_eq!(shown("service pay/api"), "service·keyword pay·zone api·segment");
}

#[test]
fn a_grant() {
    assert_eq!(
        shown("prod/ci, alice can read, verb \"x\" pods/log, \"/metrics\" named a, b in z-*, y"),
        "prod·zone ci·account alice·account can·keyword read·verb verb·keyword \"x\"·string \
         pods/log·resource \"/metrics\"·string named·keyword a·value b·value in·keyword \
         z-*·zone y·zone"
    );
    assert_eq!(
        shown("dev has viewer, clusterrole view cluster-wide"),
        "dev·account has·keyword viewer·role clusterrole·keyword view·role cluster-wide·keyword"
    );
    assert_eq!(
        shown("x can all all of apps except jobs"),
        "x·account can·keyword all·verb all·keyword of·keyword apps·resource except·keyword \
         jobs·resource"
    );
}

#[test]
fn declarations() {
    assert_eq!(
        shown(
            "extern zone z = namespaces a, b isolates ingress owner \"o\" { segment w as j m=tcp/1: a in (b), !c }"
        ),
        "extern·keyword zone·keyword z·zone =·operator namespaces·keyword a·zone b·zone \
         isolates·keyword ingress·keyword owner·keyword \"o\"·string segment·keyword w·segment \
         as·keyword j·account m·port =·operator tcp·protocol 1·port a·label in·keyword b·value \
         !·operator c·label"
    );
    assert_eq!(
        shown("resource c.io namespaced sub status verbs get, list"),
        "resource·keyword c.io·resource namespaced·keyword sub·keyword status·resource \
         verbs·keyword get·verb list·verb"
    );
    assert_eq!(
        shown("lint deny any-port; account x in y; port h = tcp/http"),
        "lint·keyword deny·keyword any-port·value account·keyword x·account in·keyword y·zone \
         port·keyword h·port =·operator tcp·protocol http·port"
    );
    assert_eq!(
        shown(
            "cluster c { api 1.2.3.4 tcp/443 from kube-system/agent; source-ip preserved }\nfor e in a { }"
        ),
        "cluster·keyword c·zone api·keyword 1.2.3.4·address tcp·protocol 443·port from·keyword \
         kube-system·zone agent·segment source-ip·keyword preserved·keyword for·keyword \
         e·variable in·keyword a·value"
    );
}

#[test]
fn what_is_half_typed_keeps_its_classes() {
    assert_eq!(
        shown("web, prod/api ->\nsegment b: app=x"),
        "web·segment prod·zone api·segment ->·operator segment·keyword b·segment app·label \
         =·operator x·value"
    );
    assert_eq!(shown("alice, bob can get"), "alice·account bob·account can·keyword get·verb");
    assert_eq!(
        shown("web -> api tcp/80 because"),
        "web·segment ->·operator api·segment tcp·protocol 80·port because·keyword"
    );
    assert_eq!(
        shown("segment web tcp/80: app in ("),
        "segment·keyword web·segment tcp·protocol 80·port app·label in·keyword"
    );
    assert_eq!(shown("use \"x"), "use·keyword \"x·string");
    assert_eq!(shown("zone"), "zone·keyword");
    assert_eq!(shown("zone ?"), "zone·keyword");
    assert_eq!(shown("net corp ="), "net·keyword corp·segment =·operator");
}

#[test]
fn a_comment_wins_over_what_might_be_a_string() {
    assert_eq!(shown("x, y ' # b'\n c d e"), "x·segment y·segment '·string # b'·comment");
}
