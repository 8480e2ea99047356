//! Files that are none, or not what they seem.

use super::Place;
use std::fs;

#[test]
fn a_file_without_a_statement_is_told() {
    Place::of("").build(&[]).is("N0011", "1:1", "`zone prod isolates; frontend -> backend tcp/80`");
    Place::of("\u{feff}\r\n\r\n# nothing\r\n").build(&[]).is("N0011", "1:1", "zone prod isolates");
}

#[test]
fn a_file_that_is_no_text_is_told() {
    let elf = [&b"\x7fELF\x02\x01\x01\0\0\0"[..], &[0xff; 4096]].concat();
    Place::of(elf).build(&[]).is("N0008", "", "save it as UTF-8");
    let utf16: Vec<u8> = "zone a isolates".encode_utf16().flat_map(u16::to_le_bytes).collect();
    Place::of(utf16).build(&[]).is("N0008", "", "not as UTF-16");
    Place::of(b"zone a\n# caf\xe9\n").build(&[]).is("N0007", "", "offset 12, line 2");
    let used = Place::of("use \"x.netz\"\nzone a isolates\n");
    fs::write(used.path("x.netz"), b"zone \xff").expect("a file");
    used.build(&[]).is("N0007", "1:5", "save the file as UTF-8");
}

#[test]
fn a_directory_in_place_of_a_file_is_told() {
    let place = Place::of("use \"sub\"\nzone a isolates\n").with("sub/x.netz", "");
    place.build(&[]).is("N0105", "1:5", "name a file");
    let place = Place::of("").with("sub.netz/readme.txt", "");
    place.build(&["sub.netz"]).is_wrong_input("there is no .netz file under `sub.netz`");
}

#[test]
fn a_missing_file_is_told() {
    let place = Place::of("zone a isolates\nuse \"gone.netz\"\n");
    place.build(&[]).is("N0101", "2:5", "relative to the file");
    place.build(&["gone.netz"]).is_wrong_input("there is no such file");
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::of("zone a isolates\nuse \"secret.netz\"\n").with("secret.netz", "");
    let secret = place.path("secret.netz");
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o000)).expect("a mode");
    if fs::read(&secret).is_ok() {
        return; // Nothing is unreadable to root.
    }
    place.build(&[]).is("N0105", "2:5", "permission");
}

#[test]
fn files_that_use_each_other_are_told() {
    let place =
        Place::of("zone a isolates\nuse \"b.netz\"\n").with("b.netz", "use \"main.netz\"\n");
    place.build(&[]).is("N0102", "1:5", "main.netz → b.netz → main.netz");
    Place::of("use \"main.netz\"\n").build(&[]).is("N0102", "1:5", "into a third");
    let place = Place::of("use \"a/../b.netz\"\n").with("b.netz", "use \"./b.netz\"\n");
    place.build(&[]).is("N0102", "1:5", "`b.netz` uses itself");
}

#[test]
fn files_outside_of_the_project_are_told() {
    Place::of("use \"../x.netz\"\n").build(&[]).is("N0103", "1:5", "`--root DIR`");
    Place::of("use \"a/../../x.netz\"\n").build(&[]).is("N0103", "1:5", "`--root DIR`");
    Place::of("use \"/etc/x.netz\"\n").build(&[]).is("N0104", "1:5", "relative path");
    Place::of("use \"C:/x.netz\"\n").build(&[]).is("N0104", "1:5", "relative path");
}

#[cfg(unix)]
#[test]
fn links_in_a_circle_are_told() {
    use std::os::unix::fs::symlink;
    let place = Place::of("zone a isolates\nuse \"x.netz\"\n");
    symlink("y.netz", place.path("x.netz")).expect("a link");
    symlink("x.netz", place.path("y.netz")).expect("a link");
    place.build(&[]).is("N0105", "2:5", "where its links lead");
    place.build(&["x.netz"]).is_wrong_input("symbolic links");
}

#[test]
fn a_long_chain_of_files_is_read() {
    let last = 2_000;
    let mut place = Place::of("use \"f1.netz\"\n");
    for index in 1..last {
        place = place.with(&format!("f{index}.netz"), &format!("use \"f{}.netz\"\n", index + 1));
    }
    place = place.with(&format!("f{last}.netz"), "zone a isolates {}\n");
    let run = place.build(&[]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
}
