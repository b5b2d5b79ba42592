//! A response of an emulator that is only the sample of a page is not mistaken for a result.

use feishu_emulator::Emulator;
use serde_json::{Value as Json, json};

use crate::server::{Response, Server};
use crate::{OFFER, command_for, emulator, run};

const NOTE: &str =
    "The response is the sample of a page: the emulator keeps no objects for this operation.\n";

/// A response with the mark of a sample.
fn sample(data: &Json) -> Response {
    Response::data(data).header("X-Emulator-Response", "sample")
}

fn page(id: &str, more: bool) -> Json {
    let item = json!({ "id": id, "external_application_id": "7" });
    json!({ "items": [item], "has_more": more, "page_token": id })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sample_of_the_emulator_is_called_one_and_a_kept_object_is_not() {
    let catalogue = include_str!("../../../../tests/kitchen/catalogue.json");
    let kitchen = Emulator::builder().catalogue(catalogue).start().await.unwrap();
    let ran = run(&mut command_for(&kitchen), &["api", "GET", "/open-apis/kitchen/v2/dishes"]).ok();
    assert_eq!(ran.err, NOTE, "{}", ran.out);
    assert!(!ran.out.contains(NOTE) && !ran.out.is_empty(), "{}", ran.out);
    let emulator = emulator().await;
    let delete = ["hire", "external-offer", "delete", OFFER];
    assert_eq!(run(&mut command_for(&emulator), &delete).ok().err, "");
}

#[test]
fn it_is_said_once_on_standard_error_whatever_the_command_calls() {
    let folder = tempfile::tempdir().unwrap();
    let rows = folder.path().join("offers.csv");
    std::fs::write(&rows, "external_offer_id,external_application_id\n1,7\n2,7\n").unwrap();
    let many = ["hire", "external-offer", "update-many", rows.to_str().unwrap()];
    let list = ["hire", "external-application", "list", "--talent-id", "7", "--all"];
    let find = ["--find-external-application-id", "7", "--owner", "x"];
    let modify = [&["hire", "external-offer", "modify", "1"][..], &find].concat();
    for (arguments, data) in [
        (&["hire", "external-offer", "delete", "1"][..], vec![json!({})]),
        (&list, vec![page("1", true), page("2", false)]),
        (&modify, vec![page("1", false), json!({})]),
        (&many, vec![json!({})]),
    ] {
        let server = Server::start(data.iter().map(sample).collect::<Vec<_>>());
        let ran = server.run(arguments).ok();
        assert_eq!(ran.err.matches(NOTE).count(), 1, "{arguments:?}: {}", ran.err);
        assert!(!ran.out.contains("sample"), "{arguments:?}: {}", ran.out);
        // Another server is another job.
        let _ = std::fs::remove_file(folder.path().join("offers.csv.journal"));
        let server = Server::start(data.iter().map(Response::data).collect::<Vec<_>>());
        let ran = server.run(arguments).ok();
        assert!(!ran.err.contains("sample"), "{arguments:?}: {}", ran.err);
    }
}

#[test]
fn a_program_gets_it_as_an_object_beside_the_response() {
    let server = Server::start([sample(&json!({ "external_offer": { "id": "1" } }))]);
    let create = ["hire", "external-offer", "create", "--external-application-id", "7", "-ojson"];
    let ran = server.run(&create).ok();
    assert_eq!(ran.json()["external_offer"]["id"], "1");
    assert_eq!(serde_json::from_str::<Json>(&ran.err).unwrap(), json!({ "note": NOTE.trim_end() }));
}
