//! How long a call waits for a server, a token or a permit within the rate limit, and what it goes
//! by when the wait is over. On a clock that only moves when everyone waits.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

#[allow(dead_code, reason = "shared with other tests, which use all of it")]
mod support;

use std::time::Duration;

use feishu_core::{
    CallOptions, Client, ClientBuilder, Error, ErrorKind, FilePart, Method, Operation, Outcome,
    RateLimit, RetryPolicy, TokenKind, Upload,
};
use serde_json::Value;
use support::Reply::{BytesThenSilence, Silence};
use support::{Reply, Server, TOKEN_PATH, ok, own_http_client, reply};
use tokio::time::Instant;

const BASE: Operation = Operation::new("x.v1.thing.get", Method::Get, "/open-apis/x/v1/things")
    .tokens(&[TokenKind::TenantAccessToken]);
static GET: Operation = BASE;
static OPEN: Operation = BASE.tokens(&[]);
static UPLOAD: Operation = BASE.tokens(&[]).upload(FilePart::new("content"));

fn builder(server: &Server) -> ClientBuilder {
    Client::builder("cli_waits", "hunter2").base_url(&server.url).retry(RetryPolicy::none())
}

async fn send(client: &Client, of: &Operation, options: &CallOptions) -> Result<(), Error> {
    client.call(of.clone(), options).send::<Value>().await.map(drop)
}

