//! Uploads a file and links it to an offer: `cargo run -p feishu-hire --example attach_file [FILE [OFFER_ID]]`

mod common;

use common::{Feishu, Result};
use feishu_hire::{AttachmentId, Client, Upload};

#[tokio::main]
async fn main() -> Result<()> {
    let feishu = Feishu::connect().await?;
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let file = feishu.argument(1, "FILE", sample)?;
    let offer = feishu.argument(2, "OFFER_ID", "6989202908470446380")?;
    let id = attach(&feishu.client, &file, &offer).await?;
    println!("{file} is attachment {id} of offer {offer}");
    Ok(())
}

async fn attach(client: &Client, file: &str, offer: &str) -> Result<AttachmentId> {
    // Streamed, however large; the platform takes up to 300 MB. The name and the kind of the file go with it.
    let upload = Upload::open(file).await?.on_progress(|progress| {
        eprintln!("{} of {:?} bytes", progress.done, progress.total);
    });
    let attachment = client.attachment().create(upload).await?;

    let id = attachment.id.clone();
    let link = |offer: &mut feishu_hire::UpdateExternalOffer| {
        offer.attachment_id_list.get_or_insert_default().push(id);
    };
    client.external_offer().modify(offer, link).await?;
    Ok(attachment.id.clone())
}
