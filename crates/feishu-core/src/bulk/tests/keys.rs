//! Which keys a run takes.

use super::super::journal::MAX_TEXT;
use super::*;

/// A record that is too long to be read back would hide all that comes after it.
#[tokio::test]
async fn whatever_key_a_run_takes_comes_back_from_its_journal_with_all_that_follow() {
    let chinese = MAX_TEXT / "张".len();
    for (key, taken) in [
        (String::new(), false),
        (" ".to_owned(), true),
        ("k".repeat(MAX_TEXT), true),
        ("k".repeat(MAX_TEXT + 1), false),
        ("张".repeat(chinese), true),
        ("张".repeat(chinese + 1), false),
        ("张".repeat(MAX_TEXT), false),
        ("张".repeat(MAX_TEXT + 1), false),
    ] {
        let case = format!("{} characters, {} bytes", key.chars().count(), key.len());
        let folder = tempfile::tempdir().unwrap();
        let journal = journal(&folder).await;
        for bulk in [Bulk::new(), Bulk::new().journal(&journal)] {
            let sent = RefCell::new(Vec::new());
            let call = async |key: String, ()| {
                sent.borrow_mut().push(key);
                Ok::<_, Fails>(())
            };
            let inputs = ["before", &key, "after"].map(|key| (key.to_owned(), ()));
            let (outcomes, stopped) =
                all(bulk.concurrency(1).run(stream::iter(inputs), call)).await;
            assert!(stopped.is_none(), "{case}");
            let fate = if taken { "Done(())" } else { "NotSent(BadKey)" };
            let expected = [("before", "Done(())"), (&key, fate), ("after", "Done(())")];
            let expected = expected.map(|(key, fate)| (key.to_owned(), fate.to_owned()));
            assert_eq!(outcomes, expected, "{case}");
            assert_eq!(sent.borrow().contains(&key), taken, "{case}");
        }
        journal.close().await;
        let journal = super::journal(&folder).await;
        let done = if taken { 3 } else { 2 };
        assert_eq!((journal.done(), journal.torn_end()), (done, None), "{case}");
        // And so none is sent twice.
        let never = async |_, ()| -> Result<(), Fails> { panic!("sent again") };
        let inputs = ["before", &key, "after"].map(|key| (key.to_owned(), ()));
        all(Bulk::new().journal(&journal).run(stream::iter(inputs), never)).await;
    }
}
