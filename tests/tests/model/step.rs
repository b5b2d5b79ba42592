//! What may be done, step by step. A step names earlier objects by the order in which they were
//! made, so any part of a sequence can be left out and the rest still says something.

use std::fmt;

use feishu_hire::strategies as of;
use feishu_tests::oracle::encode;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use serde_json::{Map, Value as Json};

/// A kind of object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Application,
    Offer,
    Check,
    Interview,
    Assessment,
}

/// One of the existing objects, by the order of creation modulo their number.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Pick {
    There(u8),
    /// One of those that were ever made, or, one past the last, one that never was.
    Ever(u8),
}

impl Pick {
    /// The pick of what is there and what ever was; `None` for what never was.
    pub(crate) fn of<'a, T>(self, there: &[&'a T], ever: &[&'a T]) -> Option<&'a T> {
        match self {
            Self::There(number) => there.get(usize::from(number) % there.len().max(1)).copied(),
            Self::Ever(number) => ever.get(usize::from(number) % (ever.len() + 1)).copied(),
        }
    }

    pub(crate) fn number(self) -> u8 {
        let (Self::There(number) | Self::Ever(number)) = self;
        number
    }
}

/// What is sent, but for its references and its key.
#[derive(Clone)]
pub(crate) struct Body(pub(crate) Map<String, Json>);

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Json::from(self.0.clone()))
    }
}

/// One call.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// As long as a key is remembered, and a little more.
    Wait,
    Upload {
        content: Vec<u8>,
    },
    Create {
        kind: Kind,
        parent: Pick,
        body: Body,
        files: Vec<Pick>,
        key: Option<u8>,
    },
    Replace {
        kind: Kind,
        which: Pick,
        parent: Pick,
        body: Body,
        files: Vec<Pick>,
    },
    Modify {
        kind: Kind,
        which: Pick,
        text: String,
    },
    Patch {
        which: Pick,
        body: Body,
    },
    Delete {
        kind: Kind,
        which: Pick,
    },
    Find {
        kind: Kind,
        parent: Option<Pick>,
        ids: Vec<Pick>,
        page_size: u8,
    },
}

/// Sequences, the shortest of which is empty; first something is made, so that there is something
/// to change. Boxed, as are the others: what strategies make stands on the stack.
pub(crate) fn steps() -> impl Strategy<Value = Vec<Step>> {
    let first = vec(prop_oneof![1 => upload(), 5 => create()].boxed(), 0..=6);
    (first, vec(step().boxed(), 0..=30)).prop_map(|(first, rest)| [first, rest].concat())
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        1 => upload(),
        6 => create(),
        1 => Just(Step::Wait),
        4 => (replaced(), pick(), pick(), files()).prop_map(
            |((kind, body), which, parent, files)| Step::Replace { kind, which, parent, body, files }
        ),
        2 => (whole(), pick(), "[a-z]{0,3}")
            .prop_map(|(kind, which, text)| Step::Modify { kind, which, text }),
        2 => (pick(), of::patch_external_interview_assessment::valid())
            .prop_map(|(which, body)| Step::Patch { which, body: bare(&body) }),
        3 => (whole(), pick()).prop_map(|(kind, which)| Step::Delete { kind, which }),
        4 => (whole(), option::of(pick()), vec(pick(), 0..4), 1..4_u8).prop_map(
            |(kind, parent, ids, page_size)| Step::Find { kind, parent, ids, page_size }
        ),
    ]
}

fn upload() -> impl Strategy<Value = Step> {
    vec(any::<u8>(), 0..8).prop_map(|content| Step::Upload { content })
}

fn create() -> impl Strategy<Value = Step> {
    (created(), pick(), files(), option::weighted(0.5, 0..2_u8)).prop_map(
        |((kind, body), parent, files, key)| Step::Create { kind, parent, body, files, key },
    )
}

fn pick() -> impl Strategy<Value = Pick> {
    prop_oneof![9 => (0..6_u8).prop_map(Pick::There), 1 => (0..6_u8).prop_map(Pick::Ever)]
}

fn files() -> impl Strategy<Value = Vec<Pick>> {
    prop_oneof![2 => Just(Vec::new()), 1 => vec(pick(), 1..3)]
}

/// What can be replaced, deleted and found; an assessment can only be added and changed.
fn whole() -> impl Strategy<Value = Kind> {
    prop_oneof![
        Just(Kind::Application),
        Just(Kind::Offer),
        Just(Kind::Check),
        Just(Kind::Interview)
    ]
}

fn created() -> impl Strategy<Value = (Kind, Body)> {
    prop_oneof![
        5 => of::create_external_application::valid().prop_map(|body| (Kind::Application, bare(&body))).boxed(),
        2 => of::create_external_offer::valid().prop_map(|body| (Kind::Offer, bare(&body))).boxed(),
        1 => of::create_external_background_check::valid().prop_map(|body| (Kind::Check, bare(&body))).boxed(),
        2 => of::create_external_interview::valid().prop_map(|body| (Kind::Interview, bare(&body))).boxed(),
        1 => of::create_external_interview_assessment::valid()
            .prop_map(|body| (Kind::Assessment, bare(&body))).boxed(),
    ]
}

fn replaced() -> impl Strategy<Value = (Kind, Body)> {
    prop_oneof![
        of::update_external_application::valid()
            .prop_map(|body| (Kind::Application, bare(&body)))
            .boxed(),
        of::update_external_offer::valid().prop_map(|body| (Kind::Offer, bare(&body))).boxed(),
        of::update_external_background_check::valid()
            .prop_map(|body| (Kind::Check, bare(&body)))
            .boxed(),
        of::update_external_interview::valid()
            .prop_map(|body| (Kind::Interview, bare(&body)))
            .boxed(),
    ]
}

/// A valid body without what the step says itself.
fn bare(body: &impl serde::Serialize) -> Body {
    let Json::Object(mut fields) = encode(body) else { panic!("a body is an object") };
    fields.retain(|name, _| {
        let said = [
            "external_id",
            "attachment_id_list",
            "external_application_id",
            "external_interview_id",
            "talent_id",
        ];
        !said.contains(&name.as_str())
    });
    Body(fields)
}
