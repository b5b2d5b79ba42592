//! Runs with the clock paused.

use std::cell::RefCell;
use std::fmt;
use std::future::{pending, ready};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::*;
use crate::Error;

mod keys;
mod told;

/// An error that says what the test wants.
#[derive(Debug)]
struct Fails(ItemEffect, Reach);

impl fmt::Display for Fails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("it fails")
    }
}

impl Failure for Fails {
    fn verdict(&self) -> Verdict {
        Verdict { effect: self.0, reach: self.1 }
    }
}

const REFUSED: Fails = Fails(ItemEffect::NotDone, Reach::Item);
const TIMED_OUT: Fails = Fails(ItemEffect::Unknown, Reach::Several);
const WRONG_SECRET: Fails = Fails(ItemEffect::NotDone, Reach::Every);

fn keys(count: usize) -> impl Stream<Item = (String, ())> {
    stream::iter(0..count).map(|n| (n.to_string(), ()))
}

/// Everything that a run yields: keys with their fates, and why it stopped.
async fn all<T: fmt::Debug>(
    run: impl Stream<Item = Result<Outcome<String, T, Fails>, Stopped>> + Unpin,
) -> (Vec<(String, String)>, Option<Stopped>) {
    let mut outcomes = Vec::new();
    let stopped = run
        .try_for_each(|outcome| {
            outcomes.push((outcome.key, format!("{:?}", outcome.fate)));
            ready(Ok(()))
        })
        .await;
    (outcomes, stopped.err())
}

async fn journal(folder: &tempfile::TempDir) -> Journal {
    let path = folder.path().join("journal");
    Journal::open_with(path, "job", Durability::ProcessCrash).await.unwrap()
}

#[tokio::test(start_paused = true)]
async fn fifty_thousand_items_at_ten_a_second_take_no_longer_and_no_more_room_than_they_must() {
    const ITEMS: usize = 50_000;
    let pulled = Arc::new(AtomicUsize::new(0));
    let count = pulled.clone();
    let inputs = keys(ITEMS).inspect(move |_| {
        count.fetch_add(1, Relaxed);
    });
    // A limiter as the client has one: ten starts a second; and responses that take up to a second.
    let begun = Instant::now();
    let started = AtomicUsize::new(0);
    let call = async |key: String, ()| {
        let turn = started.fetch_add(1, Relaxed) / 10;
        sleep_until(begun + Duration::from_secs(turn as u64)).await;
        sleep(Duration::from_millis(key.len() as u64 * 190)).await;
        Ok::<_, Fails>(())
    };
    let progress = Arc::new(std::sync::Mutex::new(None));
    let latest = progress.clone();
    let mut run = Bulk::new()
        .concurrency(20)
        .total(ITEMS as u64)
        .on_progress(move |now| *latest.lock().unwrap() = Some(now.clone()))
        .run(inputs, call);
    let mut yielded = 0;
    while let Some(outcome) = run.try_next().await.unwrap() {
        assert!(matches!(outcome.fate, Fate::Done(())));
        yielded += 1;
        let held = pulled.load(Relaxed) - yielded;
        assert!(held <= 20, "{held} items held after {yielded}");
        if yielded == ITEMS / 2 {
            let progress = progress.lock().unwrap().clone().unwrap();
            assert!((9.0..11.0).contains(&progress.per_second()), "{}", progress.per_second());
            let left = progress.remaining().unwrap().as_secs();
            assert!((2250..2750).contains(&left), "{left}");
        }
    }
    assert_eq!(yielded, ITEMS);
    let least = Duration::from_secs(ITEMS as u64 / 10 - 1);
    assert!(begun.elapsed() < least + Duration::from_secs(2), "{:?}", begun.elapsed());
    let progress = progress.lock().unwrap().clone().unwrap();
    assert_eq!((progress.done, progress.in_flight), (ITEMS as u64, 0));
}

