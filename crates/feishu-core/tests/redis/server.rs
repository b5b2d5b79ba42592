//! A Redis of a test's own.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs};

use feishu_core::redis::{RedisShare, RedisShareBuilder};
use redis::aio::MultiplexedConnection;
use tempfile::TempDir;

/// What takes this long never comes.
const NEVER: Duration = Duration::from_secs(10);

/// `redis-server` on a socket in a scratch folder; killed with the value.
pub(crate) struct Redis {
    folder: TempDir,
    process: Option<Child>,
}

impl Redis {
    /// `None`, and a word past the test harness, where there is no `redis-server`; under CI there
    /// must be one.
    pub(crate) async fn start() -> Option<Self> {
        let path = env::var_os("PATH").unwrap_or_default();
        if !env::split_paths(&path).any(|folder| folder.join("redis-server").is_file()) {
            skip::skip("redis-server is not on PATH; run tests/vendor/setup");
            return None;
        }
        let mut redis = Self { folder: tempfile::tempdir().unwrap(), process: None };
        redis.run(&[]).await;
        Some(redis)
    }

    /// Starts it, again if it was killed, with nothing in it.
    pub(crate) async fn run(&mut self, arguments: &[&str]) {
        let process = Command::new("redis-server")
            .args(["--save", "", "--appendonly", "no", "--port", "0", "--unixsocket"])
            .arg(self.socket())
            .arg("--dir")
            .arg(self.folder.path())
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        self.process = Some(process);
        eventually(async || self.try_connect().await.is_some()).await;
    }

    /// Without time to say goodbye.
    pub(crate) fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            let _ = process.kill();
            let _ = process.wait();
        }
        // Redis replaces a leftover socket, but a caller now must find nothing.
        let _ = fs::remove_file(self.socket());
    }

    /// It still has its connections and takes new ones, and does nothing.
    pub(crate) fn hang(&self) {
        self.signal("-STOP");
    }

    pub(crate) fn go_on(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let id = self.process.as_ref().unwrap().id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("socket")
    }

    pub(crate) fn url(&self) -> String {
        format!("unix://{}", self.socket().display())
    }

    /// What a process of its own would have.
    pub(crate) fn builder(&self) -> RedisShareBuilder {
        // A loaded machine is no reason to continue without Redis.
        RedisShare::builder(&self.url())
            .timeout(Duration::from_secs(1))
            .pause(Duration::from_millis(20))
    }

    pub(crate) fn share(&self) -> RedisShare {
        self.builder().build().unwrap()
    }

    /// To look behind the scenes.
    pub(crate) async fn connection(&self) -> MultiplexedConnection {
        self.try_connect().await.unwrap()
    }

    async fn try_connect(&self) -> Option<MultiplexedConnection> {
        let client = redis::Client::open(self.url()).unwrap();
        let mut connection = client.get_multiplexed_async_connection().await.ok()?;
        redis::cmd("PING").query_async::<String>(&mut connection).await.ok()?;
        Some(connection)
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Looks until it is so: another process says nothing when it has got there.
pub(crate) async fn eventually(mut is_so: impl AsyncFnMut() -> bool) {
    let began = Instant::now();
    while !is_so().await {
        assert!(began.elapsed() < NEVER, "still not so");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}
