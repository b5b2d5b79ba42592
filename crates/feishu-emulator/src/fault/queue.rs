//! The faults that wait, and those that fired.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;

use super::{Fault, FaultKind, is_meant};

/// How many faults may wait.
const MOST_PENDING: usize = 1000;

/// How many firings are remembered.
const MOST_FIRED: usize = 10_000;

/// Faults that wait and faults that fired, as [`Emulator::faults`](crate::Emulator::faults) tells
/// them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Faults {
    /// In the order in which they are tried.
    pub pending: Vec<PendingFault>,
    /// The last 10 000 firings, oldest first.
    pub fired: Vec<FiredFault>,
}

/// A fault that has calls left to fire on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PendingFault {
    /// Counts the faults of an emulator from 1.
    pub number: u64,
    /// The fault as it was given.
    pub fault: Fault,
    /// How many calls it still lets through.
    pub after: u32,
    /// How many calls it still fires on.
    pub remaining: u32,
}

/// A fault that met a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FiredFault {
    /// Number of the fault.
    pub number: u64,
    /// Name of its kind, such as `reset`.
    pub fault: String,
    /// The operation that was called.
    pub operation: String,
    /// Log id of the call.
    pub log_id: String,
}

/// A call, as faults see it.
pub(crate) struct Call<'a> {
    pub(crate) operation: &'a str,
    /// `None` when the call does not show which app makes it.
    pub(crate) app_id: Option<String>,
    pub(crate) log_id: String,
}

/// A fault that fires, and the call it fires on.
#[derive(Debug)]
pub(crate) struct Hit {
    pub(crate) kind: FaultKind,
    pub(crate) app_id: Option<String>,
    pub(crate) log_id: String,
}

#[derive(Debug, Default)]
pub(crate) struct FaultQueue(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// Number of the fault that came last.
    last: u64,
    pending: VecDeque<PendingFault>,
    fired: VecDeque<FiredFault>,
}

impl FaultQueue {
    /// Adds faults to the end of the queue and returns their numbers.
    pub(crate) fn add(&self, faults: Vec<Fault>) -> Result<Vec<u64>, String> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state.pending.len().saturating_add(faults.len()) > MOST_PENDING {
            return Err(format!(
                "at most {MOST_PENDING} faults may wait, and {} do; remove them, or say `times`",
                state.pending.len()
            ));
        }
        let mut numbers = Vec::new();
        for fault in faults {
            state.last = state.last.saturating_add(1);
            let number = state.last;
            let (after, remaining) = (fault.after, fault.times);
            state.pending.push_back(PendingFault { number, fault, after, remaining });
            numbers.push(number);
        }
        Ok(numbers)
    }

    /// Whether any fault waits.
    pub(crate) fn waits(&self) -> bool {
        !self.0.lock().unwrap_or_else(PoisonError::into_inner).pending.is_empty()
    }

    /// The fault that fires on this call, if one does.
    ///
    /// The call goes along the queue. A fault that matches it fires; one that matches and still
    /// lets calls through counts it and passes it on. Those behind the one that fires never see it.
    pub(crate) fn take(&self, call: Call<'_>) -> Option<Hit> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut firing = None;
        for (place, pending) in state.pending.iter_mut().enumerate() {
            if !pending.fault.matches(&call) {
                continue;
            }
            if pending.after > 0 {
                pending.after -= 1;
                continue;
            }
            pending.remaining = pending.remaining.saturating_sub(1);
            firing = Some((place, pending.number, pending.fault.kind.clone(), pending.remaining));
            break;
        }
        let (place, number, kind, remaining) = firing?;
        if remaining == 0 {
            state.pending.remove(place);
        }
        if state.fired.len() == MOST_FIRED {
            state.fired.pop_front();
        }
        state.fired.push_back(FiredFault {
            number,
            fault: kind.name().to_owned(),
            operation: call.operation.to_owned(),
            log_id: call.log_id.clone(),
        });
        Some(Hit { kind, app_id: call.app_id, log_id: call.log_id })
    }

    pub(crate) fn report(&self) -> Faults {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Faults {
            pending: state.pending.iter().cloned().collect(),
            fired: state.fired.iter().cloned().collect(),
        }
    }

    /// Removes the faults that wait and forgets those that fired.
    pub(crate) fn clear(&self) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.pending.clear();
        state.fired.clear();
    }
}

