//! What is found to be wrong before anything is sent, a request for a token included, and what
//! turns a check off.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

#[allow(dead_code, reason = "shared with other tests, which use all of it")]
mod support;

use feishu_core::wire::{Encode, WriteFields, Writer};
use feishu_core::{
    Call, CallOptions, Client, Error, ErrorKind, FilePart, Method, Operation, Pointer, Preview,
    RawCall, Upload, Validate, Violations, rules,
};
use serde::{Serialize, Serializer};
use serde_json::Value;
use support::{Server, ok};

const WRITE: Operation = Operation::new("x.v1.thing.write", Method::Put, "/open-apis/x/v1/things")
    .page("https://page.example/write", "2024-12-03");
static JSON: Operation = WRITE;
static FORM: Operation = WRITE.upload(FilePart::new("content").max_bytes(3));

/// At most one id, says the spec.
struct Things {
    ids: Vec<&'static str>,
}

impl Encode for Things {
    fn encode(&self, to: &mut Writer) {
        to.fields(self);
    }
}

impl WriteFields for Things {
    fn write_fields(&self, to: &mut Writer) {
        let ids: Vec<_> = self.ids.iter().map(|id| (*id).to_owned()).collect();
        to.required("ids", &ids);
    }
}

const TWO: fn() -> Things = || Things { ids: vec!["one", "two"] };

impl Validate for Things {
    fn check(&self, at: &Pointer<'_>, violations: &mut Violations) {
        rules::items(self.ids.len(), ..=1, &at.field("ids"), violations);
    }
}

fn file(content: &'static str) -> Upload {
    Upload::bytes("a.txt", content)
}

