//! Journals that were cut, changed, or made by someone else.

use std::fs;
use std::path::Path;

use proptest::prelude::*;

use super::*;

mod bytes;
mod disk;
mod long;

const JOB: &str = "offers of 2026-07-05";

async fn open(path: &Path) -> Journal {
    Journal::open_with(path, JOB, Durability::ProcessCrash).await.unwrap()
}

async fn problem(path: &Path, job: &str) -> JournalProblem {
    let error = Journal::open(path, job).await.unwrap_err();
    assert!(error.to_string().contains(path.to_str().unwrap()), "{error}");
    error.problem().clone()
}

fn unknown(journal: &Journal) -> Vec<String> {
    journal.unknown().into_iter().map(|item| item.key).collect()
}

/// A journal of a few items, one record to a batch, and after each batch its length and what is
/// done and unknown by then.
async fn sample(path: &Path) -> Vec<(u64, usize, Vec<String>)> {
    let journal = open(path).await;
    let mut steps = Vec::new();
    let mut step = |journal: &Journal| {
        steps.push((fs::metadata(path).unwrap().len(), journal.done(), unknown(journal)));
    };
    step(&journal);
    for (key, finding) in [
        ("a", Some(Finding::Done)),
        ("张三", Some(Finding::NotDone)),
        ("c", None),
        ("张三", Some(Finding::Done)),
        (&"k".repeat(300), Some(Finding::Done)),
    ] {
        journal.started(key).await.unwrap();
        step(&journal);
        if let Some(finding) = finding {
            journal.ended(key, finding).await.unwrap();
            step(&journal);
        }
    }
    journal.close().await;
    steps
}

#[tokio::test]
async fn a_journal_that_is_cut_at_any_byte_opens_with_all_that_was_acknowledged_by_then() {
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("whole");
    let steps = sample(&whole).await;
    let bytes = fs::read(&whole).unwrap();
    let cut = folder.path().join("cut");
    for length in 0..=bytes.len() {
        fs::write(&cut, &bytes[..length]).unwrap();
        let journal = open(&cut).await;
        let by_then = steps.iter().rfind(|(end, ..)| *end <= length as u64);
        let (end, done, open_keys) = by_then.cloned().unwrap_or_default();
        assert_eq!((journal.done(), unknown(&journal)), (done, open_keys), "{length}");
        let torn = (end > 0 && end < length as u64)
            .then(|| TornEnd { offset: end, bytes: length as u64 - end });
        assert_eq!(journal.torn_end(), torn, "{length}");
        // It continues from there.
        journal.started("next").await.unwrap();
        journal.ended("next", Finding::Done).await.unwrap();
        journal.close().await;
        let journal = open(&cut).await;
        assert_eq!((journal.done(), journal.torn_end()), (done + 1, None), "{length}");
        journal.close().await;
    }
}

#[tokio::test]
async fn a_byte_that_changed_before_the_last_record_is_refused_by_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("whole");
    let steps = sample(&whole).await;
    let bytes = fs::read(&whole).unwrap();
    let ends: Vec<u64> = steps.iter().map(|(end, ..)| *end).collect();
    let last = ends[ends.len() - 2];
    let changed = folder.path().join("changed");
    for at in 0..bytes.len() {
        let mut wrong = bytes.clone();
        wrong[at] ^= 0x10;
        fs::write(&changed, &wrong).unwrap();
        let begins = ends.iter().rfind(|end| **end <= at as u64).copied();
        match begins {
            Some(begins) if begins >= last => {
                // Indistinguishable from a torn write.
                let journal = open(&changed).await;
                assert_eq!(journal.torn_end().map(|torn| torn.offset), Some(last), "{at}");
                journal.close().await;
                continue;
            }
            _ => {}
        }
        let found = problem(&changed, JOB).await;
        let magic = format::MAGIC.len();
        let right = match found {
            JournalProblem::NotAJournal => at < format::MAGIC_NAME.len(),
            JournalProblem::OtherVersion => (format::MAGIC_NAME.len()..magic).contains(&at),
            JournalProblem::Damaged { offset } => {
                at >= magic && offset == begins.unwrap_or(magic as u64)
            }
            _ => false,
        };
        assert!(right, "{at}: {found:?}");
        assert_eq!(fs::read(&changed).unwrap(), wrong, "{at}: it must be left as it is");
    }
}

#[tokio::test]
async fn a_record_that_stands_elsewhere_is_damage() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let steps = sample(&path).await;
    let bytes = fs::read(&path).unwrap();
    let [first, second, third] = [0, 1, 2].map(|step| steps[step].0 as usize);
    let without = [&bytes[..first], &bytes[second..third]].concat();
    fs::write(&path, without).unwrap();
    let journal = open(&path).await;
    assert_eq!(journal.torn_end().map(|torn| torn.offset), Some(first as u64));
    assert_eq!(journal.done(), 0);
}

