//! `docs/rbac-checks.md` lists every check of RBAC, with its controls.

use netz::diagnostic::Code;

const PAGE: &str = include_str!("../../../docs/rbac-checks.md");

/// The codes of checks about RBAC.
fn checks() -> impl Iterator<Item = Code> {
    let is_check = |code: &Code| {
        let id = code.id();
        ("N0531".."N0599").contains(&id) || ("N0701".."N0799").contains(&id)
    };
    Code::ALL.iter().copied().filter(is_check)
}

#[test]
fn every_check_has_its_line() {
    assert!(checks().count() > 55);
    for code in checks() {
        let link = format!("[{}](diagnostics/{}.md)", code.name(), code.id());
        let lines: Vec<_> = PAGE.lines().filter(|line| line.contains(&link)).collect();
        let [line] = lines.as_slice() else { panic!("{code} stands on {} lines", lines.len()) };
        let cells: Vec<_> = line.split('|').map(str::trim).collect();
        let listed: Vec<_> = cells.iter().filter(|cell| cell.starts_with("5.")).copied().collect();
        assert_eq!(listed, code.cis(), "{code}");
    }
}

#[test]
fn a_page_names_the_controls_of_its_code() {
    for code in Code::ALL {
        for control in code.cis() {
            assert!(
                code.page().contains("CIS") && code.page().contains(control),
                "{code} doesn't name {control}"
            );
        }
    }
}