impl Fault {
    fn matches(&self, call: &Call<'_>) -> bool {
        is_meant(&self.operation, call.operation)
            && self.app.as_ref().is_none_or(|app| call.app_id.as_ref() == Some(app))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Calls operations in turn, all of app `cli_a`, and tells which fault each met.
    fn met(faults: Vec<Fault>, operations: &[&str]) -> Vec<Option<&'static str>> {
        let queue = FaultQueue::default();
        queue.add(faults).unwrap();
        let call = |operation| Call {
            operation,
            app_id: Some("cli_a".to_owned()),
            log_id: "x".to_owned(),
        };
        operations
            .iter()
            .map(|operation| queue.take(call(operation)).map(|hit| hit.kind.name()))
            .collect()
    }

    fn delay(operation: &str) -> Fault {
        Fault::new(operation, FaultKind::Delay { ms: 1 })
    }

    fn reset(operation: &str) -> Fault {
        Fault::new(operation, FaultKind::Reset { carry_out: true })
    }

    #[test]
    fn faults_fire_in_the_order_in_which_they_came() {
        let faults = vec![delay("a").times(2), reset("*"), delay("b")];
        let met = met(faults, &["a", "b", "a", "b", "b"]);
        assert_eq!(met, [Some("delay"), Some("reset"), Some("delay"), Some("delay"), None]);
    }

    #[test]
    fn a_fault_that_lets_calls_through_counts_those_that_it_matches() {
        let met = met(vec![delay("a").after(2)], &["a", "b", "a", "b", "a", "a"]);
        assert_eq!(met, [None, None, None, None, Some("delay"), None]);
    }

    #[test]
    fn a_call_that_is_let_through_meets_the_next_fault() {
        let met = met(vec![delay("a").after(1), reset("a")], &["a", "a", "a"]);
        assert_eq!(met, [Some("reset"), Some("delay"), None]);
    }

    #[test]
    fn a_fault_behind_the_one_that_fires_does_not_see_the_call() {
        let met = met(vec![delay("a"), reset("a").after(1)], &["a", "a", "a"]);
        assert_eq!(met, [Some("delay"), None, Some("reset")]);
    }

    #[test]
    fn a_fault_of_another_app_does_not_fire() {
        let met = met(vec![delay("a").app("cli_b"), reset("a").app("cli_a")], &["a", "a"]);
        assert_eq!(met, [Some("reset"), None]);
    }

    /// Otherwise another caller would use up the fault, and the app under test would meet none.
    #[test]
    fn a_fault_of_an_app_waits_for_a_call_that_shows_to_be_of_that_app() {
        for (fault, caller, fires) in [
            (Some("cli_a"), Some("cli_a"), true),
            (Some("cli_a"), Some("cli_b"), false),
            (Some("cli_a"), Some("cli_"), false),
            (Some("cli_a"), None, false),
            (None, Some("cli_a"), true),
            (None, None, true),
        ] {
            let queue = FaultQueue::default();
            queue.add(vec![fault.into_iter().fold(delay("a"), Fault::app)]).unwrap();
            let app_id = caller.map(str::to_owned);
            let call = Call { operation: "a", app_id, log_id: "x".to_owned() };
            assert_eq!(queue.take(call).is_some(), fires, "{fault:?} {caller:?}");
            assert_eq!(queue.report().pending.is_empty(), fires, "{fault:?} {caller:?}");
        }
    }

    #[test]
    fn the_queue_and_its_memory_are_bounded() {
        let queue = FaultQueue::default();
        queue.add(vec![delay("a").times(20_000); MOST_PENDING]).unwrap();
        assert!(queue.add(vec![delay("a")]).unwrap_err().contains("at most 1000"));
        for number in 0..=MOST_FIRED {
            let call = Call { operation: "a", app_id: None, log_id: number.to_string() };
            assert!(queue.take(call).is_some());
        }
        let fired = queue.report().fired;
        assert_eq!((fired.len(), fired[0].log_id.as_str()), (MOST_FIRED, "1"));
    }
}
