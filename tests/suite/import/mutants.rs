//! Whatever objects say, the program that comes out is sound, and means them or says what it doesn't.

use super::{imported, read};
use crate::mutant::{mutant, tries};
use netz::import::{Loss, Proof};

#[test]
fn every_program_is_sound_and_its_proof_holds() {
    let (mut equal, count) = (0, tries(300));
    for seed in 0..count {
        let text = mutant(seed);
        let read = read([text.as_str()]);
        if read.inventory.is_empty() {
            continue;
        }
        let import = imported(&read);
        let loses = import.unsaid.iter().any(|one| one.loss == Loss::Meaning);
        match &import.proof {
            Proof::Equal => equal += 1,
            Proof::Differs(gaps) => {
                assert!(loses, "seed {seed}: {gaps:?}\n{text}\n{}", import.text);
            }
            Proof::Unfinished => panic!("seed {seed}: not proved\n{text}"),
        }
    }
    assert!(equal > count / 4, "{equal}");
}