#[tokio::test]
async fn a_batch_that_a_crash_left_with_a_hole_is_cut_as_a_whole() {
    // The first record of the batch is no more on the disk than the others.
    for hole in 0..3 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        open(&path).await.close().await;
        let mut bytes = fs::read(&path).unwrap();
        let mut starts = vec![bytes.len()];
        for key in ["a", "b", "c"] {
            let at = bytes.len() as u64;
            format::encode(&Record::Done { key: key.into() }, at, starts[0] as u64, &mut bytes);
            starts.push(bytes.len());
        }
        bytes[starts[hole]..starts[hole + 1]].fill(0);
        fs::write(&path, &bytes).unwrap();
        let journal = open(&path).await;
        assert_eq!(journal.torn_end().map(|torn| torn.offset), Some(starts[hole] as u64));
        assert_eq!(journal.done(), hole);
    }
}

#[tokio::test]
async fn the_journal_of_another_job_or_no_journal_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    sample(&path).await;
    let before = fs::read(&path).unwrap();
    let found = problem(&path, "offers of 2026-07-06").await;
    assert!(matches!(&found, JournalProblem::OtherJob { found, .. } if found == JOB), "{found:?}");
    assert_eq!(fs::read(&path).unwrap(), before);

    for (bytes, other_version) in [("id,name\n1,张三\n", false), ("feishu-bulk-journal 2\n", true)]
    {
        fs::write(&path, bytes).unwrap();
        let found = problem(&path, JOB).await;
        let right = match found {
            JournalProblem::NotAJournal => !other_version,
            JournalProblem::OtherVersion => other_version,
            _ => false,
        };
        assert!(right, "{bytes}: {found:?}");
        assert_eq!(fs::read_to_string(&path).unwrap(), bytes);
    }
    for job in ["", &"j".repeat(MAX_TEXT + 1)] {
        assert!(matches!(problem(&path, job).await, JournalProblem::BadJobName));
    }
}

#[tokio::test]
async fn a_journal_is_open_once_and_its_owners_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let journal = open(&path).await;
    assert!(matches!(problem(&path, JOB).await, JournalProblem::InUse));
    #[cfg(unix)]
    {
        let mode =
            std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&path).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
    }
    let clone = journal.clone();
    journal.close().await;
    let error = clone.started("a").await.unwrap_err();
    assert!(matches!(error.problem(), JournalProblem::Closed), "{error}");
    open(&path).await;
}

#[cfg(unix)]
#[tokio::test]
async fn a_journal_that_others_can_write_or_a_link_to_one_is_not_believed() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = tempfile::tempdir().unwrap();
    let (path, link) = (folder.path().join("journal"), folder.path().join("link"));
    sample(&path).await;
    let before = fs::read(&path).unwrap();
    symlink(&path, &link).unwrap();
    assert!(matches!(problem(&link, JOB).await, JournalProblem::Link));
    symlink(folder.path().join("nowhere"), folder.path().join("dangling")).unwrap();
    let dangling = problem(&folder.path().join("dangling"), JOB).await;
    assert!(matches!(dangling, JournalProblem::Link));
    assert!(!folder.path().join("nowhere").exists());
    for mode in [0o666, 0o620, 0o602] {
        fs::set_permissions(&path, PermissionsExt::from_mode(mode)).unwrap();
        assert!(matches!(problem(&path, JOB).await, JournalProblem::OthersWrite), "{mode:o}");
    }
    assert_eq!(fs::read(&path).unwrap(), before);
    fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).unwrap();
    open(&path).await.close().await;
    let mode = path.metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "others do not read it any more");
}

/// The longest name and the longest key fill a frame to its last byte.
#[tokio::test]
async fn the_longest_name_and_the_longest_keys_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let (job, key) = ("j".repeat(MAX_TEXT), "k".repeat(MAX_TEXT));
    let journal = Journal::open(&path, &job).await.unwrap();
    journal.started(&key).await.unwrap();
    journal.close().await;
    let journal = Journal::open(&path, &job).await.unwrap();
    assert_eq!((journal.torn_end(), unknown(&journal)), (None, vec![key]));
}

