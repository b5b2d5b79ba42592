//! What a journal is as a file, and what a record is as bytes.

use std::collections::BTreeSet;

use hmac_sha256::Hash;

use super::super::state::KeySet;
use super::*;

#[cfg(unix)]
#[tokio::test]
async fn what_is_no_regular_file_is_no_journal() {
    let folder = tempfile::tempdir().unwrap();
    let (inner, socket) = (folder.path().join("inner"), folder.path().join("socket"));
    fs::create_dir(&inner).unwrap();
    let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    for path in [inner, socket] {
        let before = fs::metadata(&path).unwrap().permissions();
        assert!(matches!(problem(&path, JOB).await, JournalProblem::NotAJournal), "{path:?}");
        assert_eq!(fs::metadata(&path).unwrap().permissions(), before);
    }
}

/// Who copies or watches the file sees no change where there is none.
#[cfg(unix)]
#[tokio::test]
async fn opening_a_sound_journal_changes_nothing_of_the_file() {
    use std::os::unix::fs::MetadataExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    sample(&path).await;
    let changed = |path: &Path| {
        let of = fs::metadata(path).unwrap();
        (of.ctime(), of.ctime_nsec(), of.mtime(), of.mtime_nsec())
    };
    let before = changed(&path);
    // The clock of the file system ticks some hundred times a second.
    let later = folder.path().join("later");
    while {
        fs::write(&later, "").unwrap();
        changed(&later).0 == before.0 && changed(&later).1 == before.1
    } {}
    open(&path).await.close().await;
    assert_eq!(changed(&path), before);
}

#[test]
fn a_frame_of_no_kind_or_longer_than_any_is_none_whatever_its_sum_says() {
    let at = 22;
    let frame = |kind: u8, body: usize| {
        let mut bytes = vec![0; 8];
        bytes.extend(0_u32.to_le_bytes());
        bytes.extend(u16::try_from(body).unwrap().to_le_bytes());
        bytes.push(kind);
        bytes.extend(std::iter::repeat_n(b'k', body));
        let mut sum = Hash::new();
        sum.update(u64::to_le_bytes(at));
        sum.update(&bytes[8..]);
        bytes[..8].copy_from_slice(&sum.finalize()[..8]);
        format::decode(&bytes, at).is_some()
    };
    let longest = format::MAX_FRAME - 15;
    for (kind, body, is_one) in [
        (b'J', 3, true),
        (b'S', 11, true),
        (b'D', 3, true),
        (b'N', 3, true),
        (b'S', longest, true),
        (b'S', longest + 1, false),
        (b'D', longest + 1, false),
        (b'D', usize::from(u16::MAX), false),
        (b'X', 3, false),
        (b'n', 3, false),
        (0, 3, false),
    ] {
        assert_eq!(frame(kind, body), is_one, "{kind} of {body} bytes");
    }
}

/// A key that is taken for another one is an item that is never sent.
#[test]
fn keys_are_told_apart_by_128_bits() {
    let keys = KeySet::default();
    let shorts: Vec<u128> = (0..100).map(|key| keys.short(&format!("offer-{key}"))).collect();
    let halves =
        |of: fn(u128) -> u128| shorts.iter().map(|short| of(*short)).collect::<BTreeSet<_>>();
    assert_eq!(halves(|short| short >> 64).len(), 100);
    assert_eq!(halves(|short| short << 64).len(), 100);
}

/// A file is read in pieces, and records do not end where pieces do.
#[tokio::test]
async fn a_journal_of_many_records_comes_back_whole_and_is_cut_at_its_end_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let journal = open(&path).await;
    for n in 0..600 {
        let key = format!("{n}-{}", "k".repeat(n));
        journal.started(&key).await.unwrap();
        if n % 3 > 0 {
            journal.ended(&key, Finding::Done).await.unwrap();
        }
    }
    let (done, left) = (journal.done(), unknown(&journal));
    journal.close().await;
    let whole = fs::read(&path).unwrap();
    assert!(whole.len() > 4 * 64 * 1024, "{} bytes", whole.len());
    for torn in [0, 1, 10] {
        let mut bytes = whole.clone();
        bytes.extend(std::iter::repeat_n(0, torn));
        fs::write(&path, bytes).unwrap();
        let journal = open(&path).await;
        let cut = journal.torn_end().map(|torn| (torn.offset, torn.bytes));
        assert_eq!(cut, (torn > 0).then_some((whole.len() as u64, torn as u64)));
        assert_eq!((journal.done(), unknown(&journal)), (done, left.clone()));
        journal.close().await;
    }
    assert_eq!((done, left.len()), (400, 200));
}