#[tokio::test(start_paused = true)]
async fn outcomes_come_in_order_of_completion_with_their_keys() {
    let inputs = stream::iter([("slow", 30), ("fast", 10), ("middle", 20)]);
    let run = Bulk::new().run(inputs.map(|(key, ms)| (key.to_owned(), ms)), async |_, ms| {
        sleep(Duration::from_millis(ms)).await;
        Ok::<_, Fails>(ms)
    });
    let (outcomes, stopped) = all(run).await;
    let keys: Vec<_> = outcomes.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(keys, ["fast", "middle", "slow"]);
    assert!(stopped.is_none());
}

#[tokio::test(start_paused = true)]
async fn as_many_items_are_under_way_as_are_allowed_and_no_more() {
    for (allowed, expected) in [(0, 1), (1, 1), (2, 2), (7, 7)] {
        let (under_way, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let call = async |_, ()| {
            most.fetch_max(under_way.fetch_add(1, Relaxed) + 1, Relaxed);
            sleep(Duration::from_millis(10)).await;
            under_way.fetch_sub(1, Relaxed);
            Ok::<_, Fails>(())
        };
        // A run that never asks for an item never ends.
        let run = all(Bulk::new().concurrency(allowed).run(keys(20), call));
        let (outcomes, _) = timeout(Duration::from_secs(60), run).await.expect("the run ends");
        assert_eq!((outcomes.len(), most.load(Relaxed)), (20, expected), "{allowed} at once");
    }
}

#[tokio::test]
async fn a_key_that_comes_twice_or_cannot_be_one_is_an_outcome_and_not_sent() {
    let sent = RefCell::new(Vec::new());
    let (longest, long) = ("k".repeat(1024), "k".repeat(1025));
    // 1023 and 1026 bytes.
    let (longest_name, long_name) = ("张".repeat(341), "张".repeat(342));
    let inputs = ["a", "a", "", &long, "b", &longest, &long_name, &longest_name];
    let inputs = inputs.map(|key| (key.to_owned(), ()));
    let run = Bulk::new().run(stream::iter(inputs), |key, ()| {
        sent.borrow_mut().push(key);
        ready(Ok::<_, Fails>(()))
    });
    let (mut outcomes, _) = all(run).await;
    outcomes.sort();
    let expected = [
        ("", "NotSent(BadKey)"),
        ("a", "Done(())"),
        ("a", "NotSent(Duplicate)"),
        ("b", "Done(())"),
        (&longest, "Done(())"),
        (&long, "NotSent(BadKey)"),
        (&longest_name, "Done(())"),
        (&long_name, "NotSent(BadKey)"),
    ];
    assert_eq!(outcomes, expected.map(|(key, fate)| (key.to_owned(), fate.to_owned())));
    assert_eq!(*sent.borrow(), ["a", "b", &longest, &longest_name]);
}

#[tokio::test]
async fn a_failure_that_hits_every_item_stops_the_run_unless_told_otherwise() {
    let call = async |key: String, ()| if key == "20" { Err(WRONG_SECRET) } else { Ok(()) };
    let (outcomes, stopped) = all(Bulk::new().concurrency(4).run(keys(1_000), call)).await;
    assert!((21..=24).contains(&outcomes.len()), "{}", outcomes.len());
    let stopped = stopped.unwrap();
    assert!(matches!(stopped.reason(), StopReason::HitsEvery));
    assert!(stopped.to_string().contains(r#""20": it fails"#), "{stopped}");

    let (outcomes, stopped) = all(Bulk::new().stop_early(false).run(keys(1_000), call)).await;
    assert_eq!((outcomes.len(), stopped.is_none()), (1_000, true));
}

#[tokio::test]
async fn only_failures_in_a_row_that_are_not_about_their_items_stop_the_run() {
    // Periodically an item fails for a reason of its own, the others for one that they may
    // share.
    for (every, in_a_row, ended, stops_after) in
        [(10, 10, 100, None), (50, 10, 11, Some(10)), (1, 0, 100, None), (50, 0, 2, Some(1))]
    {
        let call = move |key: String, ()| {
            let n: usize = key.parse().unwrap();
            ready(if n.is_multiple_of(every) { Err::<(), _>(REFUSED) } else { Err(TIMED_OUT) })
        };
        let run = Bulk::new().concurrency(1).stop_after_in_a_row(in_a_row);
        let (outcomes, stopped) = all(run.run(keys(100), call)).await;
        let stopped = stopped.map(|stopped| match stopped.reason() {
            StopReason::InARow(failures) => *failures,
            other => panic!("{other:?}"),
        });
        assert_eq!((outcomes.len(), stopped), (ended, stops_after), "{every} {in_a_row}");
    }
}

#[tokio::test]
async fn a_second_run_sends_what_failed_and_reports_what_is_unknown_and_skips_what_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let first = async |key: String, ()| match key.as_str() {
        "0" => Ok(()),
        "1" => Err(REFUSED),
        "2" => Err(TIMED_OUT),
        _ => Err(Fails(ItemEffect::Done, Reach::Item)),
    };
    let one = journal(&folder).await;
    all(Bulk::new().journal(&one).run(keys(4), first)).await;
    one.close().await;

    let second = async |_, ()| Ok::<_, Fails>(());
    let two = journal(&folder).await;
    let (mut outcomes, _) = all(Bulk::new().journal(&two).run(keys(4), second)).await;
    outcomes.sort();
    let fates: Vec<_> = outcomes.iter().map(|(_, fate)| fate.as_str()).collect();
    assert_eq!(fates, ["AlreadyDone", "Done(())", "Unknown", "AlreadyDone"]);

    // Refused when it is sent again, it may still have been done the first time.
    let refuse = async |_, ()| Err::<(), _>(REFUSED);
    let again = Bulk::new().journal(&two).resend(Resend::Always);
    let (outcomes, _) = all(again.run(keys(4), refuse)).await;
    assert!(outcomes.iter().any(|(key, fate)| key == "2" && fate.starts_with("Failed")));
    assert_eq!(two.unknown()[0].key, "2");
    all(Bulk::new().journal(&two).resend(Resend::Always).run(keys(4), second)).await;
    assert_eq!((two.done(), two.unknown()), (4, vec![]));
}

#[tokio::test]
async fn a_run_that_is_dropped_leaves_what_was_under_way_unknown() {
    let folder = tempfile::tempdir().unwrap();
    let one = journal(&folder).await;
    let call = async |key: String, ()| {
        if key.parse::<usize>().unwrap() >= 5 {
            pending::<()>().await;
        }
        Ok::<_, Fails>(())
    };
    let mut run = Bulk::new().concurrency(3).journal(&one).run(keys(100), call);
    for _ in 0..5 {
        run.try_next().await.unwrap().unwrap();
    }
    drop(run);
    one.close().await;
    let two = journal(&folder).await;
    assert_eq!(two.done(), 5);
    assert!(two.unknown().len() <= 3, "{:?}", two.unknown());
    let (outcomes, _) = all(Bulk::new()
        .journal(&two)
        .resend(Resend::Always)
        .run(keys(100), async |_, ()| Ok::<_, Fails>(())))
    .await;
    assert_eq!(outcomes.iter().filter(|(_, fate)| fate == "Done(())").count(), 95);
}

#[tokio::test]
async fn a_journal_that_cannot_be_written_stops_the_run_before_anything_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let journal = journal(&folder).await;
    journal.clone().close().await;
    let never = async |_, ()| -> Result<(), Fails> { panic!("sent") };
    let (outcomes, stopped) = all(Bulk::new().journal(&journal).run(keys(10), never)).await;
    assert!(!outcomes.is_empty());
    assert!(outcomes.iter().all(|(_, fate)| fate.starts_with("NotSent(Journal")));
    assert!(matches!(stopped.unwrap().reason(), StopReason::Journal(_)));
}

#[test]
fn an_idempotency_key_is_trusted_for_its_window_only() {
    let at = |seconds| UNIX_EPOCH + Duration::from_secs(seconds);
    let day = Resend::Within(Duration::from_secs(86_400));
    let cases: [(Resend, SystemTime, bool); 5] = [
        (day, at(1_000 + 86_399), true),
        (day, at(1_000 + 86_400), false),
        (day, at(999), false),
        (Resend::Never, at(1_000), false),
        (Resend::Always, at(1), true),
    ];
    for (resend, now, allowed) in cases {
        assert_eq!(resend.allows(1_000_000, now), allowed, "{resend:?} {now:?}");
    }
}

#[test]
fn an_operation_says_what_may_be_sent_again() {
    let window = Duration::from_secs(86_400);
    let key = crate::IdempotencyKey::new("external_id", window);
    let of = |effect, idempotency| {
        let mut operation = crate::Operation::new(
            "x.v1.thing.write",
            crate::Method::Post,
            "/open-apis/x/v1/things",
        )
        .effect(effect);
        operation.idempotency = idempotency;
        operation
    };
    let cases = [
        (of(crate::Effect::Create, Some(key.clone())), Resend::Never, Resend::Within(window)),
        (of(crate::Effect::Create, None), Resend::Never, Resend::Never),
        (of(crate::Effect::Update, None), Resend::Never, Resend::Never),
        (of(crate::Effect::Replace, None), Resend::Always, Resend::Always),
        (of(crate::Effect::Replace, Some(key)), Resend::Always, Resend::Always),
        (of(crate::Effect::Delete, None), Resend::Always, Resend::Always),
    ];
    for (operation, without, with) in cases {
        assert_eq!((Resend::of(&operation), Resend::keyed(&operation)), (without, with));
    }
}

/// A bad path is about one item, although the gateway reports it; an error of the app is about
/// all.
#[test]
fn each_refusal_says_whom_it_is_about() {
    for (status, code, reach) in [
        (404, 99_991_201, Reach::Item),
        (400, 1_002_002, Reach::Item),
        (500, 7, Reach::Item),
        (429, 7, Reach::Several),
        (400, 99_991_400, Reach::Several),
        (400, 99_991_663, Reach::Several),
        (400, 99_991_403, Reach::Every),
        (400, 99_991_672, Reach::Every),
        (403, 99_991_401, Reach::Every),
    ] {
        let verdict = refusal(status, code).verdict();
        assert_eq!(verdict.reach, reach, "{status} {code}");
    }
}

/// An endpoint of tokens that is down, or asks to wait, will be up again; wrong credentials stay
/// wrong.
#[test]
fn each_refusal_of_a_token_says_whether_the_run_can_go_on() {
    for (status, code, reach) in [
        (429, 7, Reach::Several),
        (400, 99_991_400, Reach::Several),
        (500, 7, Reach::Several),
        (503, 7, Reach::Several),
        (499, 7, Reach::Every),
        (400, 10_003, Reach::Every),
        (200, 10_014, Reach::Every),
    ] {
        let error = refusal(status, code).while_fetching_token(crate::TokenKind::TenantAccessToken);
        let verdict = Verdict { effect: ItemEffect::NotDone, reach };
        assert_eq!(error.verdict(), verdict, "{status} {code}");
    }
}

fn refusal(status: u16, code: i64) -> Error {
    let body = format!(r#"{{"code":{code},"msg":"no"}}"#);
    crate::response::Answer::bare(status, body).judge().unwrap_err()
}

#[test]
fn an_error_of_the_client_says_what_it_means_for_the_others() {
    let verdict = Error::configuration("no").verdict();
    assert_eq!(verdict, Verdict { effect: ItemEffect::NotDone, reach: Reach::Every });
    let verdict = Error::stalled(Duration::from_secs(1), "https://x").verdict();
    assert_eq!(verdict, Verdict { effect: ItemEffect::Unknown, reach: Reach::Several });
}

#[test]
fn a_run_can_move_to_another_thread() {
    fn moves<T: Send>(_: T) {}
    moves(Bulk::new().run(keys(1), |_, ()| async { Ok::<_, Fails>(()) }));
}
