//! Limits the share of retries in what a client sends.
//!
//! Each retry is paid from a budget that all calls of a client share and that successes refill, so
//! that retries do not make an outage worse. Waits that the platform requests are free.

use std::sync::{Mutex, PoisonError};

/// Cost of a retry.
const COST: f64 = 1.0;

/// A tenth added up ten times is slightly less than one, but still pays for a retry.
const ROUNDING: f64 = 1e-9;

/// A budget of retries that all calls of a client share.
///
/// Each retry takes one unit, and each success returns a part of one. While the platform works, the
/// budget is full; during an outage it is soon empty, and calls fail at once instead of adding
/// load. Waits that the platform itself requests are free.
///
/// ```
/// use feishu_core::RetryBudget;
///
/// // Ten retries at first, and then one for each five calls that succeed.
/// let budget = RetryBudget::new(10, 0.2);
/// ```
#[derive(Debug)]
pub struct RetryBudget {
    most: f64,
    refund: f64,
    left: Mutex<f64>,
}

impl RetryBudget {
    /// A budget of at most `retries`, to which each success returns `refund`.
    #[must_use]
    pub fn new(retries: u32, refund: f64) -> Self {
        let most = f64::from(retries);
        let refund = if refund.is_finite() { refund.clamp(0.0, most) } else { 0.0 };
        Self { most, refund, left: Mutex::new(most) }
    }

    /// Takes one retry; `false` if none is left.
    pub(crate) fn take(&self) -> bool {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        if *left < COST - ROUNDING {
            return false;
        }
        *left = (*left - COST).max(0.0);
        true
    }

    pub(crate) fn succeeded(&self) {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        *left = (*left + self.refund).min(self.most);
    }
}

impl Default for RetryBudget {
    /// Twenty retries, and one more for every ten successful calls.
    fn default() -> Self {
        Self::new(20, 0.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_budget_fills_up_with_successes_and_never_beyond_its_size() {
        let budget = RetryBudget::new(2, 0.25);
        assert!(budget.take() && budget.take() && !budget.take());
        (0..3).for_each(|_| budget.succeeded());
        assert!(!budget.take());
        budget.succeeded();
        assert!(budget.take() && !budget.take());
        (0..1000).for_each(|_| budget.succeeded());
        assert!(budget.take() && budget.take() && !budget.take());
    }

    #[test]
    fn parts_add_up_to_a_retry_however_they_are_rounded() {
        for parts in 1..=1000 {
            let budget = RetryBudget::new(1, 1.0 / f64::from(parts));
            for round in 0..5 {
                assert!(budget.take(), "{parts} in round {round}");
                (1..parts).for_each(|_| budget.succeeded());
                assert!(!budget.take(), "{parts} in round {round}, and one is missing");
                budget.succeeded();
            }
        }
    }

    #[test]
    fn a_budget_of_nonsense_is_none() {
        for refund in [f64::NAN, f64::INFINITY, -1.0] {
            let budget = RetryBudget::new(0, refund);
            budget.succeeded();
            assert!(!budget.take(), "{refund}");
        }
    }
}
