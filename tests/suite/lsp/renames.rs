//! A rename changes names and nothing else: the program means what it meant.

use netz::Options;
use netz::ide::{Analysis, rename};
use netz::source::FileId;
use std::collections::BTreeMap;

const ROOTS: &[&str] = &["main.netz"];

/// Renames what stands at the `‸` of a program of one file and one more. The new text of the first.
fn renamed(marked: &str, more: &str, new: &str) -> Result<(String, String), String> {
    let offset = marked.find('‸').expect("a mark");
    let text = marked.replace('‸', "");
    let mut files = BTreeMap::from([
        ("main.netz".to_owned(), text.clone()),
        ("more.netz".to_owned(), more.to_owned()),
    ]);
    let options = Options::default();
    let analysis = Analysis::new(ROOTS, &[], &mut files, &options);
    let at = (FileId(0), u32::try_from(offset).expect("short"));
    let edits = rename::rename(&analysis, at, new, (ROOTS, &[]), &options)?;
    let mut texts = BTreeMap::from([(FileId(0), text), (FileId(1), more.to_owned())]);
    for edit in edits.iter().rev() {
        let text = texts.get_mut(&edit.span.file).expect("a file");
        text.replace_range(edit.span.range(), &edit.replacement);
    }
    let (main, more) = (texts[&FileId(0)].clone(), texts[&FileId(1)].clone());
    let mut files = BTreeMap::from([
        ("main.netz".to_owned(), main.clone()),
        ("more.netz".to_owned(), more.clone()),
    ]);
    let after = Analysis::new(ROOTS, &[], &mut files, &options);
    assert_eq!(selectors(&analysis), selectors(&after), "pods and namespaces stay");
    Ok((main, more))
}

/// What segments select, where, and as whom they run.
fn selectors(analysis: &Analysis) -> Vec<String> {
    let policy = analysis.policy();
    let segments = policy.segments.iter().map(|one| {
        let zone = policy.zone(one.zone).expect("its zone");
        let labels: Vec<_> = one.alternatives.iter().map(ToString::to_string).collect();
        format!("{labels:?} {:?} {:?}", zone.names(), one.account)
    });
    segments.collect()
}

#[test]
fn a_segment_keeps_its_pods() {
    let text = "use \"more.netz\"\nzone shop isolates {\n  segment web tcp/1\n  segment db tcp/2: tier=db\n  we‸b -> db\n}\n";
    let (main, more) = renamed(text, "in shop { db -> web }\n", "front").expect("a rename");
    assert!(
        main.contains("segment front tcp/1: app=web\n") && main.contains("  front -> db"),
        "{main}"
    );
    assert_eq!(more, "in shop { db -> front }\n");
    let text = "zone shop isolates {\n  account web\n  segment web‸ tcp/1\n  web -> web\n  web can get pods\n}\n";
    let (main, _) = renamed(text, "", "front").expect("a rename");
    assert_eq!(
        main,
        "zone shop isolates {\n  account web\n  segment front as web tcp/1: app=web\n  front -> front\n  web can get pods\n}\n"
    );
}

#[test]
fn a_zone_keeps_its_namespace() {
    let text = "use \"more.netz\"\nzone sh‸op isolates\nsegment web tcp/1\n";
    let (main, more) = renamed(
        text,
        "in shop { web -> shop/web }\ngroup g = \"g\"\ng can get pods in shop\n",
        "store",
    )
    .expect("a rename");
    assert_eq!(
        main,
        "use \"more.netz\"\nzone store = namespaces shop isolates\nsegment web tcp/1\n"
    );
    assert_eq!(more, "in store { web -> store/web }\ngroup g = \"g\"\ng can get pods in store\n");
}

#[test]
fn an_account_renames_whoever_runs_as_it() {
    let text = "zone shop isolates {\n  account we‸b\n  segment web tcp/1\n  web -> web\n  web can get pods\n}\n";
    let (main, _) = renamed(text, "", "site").expect("a rename");
    assert_eq!(
        main,
        "zone shop isolates {\n  account site\n  segment web as site tcp/1\n  web -> web\n  site can get pods\n}\n"
    );
}

#[test]
fn other_names_go_wherever_they_stand() {
    let text = "use \"more.netz\"\nnet co‸rp = 10.0.0.0/8\nzone shop isolates { segment web m=tcp/1; web -> corp tcp/1 }\n";
    let (main, more) = renamed(text, "in shop { corp -> web m }\n", "any").expect("a rename");
    assert!(main.contains("net \"any\" =") && more.contains("\"any\" -> web m"), "{main}{more}");
    let text = "zone shop isolates { segment web m‸=tcp/1; segment x; x -> web m; x -> * m }\n";
    let (main, _) = renamed(text, "", "metrics").expect("a rename");
    assert!(main.contains("metrics=tcp/1; segment x; x -> web metrics; x -> * metrics"), "{main}");
    let text = "role r can get pods\nrole r‸ can get secrets named a\nuser u = \"u\"\nzone z isolates { u has r }\n";
    let (main, _) = renamed(text, "", "reader").expect("a rename");
    assert_eq!(main.matches("reader").count(), 3, "{main}");
}

#[test]
fn a_body_for_several_zones_renames_all_of_them() {
    let text = "zone a isolates { segment web tcp/1 }\nzone b isolates { segment web tcp/1 }\nin a, b { we‸b -> web }\n";
    let (main, _) = renamed(text, "", "site").expect("a rename");
    assert_eq!(main.matches("site").count(), 4, "{main}");
    assert_eq!(main.matches("app=web").count(), 2, "{main}");
}

#[track_caller]
fn refused(text: &str, new: &str, reason: &str) {
    let error = renamed(text, "", new).expect_err("a refusal");
    assert!(error.contains(reason), "{error}");
}

#[test]
fn what_would_collide_or_mean_something_else_is_refused() {
    let shop = "zone shop isolates { segment we‸b tcp/1; segment db tcp/2; web -> db }\n";
    refused(shop, "db", "can't be called `db`");
    refused(shop, "dns", "can't be called `dns`");
    refused(shop, "", "is no name");
    refused(
        "net corp = 10.0.0.0/8\nzone a isolates { segment we‸b tcp/1; web -> corp tcp/1 }\n",
        "corp",
        "can't be called",
    );
    refused("zone a isolates { segment x tcp/1; ye‸s -> x }\n", "no", "declare it first");
    refused("zone a isolates { segment x tcp/1; x -> in‸ternet tcp/1 }\n", "b", "no name here");
    refused("zone a isolates { segment x tcp/1; x -> d‸ns }\n", "b", "name of the language");
    refused("zone a isolates { segment x‸ tcp/1; x -> -> x }\n", "b", "can't be seen");
    refused(
        "for e in dev, prod { zone s-$e isolates { segment x tcp/1 } }\nzone z isolates { segment y; y -> s-d‸ev/x }\n",
        "t",
        "makes the name in a `for`",
    );
    refused(
        "zone shop-‸a isolates { segment x tcp/1 }\nin shop-* { x -> x }\n",
        "pay",
        "would not match",
    );
    refused(
        "zone shop isolates { segment x tcp/1 }\nzone ‸pay isolates { segment x tcp/1 }\nin sh* { x -> x }\n",
        "shed",
        "mean something else",
    );
}
