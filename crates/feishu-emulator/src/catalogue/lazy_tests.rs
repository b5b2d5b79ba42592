//! How often catalogues are read, counted.

use std::sync::Arc;

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::part::Part;
use super::{Catalogue, Contents, Head, Index, Parts, Route};
use crate::emulator::Emulator;
use crate::generated::PRODUCTS;
use crate::seed::Seed;

/// A product beside those that this build knows.
const KITCHEN: &str = include_str!("../../../../tests/kitchen/catalogue.json");

fn leaked<T>(list: Vec<T>) -> &'static [T] {
    Box::leak(list.into_boxed_slice())
}

/// The index that the generator would write for the kitchen.
fn kitchen() -> &'static Index<'static> {
    let contents: &'static Contents = Box::leak(Box::new(Contents::read(KITCHEN).unwrap()));
    let index = Index {
        catalogue: KITCHEN,
        scopes: leaked(contents.scopes().into_iter().collect()),
        kinds: leaked(contents.heads()),
        routes: leaked(contents.routes()),
    };
    Box::leak(Box::new(index))
}

/// Products that nothing else in this process reads.
fn products() -> &'static Parts {
    let parts = PRODUCTS.iter().chain([kitchen()]).map(Part::embedded).map(Arc::new);
    Box::leak(Box::new(Parts::new(parts).unwrap()))
}

/// How often the catalogue of each product is read, where only the one at `place` is.
fn once(place: usize) -> Vec<usize> {
    (0..=PRODUCTS.len()).map(|product| usize::from(product == place)).collect()
}

async fn call(emulator: &Emulator, method: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(emulator.local_addr()).await.unwrap();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: {}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        emulator.local_addr()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).await.unwrap();
    reply
}

/// A call of the first operation of a product. It has no token, and what is said of that is in the catalogue.
async fn call_a_product(emulator: &Emulator, index: &Index<'_>) {
    let Route { method, path, .. } = index.routes[0];
    let reply = call(emulator, method, &path.replace(':', "")).await;
    assert!(reply.contains("99991661"), "{reply}");
}

#[tokio::test]
async fn a_start_reads_no_catalogue_a_call_that_of_its_product_and_a_second_call_none() {
    let known = products();
    let none = vec![0; PRODUCTS.len() + 1];
    let emulator = Emulator::builder().start_knowing(known).await.unwrap();
    assert_eq!(known.reads(), none);
    let catalogue = Catalogue::with(known, &[]).unwrap();
    let token = &catalogue.token_operations[0];
    for (method, path) in [
        (token.method.as_str(), token.path.as_str()),
        ("GET", "/open-apis/nothing"),
        ("GET", "/_emulator/kinds"),
        ("GET", "/"),
    ] {
        call(&emulator, method, path).await;
        assert_eq!(known.reads(), none, "{path}");
    }
    let last = PRODUCTS.len();
    for _ in 0..2 {
        call_a_product(&emulator, kitchen()).await;
        assert_eq!(known.reads(), once(last));
    }
    call_a_product(&emulator, &PRODUCTS[0]).await;
    let expected: Vec<_> = once(last).iter().zip(once(0)).map(|(a, b)| a + b).collect();
    assert_eq!(known.reads(), expected);
    // Another emulator of the process has what was read.
    let other = Emulator::builder().start_knowing(known).await.unwrap();
    call_a_product(&other, &PRODUCTS[0]).await;
    assert_eq!(known.reads(), expected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn first_calls_at_the_same_time_read_a_catalogue_once() {
    let known = products();
    let emulator = Arc::new(Emulator::builder().start_knowing(known).await.unwrap());
    let calls = (0..16).map(|_| {
        let emulator = Arc::clone(&emulator);
        tokio::spawn(async move { call_a_product(&emulator, kitchen()).await })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap();
    }
    assert_eq!(known.reads(), once(PRODUCTS.len()));
}

#[tokio::test]
async fn a_seed_and_a_snapshot_read_the_catalogues_of_their_objects() {
    let last = PRODUCTS.len();
    let known = products();
    let seed = Seed::new().object("dish", json!({ "id": "1" }));
    let emulator = Emulator::builder().seed(seed).start_knowing(known).await.unwrap();
    assert_eq!(known.reads(), once(last));
    let snapshot = emulator.snapshot().await.unwrap();

    let known = products();
    let emulator = Emulator::builder().start_knowing(known).await.unwrap();
    emulator.restore(&snapshot).await.unwrap();
    assert_eq!(known.reads(), once(last));

    let known = products();
    let emulator = Emulator::builder().start_knowing(known).await.unwrap();
    assert_eq!(emulator.object("dish", "1").await.unwrap(), None);
    assert_eq!(known.reads(), once(last));
    // A person who looks at all operations has all of them read.
    call(&emulator, "GET", "/_emulator/operations").await;
    assert_eq!(known.reads(), vec![1; last + 1]);
}

/// A list whose first item was changed.
fn first<T: Copy>(list: &[T], change: impl FnOnce(&mut T)) -> &'static [T] {
    let mut list = list.to_vec();
    change(&mut list[0]);
    leaked(list)
}

#[test]
fn a_catalogue_that_says_anything_else_than_its_index_is_refused() {
    let index = kitchen();
    let route =
        |change: fn(&mut Route<'static>)| Index { routes: first(index.routes, change), ..*index };
    let head =
        |change: fn(&mut Head<'static>)| Index { kinds: first(index.kinds, change), ..*index };
    let more = leaked([index.scopes, &["zzz:zzz"]].concat());
    for (index, what) in [
        (Index { routes: &index.routes[1..], ..*index }, "operations"),
        (route(|it| it.id = "kitchen.v1.no.get"), "operations"),
        (route(|it| it.method = "TRACE"), "operations"),
        (route(|it| it.path = "/open-apis/no"), "operations"),
        (Index { scopes: &index.scopes[1..], ..*index }, "scopes"),
        (Index { scopes: more, ..*index }, "scopes"),
        (Index { kinds: &index.kinds[1..], ..*index }, "kinds of objects"),
        (head(|it| it.name = "no"), "kinds of objects"),
        (head(|it| it.product = "no"), "kinds of objects"),
        (head(|it| it.is_file = !it.is_file), "kinds of objects"),
    ] {
        let part = Part::embedded(Box::leak(Box::new(index)));
        let Err(broken) = part.contents().map(|_| ()) else { panic!("accepted: other {what}") };
        let broken = crate::Error::from(broken).to_string();
        assert!(broken.contains(&format!("the index has other {what}; run ")), "{broken}");
    }
}

#[test]
fn each_catalogue_of_this_build_is_that_of_its_index() {
    for index in PRODUCTS {
        assert!(Part::embedded(index).contents().is_ok());
    }
}
