//! Files and tokens, through the generated clients against the emulator.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use feishu_auth::{
    CreateAppAccessToken, CreateTenantAccessToken, InternalAppAccessToken,
    InternalTenantAccessToken, ResendAppTicket,
};
use feishu_emulator::{App, Emulator};
use feishu_hire::{
    AttachmentType, CallOptions, Client, CreateExternalApplication, CreateExternalOffer, Error,
    ErrorCode, ErrorKind, GetAttachmentQuery, TalentId, Upload,
};

async fn start() -> (Emulator, Client) {
    let emulator = Emulator::start().await.expect("an emulator");
    let client = client(&emulator);
    (emulator, client)
}

fn client(emulator: &Emulator) -> Client {
    let builder = Client::builder(emulator.app_id(), emulator.app_secret());
    builder.base_url(emulator.base_url()).build().expect("a client")
}

/// What the address of an attachment leads to.
async fn content(client: &Client, url: Option<&String>) -> Result<Vec<u8>, Error> {
    client.core().download(url.expect("an address")).await?.bytes().await
}

#[tokio::test]
async fn a_file_comes_back_as_it_was_sent_wherever_it_came_from() {
    let (_emulator, client) = start().await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("张三的 offer.pdf");
    let bytes: Vec<u8> = (0..300_000_u32).map(|n| (n % 251) as u8).collect();
    std::fs::write(&path, &bytes).expect("written");
    let told = Arc::new(Mutex::new(0));
    let tell = Arc::clone(&told);
    let on_disk = Upload::open(&path).await.expect("opened");
    let on_disk = on_disk.on_progress(move |p| *tell.lock().expect("not poisoned") = p.done);
    // Without a length the request is sent in chunks.
    let from_reader = Upload::reader("张三的 offer.pdf", std::io::Cursor::new(bytes.clone()));
    let in_memory = Upload::bytes("张三的 offer.pdf", bytes.clone());
    for file in [in_memory, on_disk, from_reader] {
        let made = client.attachment().create(file).await.expect("uploaded");
        assert_eq!(made.name.as_deref(), Some("张三的 offer.pdf"));
        assert_eq!(content(&client, made.url.as_ref()).await.expect("fetched"), bytes);

        let query = GetAttachmentQuery::new().r#type(AttachmentType::General);
        let known = client.attachment().get(&made.id, &query).await.expect("known");
        assert_eq!(known.attachment.mime.as_deref(), Some("application/pdf"));
        assert_eq!(known.attachment.name, made.name);
        assert!(known.attachment.create_time.is_some());
        let preview = client.attachment().preview(&made.id).await.expect("a preview");
        assert_eq!(content(&client, Some(&preview.url)).await.expect("fetched"), bytes);

        let copy = folder.path().join("copy.pdf");
        let download = client.core().download(&preview.url).await.expect("found");
        assert_eq!(download.file_name().as_deref(), Some("张三的 offer.pdf"));
        assert_eq!(
            (download.content_type(), download.len()),
            (Some("application/pdf"), Some(300_000))
        );
        assert_eq!(download.save(&copy).await.expect("saved"), 300_000);
        assert_eq!(std::fs::read(&copy).expect("read"), bytes);
        assert_eq!(
            std::fs::read_dir(folder.path()).expect("a folder").count(),
            2,
            "no part is left"
        );
    }
    assert_eq!(*told.lock().expect("not poisoned"), 300_000);
}

#[tokio::test]
async fn a_file_of_20_mb_is_streamed_out_and_in() {
    let (_emulator, client) = start().await;
    const SIZE: u64 = 20 * 1024 * 1024;
    let endless = tokio::io::AsyncReadExt::take(tokio::io::repeat(b'x'), SIZE);
    let file = Upload::reader("big.bin", endless).length(SIZE);
    let made = client.attachment().create(file).await.expect("uploaded");
    let url = made.url.as_deref().expect("an address");
    let mut download = client.core().download(url).await.expect("found");
    let mut seen = 0;
    while let Some(piece) = download.chunk().await.expect("a piece") {
        assert!(piece.iter().all(|byte| *byte == b'x'));
        seen += piece.len() as u64;
    }
    assert_eq!(seen, SIZE);
}

#[tokio::test]
async fn an_uploaded_file_is_shown_where_it_is_named() {
    let (emulator, client) = start().await;
    let file = client.attachment().create(Upload::bytes("a.txt", "hello")).await.expect("uploaded");
    let application = CreateExternalApplication::new(TalentId::new("7"));
    let application = client.external_application().create(&application).await.expect("made");
    let application = application.into_inner().external_application.id.expect("an id");
    let offer = CreateExternalOffer::new(&application).attachment_id_list([&file.id]);
    let made = client.external_offer().create(&offer).await.expect("made").into_inner();
    let listed = made.external_offer.attachment_list.expect("a list");
    assert_eq!(listed.len(), 1);
    assert_eq!((listed[0].name.as_deref(), listed[0].size), (Some("a.txt"), Some(5)));
    let id = listed[0].id.as_ref().expect("an id").as_str();
    assert!(emulator.object("attachment", id).await.expect("read").is_some());
}

