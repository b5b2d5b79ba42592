//! The connection to Redis, and its absence.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ::redis::aio::MultiplexedConnection;
use ::redis::{AsyncConnectionConfig, Client, FromRedisValue, RedisError, ScriptInvocation};
use tokio::time::{Instant, timeout};

/// One connection, created on demand, for all concurrent callers.
///
/// After a failure nobody uses Redis for a while. Then one caller tries it, while the others
/// continue without.
pub(super) struct Link {
    client: Client,
    timeout: Duration,
    pause: Duration,
    state: Mutex<State>,
    /// Held by the caller that connects.
    connecting: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    connection: Option<MultiplexedConnection>,
    /// Incremented with each connection that is made or given up, so that a late failure of an
    /// earlier connection is not taken for one of the current connection.
    turn: u64,
    /// Redis failed, and is not used until then.
    down_until: Option<Instant>,
}

/// Why there is no response.
#[derive(Debug)]
pub(super) enum Lost {
    /// Redis failed recently and is not used.
    Paused,
    Late(Duration),
    Failed(RedisError),
}

impl Link {
    pub(super) fn new(client: Client, timeout: Duration, pause: Duration) -> Self {
        let (state, connecting) = (Mutex::default(), tokio::sync::Mutex::default());
        Self { client, timeout, pause, state, connecting }
    }

    /// Host and port, or the path of a socket.
    pub(super) fn address(&self) -> String {
        self.client.get_connection_info().addr().to_string()
    }

    pub(super) fn is_up(&self) -> bool {
        self.lock().down_until.is_none()
    }

    /// The response of Redis, if it arrives in time.
    pub(super) async fn run<T: FromRedisValue>(
        &self,
        script: &ScriptInvocation<'_>,
    ) -> Result<T, Lost> {
        let mut turn = self.enter()?;
        let answer = match timeout(self.timeout, self.ask(script, &mut turn)).await {
            Ok(answer) => answer,
            Err(_) => Err(Lost::Late(self.timeout)),
        };
        match &answer {
            Ok(_) => self.is_there(turn),
            Err(Lost::Paused) => {}
            Err(lost) => self.is_gone(turn, lost),
        }
        answer
    }

    /// Whether this call may try Redis.
    fn enter(&self) -> Result<u64, Lost> {
        let mut state = self.lock();
        if let Some(until) = state.down_until {
            let now = Instant::now();
            if now < until {
                return Err(Lost::Paused);
            }
            // This call tries. If it is cancelled, another one does after the next pause.
            state.down_until = Some(now + self.pause);
        }
        Ok(state.turn)
    }

    async fn ask<T: FromRedisValue>(
        &self,
        script: &ScriptInvocation<'_>,
        turn: &mut u64,
    ) -> Result<T, Lost> {
        if let Some(mut connection) = self.connection(turn) {
            match script.invoke_async(&mut connection).await {
                // Redis was restarted, or closed an idle connection, or the runtime that drove the
                // connection has ended: Redis itself may be fine. All scripts may safely run twice.
                Err(error) if error.is_unrecoverable_error() => self.give_up(turn),
                answer => return answer.map_err(Lost::Failed),
            }
        }
        let mut connection = self.connect(turn).await?;
        script.invoke_async(&mut connection).await.map_err(Lost::Failed)
    }

    fn connection(&self, turn: &mut u64) -> Option<MultiplexedConnection> {
        let state = self.lock();
        *turn = state.turn;
        state.connection.clone()
    }

    async fn connect(&self, turn: &mut u64) -> Result<MultiplexedConnection, Lost> {
        let _alone = self.connecting.lock().await;
        let before = *turn;
        if let Some(connection) = self.connection(turn) {
            return Ok(connection);
        }
        // A caller that connected in the meantime has failed, and reported it.
        if *turn != before {
            return Err(Lost::Paused);
        }
        // The caller limits the total time.
        let config =
            AsyncConnectionConfig::new().set_connection_timeout(None).set_response_timeout(None);
        let connection = self.client.get_multiplexed_async_connection_with_config(&config).await;
        let connection = connection.map_err(Lost::Failed)?;
        let mut state = self.lock();
        state.turn += 1;
        *turn = state.turn;
        state.connection = Some(connection.clone());
        Ok(connection)
    }

    fn give_up(&self, turn: &mut u64) {
        let mut state = self.lock();
        if state.turn == *turn {
            state.turn += 1;
            state.connection = None;
        }
        *turn = state.turn;
    }

    fn is_there(&self, turn: u64) {
        let mut state = self.lock();
        if state.turn == turn && state.down_until.take().is_some() {
            tracing::info!(address = self.address(), "Redis is back");
        }
    }

    fn is_gone(&self, turn: u64, lost: &Lost) {
        let mut state = self.lock();
        if state.turn != turn {
            return;
        }
        state.turn += 1;
        state.connection = None;
        let was_up = state.down_until.replace(Instant::now() + self.pause).is_none();
        drop(state);
        if was_up {
            let (address, error) = (self.address(), lost.to_string());
            tracing::warn!(
                address,
                error,
                "Redis is down; this process falls back to its part of each limit"
            );
        }
    }

    /// A panic while the lock was held cannot leave partial data.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Paused => f.write_str("Redis failed recently, and is not tried again yet"),
            Self::Late(time) => write!(f, "no response within {} s", time.as_secs_f64()),
            Self::Failed(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for Lost {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Failed(error) => Some(error),
            Self::Paused | Self::Late(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link() -> Link {
        let client = Client::open("redis://localhost").unwrap();
        Link::new(client, Duration::from_secs(1), Duration::from_secs(1))
    }

    /// The turn of a new connection.
    fn connected(link: &Link) -> u64 {
        let mut state = link.lock();
        state.turn += 1;
        state.turn
    }

    #[test]
    fn bad_news_of_an_earlier_connection_are_no_news_of_the_present_one() {
        let link = link();
        let first = connected(&link);
        // Two calls find the first connection broken; between them a third connects again.
        let (mut one, mut other) = (first, first);
        link.give_up(&mut one);
        assert!(one > first);
        let second = connected(&link);
        assert!(second > one);
        link.give_up(&mut other);
        assert_eq!((link.lock().turn, other), (second, second), "the second connection stays");
    }

    /// A call may fail, or succeed, when others have long connected again.
    #[test]
    fn only_a_call_on_the_present_connection_says_whether_redis_is_there() {
        let link = link();
        let late = Lost::Late(Duration::from_secs(1));
        let (first, second) = (connected(&link), connected(&link));
        link.is_gone(first, &late);
        assert_eq!((link.is_up(), link.lock().turn), (true, second), "the second connection stays");
        link.is_gone(second, &late);
        assert!(!link.is_up() && link.lock().turn > second);
        let third = connected(&link);
        link.is_there(second);
        assert!(!link.is_up(), "the third connection has not answered yet");
        link.is_there(third);
        assert!(link.is_up());
    }
}
