use feishu_hire::UpdateExternalOffer;

fn main() {
    // A field that the page adds tomorrow must not break this crate.
    let _ = UpdateExternalOffer { //~ E0639
        external_application_id: "1".into(),
        biz_create_time: None,
        owner: None,
        offer_status: None,
        attachment_id_list: None,
    };
}
