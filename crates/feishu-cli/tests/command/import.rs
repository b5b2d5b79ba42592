//! An import from beginning to end: 500 rows as a person in China saves them from Excel, 40 of them
//! with a mistake, a run that is killed, and a change of a part. Judged by what the emulator holds.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use encoding_rs::GB18030;
use feishu_emulator::Emulator;
use serde_json::{Value as Json, json};

use crate::{Ran, command_for, run};

const ROWS: usize = 500;
const CREATE: &str = "external-application create-many";
const MODIFY: &str = "external-application modify-many";

/// The cells of a row, in the order of [`HEADERS`].
type Cells = [String; 7];

const HEADERS: [&str; 7] = [
    "external_id",
    "talent_id",
    "job_title",
    "stage",
    "job_recruitment_type",
    "create_time",
    "termination_reason",
];

/// A row without a mistake.
fn row(number: usize) -> Cells {
    [
        format!("旧-{number}"),
        // Each with a talent of its own, by 19 digits that do not end in zeros.
        format!("73950156732{number:07}1"),
        format!("职位 {number}"),
        "简历初筛".to_owned(),
        "campus".to_owned(),
        // As Excel shows it in China.
        format!("2024/5/{} {}:30", number % 28 + 1, number % 24),
        "薪资; 地点".to_owned(),
    ]
}

/// The mistakes of 40 of 500 rows: rounded ids of both kinds, a key that comes twice, a date that
/// can be mistaken, a value that has no name.
fn spoilt(number: usize, mut cells: Cells) -> Cells {
    match number % 50 {
        7 => cells[1] = "7.39502E+18".to_owned(),
        19 => cells[0] = format!("旧-{}", number - 1),
        31 => cells[5] = "5/1/2024".to_owned(),
        43 if number % 100 == 43 => cells[1] = "7395015673275690000".to_owned(),
        43 => cells[4] = "校招".to_owned(),
        _ => {}
    }
    cells
}

fn is_spoilt(number: usize) -> bool {
    [7, 19, 31, 43].contains(&(number % 50))
}

/// A CSV as Excel writes it: `;`, lines that end as on Windows, quotes where they are needed.
fn saved(path: &Path, headers: &[&str], rows: impl IntoIterator<Item = Vec<String>>) {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    writer.write_record(headers).unwrap();
    rows.into_iter().for_each(|row| writer.write_record(row).unwrap());
    let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
    std::fs::write(path, GB18030.encode(&text).0).unwrap();
}

