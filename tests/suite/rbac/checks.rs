//! `docs/rbac-checks.md` lists every check of RBAC, with its controls.

use netz::diagnostic::Code;

const PAGE: &str = include_str!("../../../docs/rbac-checks.md");

/// The codes of checks about RBAC; from N0740 on they are about network policies that exist.
fn checks() -> impl Iterator<Item = Code> {
    let is_check = |code: &Code| {
        let id = code.id();
        ("N0531".."N0599").contains(&id) || ("N0701".."N0740").contains(&id)
    };
    Code::ALL.iter().copied().filter(is_check)
}

#[test]
fn every_check_has_its_line() {
    assert!(checks().count() > 55);
    let joins = [Code::IsolatedWithoutBaseline, Code::ApiUnreachable];
    for code in checks().chain(joins) {
        let link = format!("[{}](diagnostics/{}.md)", code.name(), code.id());
        let lines: Vec<_> = PAGE.lines().filter(|line| line.contains(&link)).collect();
        let [line] = lines.as_slice() else { panic!("{code} stands on {} lines", lines.len()) };
        let cells: Vec<_> = line.split('|').map(str::trim).collect();
        let controls = cells.iter().filter(|cell| cell.starts_with("5."));
        let listed: Vec<_> = controls.flat_map(|cell| cell.split(", ")).collect();
        assert_eq!(listed, code.cis(), "{code}");
    }
}
