//! The progress of a run, on a terminal.

use std::time::Duration;

use feishu_core::bulk::BulkProgress;
use indicatif::{ProgressBar, ProgressStyle};

/// A progress bar on standard error; nothing if that is not a terminal. It is removed with the last
/// clone.
#[derive(Clone)]
pub(super) struct Bar(ProgressBar);

impl Bar {
    pub(super) fn new(total: u64) -> Self {
        let bar = ProgressBar::new(total);
        // An invalid template leaves the default one.
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len}  {msg}") {
            bar.set_style(style);
        }
        Self(bar)
    }

    pub(super) fn update(&self, progress: &BulkProgress) {
        self.0.set_position(progress.ended());
        self.0.set_message(message(progress.per_second(), progress.remaining(), progress.failed));
    }
}

fn message(per_second: f64, left: Option<Duration>, failed: u64) -> String {
    let mut message = format!("{per_second:.1}/s");
    if let Some(left) = left {
        let seconds = left.as_secs();
        message += &match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
            (0, 0, seconds) => format!(", {seconds} s left"),
            (0, minutes, seconds) => format!(", {minutes} min {seconds} s left"),
            (hours, minutes, _) => format!(", {hours} h {minutes} min left"),
        };
    }
    if failed > 0 {
        message += &format!(", {failed} failed");
    }
    message
}

#[cfg(test)]
mod tests {
    use feishu_core::bulk::Bulk;
    use futures_util::{StreamExt, stream};

    use super::super::send::RowError;
    use super::*;

    #[test]
    fn rate_time_left_and_failures_are_said() {
        let left = |seconds| Some(Duration::from_secs(seconds));
        assert_eq!(message(9.96, left(75), 0), "10.0/s, 1 min 15 s left");
        assert_eq!(message(10.0, left(7260), 2), "10.0/s, 2 h 1 min left, 2 failed");
        assert_eq!(message(0.0, None, 0), "0.0/s");
    }

    #[tokio::test]
    async fn the_bar_shows_how_many_rows_have_ended_and_what_became_of_them() {
        let bar = Bar::new(3);
        let shown = bar.clone();
        let rows = stream::iter(["1", "2"].map(|key| (key, key == "2")));
        let send = async |_, fails: bool| match fails {
            true => Err(RowError::Here("it breaks a rule".to_owned())),
            false => Ok(()),
        };
        let run = Bulk::new().on_progress(move |progress| shown.update(progress)).run(rows, send);
        assert_eq!(run.count().await, 2);
        assert_eq!((bar.0.position(), bar.0.length()), (2, Some(3)));
        assert!(bar.0.message().ends_with(", 1 failed"), "{}", bar.0.message());
    }
}
