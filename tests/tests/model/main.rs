//! The emulator and the generated client against a model in memory, which knows what a server
//! promises and nothing of how one keeps them: random sequences of calls, each answer compared, and
//! in the end everything that is stored. What fails is shrunk to the shortest sequence that does.
//! `PROPTEST_CASES` asks for more of them.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

mod calls;
mod memory;
mod step;

use std::cell::Cell;
use std::panic;
use std::time::Duration;

use feishu_emulator::Emulator;
use feishu_hire::{Client, Error, ErrorCode, GetAttachmentQuery, Upload};
use memory::{Created, Fields, File, Memory};
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value as Json, json};
use step::{Kind, Pick, Step};

/// How many sequences are tried, of up to thirty calls each.
const CASES: u32 = 64;

const WHOLE: [Kind; 4] = [Kind::Application, Kind::Offer, Kind::Check, Kind::Interview];

/// Names nothing that anybody made.
const NOTHING: &str = "404";

struct World {
    emulator: Emulator,
    client: Client,
    memory: Memory,
    carried_out: Cell<u32>,
    refused: Cell<u32>,
}

impl World {
    async fn new() -> Self {
        let emulator = Emulator::start().await.expect("an emulator");
        let client =
            Client::builder(emulator.app_id(), emulator.app_secret()).base_url(emulator.base_url());
        let client = client.build().expect("a client");
        let (carried_out, refused) = (Cell::new(0), Cell::new(0));
        Self { emulator, client, memory: Memory::default(), carried_out, refused }
    }

    fn pick(&self, kind: Kind, pick: Pick) -> String {
        self.memory.pick(kind, pick).unwrap_or(NOTHING).to_owned()
    }

    /// What an object of this kind is to belong to. Three talents are enough.
    fn pick_parent(&self, kind: Kind, pick: Pick) -> String {
        kind.of_parent()
            .map_or_else(|| (pick.number() % 3).to_string(), |parent| self.pick(parent, pick))
    }

    fn body(&self, kind: Kind, body: &Fields, parent: Pick, files: &[Pick]) -> Fields {
        let mut body = body.clone();
        body.insert(kind.parent().to_owned(), self.pick_parent(kind, parent).into());
        let known: Vec<_> = self.memory.files.iter().collect();
        // Before anything was uploaded, most do without.
        let mut files = files
            .iter()
            .filter(|pick| !known.is_empty() || matches!(pick, Pick::Ever(_)))
            .peekable();
        if matches!(kind, Kind::Offer | Kind::Check) && files.peek().is_some() {
            let pick = |pick: &Pick| pick.of(&known, &known).map_or(NOTHING, |file| &file.id);
            let ids = files.map(pick);
            body.insert("attachment_id_list".to_owned(), ids.collect());
        }
        body
    }

    async fn take(&mut self, step: &Step) {
        match step {
            Step::Wait => {
                // The token ends, too, and the client gets another.
                self.emulator.clock().advance(Duration::from_secs(24 * 3600 + 1));
                self.memory.forget_keys();
            }
            Step::Upload { content } => self.upload(content).await,
            Step::Create { kind, parent, body, files, key } => {
                let mut body = self.body(*kind, &body.0, *parent, files);
                body.extend(key.map(|key| ("external_id".to_owned(), json!(format!("key-{key}")))));
                self.create(*kind, body).await;
            }
            Step::Replace { kind, which, parent, body, files } => {
                let id = self.pick(*kind, *which);
                let body = self.body(*kind, &body.0, *parent, files);
                let answer = calls::replace(&self.client, *kind, &id, &body).await;
                self.replaced(*kind, &id, body, answer);
            }
            Step::Modify { kind, which, text } => self.modify(*kind, *which, text).await,
            Step::Patch { which, body } => {
                let id = self.pick(Kind::Assessment, *which);
                let answer = calls::patch(&self.client, &id, &body.0).await;
                self.memory.patch(&id, &body.0);
                self.agree(answer.map(Some), self.memory.shown(Kind::Assessment, &id).map(Some));
            }
            Step::Delete { kind, which } => {
                let id = self.pick(*kind, *which);
                let answer = calls::delete(&self.client, *kind, &id).await;
                let mut last = self.memory.shown(*kind, &id);
                // The page of the delete lists no `create_time`.
                last.iter_mut()
                    .filter_map(Json::as_object_mut)
                    .for_each(|it| drop(it.remove("create_time")));
                self.memory.delete(*kind, &id);
                self.agree(
                    answer,
                    last.map(|last| Some(last).filter(|_| *kind == Kind::Application)),
                );
            }
            Step::Find { kind, parent, ids, page_size } => {
                let ids: Vec<_> = ids.iter().map(|pick| self.pick(*kind, *pick)).collect();
                // Applications can only be listed by talent.
                let parent = if *kind == Kind::Application {
                    parent.or(Some(Pick::There(0)))
                } else {
                    *parent
                };
                let parent = parent.map(|parent| self.pick_parent(*kind, parent));
                let ids = if *kind == Kind::Application { Vec::new() } else { ids };
                self.find(*kind, parent.as_deref(), &ids, *page_size).await;
            }
        }
    }

    /// An answer is the object that was expected, or the call was refused as one that cannot be
    /// carried out.
    fn agree(&self, answer: Result<Option<Json>, Error>, expected: Option<Option<Json>>) {
        match answer {
            Ok(answer) => {
                self.carried_out.set(self.carried_out.get() + 1);
                assert_eq!(Some(answer), expected);
            }
            Err(error) => {
                self.refused.set(self.refused.get() + 1);
                assert_eq!(ErrorCode::of(&error), Some(ErrorCode::InvalidParameter), "{error}");
                assert_eq!(expected, None, "{error}");
            }
        }
    }