/// The rules are those of a page on one day; the platform may have changed since.
#[tokio::test]
async fn a_broken_rule_fails_before_anything_is_sent_unless_the_check_is_off() {
    type Make = fn(Call) -> Call;
    let parts: [(&Operation, Make, &str, &str); 4] = [
        (&JSON, |call| call.query(&TWO()), "/ids", "?ids=one&ids=two "),
        (&JSON, |call| call.json(&TWO()), "/ids", r#"{"ids":["one","two"]}"#),
        (&FORM, |call| call.form(&TWO()).upload(file("abc")), "/ids", "two"),
        (&FORM, |call| call.upload(file("abcd")), "/content", "abcd"),
    ];
    for (operation, make, pointer, sent) in parts {
        for (of_client, of_call, checked) in [
            (None, None, true),
            (None, Some(false), false),
            (Some(false), None, false),
            (Some(false), Some(true), true),
        ] {
            let case = format!("{sent}: client {of_client:?}, call {of_call:?}");
            let server = Server::start([ok(r#"{"code":0,"data":{}}"#)]).await;
            let client = Client::builder("cli_checks", "hunter2").base_url(&server.url);
            let client = of_client.into_iter().fold(client, |client, on| client.validate(on));
            let options = CallOptions::new();
            let options = of_call.into_iter().fold(options, |options, on| options.validate(on));
            let call = make(client.build().unwrap().call(operation.clone(), &options));
            match call.send::<Value>().await {
                Ok(_) => {
                    let call = server.seen().pop().unwrap();
                    assert!(!checked && (call.line + &call.body).contains(sent), "{case}");
                }
                Err(error) => {
                    assert!(checked, "{case}: {error}");
                    assert_eq!(error.kind(), ErrorKind::Rules, "{case}: {error}");
                    assert_eq!(error.violations().unwrap().as_slice()[0].pointer, pointer);
                    assert_eq!(error.operation(), Some(operation));
                    assert!(error.to_string().contains("CallOptions::validate(false)"), "{error}");
                    assert!(server.seen().is_empty(), "{case}");
                }
            }
        }
    }
}

/// One odd value is no reason to lose a response, unless the caller says so.
#[tokio::test]
async fn what_cannot_be_read_is_an_error_only_if_the_call_or_else_the_client_says_so() {
    for (of_client, of_call, strict) in [
        (None, None, false),
        (None, Some(true), true),
        (Some(true), None, true),
        (Some(true), Some(false), false),
    ] {
        let case = format!("client {of_client:?}, call {of_call:?}");
        let server = Server::start([ok(r#"{"code":0,"data":[1,"x"]}"#)]).await;
        let client = Client::builder("cli_checks", "hunter2").base_url(&server.url);
        let client = of_client.into_iter().fold(client, |client, on| client.strict(on));
        let options = CallOptions::new();
        let options = of_call.into_iter().fold(options, |options, on| options.strict(on));
        match client.build().unwrap().call(JSON.clone(), &options).send::<Vec<i32>>().await {
            Ok(response) => {
                assert!(!strict, "{case}");
                let lost: Vec<_> = response.lost().iter().map(|lost| lost.path()).collect();
                assert_eq!((response.data().as_slice(), lost), (&[1][..], vec!["data[1]"]));
            }
            Err(error) => {
                assert!(
                    strict && error.to_string().contains("data[1]: expected"),
                    "{case}: {error}"
                );
                assert_eq!(error.kind(), ErrorKind::Decode, "{case}");
            }
        }
    }
}

/// No JSON says what it is.
struct Unwritable;

impl Serialize for Unwritable {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("no such form"))
    }
}

/// No parameter and no part of a form.
impl Encode for Unwritable {
    fn encode(&self, to: &mut Writer) {
        to.fields(self);
    }
}

impl WriteFields for Unwritable {
    fn write_fields(&self, to: &mut Writer) {
        to.required("such", &vec![vec![1]]);
    }
}

impl Validate for Unwritable {
    fn check(&self, _: &Pointer<'_>, _: &mut Violations) {}
}

/// A call with a spec or without one.
enum AnyCall {
    Spec(Box<Call>),
    Raw(Box<RawCall>),
}

impl AnyCall {
    fn preview(self) -> Result<Preview, Error> {
        match self {
            Self::Spec(call) => call.preview(),
            Self::Raw(call) => call.preview(),
        }
    }

    async fn send(self) -> Result<Value, Error> {
        let sent = match self {
            Self::Spec(call) => call.send().await,
            Self::Raw(call) => call.send().await,
        };
        sent.map(feishu_core::Response::into_inner)
    }
}

fn spec(call: Call) -> AnyCall {
    AnyCall::Spec(Box::new(call))
}

fn raw(call: RawCall) -> AnyCall {
    AnyCall::Raw(Box::new(call))
}

/// A call without its body, or with an older one, may be one that clears everything.
#[tokio::test]
async fn a_call_of_which_a_part_cannot_be_encoded_is_not_sent_without_it() {
    type Make = fn(&Client, CallOptions) -> AnyCall;
    fn unspecified(client: &Client, options: CallOptions) -> RawCall {
        client.raw(Method::Put, "/open-apis/x/v1/things").options(options)
    }
    let cases: [(&str, Make); 5] = [
        ("query", |client, options| spec(client.call(&JSON, &options).query(&Unwritable))),
        ("another query", |client, options| {
            let call = client.call(&JSON, &options).query(&Things { ids: vec![] });
            spec(call.query(&Unwritable))
        }),
        ("form", |client, options| {
            spec(client.call(&FORM, &options).form(&Unwritable).upload(file("abc")))
        }),
        ("raw json", |client, options| raw(unspecified(client, options).json(&Unwritable))),
        ("another raw json", |client, options| {
            raw(unspecified(client, options).json(&1).json(&Unwritable))
        }),
    ];
    let server = Server::start([]).await;
    let client = Client::builder("cli_checks", "hunter2").base_url(&server.url).build().unwrap();
    for (part, make) in cases {
        // It is no rule of a page, which could be turned off.
        for validate in [true, false] {
            let options = CallOptions::new().validate(validate);
            let previewed = make(&client, options.clone()).preview().map(drop);
            let sent = make(&client, options).send().await.map(drop);
            for error in [previewed, sent].map(Result::unwrap_err) {
                assert_eq!(error.kind(), ErrorKind::Encode, "{part}: {error}");
                let why = ["no such form", "the parameter such is not a scalar"];
                let why =
                    why.map(|why| error.to_string().contains(&format!("cannot be encoded: {why}")));
                assert_eq!(why, [part.contains("raw"), !part.contains("raw")], "{error}");
            }
        }
    }
    assert!(server.seen().is_empty());
}
