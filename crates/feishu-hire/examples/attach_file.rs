//! Uploads a file and links it to an offer: `cargo run -p feishu-hire --example attach_file [FILE [OFFER_ID]]`

mod common;

use common::{Feishu, Result, argument};
use feishu_hire::{AttachmentId, Client, Upload};

#[tokio::main]
async fn main() -> Result<()> {
    let feishu = Feishu::connect().await?;
    let (file, offer) = (argument(1, "README.md"), argument(2, "6989202908470446380"));
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

#[cfg(test)]
#[tokio::test]
async fn the_file_can_be_fetched_from_the_offer() -> Result<()> {
    use feishu_hire::{BatchQueryExternalOffer, BatchQueryExternalOfferQuery};

    let feishu = Feishu::local().await?;
    let id = "6989202908470446380";
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    attach(&feishu.client, file, id).await?;

    let (query, body) = (
        BatchQueryExternalOfferQuery::new(),
        BatchQueryExternalOffer::new().external_offer_id_list([id]),
    );
    let found = feishu.client.external_offer().batch_query(&query, &body).await?.into_inner();
    let offer = found.items.into_iter().flatten().next().ok_or("no offer")?;
    let mut attachments = offer.attachment_list.into_iter().flatten();
    let attachment =
        attachments.find(|file| file.name.as_deref() == Some("Cargo.toml")).ok_or("no file")?;
    let size = u64::try_from(attachment.size.unwrap_or_default())?;
    assert_eq!(size, std::fs::metadata(file)?.len());
    Ok(())
}