/// What is sound in itself, and not in a journal: it is cut off like the end that a crash tore.
#[tokio::test]
async fn the_job_comes_first_and_once() {
    let (job, done) = (Record::Job(JOB.into()), Record::Done { key: "a".into() });
    let other = Record::Job("another".into());
    let cases: [(&[&Record], usize, usize); 4] = [
        (&[&job, &done], 2, 1),
        (&[&job, &done, &job, &done], 2, 1),
        (&[&job, &other, &done], 1, 0),
        (&[&done, &job], 0, 0),
    ];
    for (records, sound, items) in cases {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let mut bytes = format::MAGIC.to_vec();
        let begins = bytes.len() as u64;
        let mut ends = vec![bytes.len()];
        for record in records {
            // Of one batch, which a crash may have left in any state.
            format::encode(record, bytes.len() as u64, begins, &mut bytes);
            ends.push(bytes.len());
        }
        fs::write(&path, &bytes).unwrap();
        let journal = open(&path).await;
        let torn = (sound > 0 && sound < records.len()).then(|| TornEnd {
            offset: ends[sound] as u64,
            bytes: (bytes.len() - ends[sound]) as u64,
        });
        assert_eq!((journal.done(), journal.torn_end()), (items, torn), "{records:?}");
    }
}

#[tokio::test]
async fn what_is_found_out_about_an_unknown_key_is_kept_and_of_others_ignored() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let journal = open(&path).await;
    for key in ["a", "b", "c"] {
        journal.started(key).await.unwrap();
    }
    assert!(journal.resolve("a", Finding::Done).await.unwrap());
    assert!(journal.resolve("b", Finding::NotDone).await.unwrap());
    assert!(!journal.resolve("a", Finding::NotDone).await.unwrap());
    assert!(!journal.resolve("d", Finding::Done).await.unwrap());
    journal.close().await;
    let journal = open(&path).await;
    assert_eq!((journal.done(), unknown(&journal)), (1, vec!["c".to_owned()]));
    assert_eq!(journal.known("b"), Known::NotDone);
}

#[tokio::test]
async fn an_item_stays_as_old_as_its_first_sending() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let journal = open(&path).await;
    for millis in [1_000, 2_000] {
        let record = Record::Started { key: "a".into(), millis };
        journal.writer.append(record).await.unwrap();
    }
    journal.close().await;
    let since = open(&path).await.unknown()[0].since;
    assert_eq!(since, UNIX_EPOCH + Duration::from_secs(1));
}

#[tokio::test]
async fn records_that_wait_together_are_written_together() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let journal = Journal::open(&path, JOB).await.unwrap();
    let keys: Vec<_> = (0..3_000).map(|n| n.to_string()).collect();
    let all = keys.iter().map(|key| journal.ended(key, Finding::Done));
    futures_util::future::try_join_all(all).await.unwrap();
    journal.close().await;

    let bytes = fs::read(&path).unwrap();
    let mut at = format::MAGIC.len();
    let mut batches = std::collections::BTreeSet::new();
    while let Some(frame) = format::decode(&bytes[at..], at as u64) {
        batches.insert(frame.batch);
        at += frame.length;
    }
    assert_eq!(at, bytes.len());
    // The job, the first record, and the rest in as few batches as their bound allows, give or take
    // the thread that takes them while they are still being added.
    assert!(batches.len() < 300, "{}", batches.len());
    assert_eq!(open(&path).await.done(), keys.len());
}

#[test]
fn a_journal_that_outlives_its_runtime_says_so_instead_of_waiting() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let runtime = || tokio::runtime::Builder::new_current_thread().build().unwrap();
    let journal = runtime().block_on(open(&path));
    runtime().block_on(journal.started("a")).unwrap();
    let gone = runtime();
    let handle = gone.handle().clone();
    gone.shutdown_background();
    let entered = handle.enter();
    let error = futures_util::FutureExt::now_or_never(journal.started("b")).unwrap().unwrap_err();
    drop(entered);
    assert!(error.to_string().contains("the runtime ended"), "{error}");
    let error = runtime().block_on(journal.started("c")).unwrap_err();
    assert!(error.to_string().contains("the runtime ended"), "{error}");
}

proptest! {
    #[test]
    fn any_record_is_read_as_it_was_written(
        key in ".{1,200}", millis: u64, kind in 0..3_u8, at in 0..u64::MAX / 2, back: u32,
    ) {
        let record = match kind {
            0 => Record::Started { key, millis },
            1 => Record::Done { key },
            _ => Record::NotDone { key },
        };
        let batch = at.saturating_sub(back.into());
        let mut bytes = Vec::new();
        format::encode(&record, at, batch, &mut bytes);
        let length = bytes.len();
        prop_assert_eq!(format::decode(&bytes, at), Some(format::Frame { record, batch, length }));
        prop_assert_eq!(format::decode(&bytes, at + 1), None);
    }

    #[test]
    fn any_file_is_opened_or_refused(
        bytes in proptest::collection::vec(any::<u8>(), 0..400), a_journal: bool,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let head = if a_journal { format::MAGIC } else { b"" };
        fs::write(&path, [head, &bytes].concat()).unwrap();
        let opened = file::open(&path, JOB);
        prop_assert_eq!(opened.is_ok(), a_journal || bytes.is_empty());
    }
}
