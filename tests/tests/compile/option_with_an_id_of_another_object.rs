use feishu_hire::{AttachmentId, ExternalOfferId, UpdateExternalOffer};

fn main() {
    let offer = UpdateExternalOffer::new("1");
    let offer = offer.maybe_attachment_id_list(Some([AttachmentId::new("2")]));
    let _ = offer.maybe_attachment_id_list(Some([ExternalOfferId::new("2")])); //~ E0277
}
