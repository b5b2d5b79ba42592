//! Work on all cores.
//!
//! The only place that asks how many there are. What comes out never depends on it: results have the order of the work,
//! whichever thread did it.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Less work than that is done before a thread has started.
const FEW: usize = 8;

/// What `work` makes of each item, in the order of the items. The last items are taken first: what is made of everything
/// is listed last and takes longest, and nobody should wait for it alone.
pub fn map<'t, T: Sync, R: Send>(items: &'t [T], work: impl Fn(&'t T) -> R + Sync) -> Vec<R> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(items.len());
    if threads < 2 || items.len() < FEW {
        return items.iter().map(work).collect();
    }
    let left = AtomicUsize::new(items.len());
    let share = || {
        let mut done = Vec::new();
        loop {
            let next =
                left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
            let Some((at, item)) =
                next.ok().and_then(|left| Some((left - 1, items.get(left - 1)?)))
            else {
                return done;
            };
            done.push((at, work(item)));
        }
    };
    let mut all = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(share)).collect();
        let mut all = share();
        for other in others {
            match other.join() {
                Ok(done) => all.extend(done),
                Err(panic) => resume_unwind(panic),
            }
        }
        all
    });
    all.sort_unstable_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_stand_in_the_order_of_the_work_and_each_piece_is_done_once() {
        for count in [0, 1, FEW - 1, FEW, 1000] {
            let items: Vec<_> = (0..count).collect();
            let done = AtomicUsize::new(0);
            let results = map(&items, |item| {
                done.fetch_add(1, Ordering::Relaxed);
                item * 2
            });
            assert!(results.into_iter().eq(items.iter().map(|item| item * 2)), "{count}");
            assert_eq!(done.into_inner(), count);
        }
    }
}
