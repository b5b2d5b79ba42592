//! What a call costs beside bare `reqwest` and `serde_json` doing the same request, for
//! `tests/bench/overhead` to count: a short one, and one whose response is a page of a list.
//!
//! `overhead serve` answers on a free port, which it prints; `overhead bare URL CALLS` and
//! `overhead client URL CALLS` send. `overhead bare-page URL CALLS ITEMS` and `overhead client-page URL CALLS ITEMS` read
//! pages of that many items.

use std::error::Error;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

use feishu_hire::{
    Client, ErrorKind, ListExternalApplicationQuery, NoRateLimit, UpdateExternalOffer,
};
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
        let body = match seen.as_slice() {
            [b'P', b'O', b'S', b'T', ..] => TOKEN.to_owned(),
            [b'G', b'E', b'T', ..] => page(items(&seen)),
            _ => ANSWER.to_owned(),
        };
        seen.drain(..length);
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-tt-logid: 1\r\n";
        write!(stream, "{head}content-length: {}\r\n\r\n{body}", body.len())?;
    }
}

/// How many items a request for a page asks for.
fn items(request: &[u8]) -> usize {
    let text = String::from_utf8_lossy(request);
    let number = text.split("page_size=").nth(1).and_then(|rest| rest.split([' ', '&']).next());
    number.and_then(|number| number.parse().ok()).unwrap_or_default()
}

/// A page of a list as the platform writes it.
fn page(items: usize) -> String {
    let item = |at: usize| {
        format!(
            r#"{{"id":"69892029084704{at:05}","job_recruitment_type":1,"job_title":"高级Java","resume_source":"lagou","stage":"简历初筛","talent_id":"6960663240925956459","termination_reason":"不合适","delivery_type":1,"modify_time":1618500278645,"create_time":1618500278644,"termination_type":"HR 主动终止"}}"#
        )
    };
    let items: Vec<_> = (0..items).map(item).collect();
    let items = items.join(",");
    format!(
        r#"{{"code":0,"msg":"ok","data":{{"items":[{items}],"has_more":false,"page_token":"eyJv"}}}}"#
    )
}

/// The length of the request at the front, once it is whole.
fn request(seen: &[u8]) -> Option<usize> {
    let head = seen.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&seen[..head]).ok()?.to_ascii_lowercase();
    let length = text.split("content-length: ").nth(1).and_then(|rest| rest.split("\r\n").next());
    let length = length.and_then(|length| length.parse::<usize>().ok()).unwrap_or_default();
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

#[derive(Deserialize)]
struct PageEnvelope {
    code: i64,
    data: Page,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "decoded to be counted")]
struct Page {
    items: Option<Vec<Application>>,
    has_more: Option<bool>,
    page_token: Option<String>,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "decoded to be counted")]
struct Application {
    id: Option<String>,
    job_recruitment_type: Option<i32>,
    job_title: Option<String>,
    resume_source: Option<String>,
    stage: Option<String>,
    talent_id: Option<String>,
    termination_reason: Option<String>,
    delivery_type: Option<i32>,
    modify_time: Option<i64>,
    create_time: Option<i64>,
    termination_type: Option<String>,
}

async fn bare_page(url: &str, calls: usize, items: &str) -> Result<usize, Box<dyn Error>> {
    let http = bare_client()?;
    let mut read = 0;
    for _ in 0..calls {
        let response = http
            .get(format!("{url}/open-apis/hire/v1/external_applications?page_size={items}"))
            .header("authorization", "Bearer t-1")
            .header("user-agent", "bare/1")
            .timeout(std::time::Duration::from_secs(30))
            .send()
            .await?;
        let body = response.bytes().await?;
        let envelope: PageEnvelope = serde_json::from_slice(&body)?;
        if envelope.code != 0 {
            return Err("refused".into());
        }
        read += envelope.data.items.map_or(0, |items| items.len());
    }
    Ok(read)
}

async fn client_page(url: &str, calls: usize, items: &str) -> Result<usize, Box<dyn Error>> {
    // More items than the page allows, so that transport and envelope weigh less: unchecked.
    let builder = Client::builder("cli_overhead", "s").base_url(url).rate_limiter(NoRateLimit);
    let client = builder.validate(false).build()?;
    let query = ListExternalApplicationQuery::new("6960663240925956459").page_size(items.parse()?);
    let mut read = 0;
    for _ in 0..calls {
        let response = client.external_application().list(&query).await?;
        read += response.into_inner().items.map_or(0, |items| items.len());
    }
    Ok(read)
}

fn bare_client() -> Result<reqwest::Client, Box<dyn Error>> {
    let client = reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .tls_backend_preconfigured(no_tls()?)
        .build()?;
    Ok(client)
}

async fn bare(url: &str, calls: usize) -> Result<usize, Box<dyn Error>> {
    let http = bare_client()?;
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
        ["bare-page", url, calls, items] => {
            runtime.block_on(bare_page(url, calls.parse()?, items))?
        }
        ["client-page", url, calls, items] => {
            runtime.block_on(client_page(url, calls.parse()?, items))?
        }
        _ => return Err("usage: overhead serve | WHO URL CALLS [ITEMS]".into()),
    };
    println!("{bytes} bytes of names, or items");
    Ok(())
}
