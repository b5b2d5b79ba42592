//! A soak test: for some minutes, workers create, replace, read, change and delete offers on a
//! local Feishu that goes wrong at random, and every outcome is held against what is stored. Ends
//! with an error if one is wrong.
//!
//! `cargo run --release -p feishu-tests --example soak -- 60`

use std::error::Error as StdError;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use feishu_emulator::{Emulator, Fault, FaultKind};
use feishu_hire::{
    Client, CreateExternalApplication, CreateExternalOffer, Error, ExternalApplicationId,
    ExternalOfferId, NoRateLimit, Outcome, RetryBudget, UpdateExternalOffer,
};
use tokio::time::Instant;

type Failure = Box<dyn StdError + Send + Sync>;

const WORKERS: usize = 8;

/// What was counted, over all workers.
#[derive(Default)]
struct Counts {
    acknowledged: AtomicU64,
    refused: AtomicU64,
    not_done: AtomicU64,
    unknown: AtomicU64,
    unreadable: AtomicU64,
    retried: AtomicU64,
    checked: AtomicU64,
    wrong: AtomicU64,
}

impl Counts {
    fn line(&self) -> String {
        let get = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        format!(
            "{} acknowledged, {} refused, {} not done, {} unknown, {} done but unreadable, {} failed after retries; {} checks, {} wrong",
            get(&self.acknowledged),
            get(&self.refused),
            get(&self.not_done),
            get(&self.unknown),
            get(&self.unreadable),
            get(&self.retried),
            get(&self.checked),
            get(&self.wrong),
        )
    }

    fn count(&self, outcome: Result<(), &Error>) {
        let counter = match outcome {
            Ok(()) => &self.acknowledged,
            Err(error) => {
                if error.attempts() > 1 {
                    self.retried.fetch_add(1, Ordering::Relaxed);
                }
                match error.outcome() {
                    Outcome::NotDone => &self.not_done,
                    Outcome::Refused => &self.refused,
                    Outcome::Done => &self.unreadable,
                    _ => &self.unknown,
                }
            }
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }
}

/// What an offer may be like on the server: whether it is there, and its owner. More than one when
/// an outcome is unknown.
type Possible = Vec<Option<String>>;

/// What may be there after a write that would make it `next`.
fn after(before: Possible, next: Option<String>, outcome: Result<(), &Error>) -> Possible {
    match outcome {
        Ok(()) => vec![next],
        Err(error) => match error.outcome() {
            Outcome::NotDone | Outcome::Refused => before,
            Outcome::Done => vec![next],
            _ => before.into_iter().chain([next]).collect(),
        },
    }
}

struct Worker {
    number: usize,
    client: Client,
    emulator: Arc<Emulator>,
    application: ExternalApplicationId,
    counts: Arc<Counts>,
    random: fastrand::Rng,
}

impl Worker {
    /// The life of one offer.
    async fn life(&mut self, turn: u64) -> Result<(), Failure> {
        let offers = self.client.external_offer();
        let key = format!("soak-{}-{turn}", self.number);
        let create = CreateExternalOffer::new(&self.application).external_id(&key).owner("first");
        let made = offers.create(&create).await;
        self.counts.count(made.as_ref().map(|_| ()));
        // Without an id there is nothing to follow; what an unknown create left behind is counted
        // as unknown.
        let Ok(made) = made else { return Ok(()) };
        let id = made.into_inner().external_offer.id.ok_or("an offer without an id")?;
        let mut possible: Possible = vec![Some("first".to_owned())];
        self.check(&id, &possible).await?;
        for step in 0..self.random.usize(1..6) {
            let owner = format!("{key}-{step}");
            let written = if self.random.bool() {
                let offer = UpdateExternalOffer::new(&self.application).owner(&owner);
                offers.update(&id, &offer).await.map(|_| ())
            } else {
                offers.modify(&id, |offer| offer.owner = Some(owner.clone())).await.map(|_| ())
            };
            let outcome = written.as_ref().copied();
            self.counts.count(outcome);
            possible = after(possible, Some(owner), outcome);
            self.check(&id, &possible).await?;
        }
        let deleted = offers.delete(&id).await;
        let outcome = deleted.as_ref().map(|_| ());
        self.counts.count(outcome);
        possible = after(possible, None, outcome);
        self.check(&id, &possible).await
    }

