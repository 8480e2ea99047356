//! The pages of the codes of grants: their first program gives the code, their second does not.

use netz::Options;
use netz::diagnostic::Code;
use std::collections::BTreeMap;

/// The codes of what a program gives.
fn codes(text: &str) -> Vec<Code> {
    let mut files = BTreeMap::from([("main.netz".to_owned(), text.to_owned())]);
    let program = netz::load(&["main.netz"], &mut files);
    let outcome = netz::check(&program, &Options::default());
    outcome.diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
}

/// The programs of a page, in order.
fn programs(page: &str) -> Vec<&str> {
    let blocks = page.split("```netz\n").skip(1);
    blocks.map(|block| block.split("```").next().unwrap()).collect()
}

#[test]
fn the_first_program_of_a_page_gives_its_code_and_the_second_gives_nothing() {
    let ours = |code: &&Code| code.id().starts_with("N05") || code.id().starts_with("N07");
    let mut wrong = Vec::new();
    for code in Code::ALL.iter().filter(ours) {
        let programs = programs(code.page());
        let [example, instead] = programs.as_slice() else { panic!("{code}: {programs:?}") };
        let given = (codes(example), codes(instead));
        if given != (vec![*code], Vec::new()) {
            wrong.push(format!("{code}: {given:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
