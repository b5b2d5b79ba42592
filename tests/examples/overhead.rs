//! What a call costs beside bare `reqwest` and `serde_json` doing the same request, for
//! `tests/bench/overhead` to count.
//!
//! `overhead serve` answers on a free port, which it prints; `overhead bare URL CALLS` and
//! `overhead client URL CALLS` send.

use std::error::Error;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

use feishu_hire::{Client, ErrorKind, NoRateLimit, UpdateExternalOffer};
use serde::{Deserialize, Serialize};

const TOKEN: &str = r#"{"code":0,"msg":"ok","tenant_access_token":"t-1","expire":7200}"#;
const ANSWER: &str = r#"{"code":0,"msg":"SUCCESS","data":{"external_offer":{"id":"6989202908470446380","external_application_id":"7395015673275697419","biz_create_time":"1721899352428","owner":"张三","offer_status":"已发送","attachment_list":[{"id":"6987954043925432620","name":"test_resume.pdf","size":126371}]}}}"#;

/// Responds to any request.
fn serve() -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("http://{}", listener.local_addr()?);
    for stream in listener.incoming() {
        let stream = stream?;
        std::thread::spawn(move || answer(stream));
    }
    Ok(())
}

fn answer(mut stream: TcpStream) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let (mut seen, mut piece) = (Vec::new(), [0; 4096]);
    loop {
        let length = loop {
            if let Some(length) = request(&seen) {
                break length;
            }
            match stream.read(&mut piece)? {
                0 => return Ok(()),
                read => seen.extend_from_slice(&piece[..read]),
            }
        };
        let body = if seen.starts_with(b"POST") { TOKEN } else { ANSWER };
        seen.drain(..length);
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-tt-logid: 1\r\n";
        write!(stream, "{head}content-length: {}\r\n\r\n{body}", body.len())?;
    }
}

/// The length of the request at the front, once it is whole.
fn request(seen: &[u8]) -> Option<usize> {
    let head = seen.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&seen[..head]).ok()?.to_ascii_lowercase();
    let length =
        text.split("content-length: ").nth(1)?.split("\r\n").next()?.parse::<usize>().ok()?;
    (seen.len() >= head + length).then_some(head + length)
}

/// What anyone would write without an SDK: the same bytes out, the same fields in.
#[derive(Serialize)]
struct Offer<'a> {
    external_application_id: &'a str,
    biz_create_time: &'a str,
    owner: &'a str,
    offer_status: &'a str,
    attachment_id_list: [&'a str; 1],
}

#[derive(Deserialize)]
struct Envelope {
    code: i64,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    external_offer: Offered,
}

/// Fields that nobody reads are decoded all the same, as the SDK does.
#[derive(Deserialize)]
#[allow(dead_code, reason = "decoded to be counted")]
struct Offered {
    id: Option<String>,
    external_application_id: Option<String>,
    biz_create_time: Option<String>,
    owner: Option<String>,
    offer_status: Option<String>,
    attachment_list: Option<Vec<Attachment>>,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "decoded to be counted")]
struct Attachment {
    id: Option<String>,
    name: Option<String>,
    size: Option<i64>,
}

async fn bare(url: &str, calls: usize) -> Result<usize, Box<dyn Error>> {
    let http = reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .tls_backend_preconfigured(no_tls()?)
        .build()?;
    let token = "t-1";
    let mut bytes = 0;
    for _ in 0..calls {
        let offer = Offer {
            external_application_id: "7395015673275697419",
            biz_create_time: "1721899352428",
            owner: "张三",
            offer_status: "已发送",
            attachment_id_list: ["7404675264888097068"],
        };
        let id = "6960663240925956660";
        let answer = http
            .put(format!("{url}/open-apis/hire/v1/external_offers/{id}"))
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/json; charset=utf-8")
            .header("user-agent", "bare/1")
            .timeout(std::time::Duration::from_secs(30))
            .body(serde_json::to_vec(&offer)?)
            .send()
            .await?;
        let body = answer.bytes().await?;
        let envelope: Envelope = serde_json::from_slice(&body)?;
        if envelope.code != 0 {
            return Err("refused".into());
        }
        bytes += envelope.data.external_offer.owner.map_or(0, |owner| owner.len());
    }
    Ok(bytes)
}

/// The transport of both is set up alike, and neither call uses TLS.
fn no_tls() -> Result<rustls::ClientConfig, rustls::Error> {
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    Ok(rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth())
}

async fn client(url: &str, calls: usize) -> Result<usize, Box<dyn Error>> {
    // Ten calls a second is what the limit allows; here the calls themselves are counted.
    let builder = Client::builder("cli_overhead", "s").base_url(url).rate_limiter(NoRateLimit);
    let client = builder.build()?;
    let mut bytes = 0;
    for _ in 0..calls {
        let offer = UpdateExternalOffer::new("7395015673275697419")
            .biz_create_time("1721899352428")
            .owner("张三")
            .offer_status("已发送")
            .attachment_id_list(["7404675264888097068"]);
        let answer = client.external_offer().update("6960663240925956660", &offer).await;
        let answer = answer.inspect_err(|error| assert_ne!(error.kind(), ErrorKind::Rules))?;
        bytes += answer.into_inner().external_offer.owner.map_or(0, |owner| owner.len());
    }
    Ok(bytes)
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let words: Vec<_> = arguments.iter().map(String::as_str).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let bytes = match words.as_slice() {
        ["serve"] => return serve(),
        ["bare", url, calls] => runtime.block_on(bare(url, calls.parse()?))?,
        ["client", url, calls] => runtime.block_on(client(url, calls.parse()?))?,
        _ => return Err("usage: overhead serve | bare URL CALLS | client URL CALLS".into()),
    };
    println!("{bytes} bytes of names");
    Ok(())
}
