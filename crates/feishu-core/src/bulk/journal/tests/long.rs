//! Journals that are longer than what is read at a time, and names that are longer than a record.

use super::*;

/// Bytes that are read at a time.
const PIECE: usize = 64 * 1024;

fn append(bytes: &mut Vec<u8>, record: &Record) {
    let at = bytes.len() as u64;
    format::encode(record, at, at, bytes);
}

/// Bytes of a frame with no key.
fn least() -> usize {
    let mut bytes = Vec::new();
    append(&mut bytes, &Record::Done { key: String::new() });
    bytes.len()
}

/// A journal of three pieces, with short records but for three of the greatest length, each of
/// which ends so many bytes behind a piece. Beside it, how many keys are done and where the records
/// begin.
fn journal(behind: usize) -> (Vec<u8>, usize, Vec<usize>) {
    let mut bytes = format::MAGIC.to_vec();
    append(&mut bytes, &Record::Job(JOB.into()));
    let (mut begins, mut done) = (vec![], 0);
    for piece in 1..=3 {
        let longest = piece * PIECE + behind - format::MAX_FRAME;
        while bytes.len() < longest {
            let left = longest - bytes.len();
            // The last one before it fills what is left.
            let length = if left < 200 { left } else { 80 };
            let key = format!("{done:0width$}", width = length - least());
            begins.push(bytes.len());
            append(&mut bytes, &Record::Done { key });
            done += 1;
        }
        begins.push(bytes.len());
        let key = format!("{piece:0width$}", width = MAX_TEXT);
        append(&mut bytes, &Record::Started { key, millis: 1 });
        assert_eq!(bytes.len(), piece * PIECE + behind);
    }
    (bytes, done, begins)
}

/// Also where a record is half in one piece and half in the next.
#[tokio::test]
async fn a_journal_of_any_length_comes_back_whole_and_is_cut_only_where_it_is_torn() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let longest = format::MAX_FRAME;
    for behind in [0, 1, 2, 8, 14, 15, 16, 500, longest - 15, longest - 2, longest - 1, longest] {
        let (bytes, done, begins) = journal(behind);
        fs::write(&path, &bytes).unwrap();
        let whole = open(&path).await;
        assert_eq!((whole.done(), whole.torn_end()), (done, None), "{behind}");
        assert_eq!(whole.unknown().len(), 3, "{behind}");
        whole.close().await;
        assert_eq!(fs::read(&path).unwrap(), bytes, "{behind}");

        // The last record is torn.
        let last = *begins.last().unwrap();
        for left in [1, longest - 1] {
            fs::write(&path, &bytes[..last + left]).unwrap();
            let torn = open(&path).await;
            let end = TornEnd { offset: last as u64, bytes: left as u64 };
            assert_eq!((torn.done(), torn.torn_end()), (done, Some(end)), "{behind}");
            torn.close().await;
        }

        // The longest record of the second piece is damaged.
        let at = 2 * PIECE + behind - longest;
        let mut wrong = bytes;
        wrong[at + longest / 2] ^= 1;
        fs::write(&path, &wrong).unwrap();
        let found = problem(&path, JOB).await;
        let right = matches!(found, JournalProblem::Damaged { offset } if offset == at as u64);
        assert!(right, "{behind}: {found:?}");
    }
}

/// Counted in bytes, as a record counts them.
#[tokio::test]
async fn whatever_name_a_job_may_have_its_journal_opens_again() {
    let chinese = MAX_TEXT / "张".len();
    for (job, is_one) in [
        (" ".to_owned(), true),
        ("j".repeat(MAX_TEXT), true),
        ("张".repeat(chinese), true),
        ("张".repeat(chinese + 1), false),
        ("张".repeat(MAX_TEXT), false),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        if !is_one {
            assert!(matches!(problem(&path, &job).await, JournalProblem::BadJobName));
            assert!(!path.exists(), "{} bytes", job.len());
            continue;
        }
        let first = Journal::open(&path, &job).await.unwrap();
        first.ended("a", Finding::Done).await.unwrap();
        first.close().await;
        assert_eq!(Journal::open(&path, &job).await.unwrap().done(), 1, "{} bytes", job.len());
    }
}
