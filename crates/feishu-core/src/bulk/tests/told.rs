//! What a run tells of its items, and how far it is.

use std::error::Error as StdError;
use std::io;

use super::super::progress::BulkProgress;
use super::*;

#[test]
fn what_is_unknown_of_an_item_says_so_whatever_the_reason() {
    for (fate, unknown) in [
        (Fate::Done(()), false),
        (Fate::AlreadyDone, false),
        (Fate::NotSent(NotSent::Duplicate), false),
        (Fate::Failed(REFUSED), false),
        (Fate::Failed(Fails(ItemEffect::Done, Reach::Item)), false),
        (Fate::Failed(TIMED_OUT), true),
        (Fate::Unknown, true),
    ] {
        let outcome = Outcome { key: "a", fate };
        assert_eq!(outcome.is_unknown(), unknown, "{outcome:?}");
    }
}

/// A caller that looks for the operating system's error finds it below whatever a full disk ends.
#[tokio::test]
async fn the_failure_of_a_disk_is_below_every_error_that_it_causes() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing").join("journal");
    let journal = Journal::open(&missing, "job").await.unwrap_err();
    let stopped = Stopped { reason: StopReason::Journal(journal.clone()), last: String::new() };
    let not_sent = NotSent::Journal(journal.clone());
    for error in [&journal as &dyn StdError, &stopped, &not_sent] {
        let mut below = error.source();
        while let Some(cause) = below.filter(|cause| !cause.is::<io::Error>()) {
            below = cause.source();
        }
        let found = below.and_then(|cause| cause.downcast_ref::<io::Error>());
        assert_eq!(found.map(io::Error::kind), Some(io::ErrorKind::NotFound), "{error}");
    }
    let open = super::journal(&folder).await;
    open.clone().close().await;
    let closed = open.started("a").await.unwrap_err();
    let in_a_row = Stopped { reason: StopReason::InARow(10), last: String::new() };
    for error in [&closed as &dyn StdError, &in_a_row, &NotSent::Duplicate] {
        assert!(error.source().is_none(), "{error}");
    }
}

/// So much of every fate that no two sums of some of them are the same.
#[tokio::test(start_paused = true)]
async fn every_item_with_an_outcome_is_counted_once() {
    let mut progress = BulkProgress::new(Some(63));
    assert_eq!(progress.remaining(), None, "no rate is known yet");
    let mut ended = 0;
    for (times, fate) in [
        (1, Fate::Done(())),
        (2, Fate::Failed(REFUSED)),
        (4, Fate::Failed(TIMED_OUT)),
        (8, Fate::Unknown),
        (16, Fate::AlreadyDone),
        (31, Fate::NotSent(NotSent::Duplicate)),
    ] {
        for _ in 0..times {
            tokio::time::advance(Duration::from_millis(500)).await;
            progress.count(&fate);
            ended += 1;
            assert_eq!(progress.ended(), ended);
        }
    }
    let counts = [progress.done, progress.failed, progress.unknown, progress.already_done];
    assert_eq!((counts, progress.not_sent), ([1, 2, 12, 16], 31));
    assert_eq!(progress.elapsed(), Duration::from_secs(31));
    // One is left, at two a second.
    assert_eq!(progress.remaining(), Some(Duration::from_millis(500)));
}

/// An estimate would say that nothing is left while there is.
#[tokio::test]
async fn how_many_items_there_are_is_told_only_where_it_is_known() {
    type Inputs = fn() -> Box<dyn Stream<Item = (String, ())> + Unpin>;
    fn some() -> impl Stream<Item = (String, ())> + Unpin {
        keys(2).filter(|_| ready(true))
    }
    let inputs: [(Inputs, Option<u64>); 5] = [
        (|| Box::new(keys(2)), Some(2)),
        (|| Box::new(keys(2).chain(keys(3))), Some(5)),
        (|| Box::new(some()), None),
        (|| Box::new(keys(2).chain(some())), None),
        (|| Box::new(stream::repeat(("a".to_owned(), ()))), None),
    ];
    for (at, (inputs, known)) in inputs.into_iter().enumerate() {
        for (bulk, expected) in [(Bulk::new(), known), (Bulk::new().total(9), Some(9))] {
            let told = Arc::new(std::sync::Mutex::new(None));
            let tell = told.clone();
            let bulk = bulk.on_progress(move |now| *tell.lock().unwrap() = Some(now.total));
            let mut run = bulk.run(inputs(), async |_, ()| Ok::<_, Fails>(()));
            run.try_next().await.unwrap().unwrap();
            assert_eq!(*told.lock().unwrap(), Some(expected), "stream {at}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_rate_is_that_of_the_latest_items_that_were_sent() {
    let mut progress = BulkProgress::new(None);
    let send = async |progress: &mut BulkProgress, times, millis| {
        for _ in 0..times {
            tokio::time::advance(Duration::from_millis(millis)).await;
            progress.count(&Fate::<(), Fails>::Done(()));
        }
    };
    assert_eq!(progress.per_second(), 0.0);
    send(&mut progress, 1, 1000).await;
    assert_eq!(progress.per_second(), 0.0, "of one");
    send(&mut progress, 1, 0).await;
    assert_eq!(progress.per_second(), 0.0, "of two at one moment");
    send(&mut progress, 1, 1000).await;
    assert_eq!(progress.per_second(), 2.0);
    send(&mut progress, 128, 100).await;
    assert_eq!(progress.per_second(), 10.0);
    // What was not sent says nothing about how fast the platform is.
    tokio::time::advance(Duration::from_secs(100)).await;
    progress.count(&Fate::<(), Fails>::AlreadyDone);
    assert_eq!(progress.per_second(), 10.0);
    assert_eq!(progress.remaining(), None, "nobody knows how many there are");
}

#[test]
fn the_settings_of_a_run_can_be_seen() {
    let shown = format!("{:?}", Bulk::new().concurrency(7).total(9));
    assert!(shown.starts_with("Bulk {"), "{shown}");
    for setting in ["concurrency: 7", "total: Some(9)", "resend: Never", "stop_early: true"] {
        assert!(shown.contains(setting), "{setting} is not in {shown}");
    }
}
