use feishu_hire::{ExternalOfferId, UpdateExternalOffer};

fn main() {
    let _ = UpdateExternalOffer::new("1").attachment_id_list([ExternalOfferId::new("2")]); //~ E0277
}
