use feishu_hire::{AttachmentId, UpdateExternalOffer};

fn main() {
    let _ = UpdateExternalOffer::new(AttachmentId::new("1")); //~ E0277
}