#[tokio::test]
async fn an_address_is_good_for_half_an_hour_and_for_itself_alone() {
    let (emulator, client) = start().await;
    let made = client.attachment().create(Upload::bytes("a.txt", "hello")).await.expect("uploaded");
    let url = made.url.clone().expect("an address");
    emulator.clock().advance(Duration::from_secs(29 * 60));
    assert_eq!(content(&client, Some(&url)).await.expect("fetched"), b"hello");
    emulator.clock().advance(Duration::from_secs(2 * 60));
    let forged = url.replacen("/blob/", "/blob/x", 1);
    for address in [&url, &forged] {
        let error = content(&client, Some(address)).await.expect_err("refused");
        assert_eq!((error.kind(), error.status()), (ErrorKind::Api, Some(403)), "{error}");
    }
    let secrets: Vec<_> =
        emulator.requests().into_iter().filter(|r| r.path.contains("blob")).collect();
    assert!(secrets.len() == 3 && secrets.iter().all(|r| r.header("authorization").is_none()));
}

#[tokio::test]
async fn a_file_that_is_too_large_is_refused_here_and_there() {
    let emulator = Emulator::builder().max_upload_bytes(1000).start().await.expect("an emulator");
    let client = client(&emulator);
    let over = || Upload::reader("a", tokio::io::repeat(b'x')).length(300 * 1024 * 1024 + 1);
    let error = client.attachment().create(over()).await.expect_err("refused");
    assert_eq!(error.kind(), ErrorKind::Rules, "{error}");
    assert!(emulator.requests().is_empty());

    let unchecked = CallOptions::new().validate(false);
    let small = Upload::bytes("a", vec![0; 1001]);
    let error = client.attachment().options(unchecked).create(small).await.expect_err("refused");
    assert_eq!(ErrorCode::of(&error), Some(ErrorCode::InvalidParameter), "{error}");
    assert_eq!(error.field_violations()[0].field, "content");
    // The envelope of this operation says `message` where others say `msg`.
    assert!(error.msg().is_some_and(|msg| !msg.is_empty()));
}

#[tokio::test]
async fn a_download_that_would_not_be_safe_is_refused() {
    let (_emulator, client) = start().await;
    for url in ["http://example.com/a", "ftp://127.0.0.1/a", "file:///etc/passwd", "no address"] {
        let error = client.core().download(url).await.expect_err("refused");
        assert_eq!(error.kind(), ErrorKind::Configuration, "{url}: {error}");
    }
}

#[tokio::test]
async fn a_custom_app_gets_its_tokens() {
    let emulator = Emulator::start().await.expect("an emulator");
    let builder = feishu_auth::Client::builder(emulator.app_id(), emulator.app_secret());
    let client = builder.base_url(emulator.base_url()).build().expect("a client");
    let request = InternalTenantAccessToken::new(emulator.app_id(), emulator.app_secret());
    let tenant = client.tenant_access_token().internal(&request).await.expect("issued");
    assert!(tenant.tenant_access_token.expose().starts_with("t-") && tenant.expire > 0);
    let request = InternalAppAccessToken::new(emulator.app_id(), emulator.app_secret());
    let app = client.app_access_token().internal(&request).await.expect("issued");
    assert_eq!(app.tenant_access_token.as_ref(), Some(&app.app_access_token));
    assert_eq!(app.app_access_token, tenant.tenant_access_token, "the same for two hours");
    let wrong = InternalTenantAccessToken::new(emulator.app_id(), "wrong");
    let error = client.tenant_access_token().internal(&wrong).await.expect_err("refused");
    assert_eq!(error.gateway().map(|gateway| gateway.name), Some("wrong_app_secret"));
}

#[tokio::test]
async fn a_store_app_goes_from_its_ticket_to_a_token_of_a_tenant() {
    let app = App::store("cli_store", "secret").tenant("73658811060f175d");
    let emulator = Emulator::builder().app(app).start().await.expect("an emulator");
    let builder = feishu_auth::Client::builder("cli_store", "secret");
    let client = builder.base_url(emulator.base_url()).build().expect("a client");
    let ticket = async || emulator.app_ticket("cli_store").await.expect("read").expect("a ticket");
    let first = ticket().await;
    client.app_ticket().resend(&ResendAppTicket::new("cli_store", "secret")).await.expect("pushed");
    let second = ticket().await;
    assert_ne!(first, second);

    let stale = CreateAppAccessToken::new("cli_store", "secret", first);
    assert!(client.app_access_token().create(&stale).await.is_err());
    let request = CreateAppAccessToken::new("cli_store", "secret", second);
    let app = client.app_access_token().create(&request).await.expect("issued");
    let request = CreateTenantAccessToken::new(app.app_access_token.clone(), "73658811060f175d");
    let tenant = client.tenant_access_token().create(&request).await.expect("issued");
    assert!(tenant.tenant_access_token.expose().starts_with("t-"));
    let elsewhere = CreateTenantAccessToken::new(app.app_access_token.clone(), "other");
    assert!(client.tenant_access_token().create(&elsewhere).await.is_err());
}