fn fine() -> Reply {
    ok(r#"{"code":0,"msg":"ok","data":{}}"#)
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// What a client asks for, and does not get.
#[derive(Debug, Clone, Copy)]
enum Missing {
    Token,
    Response,
    ResponseToUpload,
    Download,
    RestOfDownload,
}

impl Missing {
    const ALL: [Self; 5] =
        [Self::Token, Self::Response, Self::ResponseToUpload, Self::Download, Self::RestOfDownload];

    async fn ask(self, client: &Client, server: &Server) -> Result<(), Error> {
        let options = CallOptions::new();
        match self {
            Self::Token => send(client, &GET, &options).await,
            Self::Response => send(client, &OPEN, &options).await,
            Self::ResponseToUpload => {
                let call = client.call(&UPLOAD, &options).upload(Upload::bytes("a.txt", "content"));
                call.send::<Value>().await.map(drop)
            }
            Self::Download | Self::RestOfDownload => {
                client.download(&server.url).await?.bytes().await.map(drop)
            }
        }
    }

    /// A server that does not give it.
    async fn server(self) -> Server {
        let half = "HTTP/1.1 200 X\r\ncontent-length: 100\r\n\r\nhalf".to_owned();
        match self {
            Self::Token => Server::with_token_replies([Silence], []).await,
            Self::RestOfDownload => Server::start([BytesThenSilence(half)]).await,
            _ => Server::start([Silence]).await,
        }
    }
}

/// The caller's own HTTP client keeps its own timeout if the client has none.
#[tokio::test(start_paused = true)]
async fn the_timeout_of_a_client_applies_to_any_http_client() {
    let own = |limit: Option<u64>| {
        let limited = |limit| own_http_client().timeout(seconds(limit));
        limit.map_or_else(own_http_client, limited).build().unwrap()
    };
    for (http, timeout, ends) in [
        (None, None, 30),
        (None, Some(20), 20),
        (Some(own(None)), Some(20), 20),
        (Some(own(Some(50))), Some(20), 20),
        (Some(own(Some(50))), None, 50),
    ] {
        for missing in Missing::ALL {
            let server = missing.server().await;
            let mut client = builder(&server);
            if let Some(http) = http.clone() {
                client = client.http_client(http);
            }
            if let Some(timeout) = timeout {
                client = client.timeout(seconds(timeout));
            }
            let client = client.build().unwrap();
            let start = Instant::now();
            let asked = tokio::time::timeout(seconds(600), missing.ask(&client, &server)).await;
            let case = format!("{missing:?}, own {}, {timeout:?}", http.is_some());
            let error = asked.expect(&case).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Timeout, "{case}: {error}");
            assert_eq!(start.elapsed().as_secs(), ends, "{case}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_shortest_limit_of_a_call_ends_its_wait_for_a_token_and_for_a_response() {
    for (timeout, deadline, ends) in [
        (None, None, 30),
        (Some(5), None, 5),
        (None, Some(5), 5),
        (Some(5), Some(20), 5),
        (Some(20), Some(5), 5),
    ] {
        let options = CallOptions::new();
        let options = timeout.map_or(options.clone(), |limit| options.timeout(seconds(limit)));
        let options = deadline.map_or(options.clone(), |limit| options.deadline(seconds(limit)));
        for (missing, operation) in [(Missing::Token, &GET), (Missing::Response, &OPEN)] {
            let server = missing.server().await;
            let client = builder(&server).build().unwrap();
            let start = Instant::now();
            let error = send(&client, operation, &options).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Timeout, "{missing:?} {options:?}: {error}");
            assert_eq!(start.elapsed().as_secs(), ends, "{missing:?} {options:?}");
        }
    }
}

const ONE_A_MINUTE: &[RateLimit] = &[RateLimit { calls: 1, per: Duration::from_secs(60) }];

/// The caller is refused at once, and others do not wait for a caller without patience.
#[tokio::test(start_paused = true)]
async fn a_call_whose_turn_comes_after_its_deadline_fails_at_once_and_takes_no_turn() {
    let limited = BASE.tokens(&[]).rate_limits(ONE_A_MINUTE);
    for (deadline, ends, next) in [(10, 0, 60), (59, 0, 60), (61, 60, 120)] {
        let server = Server::start([fine(), fine(), fine()]).await;
        let client = builder(&server).deadline(None).build().unwrap();
        let start = Instant::now();
        let patient = CallOptions::new();
        send(&client, &limited, &patient).await.unwrap();
        let hurried = CallOptions::new().deadline(seconds(deadline));
        let outcome = send(&client, &limited, &hurried).await;
        assert_eq!(start.elapsed().as_secs(), ends, "{deadline}: {outcome:?}");
        let failed = outcome.err().map(|error| (error.kind(), error.outcome()));
        let expected = (ends == 0).then_some((ErrorKind::Deadline, Outcome::NotDone));
        assert_eq!(failed, expected, "{deadline}");
        send(&client, &limited, &patient).await.unwrap();
        assert_eq!(start.elapsed().as_secs(), next, "{deadline}");
    }
}

/// A deadline is for the call as a whole: of a second attempt it leaves what the first has left.
#[tokio::test(start_paused = true)]
async fn the_turn_of_a_second_attempt_must_come_in_what_is_left_of_the_deadline() {
    let limited = BASE.tokens(&[]).rate_limits(ONE_A_MINUTE);
    for (deadline, ends, sent) in [(58, 3, 1), (62, 60, 2)] {
        let down = reply(503, "retry-after: 3\r\n", "down");
        let server = Server::start([down, fine()]).await;
        let client = builder(&server).retry(RetryPolicy::new()).build().unwrap();
        let start = Instant::now();
        let options = CallOptions::new().deadline(seconds(deadline));
        let outcome = send(&client, &limited, &options).await;
        assert_eq!(start.elapsed().as_secs(), ends, "{deadline}: {outcome:?}");
        assert_eq!((server.seen().len(), outcome.is_ok()), (sent, sent == 2), "{outcome:?}");
    }
}

/// A token that was good when the wait began may have expired since, or been refused to another
/// call.
#[tokio::test(start_paused = true)]
async fn a_call_is_sent_with_the_token_of_the_moment_however_long_it_waited() {
    const ONE_IN_THREE_HOURS: &[RateLimit] =
        &[RateLimit { calls: 1, per: Duration::from_secs(10_800) }];
    let short = || ok(r#"{"code":0,"tenant_access_token":"t-1","expire":2400}"#);
    let stale = || reply(400, "", r#"{"code":99991663,"msg":"Invalid access token"}"#);
    let down = || reply(503, "retry-after: 3000\r\n", "down");
    let minutes = BASE.rate_limits(ONE_A_MINUTE);
    let mut other = BASE;
    other.id = "x.v1.other.get".into();
    for (what, operation, token, replies, calls) in [
        ("expired in the queue", BASE.rate_limits(ONE_IN_THREE_HOURS), None, vec![fine(); 2], 2),
        ("refused to another", minutes, None, vec![fine(), stale(), fine(), fine()], 2),
        ("expired before a retry", BASE, Some(short()), vec![down(), fine()], 1),
    ] {
        let refused_to_another = replies.len() == 4;
        let server = Server::with_token_replies(token, replies).await;
        let client = builder(&server).retry(RetryPolicy::new()).deadline(None).build().unwrap();
        let options = CallOptions::new();
        for _ in 1..calls {
            send(&client, &operation, &options).await.unwrap();
        }
        let another = async {
            if refused_to_another {
                tokio::time::sleep(seconds(10)).await;
                send(&client, &other, &options).await.unwrap();
            }
        };
        let (sent, ()) = tokio::join!(send(&client, &operation, &options), another);
        sent.unwrap();
        let seen = server.seen();
        let calls: Vec<_> = seen.iter().filter(|seen| !seen.line.contains(TOKEN_PATH)).collect();
        let last = calls.last().unwrap();
        assert_eq!(last.header("authorization"), Some("Bearer t-2"), "{what}");
    }
}
