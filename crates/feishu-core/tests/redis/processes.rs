//! Other processes: the test binary once more, with a job.

use std::io::{BufRead, BufReader, Lines, Write};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use std::{env, thread};

use feishu_core::{Client, RateLimit, RateLimiter};
use futures_util::future::join_all;

use crate::server::Redis;
use crate::{call, key};

const JOB: &str = "FEISHU_REDIS_JOB";
const REDIS: &str = "FEISHU_REDIS_URL";
const PLATFORM: &str = "FEISHU_REDIS_PLATFORM";
/// What a process says begins so; what the test harness says does not.
const SAID: &str = "said: ";

/// How many calls each process makes at once.
pub(crate) const CALLS: usize = 20;

pub(crate) const LIMITS: &[RateLimit] = &[
    RateLimit { calls: 25, per: Duration::from_millis(900) },
    RateLimit { calls: 10, per: Duration::from_millis(200) },
];

/// What a process does.
#[derive(Clone, Copy)]
pub(crate) enum Job {
    /// Calls the platform, for which it needs a token.
    Call,
    /// Takes permits within `LIMITS`, and returns the earliest and latest start of each.
    Reserve,
}

/// Runs this many processes, starts them together, and returns the output of each.
pub(crate) fn run(count: usize, job: Job, redis: &Redis, platform: &str) -> Vec<Vec<String>> {
    let mut processes: Vec<_> = (0..count).map(|_| Process::start(job, redis, platform)).collect();
    processes.iter_mut().for_each(Process::wait_until_ready);
    processes.iter_mut().for_each(Process::go);
    processes.into_iter().map(Process::end).collect()
}

struct Process {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Process {
    fn start(job: Job, redis: &Redis, platform: &str) -> Self {
        let job = match job {
            Job::Call => "call",
            Job::Reserve => "reserve",
        };
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "processes::another_process", "--ignored", "--nocapture"])
            .envs([(JOB, job), (REDIS, &redis.url()), (PLATFORM, platform)])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    fn next(&mut self) -> Option<String> {
        let said = |line: Result<String, _>| {
            line.unwrap().split_once(SAID).map(|(_, said)| said.to_owned())
        };
        self.lines.find_map(said)
    }

    fn wait_until_ready(&mut self) {
        assert_eq!(self.next().as_deref(), Some("ready"));
    }

    fn go(&mut self) {
        self.child.stdin.take().unwrap().write_all(b"go\n").unwrap();
    }

    fn end(mut self) -> Vec<String> {
        let said = std::iter::from_fn(|| self.next()).collect();
        assert!(self.child.wait().unwrap().success());
        said
    }
}

/// A test that fails leaves none behind.
impl Drop for Process {
    fn drop(&mut self) {
        if !thread::panicking() {
            return;
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
#[ignore = "the other tests start it"]
async fn another_process() {
    let Ok(job) = env::var(JOB) else { return };
    let share = feishu_core::redis::RedisShare::builder(&env::var(REDIS).unwrap())
        .timeout(Duration::from_secs(1))
        .build()
        .unwrap();
    say("ready");
    std::io::stdin().read_line(&mut String::new()).unwrap();
    match job.as_str() {
        "call" => {
            let client = Client::builder("cli_1", "hunter2")
                .base_url(&env::var(PLATFORM).unwrap())
                .token_store(std::sync::Arc::new(share.clone()))
                .rate_limiter(share.clone())
                .build()
                .unwrap();
            let calls = join_all((0..CALLS).map(|_| call(&client))).await;
            calls.into_iter().for_each(Result::unwrap);
        }
        "reserve" => {
            let (clock, key) = (Clock::new(), key("shared"));
            let (share, key) = (&share, &key);
            let permits = join_all((0..CALLS).map(|_| async move {
                let asked = clock.now();
                let wait = share.reserve(key, LIMITS, Duration::MAX).await.unwrap();
                (asked + wait, clock.now() + wait)
            }));
            for (earliest, latest) in permits.await {
                say(&format!("{} {}", earliest.as_nanos(), latest.as_nanos()));
            }
        }
        other => panic!("{other}"),
    }
    assert!(share.is_shared());
}

fn say(text: &str) {
    println!("{SAID}{text}");
}

/// A clock that all processes of the machine have, and that does not jump while one runs.
#[derive(Clone, Copy)]
struct Clock {
    since: Duration,
    began: Instant,
}

impl Clock {
    fn new() -> Self {
        Self { since: SystemTime::now().duration_since(UNIX_EPOCH).unwrap(), began: Instant::now() }
    }

    fn now(&self) -> Duration {
        self.since + self.began.elapsed()
    }
}
