//! Hostile responses: reading any bytes that a server sends ends, without a panic, in a verdict
//! that can be printed.
//!
//! A short run belongs to the tests. A long one: `FUZZ_MINUTES=60 cargo test --release -p
//! feishu-core --lib fuzz`.

use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;

use crate::error::Outcome;
use crate::response::{Answer, Head};

/// Rounds of the short run.
const ROUNDS: u64 = 20_000;

/// Responses of every kind that the platform is known to send, to be mutated.
const CORPUS: &[&str] = &[
    r#"{"code":0,"msg":"ok","data":{"id":"1","list":[1,2.5,null,{"a":[]}]}}"#,
    r#"{"code":0,"message":"OK","data":{"id":"3382901186408483126","name":"test.rar"}}"#,
    r#"{"code":"0","msg":"ok"}"#,
    r#"{"code":0,"msg":"ok","tenant_access_token":"t-caecc734c2e3328a62489fe0648c4b98779515d3","expire":7140}"#,
    r#"{"code":0,"msg":"ok","tenant_access_token":"t-1","expire":"7140","app_access_token":"a-1"}"#,
    r#"{"code":99991663,"msg":"Invalid access token for authorization. Please make a request with token attached."}"#,
    r#"{"code":99991400,"msg":"request trigger frequency limit"}"#,
    r#"{"code":99991672,"msg":"Access denied.","error":{"permission_violations":[{"type":"action_scope_required","subject":"hire:external_offer"}],"log_id":"2024","troubleshooter":"https://open.feishu.cn/search"}}"#,
    r#"{"code":1002002,"msg":"param is invalid","error":{"log_id":"2023","field_violations":[{"field":"owner","value":"x","description":"too long"}],"helps":[{"url":"https://x","description":"y"}],"message":"look"}}"#,
    r#"{"error":{"logid":"7"},"code":500,"msg":"\u0000\ud83d\ude00","data":"text"}"#,
    "<html><head><title>502 Bad Gateway</title></head></html>",
    "",
    "null",
    "[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]",
];

/// Fragments that readers trip over.
const PIECES: &[&[u8]] = &[
    b"{",
    b"}",
    b"[",
    b"]",
    b"\"",
    b"\\",
    b"\\u",
    b"\\ud800",
    b",",
    b":",
    b"null",
    b"true",
    b"-",
    b"1e999",
    b"-0",
    b"99999999999999999999",
    b"9223372036854775808",
    b"0.1e-400",
    b"\xff",
    b"\0",
    "张".as_bytes(),
    "\u{202e}".as_bytes(),
    b"\"code\":",
    b"\"data\":",
    b"\"expire\":",
    b"\"error\":",
    b"{\"a\":{\"a\":{\"a\":",
    b"[[[[[[[[",
    b"NaN",
    b"inf",
    b"1.5",
    b"Wed, 21 Oct 2015 07:28:00 GMT",
];

/// A member of the corpus, mutated in a few places.
fn spoiled(random: &mut fastrand::Rng) -> Vec<u8> {
    let mut bytes = CORPUS[random.usize(..CORPUS.len())].as_bytes().to_vec();
    for _ in 0..random.usize(..6) {
        let at = random.usize(..=bytes.len());
        match random.u8(..6) {
            0 => bytes.truncate(at),
            1 if at < bytes.len() => bytes[at] = random.u8(..),
            2 => {
                let end = at + random.usize(..=(bytes.len() - at).min(12));
                bytes.drain(at..end);
            }
            3 => {
                let other = CORPUS[random.usize(..CORPUS.len())].as_bytes();
                let from = random.usize(..=other.len());
                bytes.splice(at..at, other[from..].iter().copied());
            }
            4 => {
                let piece = PIECES[random.usize(..PIECES.len())];
                let piece = piece.repeat(if random.u8(..20) == 0 { 300 } else { 1 });
                bytes.splice(at..at, piece);
            }
            _ => {
                let piece = PIECES[random.usize(..PIECES.len())];
                bytes.splice(at..at, piece.iter().copied());
            }
        }
    }
    bytes
}