    async fn upload(&mut self, content: &[u8]) {
        let name = format!("{}.bin", self.memory.files.len());
        let file = Upload::bytes(&name, content.to_vec());
        let answer = self.client.attachment().create(file).await.expect("uploaded");
        let id = answer.id.as_str().to_owned();
        assert!(self.memory.files.iter().all(|file| file.id != id), "the id {id} is given twice");
        self.memory.files.push(File { id, name, content: content.to_vec() });
    }

    async fn create(&mut self, kind: Kind, body: Fields) {
        let expected = self.memory.expect(kind, &body);
        let answer = calls::create(&self.client, kind, &body).await;
        let expected = match (expected, &answer) {
            (Created::Refused, _) => None,
            (Created::Again(id), _) => self.memory.shown(kind, &id),
            (Created::New, Ok(answer)) => {
                let id = answer["id"].as_str().expect("an id").to_owned();
                self.memory.insert(kind, &id, body, answer);
                self.memory.shown(kind, &id)
            }
            (Created::New, Err(error)) => panic!("a creation is refused: {error}"),
        };
        self.agree(answer.map(Some), expected.map(Some));
    }

    fn replaced(&mut self, kind: Kind, id: &str, body: Fields, answer: Result<Json, Error>) {
        let may = self.memory.exists(kind, id) && self.memory.names_only_what_is_there(kind, &body);
        if may && let Ok(answer) = &answer {
            self.memory.replace(kind, id, body, answer);
        }
        let expected = self.memory.shown(kind, id).filter(|_| may);
        self.agree(answer.map(Some), expected.map(Some));
    }

    /// Writes an object back with one field changed.
    async fn modify(&mut self, kind: Kind, which: Pick, text: &str) {
        let id = self.pick(kind, which);
        let written = self.memory.written(kind, &id);
        let talent = written.as_ref().and_then(|it| it.get("talent_id")?.as_str()).unwrap_or("0");
        let answer = calls::modify(&self.client, kind, &id, talent, text).await;
        let Some(mut body) = written else {
            assert!(answer.is_err(), "what is not there was modified");
            return;
        };
        let (field, value) = calls::modified(kind, text);
        body.insert(field.to_owned(), value);
        if kind == Kind::Interview {
            // Its parts are written back, too, as they are shown.
            let mut parts =
                self.memory.shown(kind, &id).expect("there")["interview_assessments"].take();
            parts.as_array_mut().into_iter().flatten().filter_map(Json::as_object_mut).for_each(
                |part| {
                    part.remove("id");
                },
            );
            body.insert("interview_assessments".to_owned(), parts);
        }
        self.replaced(kind, &id, body, answer);
    }

    async fn find(&self, kind: Kind, parent: Option<&str>, ids: &[String], page_size: u8) {
        let pages =
            calls::find(&self.client, kind, parent, ids, page_size.into()).await.expect("pages");
        let all = self.memory.find(kind, parent, ids);
        let mut expected: Vec<_> = all.chunks(page_size.into()).map(<[Json]>::to_vec).collect();
        if expected.is_empty() {
            expected.push(Vec::new());
        }
        assert_eq!(pages, expected, "{kind:?} of {parent:?} or {ids:?}");
    }

    /// Everything that was ever made, behind the API's back and through it.
    async fn compare(&self) {
        let names = [
            "external_application",
            "external_offer",
            "external_background_check",
            "external_interview",
        ];
        let kinds = WHOLE
            .into_iter()
            .zip(names)
            .chain([(Kind::Assessment, "external_interview_assessment")]);
        for (kind, name) in kinds {
            for id in self.memory.ids(kind) {
                let stored = self.emulator.object(name, &id).await.expect("read");
                assert_eq!(stored, self.memory.shown(kind, &id), "{name} {id}");
            }
        }
        for kind in WHOLE {
            let talents = ["0", "1", "2"].map(Some);
            for parent in if kind == Kind::Application { &talents[..] } else { &[None] } {
                self.find(kind, *parent, &[], 20).await;
            }
        }
        for file in &self.memory.files {
            let known = self.client.attachment().get(&*file.id, &GetAttachmentQuery::new()).await;
            let known = known.expect("there").into_inner().attachment;
            assert_eq!(known.name.as_ref(), Some(&file.name));
            let link = known.url.expect("a link");
            let content = self.client.core().download(&link).await.expect("found").bytes().await;
            assert_eq!(content.expect("bytes"), file.content);
        }
    }
}

#[test]
fn any_sequence_of_calls_leaves_what_a_server_that_keeps_its_promises_would_hold() {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    let cases = if asked { Config::default().cases } else { CASES };
    let config = Config {
        cases,
        source_file: Some(file!()),
        max_shrink_iters: 2_000,
        ..feishu_tests::proptest_config()
    };
    let (carried_out, refused) = (Cell::new(0), Cell::new(0));
    // Each attempt to shorten the sequence panics; only the last message is for people.
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let outcome = TestRunner::new(config).run(&step::steps(), |steps| {
        runtime.block_on(async {
            let mut world = World::new().await;
            for step in &steps {
                Box::pin(world.take(step)).await;
            }
            Box::pin(world.compare()).await;
            carried_out.set(carried_out.get() + world.carried_out.get());
            refused.set(refused.get() + world.refused.get());
        });
        Ok(())
    });
    panic::set_hook(hook);
    outcome.unwrap_or_else(|error| panic!("{error}"));
    let (carried_out, refused) = (carried_out.get(), refused.get());
    println!("{carried_out} writes carried out, {refused} refused");
    assert!(refused > 0 && carried_out > refused / 2, "the steps are too wild, or too tame");
}
