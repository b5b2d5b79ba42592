use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::*;
use crate::operation::{Effect, Method, Operation};
use crate::response::Answer;
use crate::{ErrorKind, Response};

static LIST: Operation = Operation::new("x.v1.thing.list", Method::Get, "/open-apis/x/v1/things")
    .tokens(&[])
    .effect(Effect::Read);

fn answered(body: String) -> Result<Response<JsonPage>, Error> {
    let page: Response<JsonPage> = Answer::bare(200, body).judge()?.read(false, false)?;
    Ok(page.map(|page| page.with_items_of("items")))
}

/// The tokens that were asked with, in order.
type Asked = Arc<Mutex<Vec<Option<String>>>>;

/// Pages of a server that responds by the number of the call. A test that would never end fails:
/// it may ask as often as `most` says.
fn serving(
    first: Option<&str>,
    most: usize,
    answer: impl Fn(usize) -> String + Send + 'static,
) -> (Asked, Pages<JsonPage>) {
    let asked = Asked::default();
    let log = Arc::clone(&asked);
    let pages = Pages::new(&LIST, first.map(str::to_owned), move |token| {
        let mut log = log.lock().unwrap();
        let call = log.len();
        assert!(call < most, "asked more than {most} times");
        log.push(token);
        std::future::ready(answered(answer(call)))
    });
    (asked, pages)
}

fn page(data: &Value) -> String {
    json!({ "code": 0, "msg": "ok", "data": data }).to_string()
}

/// Pages with these as their `data`.
fn of(data: &[Value]) -> (Asked, Pages<JsonPage>) {
    let bodies: Vec<_> = data.iter().map(page).collect();
    serving(None, bodies.len(), move |call| bodies[call].clone())
}

/// Everything that comes out: the items, and the error if there is one.
async fn read(mut items: Items<Value>) -> (Vec<Value>, Option<Error>) {
    let mut read = Vec::new();
    while let Some(item) = items.next().await {
        match item {
            Ok(item) => read.push(item),
            Err(error) => {
                assert!(items.next().await.is_none(), "an error is the end");
                return (read, Some(error));
            }
        }
    }
    assert!(items.next().await.is_none(), "the end is the end");
    (read, None)
}

fn position(pages: u64, items: u64, next_token: Option<&str>) -> ListPosition {
    ListPosition { pages, items, next_token: next_token.map(str::to_owned) }
}

#[tokio::test]
async fn a_list_that_says_more_and_gives_no_way_on_is_an_error_after_what_was_read() {
    const NO_TOKEN: &str = "gave no page token";
    const AGAIN: &str = "gave a page token that it gave before";
    let more = |token: Value| json!({ "items": [1, 2], "has_more": true, "page_token": token });
    let cases = [
        (vec![json!({ "items": [1, 2], "has_more": true })], NO_TOKEN),
        (vec![more("".into())], NO_TOKEN),
        (vec![more(Value::Null)], NO_TOKEN),
        (vec![more("a".into()), more("a".into())], AGAIN),
        (vec![more("a".into()), more("b".into()), more("a".into())], AGAIN),
        (vec![more("a".into()), json!({ "has_more": true })], NO_TOKEN),
    ];
    for (data, why) in cases {
        let (asked, pages) = of(&data);
        let (items, error) = read(pages.into_items()).await;
        let error = error.expect("an error");
        assert_eq!(error.kind(), ErrorKind::IncompleteList, "{data:?}");
        let (pages, count) = (data.len() as u64, items.len() as u64);
        assert_eq!(error.list_position(), Some(&position(pages, count, None)), "{data:?}");
        assert_eq!(asked.lock().unwrap().len(), data.len());
        let said = format!("the server said that there is more, but {why}");
        assert!(error.to_string().contains(&said), "{error}");
        assert!(error.to_string().starts_with("x.v1.thing.list: "), "{error}");
    }
}

