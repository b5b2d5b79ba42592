//! Creates an offer for each row of a CSV file: `cargo run -p feishu-hire --example sync_csv [FILE [JOURNAL]]`
//!
//! Columns: `key`, `application`, `owner`, `status`. A second run with the same journal sends only what is not done.

mod common;

use std::path::Path;

use common::{Feishu, Result};
use feishu_hire::bulk::{Bulk, Fate, Journal, Resend};
use feishu_hire::{Client, CreateExternalOffer, operations};
use futures_util::{TryStreamExt, stream};
use serde::Deserialize;

/// What the example takes if no file is named.
const SAMPLE: &str = "\
key,application,owner,status
offer-1,7395015673275697419,张三,已发送
offer-2,7395015673275697419,李四,已接受
offer-3,1,王五,已发送
";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    /// Names the row, in the journal and to the platform.
    key: String,
    application: String,
    owner: Option<String>,
    status: Option<String>,
}

/// What became of the rows.
#[derive(Debug, Default, PartialEq)]
struct Report {
    done: usize,
    done_before: usize,
    /// Keys, and why.
    failed: Vec<(String, String)>,
}

#[tokio::main]
async fn main() -> Result<()> {
    let feishu = Feishu::connect().await?;
    // What was done on a Feishu that ends with this program is of no use to the next run, and neither is its journal.
    let passing = tempfile::tempdir()?;
    let journal = passing.path().join("offers.journal").display().to_string();
    let file = feishu.argument(1, "FILE", "")?;
    let journal = feishu.argument(2, "JOURNAL", &journal)?;
    let text = match file.as_str() {
        "" => SAMPLE.to_owned(),
        file => std::fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?,
    };
    let report = sync(&feishu.client, &text, Path::new(&journal)).await?;
    println!("{} made now, {} before", report.done, report.done_before);
    for (key, why) in &report.failed {
        println!("{key}: {why}");
    }
    Ok(())
}

async fn sync(client: &Client, text: &str, journal: &Path) -> Result<Report> {
    // All rows are read before the first is sent: a typing mistake in the last one should not come after an hour.
    let rows: Vec<Row> = csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .collect::<std::result::Result<_, _>>()?;
    let journal = Journal::open(journal, "offers of May").await?;
    let total = u64::try_from(rows.len())?;
    let mut outcomes = Bulk::new()
        .journal(&journal)
        .total(total)
        // The key is said to the platform, too, which makes no second offer for it within a day.
        .resend(Resend::keyed(&operations::EXTERNAL_OFFER_CREATE))
        .on_progress(|progress| eprintln!("{} of {:?}", progress.ended(), progress.total))
        .run(
            stream::iter(rows.into_iter().map(|row| (row.key.clone(), row))),
            async |key, row: Row| {
                let mut offer = CreateExternalOffer::new(row.application).external_id(key);
                (offer.owner, offer.offer_status) = (row.owner, row.status);
                client.external_offer().create(&offer).await
            },
        );
    let mut report = Report::default();
    while let Some(outcome) = outcomes.try_next().await? {
        match outcome.fate {
            Fate::Done(_) => report.done += 1,
            Fate::AlreadyDone => report.done_before += 1,
            Fate::Failed(error) => report.failed.push((outcome.key, error.to_string())),
            other => report.failed.push((outcome.key, format!("{other:?}"))),
        }
    }
    report.failed.sort();
    Ok(report)
}