/// The rows of a file that was written in the likeness of the source.
fn read(path: &Path) -> Vec<BTreeMap<String, String>> {
    let bytes = std::fs::read(path).unwrap();
    let text = GB18030.decode_without_bom_handling_and_without_replacement(&bytes).unwrap();
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(text.as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

fn many(emulator: &Emulator, words: &str, path: &Path, more: &[&str]) -> Ran {
    let words: Vec<&str> = std::iter::once("hire").chain(words.split(' ')).collect();
    run(&mut command_for(emulator), &[&words[..], &[path.to_str().unwrap()], more].concat())
}

/// The counts that a run printed, by their words.
fn counts(ran: &Ran) -> BTreeMap<String, usize> {
    let parts = ran.out.trim_end().split(", ");
    let count = |part: &str| {
        let (count, word) = part.split_once(' ').unwrap();
        (word.to_owned(), count.parse().unwrap())
    };
    // The comma within the words of a repeat is none of these.
    parts.filter(|part| part.starts_with(|first: char| first.is_ascii_digit())).map(count).collect()
}

/// All applications that the emulator holds, by id.
async fn stored(emulator: &Emulator) -> BTreeMap<String, Json> {
    let snapshot: Json = serde_json::to_value(emulator.snapshot().await.unwrap()).unwrap();
    let objects = snapshot["tables"]["object"].as_array().cloned().unwrap_or_default();
    let mut all = BTreeMap::new();
    for object in objects.iter().filter(|object| object["kind"] == "external_application") {
        let id = object["id"].as_str().map_or_else(|| object["id"].to_string(), str::to_owned);
        let shown = emulator.object("external_application", &id).await.unwrap().unwrap();
        all.insert(id, shown);
    }
    all
}

/// How often each external id was sent, of the creates that were carried out.
fn creates(emulator: &Emulator) -> BTreeMap<String, usize> {
    let mut seen = BTreeMap::new();
    let requests = emulator.requests();
    for request in requests.iter().filter(|one| one.method == "POST" && one.code == 0) {
        if let Ok(body) = serde_json::from_slice::<Json>(&request.body)
            && let Some(key) = body["external_id"].as_str()
        {
            *seen.entry(key.to_owned()).or_default() += 1;
        }
    }
    seen
}

/// Starts the import of all, kills it once some are done, and says how many were.
async fn killed(emulator: &Emulator, path: &Path, after: usize) -> usize {
    let words = CREATE.split(' ').collect::<Vec<_>>();
    let mut child = command_for(emulator)
        .arg("hire")
        .args(words)
        .arg(path)
        .args(["--skip-invalid", "--concurrency", "4"])
        .spawn()
        .unwrap();
    while creates(emulator).len() < after {
        tokio::task::yield_now().await;
    }
    // SIGKILL, on unix.
    child.kill().unwrap();
    child.wait().unwrap();
    creates(emulator).len()
}

#[tokio::test(flavor = "multi_thread")]
async fn five_hundred_rows_with_forty_mistakes_become_what_they_say_and_nothing_else() {
    let emulator = Emulator::builder().lenient_references().start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| -> PathBuf { folder.path().join(name) };
    let source = path("申请.csv");
    let rows = (1..=ROWS).map(|number| spoilt(number, row(number)).to_vec());
    saved(&source, &HEADERS, rows);
    let good: Vec<usize> = (1..=ROWS).filter(|number| !is_spoilt(*number)).collect();
    assert_eq!(good.len(), ROWS - 40);

    // The dry run names all of them, counts them and sends nothing.
    let dry = many(&emulator, CREATE, &source, &["--dry-run"]).with_status(3);
    assert!(dry.err.contains("is read as GB18030, separated by `;`"), "{}", dry.err);
    assert!(dry.err.contains("times without an offset read in UTC+8"), "{}", dry.err);
    assert!(
        dry.err.contains("40 of 500 rows cannot be sent as they are (40 findings)"),
        "{}",
        dry.err
    );
    let findings = read(&path("申请.findings.csv"));
    let lines: BTreeSet<usize> = findings.iter().map(|one| one["line"].parse().unwrap()).collect();
    let expected: BTreeSet<usize> =
        (1..=ROWS).filter(|number| is_spoilt(*number)).map(|n| n + 1).collect();
    assert_eq!(lines, expected);
    assert!(emulator.requests().is_empty());

    // Killed and resumed: each row exists once.
    let before = killed(&emulator, &source, 60).await;
    assert!(before < good.len(), "it was killed too late to show anything");
    let ran = many(&emulator, CREATE, &source, &["--skip-invalid"]).with_status(7);
    let found = counts(&ran);
    assert_eq!(found.values().sum::<usize>(), ROWS, "{}", ran.out);
    assert_eq!(found["failed"], 40, "{}", ran.out);
    assert!(found["done before"] >= before - 4, "{}", ran.out);
    let again = many(&emulator, CREATE, &source, &["--skip-invalid"]).with_status(7);
    assert_eq!(again.out, "0 done, 460 done before, 40 failed\n");
    let sent = creates(&emulator);
    let keys: BTreeSet<String> = good.iter().map(|number| format!("旧-{number}")).collect();
    assert_eq!(sent.keys().cloned().collect::<BTreeSet<_>>(), keys);
    let twice = sent.values().filter(|count| **count > 1).count();
    assert!(twice <= 4, "{twice} were sent again, though 4 were under way");

    // What is stored is what the good rows say, no row twice, and every id is in the file of ids.
    let applications = stored(&emulator).await;
    assert_eq!(applications.len(), good.len());
    let results = read(&path("申请.results.csv"));
    let ids: BTreeMap<String, String> =
        results.iter().map(|one| (one["external_id"].clone(), one["id"].clone())).collect();
    assert_eq!(results.len(), good.len(), "no id is there twice");
    for number in &good {
        let cells = row(*number);
        let application = &applications[&ids[&cells[0]]];
        let (day, hour) = ((number % 28) as i64, (number % 24) as i64);
        // 2024-05-01 00:30 in UTC+8, plus this many days and hours.
        let time = 1_714_494_600_000 + (day * 24 + hour) * 3_600_000;
        for (field, value) in [
            ("talent_id", json!(cells[1])),
            ("job_title", json!(cells[2])),
            ("job_recruitment_type", json!(2)),
            ("create_time", json!(time)),
            ("termination_reason", json!(cells[6])),
        ] {
            assert_eq!(application[field], value, "row {number}: {field}");
        }
    }

    // The failed rows are corrected in their file, and sent from there.
    let failed = path("申请.failed.csv");
    let corrected = read(&failed).into_iter().map(|one| {
        let title = &one["job_title"];
        row(title.trim_start_matches("职位 ").parse().unwrap()).to_vec()
    });
    saved(&failed, &HEADERS, corrected);
    assert_eq!(many(&emulator, CREATE, &failed, &[]).ok().out, "40 done\n");
    let before = stored(&emulator).await;
    assert_eq!(before.len(), ROWS);

    // A change of a part of some: nothing else of them changes, and nothing of the others.
    let some: Vec<usize> = good.iter().copied().step_by(10).collect();
    let change = path("变更.csv");
    let of = |number: &usize| {
        let cells = row(*number);
        // A third of them already match the stored objects.
        let stage = if number.is_multiple_of(3) { "简历初筛" } else { "面试" };
        vec![ids[&cells[0]].clone(), cells[1].clone(), stage.to_owned(), String::new()]
    };
    let headers = ["external_application_id", "find-talent-id", "stage", "job_title"];
    saved(&change, &headers, some.iter().map(of));
    let ran = many(&emulator, MODIFY, &change, &[]).ok();
    let unchanged = some.iter().filter(|number| number.is_multiple_of(3)).count();
    let found = counts(&ran);
    assert_eq!(found.values().sum::<usize>(), some.len(), "{}", ran.out);
    assert_eq!(found["done"], some.len() - unchanged);
    let mut expected = before;
    for number in some.iter().filter(|number| !number.is_multiple_of(3)) {
        expected.get_mut(&ids[&row(*number)[0]]).unwrap()["stage"] = json!("面试");
    }
    assert_eq!(stored(&emulator).await, expected);
}
