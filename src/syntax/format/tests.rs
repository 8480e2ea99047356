//! What the style is, and that it changes nothing.

use super::format;

#[track_caller]
fn becomes(text: &str, wanted: &str) {
    let formatted = format(text).unwrap_or_else(|| panic!("it would say something else: {text}"));
    assert_eq!(formatted.text, wanted);
    assert_eq!(format(wanted).map(|again| again.text).as_deref(), Some(wanted), "not idempotent");
}

#[test]
fn flows_stand_in_columns() {
    becomes(
        "zone prod isolates;frontend->backend,  cache tcp/80,443\nbackend  -> db   tcp/5432 because \"x\"\n\n\na<->b udp/1\n",
        "zone prod isolates\nfrontend -> backend, cache tcp/80,443\nbackend  -> db             tcp/5432 because \"x\"\n\na <-> b udp/1\n",
    );
}

#[test]
fn blocks_are_indented_and_short_ones_stay() {
    becomes(
        "zone a{\n\nsegment b :app = x,!y|tier in(a,b)\n in x { c->d tcp/1 }\n\n}\nextern zone k{segment d:k=v}\nzone e {a -> b tcp/1; b -> a tcp/1}",
        "zone a {\n  segment b: app=x, !y | tier in (a, b)\n  in x { c -> d tcp/1 }\n}\nextern zone k { segment d: k=v }\nzone e {\n  a -> b tcp/1\n  b -> a tcp/1\n}\n",
    );
}

#[test]
fn comments_stay_where_they_are() {
    becomes(
        "# top\n\nzone a {   # why\n# own\na -> b tcp/1 # one\nlonger -> b tcp/1 # two\n# last\n}\n#end",
        "# top\n\nzone a {  # why\n  # own\n  a      -> b tcp/1  # one\n  longer -> b tcp/1  # two\n  # last\n}\n#end\n",
    );
    becomes(
        "a, # x\n# y\n  b -> c tcp/1\n     because \"z\"   # w\n",
        "a,  # x\n  # y\n  b -> c tcp/1\n  because \"z\"  # w\n",
    );
}

#[test]
fn declarations_and_facts_stand_in_columns() {
    becomes(
        "group a = \"x\"\ngroup longer=\"y\"\nnet n = 10.0.0.0/8 except(10.1.0.0/16,10.2.0.0/16),2001:db8::/32\n",
        "group a      = \"x\"\ngroup longer = \"y\"\nnet n = 10.0.0.0/8 except (10.1.0.0/16, 10.2.0.0/16), 2001:db8::/32\n",
    );
    becomes(
        "cluster{pods 10.0.0.0/8\nservices 10.96.0.0/12\napi 10.0.0.1 tcp/443 from a/b\n}",
        "cluster {\n  pods     10.0.0.0/8\n  services 10.96.0.0/12\n  api      10.0.0.1 tcp/443 from a/b\n}\n",
    );
    becomes(
        "zone z { segment web tcp/80 m=tcp/9; segment backend as jobs tcp/81:app=x; pods restricted @v1.34,warn baseline; quota pods = 50,cpu=2 }",
        "zone z {\n  segment web             tcp/80 m=tcp/9\n  segment backend as jobs tcp/81: app=x\n  pods restricted@v1.34, warn baseline\n  quota pods=50, cpu=2\n}\n",
    );
}

#[test]
fn a_long_clause_gets_a_line_of_its_own() {
    let reason = "r".repeat(90);
    becomes(
        &format!("zone z isolates\na -> b tcp/1 because \"{reason}\" until 2030-01-01\n"),
        &format!("zone z isolates\na -> b tcp/1\n  because \"{reason}\" until 2030-01-01\n"),
    );
}

#[test]
fn what_cannot_be_read_stays() {
    becomes("zone a{\nb  ->  ->c\nd->e tcp/1\n}\n", "zone a {\n  b  ->  ->c\n  d -> e tcp/1\n}\n");
    becomes("a->b tcp/1\nzone   z {\n  c->d\n", "a -> b tcp/1\nzone   z {\n  c->d\n");
    becomes("a->b tcp/1\n\nuser  u = \"x\nc->d\n", "a -> b tcp/1\n\nuser  u = \"x\nc->d\n");
}

#[test]
fn an_empty_file_stays_empty() {
    becomes("", "");
    becomes("\n\n", "");
    becomes("\u{feff}# x\r\na->b tcp/1\r\n", "# x\r\na -> b tcp/1\r\n");
}