#[tokio::test]
async fn the_text_says_how_much_was_read() {
    let (_, pages) = of(&[
        json!({ "items": [1, 2], "has_more": true, "page_token": "a" }),
        json!({ "items": [3], "has_more": true }),
    ]);
    let (items, error) = read(pages.into_items()).await;
    assert_eq!(items, [1, 2, 3]);
    assert_eq!(
        error.expect("an error").to_string(),
        "x.v1.thing.list: the list is incomplete: after 2 pages with 3 items, the server said that \
         there is more, but gave no page token"
    );
}

#[tokio::test]
async fn the_token_that_the_stream_began_with_counts_as_seen() {
    let body = page(&json!({ "items": [1], "has_more": true, "page_token": "a" }));
    let (asked, pages) = serving(Some("a"), 1, move |_| body.clone());
    let (items, error) = read(pages.into_items()).await;
    assert_eq!(items, [1]);
    assert_eq!(error.expect("an error").kind(), ErrorKind::IncompleteList);
    assert_eq!(*asked.lock().unwrap(), [Some("a".to_owned())]);
}

#[tokio::test]
async fn whether_there_is_more_is_read_in_every_way_that_servers_write_it() {
    let cases = [
        (json!(true), 2),
        (json!(1), 2),
        (json!(1.0), 2),
        (json!("true"), 2),
        (json!(false), 1),
        (json!(0), 1),
        (json!("false"), 1),
        (Value::Null, 1),
    ];
    for (flag, expected) in cases {
        let (asked, pages) = of(&[
            json!({ "items": [1], "has_more": flag, "page_token": "a" }),
            json!({ "items": [2] }),
        ]);
        let (items, error) = read(pages.into_items()).await;
        assert!(error.is_none(), "{flag}: {error:?}");
        assert_eq!((items.len(), asked.lock().unwrap().len()), (expected, expected), "{flag}");
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_no_end() {
    for data in [
        json!({ "items": [1], "has_more": "maybe" }),
        json!({ "items": [1], "has_more": 2 }),
        json!({ "items": [1], "has_more": [] }),
        json!({ "items": [1], "has_more": true, "page_token": {} }),
    ] {
        let next = Next::of_object(data.as_object().unwrap());
        assert!(matches!(next, Err(_) | Ok(Next::NoToken)), "{data}");
        let (items, error) = read(of(&[data]).1.into_items()).await;
        assert_eq!(items, [1]);
        assert_eq!(error.expect("an error").kind(), ErrorKind::IncompleteList);
    }
}

#[test]
fn what_a_page_says_is_read_alike_from_an_object_and_from_fields() {
    let token = |text| Next::Page(PageToken::new(text).expect("a token"));
    for (data, expected) in [
        (json!({ "has_more": true, "page_token": "a" }), token("a")),
        (json!({ "has_more": "true", "page_token": 7 }), token("7")),
        (json!({ "has_more": true, "page_token": "" }), Next::NoToken),
        (json!({ "has_more": 1 }), Next::NoToken),
        (json!({ "has_more": false, "page_token": "a" }), Next::End),
        (json!({ "page_token": "a" }), Next::End),
        (json!({}), Next::End),
    ] {
        assert_eq!(Next::of_object(data.as_object().unwrap()).unwrap(), expected, "{data}");
    }
}

/// A page with an item of its own and a token of its own, whatever the call.
fn endless(call: usize) -> String {
    page(&json!({ "items": [call], "has_more": true, "page_token": format!("t{call}") }))
}

#[tokio::test]
async fn a_list_without_end_ends_at_the_limit_and_says_how_to_go_on() {
    let most = usize::try_from(MAX_PAGES).unwrap();
    let (_, pages) = serving(None, most, endless);
    let (items, error) = read(pages.into_items()).await;
    let error = error.expect("an error");
    assert_eq!((items.len(), error.kind()), (most, ErrorKind::IncompleteList));
    let last = format!("t{}", most - 1);
    assert_eq!(error.list_position(), Some(&position(MAX_PAGES, MAX_PAGES, Some(&last))));
    assert!(error.to_string().contains("max_pages"), "{error}");

    // From there on, with another limit.
    let (asked, pages) = serving(Some(&last), 3, |call| endless(call + 10_000));
    let (items, error) = read(pages.into_items().max_pages(3)).await;
    assert_eq!(items.len(), 3);
    assert_eq!(error.expect("an error").list_position().unwrap().pages, 3);
    assert_eq!(asked.lock().unwrap()[0].as_ref(), Some(&last));
}

#[tokio::test]
async fn the_limit_can_be_raised() {
    let most = MAX_PAGES + 5;
    let (_, pages) = serving(None, usize::try_from(most).unwrap(), endless);
    let (items, error) = read(pages.max_pages(most).into_items()).await;
    assert_eq!(items.len() as u64, most);
    assert!(error.is_some());
}

#[tokio::test]
async fn a_list_that_ends_at_the_limit_is_whole() {
    let (_, pages) = of(&[
        json!({ "items": [1], "has_more": true, "page_token": "a" }),
        json!({ "items": [2], "has_more": false }),
    ]);
    let (items, error) = read(pages.max_pages(2).into_items()).await;
    assert_eq!((items, error.is_none()), (vec![json!(1), json!(2)], true));
}

#[tokio::test]
async fn pages_that_bring_nothing_new_are_an_error() {
    let empty = |call| page(&json!({ "has_more": true, "page_token": format!("t{call}") }));
    let same =
        |call| page(&json!({ "items": [1], "has_more": true, "page_token": format!("t{call}") }));
    let most = usize::try_from(MAX_EMPTY_PAGES).unwrap();
    // The first page of the second kind is new.
    for (serves, asks) in [
        (Box::new(empty) as Box<dyn Fn(usize) -> String + Send>, most + 1),
        (Box::new(same), most + 2),
    ] {
        let (asked, pages) = serving(None, asks, serves);
        let (_, error) = read(pages.into_items()).await;
        let error = error.expect("an error");
        assert_eq!(error.kind(), ErrorKind::IncompleteList);
        assert!(error.to_string().contains("its last 101 pages brought nothing new"), "{error}");
        assert_eq!(asked.lock().unwrap().len(), asks);
        let last = format!("t{}", asks - 1);
        assert_eq!(error.list_position().unwrap().next_token, Some(last));
    }
    let (asked, pages) = serving(None, 3, empty);
    assert!(read(pages.into_items().max_empty_pages(2)).await.1.is_some());
    assert_eq!(asked.lock().unwrap().len(), 3);
}

#[tokio::test]
async fn empty_pages_between_others_are_no_error() {
    // Two empty ones, then one with an item, and so on.
    let serves = |call: usize| {
        let items = if call % 3 == 2 { json!([call]) } else { json!([]) };
        page(&json!({ "items": items, "has_more": call < 29, "page_token": format!("t{call}") }))
    };
    let (_, pages) = serving(None, 30, serves);
    let (items, error) = read(pages.max_empty_pages(2).into_items()).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(items.len(), 10);
}

#[tokio::test]
async fn a_failure_in_the_middle_says_how_far_the_list_was_read() {
    let bodies = [
        page(&json!({ "items": [1, 2], "has_more": true, "page_token": "two" })),
        r#"{"code":7,"msg":"no"}"#.to_owned(),
    ];
    let (asked, mut pages) = serving(None, 2, move |call| bodies[call].clone());
    pages.next().await.expect("a page").expect("no error");
    assert_eq!(pages.position(), &position(1, 2, Some("two")));
    let error = pages.next().await.expect("an error").expect_err("an error");
    assert_eq!((error.kind(), error.code()), (ErrorKind::Api, Some(7)));
    assert_eq!(error.list_position(), Some(&position(1, 2, Some("two"))));
    assert!(
        error.to_string().contains("; read before the failure: 1 page with 2 items"),
        "{error}"
    );
    assert!(pages.next().await.is_none(), "an error is the end");
    assert_eq!(asked.lock().unwrap().len(), 2);

    // The first page has nothing before it.
    let (_, mut pages) = serving(Some("one"), 1, |_| r#"{"code":7,"msg":"no"}"#.to_owned());
    let error = pages.next().await.expect("an error").expect_err("an error");
    assert_eq!(error.list_position(), Some(&position(0, 0, Some("one"))));
    assert!(!error.to_string().contains("read of the list"), "{error}");
}

#[tokio::test]
async fn nothing_is_asked_before_the_stream_is_polled() {
    let (asked, mut pages) = of(&[json!({ "has_more": true, "page_token": "a" }), json!({})]);
    assert_eq!(asked.lock().unwrap().len(), 0);
    pages.next().await.expect("a page").expect("no error");
    assert_eq!(asked.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn what_is_looked_for_is_missing_only_from_a_whole_list() {
    let one = json!({ "items": [1, 2], "has_more": true, "page_token": "a" });
    let whole = [one.clone(), json!({ "items": [3] })];
    let broken = [one, json!({ "items": [3], "has_more": true })];
    let search = async |data: &[Value], wanted: i64| {
        find(of(data).1.into_items(), |item| *item == wanted).await.map_err(|error| error.kind())
    };
    assert_eq!(search(&whole, 3).await, Ok(Some(json!(3))));
    assert_eq!(search(&whole, 4).await, Ok(None));
    assert_eq!(search(&broken, 3).await, Ok(Some(json!(3))));
    assert_eq!(search(&broken, 4).await, Err(ErrorKind::IncompleteList));
}

/// Kept in a struct, and read without pinning it.
struct Reader {
    items: Items<Value>,
    ahead: VecDeque<Value>,
}

#[tokio::test]
async fn a_stream_is_a_value_like_any_other() {
    fn is_value<T: Send + Unpin + 'static>(_: &T) {}
    let (_, pages) = of(&[json!({ "items": [1, 2] })]);
    is_value(&pages);
    let mut reader = Reader { items: pages.into_items(), ahead: VecDeque::new() };
    is_value(&reader.items);
    let read = tokio::spawn(async move {
        while let Some(item) = reader.items.next().await {
            reader.ahead.push_back(item.expect("an item"));
        }
        reader.ahead
    });
    assert_eq!(read.await.expect("a task"), [1, 2]);
    let shown = format!("{:?}", of(&[]).1);
    assert!(shown.starts_with("Pages { operation: ") && shown.contains("pages: 0"), "{shown}");
    assert_eq!(format!("{:?}", of(&[]).1.into_items()), "Items { ready: 0, .. }");
    let token = PageToken::new("a").expect("not empty");
    assert_eq!(format!("{token} {token:>3}"), "a   a");
}

#[tokio::test]
async fn two_hashes_of_a_page_are_all_that_is_remembered() {
    let long = "x".repeat(10_000);
    let serves = move |call: usize| {
        let token = format!("{call}{long}");
        page(&json!({ "items": [call], "has_more": call < 49, "page_token": token }))
    };
    let (_, mut pages) = serving(None, 50, serves);
    while let Some(page) = pages.next().await {
        page.expect("a page");
    }
    assert_eq!((pages.position().pages, pages.seen.len()), (50, 98), "the last page leads nowhere");
}

#[tokio::test]
async fn what_is_logged_of_a_list_says_where_it_is() {
    let (_, mut pages) = of(&[json!({ "items": [1, 2], "has_more": true, "page_token": "two" })]);
    pages.next().await.expect("a page").expect("no error");
    let text = format!("{pages:?}");
    for part in ["x.v1.thing.list", "pages: 1", "items: 2", "Some(\"two\")"] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    let token = PageToken::new("two").expect("a token");
    assert_eq!(format!("{token}|{token:>5}"), "two|  two");
}