    /// Looks behind the API's back.
    async fn check(&self, id: &ExternalOfferId, possible: &Possible) -> Result<(), Failure> {
        let stored = self.emulator.object("external_offer", id.as_str()).await?;
        let owner = stored.map(|offer| offer["owner"].as_str().unwrap_or_default().to_owned());
        self.counts.checked.fetch_add(1, Ordering::Relaxed);
        if !possible.contains(&owner) {
            self.counts.wrong.fetch_add(1, Ordering::Relaxed);
            eprintln!("WRONG: offer {id} is {owner:?}, and may be {possible:?}");
        }
        Ok(())
    }
}

/// A fault. Nothing is carried out after its response, or a late write could
/// not be distinguished from a wrong one.
fn fault(random: &mut fastrand::Rng) -> Fault {
    let carry_out = random.bool();
    let kind = match random.u8(0..10) {
        0 => FaultKind::Reset { carry_out },
        1 => FaultKind::bad_gateway(),
        2 => FaultKind::TruncatedJson {},
        3 => FaultKind::InvalidateTokens {},
        4 => FaultKind::rate_limit(["0", "0.05", "-1", "NaN", "soon"][random.usize(0..5)]),
        5 => FaultKind::StallBeforeHeaders { ms: Some(400), carry_out },
        6 => FaultKind::StallMidBody { ms: Some(400) },
        7 => FaultKind::Delay { ms: 20 },
        8 => FaultKind::Code { http: 500, code: 1_002_001, msg: String::new(), carry_out },
        _ => FaultKind::Code { http: 200, code: 99_991_400, msg: String::new(), carry_out: false },
    };
    Fault::anywhere(kind).times(random.u32(1..4)).after(random.u32(0..5))
}

/// Resident memory of this process in megabytes, where the system tells.
fn memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kb| kb / 1024)
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let minutes = std::env::args().nth(1).map_or(Ok(1.0), |text| text.parse::<f64>())?;
    let end = Instant::now() + Duration::from_secs_f64(minutes * 60.0);
    let emulator = Arc::new(Emulator::start().await?);
    let client = Client::builder(emulator.app_id(), emulator.app_secret())
        .base_url(emulator.base_url())
        .rate_limiter(NoRateLimit)
        .timeout(Duration::from_millis(200))
        .retry_budget(RetryBudget::new(50, 0.5))
        .build()?;
    let made = client.external_application().create(&CreateExternalApplication::new("7")).await?;
    let application = made.into_inner().external_application.id.ok_or("no id")?;

    let counts = Arc::new(Counts::default());
    let over = Arc::new(AtomicBool::new(false));
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..WORKERS {
        let mut worker = Worker {
            number,
            client: client.clone(),
            emulator: Arc::clone(&emulator),
            application: application.clone(),
            counts: Arc::clone(&counts),
            random: fastrand::Rng::with_seed(number as u64),
        };
        let over = Arc::clone(&over);
        tasks.spawn(async move {
            let mut turn = 0;
            while !over.load(Ordering::Relaxed) {
                worker.life(turn).await?;
                turn += 1;
            }
            Ok::<(), Failure>(())
        });
    }
    let trouble = Arc::clone(&emulator);
    let quiet = Arc::clone(&over);
    tasks.spawn(async move {
        let mut random = fastrand::Rng::with_seed(4711);
        let mut fired = 0;
        while !quiet.load(Ordering::Relaxed) {
            if trouble.faults().pending.len() < 3 {
                trouble.fault(fault(&mut random)).await?;
            }
            fired += 1;
            if fired % 1000 == 0 {
                trouble.clear_faults();
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    });
    let started = Instant::now();
    let mut next = started;
    while Instant::now() < end {
        println!(
            "{:>5.1} min, {:?} MB: {}",
            started.elapsed().as_secs_f64() / 60.0,
            memory().unwrap_or_default(),
            counts.line()
        );
        next += Duration::from_secs(60);
        tokio::time::sleep_until(next.min(end)).await;
    }
    over.store(true, Ordering::Relaxed);
    emulator.clear_faults();
    while let Some(ended) = tasks.join_next().await {
        ended??;
    }
    println!("{:>5.1} min, {:?} MB: {}", minutes, memory().unwrap_or_default(), counts.line());
    match counts.wrong.load(Ordering::Relaxed) {
        0 => Ok(()),
        wrong => Err(format!("{wrong} outcomes were wrong").into()),
    }
}
