//! Kinds of change, each as an edit of the base and a use of what changed.

use feishu_codegen::{has_errors, lint};
use proptest::sample::Index;

use super::base::{self, Files, sources};

/// An edit, what it is to be called, and code that uses what changed.
pub(crate) struct Case {
    pub(crate) id: &'static str,
    edits: &'static [Edit],
    /// Statements of an `async fn(client: &api::Client) -> Result<(), api::Error>`; `api` is the crate.
    pub(crate) uses: &'static str,
}

/// Text of a file for other text. No text to find: a file that is new. No text to put: a file that goes.
type Edit = (&'static str, &'static str, &'static str);

impl Case {
    /// The files after the change.
    pub(crate) fn files(&self) -> Files {
        self.on(&base::files())
    }

    /// The files of a base after the change.
    pub(crate) fn on(&self, base: &Files) -> Files {
        let mut files = base.clone();
        assert!(self.apply(&mut files), "{} does not fit the base", self.id);
        files
    }

    /// Changes the files, if each edit has exactly one place in them.
    pub(crate) fn apply(&self, files: &mut Files) -> bool {
        for (path, from, to) in self.edits {
            let folder = match *path {
                PLATFORM => "spec",
                PRODUCT => "spec/zoo",
                _ => "spec/zoo/v1",
            };
            let path = format!("{folder}/{path}");
            let at = files.iter().position(|(known, _)| *known == path);
            match (at, *from) {
                (None, "") => files.push((path, (*to).to_owned())),
                (Some(at), WHOLE) => {
                    files.remove(at);
                }
                (Some(at), from) if !from.is_empty() && files[at].1.matches(from).count() == 1 => {
                    files[at].1 = files[at].1.replace(from, to);
                }
                _ => return false,
            }
        }
        true
    }
}

/// The base after several edits. Those that do not go together leave the specs with errors, and are left out.
pub(crate) fn edited(picked: &[Index]) -> Files {
    let cases: Vec<_> = CASES.iter().chain(MORE).collect();
    let mut files = base::files();
    for index in picked {
        let mut next = files.clone();
        let fits = index.get(&cases).apply(&mut next);
        if fits && !has_errors(&lint(&sources(&next)).1) {
            files = next;
        }
    }
    files
}

/// All cases, with what they change.
pub(crate) fn bases() -> [(Files, Vec<&'static Case>); 2] {
    let grouped = case("groups", GROUPS, "").files();
    [(base::files(), CASES.iter().chain(MORE).collect()), (grouped, GROUPED.iter().collect())]
}

/// A file as a whole.
const WHOLE: &str = "*";
const PLATFORM: &str = "platform.yaml";
const PRODUCT: &str = "product.yaml";
const TYPES: &str = "types.yaml";
const REPLACE: &str = "pet/replace.yaml";
const CREATE: &str = "pet/create.yaml";
const GET: &str = "pet/get.yaml";
const PHOTO: &str = "photo/create.yaml";
const LIST: &str = "cage/list.yaml";
const CAGE: &str = "cage/replace.yaml";

const CODE: &str = "    code: { type: string, pattern: \"^[a-z]+$\", example: abc }\n";
const LEGS: &str = "    legs: { type: i32, required: true, range: 0..8, example: 4 }\n";
const OWNER: &str = "    owner_id: { type: OwnerId, required: true, example: \"8\" }\n";
const SAMPLE: &str = "  example: { owner_id: \"8\", legs: 4, name: 小白 }\n";
const NEW: &str = "let pet = api::ReplacePet::new(\"8\", 4);";
const SEND: &str = "client.pet().replace(\"7\", &api::ReplacePet::new(\"8\", 4)).await?;";
const READ: &str = "let _: api::Pet = client.pet().replace(\"7\", &api::ReplacePet::new(\"8\", 4)).await?.pet.clone();";
const SETTERS: &str = "let _ = api::ReplacePet::new(\"8\", 4).name(\"a\").nick_name(\"b\").born(\"1\").tags([\"a\"]).foods([api::Food::new(\"hay\").grams(1)]).size(api::Size::Large).mood(api::Mood::Sad).code(\"abc\").validate();";

const fn case(id: &'static str, edits: &'static [Edit], uses: &'static str) -> Case {
    Case { id, edits, uses }
}

/// Every case. The id is that of the change whose Rust verdict counts; others may come with it.
pub(crate) static CASES: &[Case] = &[
    // What is sent.
    case(
        "request-optional-field-added",
        &[(
            REPLACE,
            CODE,
            "    extra: { type: bool }\n    code: { type: string, pattern: \"^[a-z]+$\", example: abc }\n",
        )],
        SETTERS,
    ),
    case(
        "request-required-field-added",
        &[
            (
                REPLACE,
                LEGS,
                "    legs: { type: i32, required: true, range: 0..8, example: 4 }\n    tail: { type: bool, required: true }\n",
            ),
            (REPLACE, SAMPLE, ""),
        ],
        NEW,
    ),
    case(
        "request-optional-field-removed",
        &[(REPLACE, CODE, "")],
        "let _ = api::ReplacePet::new(\"8\", 4).code(\"abc\");",
    ),
    case("request-required-field-removed", &[(REPLACE, LEGS, ""), (REPLACE, SAMPLE, "")], NEW),
    case(
        "request-field-became-required",
        &[
            (REPLACE, "mood: { type: Mood }", "mood: { type: Mood, required: true }"),
            (REPLACE, SAMPLE, ""),
        ],
        NEW,
    ),
    case(
        "request-field-became-optional",
        &[(REPLACE, LEGS, "    legs: { type: i32, range: 0..8, example: 4 }\n")],
        NEW,
    ),
    case(
        "request-field-type-changed",
        &[(REPLACE, "nickName: { type: string }", "nickName: { type: bool }")],
        SETTERS,
    ),
    case(
        "request-field-type-widened",
        &[(REPLACE, "legs: { type: i32", "legs: { type: i64")],
        "let legs: i32 = api::ReplacePet::new(\"8\", 4).legs;",
    ),
    case(
        "request-field-became-enum",
        &[(REPLACE, "nickName: { type: string }", "nickName: { type: Mood }")],
        SETTERS,
    ),
    case(
        "request-field-type-named-otherwise",
        &[(REPLACE, "owner_id: { type: OwnerId", "owner_id: { type: string")],
        "let owner: api::OwnerId = api::ReplacePet::new(\"8\", 4).owner_id;",
    ),
    case(
        "request-field-became-list",
        &[(REPLACE, "nickName: { type: string }", "nickName: { type: \"[string]\" }")],
        SETTERS,
    ),
    case(
        "request-field-no-longer-list",
        &[(
            REPLACE,
            "tags: { type: \"[string]\", items: 1..3, example: [a, b] }",
            "tags: { type: string }",
        )],
        SETTERS,
    ),
    case("request-field-renamed", &[(REPLACE, "    code: {", "    code_word: {")], SETTERS),
    case("request-field-respelled", &[(REPLACE, "nickName:", "nick_name:")], SETTERS),
    case("request-max-items-raised", &[(REPLACE, "items: 1..3", "items: 1..30")], SETTERS),
    case("request-max-items-lowered", &[(REPLACE, "items: 1..3", "items: 1..2")], SETTERS),
    case("request-min-items-removed", &[(REPLACE, "items: 1..3", "items: 0..3")], SETTERS),
    case(
        "request-unique-items-added",
        &[(REPLACE, "items: 1..3", "items: 1..3, unique_items: true")],
        SETTERS,
    ),
    case("request-min-length-raised", &[(REPLACE, "chars: 1..5", "chars: 2..5")], SETTERS),
    case("request-max-length-removed", &[(REPLACE, "chars: 1..5", "chars: 1..")], SETTERS),
    case("request-maximum-lowered", &[(REPLACE, "range: 0..8", "range: 0..6")], SETTERS),
    case("request-maximum-raised", &[(TYPES, "range: 1..500", "range: 1..5000")], SETTERS),
    case("request-pattern-changed", &[(REPLACE, "^[a-z]+$", "^[a-z]{0,3}$")], SETTERS),
    case("request-pattern-removed", &[(REPLACE, "pattern: \"^[a-z]+$\", ", "")], SETTERS),
    case("request-default-changed", &[(REPLACE, "default: 1", "default: 2")], SETTERS),
    case(
        "request-constructor-arguments-reordered",
        &[
            (REPLACE, OWNER, ""),
            (
                REPLACE,
                LEGS,
                "    legs: { type: i32, required: true, range: 0..8, example: 4 }\n    owner_id: { type: OwnerId, required: true, example: \"8\" }\n",
            ),
        ],
        NEW,
    ),
    case(
        "request-fields-reordered",
        &[
            (REPLACE, CODE, ""),
            (
                REPLACE,
                "    name: {",
                "    code: { type: string, pattern: \"^[a-z]+$\", example: abc }\n    name: {",
            ),
        ],
        SETTERS,
    ),
    case(
        "request-optional-field-added",
        &[(
            CREATE,
            "    dry_run: { type: bool }\n",
            "    dry_run: { type: bool }\n    force: { type: bool }\n",
        )],
        "client.pet().create(&api::CreatePetQuery::new().dry_run(true), &api::CreatePet::new()).await?;",
    ),
    case(
        "request-query-added",
        &[(REPLACE, "  body:\n", "  query:\n    force: { type: bool }\n  body:\n")],
        SEND,
    ),
    case(
        "request-query-removed",
        &[(CREATE, "  query:\n    dry_run: { type: bool }\n", "")],
        "client.pet().create(&api::CreatePetQuery::new(), &api::CreatePet::new()).await?;",
    ),
    case(
        "request-body-removed",
        &[
            (LIST, "  body:\n    cage_ids: { type: \"[CageId]\" }\n", ""),
            (CAGE, ", by: cage_ids", ""),
        ],
        "client.cage().list(&api::ListCageQuery::new(), &api::ListCage::new()).await?;",
    ),
    case(
        "request-body-added",
        &[
            (GET, "\nresponse:", "  body:\n    why: { type: string }\n\nresponse:"),
            (GET, "http: GET", "http: POST"),
        ],
        "client.pet().get(\"7\").await?;",
    ),
    case(
        "path-parameter-renamed",
        &[(GET, "pets/:pet_id", "pets/:animal_id"), (GET, "    pet_id:", "    animal_id:")],
        "client.pet().get(\"7\").await?;",
    ),
    case(
        "path-parameter-added",
        &[
            (GET, "pets/:pet_id", "pets/:pet_id/:part"),
            (GET, "\nresponse:", "    part: { type: string, example: a }\n\nresponse:"),
        ],
        "client.pet().get(\"7\").await?;",
    ),
    case(
        "path-parameters-reordered",
        &[(PHOTO, "pets/:pet_id/photos/:size", "pets/:size/photos/:pet_id")],
        "client.photo().create(\"7\", 2, &api::CreatePhoto::new(\"a\"), api::Upload::bytes(\"a\", \"b\")).await?;",
    ),
    case(
        "request-field-type-widened",
        &[(PHOTO, "size: { type: i32, example: 2 }", "size: { type: string, example: s }")],
        "client.photo().create(\"7\", 2, &api::CreatePhoto::new(\"a\"), api::Upload::bytes(\"a\", \"b\")).await?;",
    ),
    case(
        "upload-removed",
        &[(
            PHOTO,
            "  upload:\n    field: file\n    max_bytes: 1000\n    description: The photo.\n",
            "",
        )],
        "client.photo().create(\"7\", 2, &api::CreatePhoto::new(\"a\"), api::Upload::bytes(\"a\", \"b\")).await?;",
    ),
    case(
        "upload-field-renamed",
        &[(PHOTO, "field: file", "field: image")],
        "client.photo().create(\"7\", 2, &api::CreatePhoto::new(\"a\"), api::Upload::bytes(\"a\", \"b\")).await?;",
    ),
    case(
        "file-size-lowered",
        &[(PHOTO, "max_bytes: 1000", "max_bytes: 100")],
        "client.photo().create(\"7\", 2, &api::CreatePhoto::new(\"a\"), api::Upload::bytes(\"a\", \"b\")).await?;",
    ),
    // What comes back.
    case(
        "response-optional-field-added",
        &[(TYPES, "      toys: {", "      age: { type: i32 }\n      toys: {")],
        READ,
    ),
    case(
        "response-required-field-added",
        &[
            (REPLACE, "    warnings:", "    version: { type: i32, required: true }\n    warnings:"),
            (REPLACE, "data: { pet: {", "data: { version: 1, pet: {"),
        ],
        READ,
    ),
    case(
        "response-default-constructor-lost",
        &[
            (TYPES, "      toys: {", "      age: { type: i32, required: true }\n      toys: {"),
            (REPLACE, "name: 小白, size: 1", "name: 小白, size: 1, age: 1"),
        ],
        "let _ = api::Pet::default();",
    ),
    case(
        "response-optional-field-removed",
        &[(TYPES, "      legs: { type: i32 }\n", "")],
        "let _ = client.pet().get(\"7\").await?.pet.as_ref().map(|pet| pet.legs);",
    ),
    case(
        "response-required-field-removed",
        &[(CREATE, "    id: { type: PetId, required: true }\n", "    {}\n")],
        "let _ = client.pet().create(&api::CreatePetQuery::new(), &api::CreatePet::new()).await?.id.clone();",
    ),
    case(
        "response-field-became-required",
        &[(GET, "pet: { type: Pet }", "pet: { type: Pet, required: true }")],
        "let _: Option<api::Pet> = client.pet().get(\"7\").await?.pet.clone();",
    ),
    case(
        "response-field-became-optional",
        &[(REPLACE, "pet: { type: Pet, required: true }", "pet: { type: Pet }")],
        READ,
    ),
    case(
        "response-field-type-widened",
        &[(TYPES, "legs: { type: i32 }", "legs: { type: i64 }")],
        "let _: Option<Option<i32>> = client.pet().get(\"7\").await?.pet.as_ref().map(|pet| pet.legs);",
    ),
    case(
        "response-field-became-list",
        &[(GET, "pet: { type: Pet }", "pet: { type: \"[Pet]\" }")],
        "let _: Option<api::Pet> = client.pet().get(\"7\").await?.pet.clone();",
    ),
    case(
        "response-field-renamed",
        &[
            (
                TYPES,
                "name: { type: string, description: What it is called. }",
                "title: { type: string, description: What it is called. }",
            ),
            (REPLACE, "id: \"7\", name: 小白, size: 1", "id: \"7\""),
        ],
        "let _ = client.pet().get(\"7\").await?.pet.as_ref().map(|pet| pet.name.clone());",
    ),
    case(
        "response-kind-changed",
        &[(GET, "  data:", "  flat:")],
        "let _: Option<api::Pet> = client.pet().get(\"7\").await?.pet.clone();",
    ),
    case(
        "message-field-changed",
        &[(GET, "response:\n", "response:\n  message: message\n")],
        "client.pet().get(\"7\").await?;",
    ),
    // Declared types.
    case(
        "enum-value-added",
        &[(
            TYPES,
            "      sad: { value: sad }\n",
            "      sad: { value: sad }\n      bored: { value: bored }\n",
        )],
        SETTERS,
    ),
    case(
        "enum-value-removed",
        &[(TYPES, "      huge: { value: 3 }\n", "")],
        "let _ = api::Size::Huge;",
    ),
    case(
        "enum-value-renamed",
        &[(TYPES, "      huge: { value: 3 }\n", "      giant: { value: 3 }\n")],
        "let _ = api::Size::Huge;",
    ),
    case(
        "enum-value-changed",
        &[(TYPES, "      huge: { value: 3 }\n", "      huge: { value: 4 }\n")],
        "let _ = api::Size::Huge;",
    ),
    case(
        "enum-kind-changed",
        &[(
            TYPES,
            "      happy: { value: happy }\n      sad: { value: sad }\n",
            "      happy: { value: 1 }\n      sad: { value: 2 }\n",
        )],
        "let _: &str = api::Mood::Happy.as_str();",
    ),
    case(
        "type-renamed",
        &[(TYPES, "  OwnerId:", "  KeeperId:"), (REPLACE, "type: OwnerId", "type: KeeperId")],
        "let _ = api::OwnerId::from(\"8\");",
    ),
    case(
        "type-renamed",
        &[(TYPES, "  Food:", "  Meal:"), (REPLACE, "[Food]", "[Meal]")],
        "let _ = api::Food::new(\"hay\");",
    ),
    case(
        "type-added",
        &[
            (TYPES, "  CageId:", "  StableId: { description: Identifies a stable. }\n  CageId:"),
            (GET, "    pet: {", "    stable: { type: StableId }\n    pet: {"),
        ],
        "client.pet().get(\"7\").await?;",
    ),
    case(
        "type-removed",
        &[
            (
                TYPES,
                "  Toy:\n    description: Something to play with, as it is answered.\n    fields:\n      label: { type: string }\n",
                "",
            ),
            (TYPES, "      toys: { type: \"[Toy]\" }\n", ""),
        ],
        "let _ = api::Toy::default();",
    ),
    // Calls.
    case(
        "operation-added",
        &[(
            "pet/delete.yaml",
            "",
            "operation: zoo.v1.pet.delete\nsummary: Delete a pet\npage: https://pages.example/pet/delete\npage_updated: 2025-01-31\nhttp: DELETE /open-apis/zoo/v1/pets/:pet_id\ntokens: [tenant_access_token]\napps: [custom]\nwrite: delete\nrequest:\n  path:\n    pet_id: { type: PetId, example: \"7\" }\nresponse:\n  data: {}\n",
        )],
        SEND,
    ),
    case("operation-removed", &[(GET, WHOLE, "")], "client.pet().get(\"7\").await?;"),
    case(
        "operation-renamed",
        &[
            (GET, WHOLE, ""),
            (
                "pet/read.yaml",
                "",
                "operation: zoo.v1.pet.read\nsummary: Read a pet\npage: https://pages.example/pet/get\npage_updated: 2025-01-31\nhttp: GET /open-apis/zoo/v1/pets/:pet_id\ntokens: [tenant_access_token]\napps: [custom]\nrequest:\n  path:\n    pet_id: { type: PetId, example: \"7\" }\nresponse:\n  data:\n    pet: { type: Pet }\n",
            ),
        ],
        "client.pet().get(\"7\").await?;",
    ),
    case(
        "operation-moved",
        &[(GET, "/zoo/v1/pets/", "/zoo/v1/animals/")],
        "client.pet().get(\"7\").await?;",
    ),
    case("write-no-longer-full-overwrite", &[(REPLACE, "write: replace", "write: update")], SEND),
    case(
        "token-kind-removed",
        &[(
            REPLACE,
            "tokens: [tenant_access_token, user_access_token]",
            "tokens: [tenant_access_token]",
        )],
        SEND,
    ),
    case("app-kind-removed", &[(REPLACE, "apps: [custom, store]", "apps: [custom]")], SEND),
    case("scope-removed", &[(REPLACE, ", \"zoo:all\"", "")], SEND),
    case("rate-limit-removed", &[(REPLACE, "rate_limit: 10/s\n", "")], SEND),
    case(
        "idempotency-key-removed",
        &[(CREATE, "idempotency: { field: external_id, window: 86400s }\n", "")],
        "client.pet().create(&api::CreatePetQuery::new(), &api::CreatePet::new().external_id(\"k\")).await?;",
    ),
    case(
        "idempotency-key-changed",
        &[(CREATE, "field: external_id", "field: other_id")],
        "client.pet().create(&api::CreatePetQuery::new(), &api::CreatePet::new().external_id(\"k\")).await?;",
    ),
    case(
        "paging-removed",
        &[(LIST, "paging: items\n", ""), (CAGE, "modify: { read: list, by: cage_ids }\n", "")],
        "let _ = client.cage().list_items(&api::ListCageQuery::new(), &api::ListCage::new());",
    ),
    case(
        "modify-removed",
        &[(CAGE, "modify: { read: list, by: cage_ids }\n", "")],
        "client.cage().modify(\"7\", |cage| cage.doors = Some(2)).await?;",
    ),
    case(
        "modify-changed",
        &[(CAGE, "modify: { read: list, by: cage_ids }", "modify: { read: list }")],
        "client.cage().modify(\"7\", |cage| cage.doors = Some(2)).await?;",
    ),
    case(
        "error-code-added",
        &[(
            REPLACE,
            "  - { http: 404, code: 1002, name: no_such_pet }\n",
            "  - { http: 404, code: 1002, name: no_such_pet }\n  - { http: 400, code: 1003, name: pet_asleep }\n",
        )],
        SEND,
    ),
    case(
        "error-code-removed",
        &[(REPLACE, "  - { http: 404, code: 1002, name: no_such_pet }\n", "")],
        "let _ = api::ErrorCode::NoSuchPet;",
    ),
    case(
        "error-code-renamed",
        &[(REPLACE, "name: no_such_pet", "name: pet_not_found")],
        "let _ = api::ErrorCode::NoSuchPet;",
    ),
    case(
        "error-code-changed",
        &[(REPLACE, "code: 1002", "code: 1009")],
        "let _ = api::ErrorCode::NoSuchPet;",
    ),
    case(
        "error-code-unlisted",
        &[(
            REPLACE,
            "  - { http: 400, code: 1001, name: bad_pet, advice: Look at the pet. }\n",
            "",
        )],
        "let _ = api::ErrorCode::BadPet;",
    ),
    // Words.
    case("text-changed", &[(REPLACE, "summary: Replace a pet", "summary: Write a pet anew")], SEND),
    case("sample-changed", &[(REPLACE, "example: abc", "example: xyz")], SETTERS),
    case(
        "page-changed",
        &[(REPLACE, "page_updated: 2025-01-31", "page_updated: 2026-01-31")],
        SEND,
    ),
];

/// What makes groups of the base, and a type that two of them use.
const GROUPS: &[Edit] = &[
    (PRODUCT, "main: v1", "main: v1\ngroups: { pets: [pet], photos: [photo], cages: [cage] }"),
    (
        TYPES,
        "      lock: { type: Lock }\n",
        "      lock: { type: Lock }\n      guard: { type: PetId }\n",
    ),
];

/// Edits of that.
pub(crate) static GROUPED: &[Case] =
    &[case("type-left-group", &[(TYPES, "guard: { type: PetId }", "guard: { type: string }")], "")];

/// Edits for what is left: kinds of change that Rust code does not see, or sees as in the cases above.
pub(crate) static MORE: &[Case] = &[
    case("crate-renamed", &[(PRODUCT, "crate: zoo", "crate: ark")], ""),
    case("module-moved", &[(PRODUCT, "main: v1", "main: v2")], ""),
    case(
        "group-changed",
        &[(PRODUCT, "main: v1", "main: v1\ngroups: { pets: [pet, photo], cages: [cage] }")],
        "",
    ),
    case(
        "effect-changed",
        &[
            (CREATE, "write: create", "write: update"),
            (CREATE, "idempotency: { field: external_id, window: 86400s }\n", ""),
        ],
        "",
    ),
    case("token-no-longer-needed", &[(GET, "tokens: [tenant_access_token]", "tokens: []")], ""),
    case(
        "token-kinds-reordered",
        &[(
            REPLACE,
            "[tenant_access_token, user_access_token]",
            "[user_access_token, tenant_access_token]",
        )],
        "",
    ),
    case(
        "token-kinds-reordered",
        &[(
            GET,
            "tokens: [tenant_access_token]",
            "tokens: [user_access_token, tenant_access_token]",
        )],
        "",
    ),
    case(
        "text-changed",
        &[(PHOTO, "[\"zoo:face\", \"zoo:place\"]", "[\"zoo:place\", \"zoo:face\"]")],
        "",
    ),
    case(
        "modify-changed",
        &[(CAGE, "by: cage_ids }", "by: cage_ids, from: { title: sign } }")],
        "",
    ),
    case("text-changed", &[(PHOTO, "[custom, store]", "[store, custom]")], ""),
    case(
        "scope-no-longer-needed",
        &[(REPLACE, "scopes: { any_of: [\"zoo:pet\", \"zoo:all\"] }\n", "")],
        "",
    ),
    case(
        "rate-limit-lowered",
        &[
            (PLATFORM, "  1: { limit: 10/s }", "  1: { limit: 10/s }\n  2: { limit: 5/s }"),
            (REPLACE, "rate_limit: 10/s", "rate_limit: 5/s"),
        ],
        "",
    ),
    case("idempotency-window-shortened", &[(CREATE, "86400s", "3600s")], ""),
    case("paging-list-changed", &[(LIST, "paging: items", "paging: others")], ""),
    case(
        "paging-item-type-changed",
        &[
            (LIST, "paging: items", "paging: others"),
            (LIST, "    others: { type: \"[Cage]\" }\n", "    others: { type: \"[Lock]\" }\n"),
            (CAGE, "modify: { read: list, by: cage_ids }\n", ""),
        ],
        "",
    ),
    case(
        "conversion-removed",
        &[
            (CAGE, "by: cage_ids }", "by: cage_ids, lost: [lock] }"),
            (CAGE, "lock: { type: LockInput }", "lock: { type: string }"),
        ],
        "",
    ),
    case("error-status-changed", &[(REPLACE, "http: 404", "http: 400")], ""),
    case(
        "error-retry-changed",
        &[(REPLACE, "name: no_such_pet", "name: no_such_pet, retry: true")],
        "",
    ),
    case("request-default-removed", &[(REPLACE, ", default: 1", "")], ""),
    case("request-min-length-removed", &[(REPLACE, "chars: 1..5", "chars: ..5")], ""),
    case("request-max-length-lowered", &[(REPLACE, "chars: 1..5", "chars: 1..4")], ""),
    case("request-min-items-raised", &[(REPLACE, "items: 1..3", "items: 2..3")], ""),
    case("request-max-items-removed", &[(REPLACE, "items: 1..3", "items: 1..")], ""),
    case("request-minimum-removed", &[(REPLACE, "range: 0..8", "range: ..8")], ""),
    case("request-minimum-raised", &[(REPLACE, "range: 0..8", "range: 2..8")], ""),
    case("request-maximum-removed", &[(REPLACE, "range: 0..8", "range: 0..")], ""),
    case("request-rule-restated", &[(REPLACE, "items: 0..9", "items: ..9")], ""),
    case(
        "type-direction-changed",
        &[
            (TYPES, "      toys: { type: \"[Toy]\" }\n", ""),
            (REPLACE, "    mood:", "    toys: { type: \"[Toy]\" }\n    mood:"),
        ],
        "",
    ),
    case("type-no-longer-used", &[(TYPES, "      toys: { type: \"[Toy]\" }\n", "")], ""),
    case(
        "enum-values-reordered",
        &[(
            TYPES,
            "      happy: { value: happy }\n      sad: { value: sad }\n",
            "      sad: { value: sad }\n      happy: { value: happy }\n",
        )],
        "",
    ),
    case(
        "platform-host-changed",
        &[(PLATFORM, "https://lark.example", "https://suite.example")],
        "",
    ),
    case("platform-fact-changed", &[(PLATFORM, "lifetime: 7200s", "lifetime: 3600s")], ""),
    case(
        "platform-error-added",
        &[(
            PLATFORM,
            "errors:\n",
            "errors:\n  - { code: 98, name: asleep, http: [500], action: fail, advice: Come back later. }\n",
        )],
        "",
    ),
    case("platform-error-changed", &[(PLATFORM, "action: refresh_token", "action: fail")], ""),
    case(
        "platform-token-source-changed",
        &[(
            PLATFORM,
            "  tenant_access_token: { custom: zoo.v1.token.issue,",
            "  tenant_access_token: { custom: zoo.v1.token.create,",
        )],
        "",
    ),
    case("operation-deprecated", &[(GET, "\nhttp:", "\ndeprecated: true\nhttp:")], ""),
    case(
        "request-field-deprecated",
        &[(REPLACE, "mood: { type: Mood }", "mood: { type: Mood, deprecated: true }")],
        "",
    ),
    case(
        "request-field-permission-needed",
        &[(REPLACE, "mood: { type: Mood }", "mood: { type: Mood, scopes: [\"zoo:mood\"] }")],
        "",
    ),
    case(
        "response-field-permission-widened",
        &[(
            TYPES,
            "size: { type: Size, scopes: [\"zoo:size\"] }",
            "size: { type: Size, scopes: [\"zoo:size\", \"zoo:all\"] }",
        )],
        "",
    ),
    case(
        "field-scope-added",
        &[(
            REPLACE,
            "any_of: [\"zoo:pet\", \"zoo:all\"]",
            "any_of: [\"zoo:pet\", \"zoo:all\"], fields: [\"zoo:size\"]",
        )],
        "",
    ),
    case(
        "enum-value-changed",
        &[(TYPES, "      happy: { value: happy }\n", "      happy: { value: glad }\n")],
        "",
    ),
    case(
        "response-field-type-named-otherwise",
        &[(
            TYPES,
            "      id: { type: PetId, example: \"7\" }",
            "      id: { type: string, example: \"7\" }",
        )],
        "",
    ),
    case(
        "response-field-no-longer-enum",
        &[(TYPES, "size: { type: Size, scopes", "size: { type: i32, scopes")],
        "",
    ),
    case(
        "response-field-respelled",
        &[(TYPES, "      label: { type: string }\n", "      Label: { type: string }\n")],
        "",
    ),
    case(
        "response-field-type-changed",
        &[(TYPES, "      label: { type: string }\n", "      label: { type: bool }\n")],
        "",
    ),
    case(
        "response-field-deprecated",
        &[(
            TYPES,
            "      label: { type: string }\n",
            "      label: { type: string, deprecated: true }\n",
        )],
        "",
    ),
    case(
        "response-fields-reordered",
        &[(
            TYPES,
            "      legs: { type: i32 }\n      toys: { type: \"[Toy]\" }\n",
            "      toys: { type: \"[Toy]\" }\n      legs: { type: i32 }\n",
        )],
        "",
    ),
    case(
        "response-field-permission-no-longer-needed",
        &[(TYPES, "size: { type: Size, scopes: [\"zoo:size\"] }", "size: { type: Size }")],
        "",
    ),
    case(
        "request-field-permission-widened",
        &[(REPLACE, "scopes: [\"zoo:born\"]", "scopes: [\"zoo:born\", \"zoo:all\"]")],
        "",
    ),
    case("rate-limit-became-special", &[(REPLACE, "rate_limit: 10/s", "rate_limit: special")], ""),
];