fn answer(random: &mut fastrand::Rng, body: Vec<u8>) -> Answer {
    let statuses = [200, 200, 201, 204, 302, 400, 401, 404, 429, 500, 502, 503];
    let mut answer = Answer::bare(statuses[random.usize(..statuses.len())], body);
    if random.bool() {
        answer.head.headers.insert("x-tt-logid", HeaderValue::from_static("log"));
    }
    if random.bool() {
        answer.head.headers.insert("retry-after", HeaderValue::from(random.u16(..)));
    }
    answer
}

/// Passes one response through everything that reads responses. The results are counted, to show
/// that the run reaches each of them.
fn read(random: &mut fastrand::Rng, reached: &mut Reached) {
    let body = spoiled(random);
    let length = body.len();
    match answer(random, body).judge() {
        Ok(success) => {
            reached.success += 1;
            match crate::token::IssuedToken::parse(&success, &crate::platform::TENANT_ACCESS_TOKEN)
            {
                Ok(_) => reached.tokens += 1,
                Err(error) => assert!(printed(&error) < 4096 + 2 * length),
            }
            let flat = random.bool();
            match success.read::<Value>(flat, random.bool()) {
                Ok(_) => reached.decoded += 1,
                Err(error) => assert_eq!(error.outcome(), Outcome::Done),
            }
        }
        Err(error) => {
            reached.refused += 1;
            assert_ne!(error.outcome(), Outcome::Done);
            assert!(error.code() != Some(0), "0 is success");
            assert!(printed(&error) < 64 * 1024 + 8 * length, "an error that grows");
        }
    }
    let mut headers = HeaderMap::new();
    for name in ["x-ogw-ratelimit-reset", "retry-after", "date"] {
        if random.bool()
            && let Ok(value) = HeaderValue::from_bytes(
                &spoiled(random)[..].iter().copied().take(40).collect::<Vec<_>>(),
            )
        {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    if random.bool() {
        let text = format!("{}", f64::from_bits(random.u64(..)));
        if let Ok(value) = HeaderValue::from_str(&text) {
            headers.insert(HeaderName::from_static("x-ogw-ratelimit-reset"), value);
        }
    }
    if let Some(wait) = (Head { status: 429, headers }).retry_after() {
        reached.waits += 1;
        assert!(wait <= Duration::from_secs(86_400));
    }
}

fn printed(error: &crate::Error) -> usize {
    let line = error.to_string();
    assert!(!line.contains(['\n', '\r', '\0']), "one line: {line:?}");
    line.len()
}

#[derive(Debug, Default)]
struct Reached {
    success: u64,
    tokens: u64,
    decoded: u64,
    refused: u64,
    waits: u64,
}

#[test]
fn whatever_a_server_sends_ends_in_a_verdict() {
    let minutes = std::env::var("FUZZ_MINUTES").ok().and_then(|text| text.parse::<u64>().ok());
    let mut seed = fastrand::Rng::with_seed(20_241_203);
    // The system clock only ends a long run that was requested.
    let started = std::time::Instant::now();
    let over = |rounds| match minutes {
        Some(minutes) => started.elapsed() >= Duration::from_secs(60 * minutes),
        None => rounds >= ROUNDS,
    };
    let (mut rounds, mut reached) = (0, Reached::default());
    while !over(rounds) {
        let seed = seed.u64(..);
        let round = std::panic::AssertUnwindSafe(|| {
            read(&mut fastrand::Rng::with_seed(seed), &mut reached);
        });
        if std::panic::catch_unwind(round).is_err() {
            panic!("the response made from the seed {seed} caused a panic");
        }
        rounds += 1;
    }
    println!("{rounds} responses from a corpus of {}: {reached:?}", CORPUS.len());
    let Reached { success, tokens, decoded, refused, waits } = reached;
    assert!([success, tokens, decoded, refused, waits].into_iter().all(|count| count > 100));
}
