//! What a product says of the objects that the emulator keeps: what follows from it, and what is said of a mistake.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::collections::BTreeMap;

use feishu_codegen::{Code, Diagnostic, Sources, Target, generate};
use serde_json::{Value as Json, json};

const PRODUCT: &str = "spec/zoo/product.yaml";
const MANIFEST: &str = r#"product: zoo
title: The zoo
description: Pets.
crate: feishu-zoo
main: v1
emulate:
  photo: { file: true, create: upload, without: { upload: [width] } }
  pet:
    of: owner_id
    refers: { photo_ids: photo }
    create: create
    replace: replace
    list: list
    without: { list: [size] }
    requires:
      - { one_of: [size, collar.colour] }
      - { field: photo_ids, when: collar.colour, is: red, for: a pet in red }
    samples: [{ id: "1", owner_id: "2", size: 1 }]
"#;

const CREATE: &str = r#"operation: zoo.v1.pet.create
summary: Create a pet
page: https://pages.example/pet/create
http: POST /open-apis/zoo/v1/pets
tokens: [tenant_access_token]
apps: [custom]
write: create
request:
  body:
    owner_id: { type: OwnerId, required: true, example: "8" }
    size: { type: Size }
    collar: { type: Collar }
    photo_ids: { type: "[PhotoId]" }
response:
  data:
    pet: { type: NewPet, required: true }
objects:
  Collar: { description: A collar., fields: { colour: { type: string } } }
  NewPet:
    description: A pet that was created.
    fields:
      size: { type: Size }
      id: { type: PetId }
      photos: { type: "[Photo]" }
  Photo: { description: A photo., fields: { id: { type: PhotoId }, name: { type: string } } }
"#;

const UPLOAD: &str = r#"operation: zoo.v1.photo.upload
summary: Upload a photo
page: https://pages.example/photo/upload
http: POST /open-apis/zoo/v1/photos
tokens: [tenant_access_token]
apps: [custom]
write: create
request:
  upload: { field: photo, max_bytes: 9, description: The photo. }
response:
  data:
    id: { type: PhotoId, required: true }
    width: { type: i32 }
ids:
  PhotoId: { description: Identifies a photo. }
"#;

fn fixture() -> BTreeMap<&'static str, String> {
    BTreeMap::from([
        (PRODUCT, MANIFEST.to_owned()),
        ("spec/platform.yaml", include_str!("fixture/platform.yaml").to_owned()),
        ("spec/zoo/v1/types.yaml", include_str!("fixture/types.yaml").to_owned()),
        ("spec/zoo/v1/token/issue.yaml", include_str!("fixture/issue.yaml").to_owned()),
        ("spec/zoo/v1/pet/replace.yaml", include_str!("fixture/replace.yaml").to_owned()),
        ("spec/zoo/v1/pet/list.yaml", include_str!("fixture/list.yaml").to_owned()),
        ("spec/zoo/v1/pet/create.yaml", CREATE.to_owned()),
        ("spec/zoo/v1/photo/upload.yaml", UPLOAD.to_owned()),
    ])
}

fn sources(files: &BTreeMap<&str, String>) -> Sources {
    let mut sources = Sources::new();
    for (path, text) in files {
        sources.add(*path, text.clone());
    }
    sources
}

fn problems(sources: &Sources) -> (Option<Json>, Vec<Diagnostic>) {
    let mut target = Target::sdk("sdk", "spec");
    target.catalogue = Some("catalogue.json".to_owned());
    let (files, problems) = generate(sources, &target);
    let mut files = files.iter().filter(|(path, _)| *path == "catalogue.json");
    let catalogue = files.next().map(|(_, text)| serde_json::from_str(text).expect("JSON"));
    (catalogue, problems)
}

#[test]
fn what_is_not_said_follows_from_the_types() {
    let (catalogue, problems) = problems(&sources(&fixture()));
    assert!(problems.is_empty(), "{problems:?}");
    let catalogue = catalogue.expect("a catalogue");
    let fact = |name: &str| json!({ "as": "fact", "name": name });
    let facts = [fact("id"), fact("name")];
    let photos = json!({
        "as": "named", "name": "photos", "from": "photo_ids", "kind": "photo", "fields": facts,
    });
    let pet = json!({
        "kind": "pet",
        "product": "zoo",
        "file": false,
        "id": "id",
        "parent": "owner_id",
        "references": [{ "field": "photo_ids", "kind": "photo" }],
        "shows": ["size", "id", photos],
        "requires": [
            { "one_of": [["size"], ["collar", "colour"]] },
            { "field": ["photo_ids"], "when": ["collar", "colour"], "is": "red", "for": "a pet in red" },
        ],
        "seed_schema": {
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "size": { "type": "integer" },
                "id": { "type": "string" },
                "photo_ids": { "type": "array", "items": { "type": "string" } },
                "owner_id": { "type": "string" },
            },
            "required": ["id", "owner_id"],
        },
        "samples": [{ "id": "1", "owner_id": "2", "size": 1 }],
    });
    assert_eq!(catalogue["objects"][1], pet);
    let emulate = |id: &str| {
        let operations = catalogue["operations"].as_array().expect("a list");
        operations.iter().find(|it| it["id"] == id).expect("there")["emulate"].clone()
    };
    assert_eq!(
        emulate("zoo.v1.pet.replace"),
        json!({
            "kind": "pet",
            "action": "replace",
            "parameter": "pet_id",
            "ids": null,
            "holder": "pet",
            "shows": ["id", "name", "size"],
        })
    );
    assert_eq!(
        emulate("zoo.v1.pet.list"),
        json!({
            "kind": "pet",
            "action": "list",
            "parameter": null,
            "ids": "pet_ids",
            "holder": "items",
            "shows": ["id", "name"],
        })
    );
    let upload = emulate("zoo.v1.photo.upload");
    assert_eq!((&upload["holder"], &upload["shows"]), (&Json::Null, &json!([fact("id")])));
    let issues_tokens = |it: &Json| it["id"] == "zoo.v1.token.issue";
    assert!(!catalogue["operations"].as_array().expect("a list").iter().any(issues_tokens));
}

#[test]
fn what_a_file_has_is_the_same_for_every_product() {
    let (catalogue, _) = problems(&sources(&fixture()));
    let photo = catalogue.expect("a catalogue")["objects"][0].take();
    let facts = ["id", "name", "size"].map(|name| json!({ "as": "fact", "name": name }));
    assert_eq!(photo["shows"], json!(facts));
    let text = json!({ "type": "string" });
    let contents = json!([{ "required": ["text"] }, { "required": ["base64"] }]);
    let schema = json!({
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "id": text,
            "name": text,
            "size": { "type": "integer", "minimum": 0 },
            "mime": text,
            "create_time": { "type": "integer" },
            "listed_as": text,
            "text": text,
            "base64": text,
        },
        "required": ["id", "name"],
        "if": { "not": { "anyOf": contents } },
        "then": { "required": ["size"] },
    });
    assert_eq!(photo["seed_schema"], schema);
}

/// What an emulator starts with, beside the catalogues of the products.
#[test]
fn an_index_names_each_product_with_what_a_start_has_to_know() {
    let mut target = Target::sdk("sdk", "spec");
    target.sdk = None;
    target.emulator = Some("emulator".to_owned());
    let mut files = fixture();
    let without_kinds = MANIFEST.split("emulate:").next().expect("there").replace("zoo", "ark");
    files.insert("spec/ark/product.yaml", without_kinds);
    files.insert("spec/ark/v1/photo/upload.yaml", UPLOAD.replace("zoo", "ark"));
    let (files, problems) = generate(&sources(&files), &target);
    assert!(problems.is_empty(), "{problems:?}");
    let places: Vec<_> =
        files.iter().filter_map(|(path, _)| path.strip_prefix("emulator/")).collect();
    let generated = ["mod.rs", "platform.json", "products/ark.json", "products/zoo.json"];
    assert_eq!(places, generated.map(|name| format!("src/generated/{name}")));
    let index = files.get("emulator/src/generated/mod.rs").expect("there");
    for part in [
        "catalogue: include_str!(\"products/ark.json\")",
        "catalogue: include_str!(\"products/zoo.json\")",
        "name: \"pet\",\n                product: \"zoo\",\n                is_file: false,",
        "id: \"ark.v1.photo.upload\"",
        "path: \"/open-apis/zoo/v1/pets\"",
    ] {
        assert!(index.contains(part), "{part}: {index}");
    }
    assert!(!index.contains("token.issue"), "it is a fact of the platform: {index}");
    let facts = files.get("emulator/src/generated/platform.json").expect("there");
    let facts: Json = serde_json::from_str(facts).expect("JSON");
    let source = &facts["tokens"]["sources"][0];
    assert_eq!(source["operation"]["id"], "zoo.v1.token.issue");
}

#[test]
fn what_the_emulator_does_not_read_is_in_no_catalogue() {
    let (catalogue, _) = problems(&sources(&fixture()));
    let catalogue = catalogue.expect("a catalogue");
    let operation = catalogue["operations"][0].as_object().expect("an object");
    for unread in ["effect", "content_type", "flat", "response_schema", "request_example"] {
        assert!(!operation.contains_key(unread), "{unread}");
    }
}

/// Samples of a file that no seed may hold: each with what is said.
#[test]
fn a_sample_that_would_be_refused_as_a_seed_is_refused_in_the_product() {
    for (samples, expected) in [
        (r#"[{ id: "1", name: a }]"#, "the sample has neither `size` nor a content"),
        (r#"[{ id: "1", name: a, size: -1 }]"#, "the sample breaks the rule of its field"),
        (r#"[{ id: "1", name: a, text: b, base64: Yg== }]"#, "the sample has its content twice"),
        (r#"[{ id: "", name: a, size: 1 }]"#, "the id is empty"),
        (
            r#"[{ id: "1", name: a, size: 1 }, { id: "1", name: b, text: b }]"#,
            "two samples have the id `1`",
        ),
        (r#"[{ id: "1", name: a, size: 1, url: b }]"#, "a field `url` that is not declared"),
        (r#"[{ id: "1", name: a, size: 1 }, { id: "2", name: b, text: b }]"#, ""),
    ] {
        let mut files = fixture();
        let photo = format!("photo: {{ file: true, samples: {samples}, ");
        files.insert(PRODUCT, MANIFEST.replace("photo: { file: true, ", &photo));
        let (_, found) = problems(&sources(&files));
        let found: Vec<_> = found.iter().map(|problem| problem.message.as_str()).collect();
        match found.as_slice() {
            [] => assert_eq!(expected, "", "{samples}"),
            [only] => assert!(!expected.is_empty() && only.contains(expected), "{samples}: {only}"),
            _ => panic!("{samples}: {found:?}"),
        }
    }
}

/// A server may hold what it would not take any more.
#[test]
fn a_sample_has_the_types_of_requests_and_not_their_rules() {
    const KEPT: &str = "samples: [{ id: \"1\", owner_id: \"2\", size: 1";
    let colour = "colour: { type: string, chars: 1..3 }";
    const SIZE: &str = "    size: { type: Size }\n    collar:";
    let ruled = "    name: { type: string, chars: 1..5 }\n    legs: { type: i32, range: 0..8 }\n    tags: { type: \"[string]\", items: 0..3 }\n    toys: { type: \"[Toy]\" }\n";
    assert_eq!(CREATE.matches(SIZE).count(), 1);
    let create = CREATE.replace("colour: { type: string }", colour);
    let create = create.replace(SIZE, &format!("{ruled}{SIZE}"));
    let (head, _) = create.split_once("  NewPet:").expect("the object");
    let shown = "    pet: { type: NewPet, required: true }";
    let create = head.replace(shown, "    id: { type: PetId, required: true }");
    assert!(create.contains(colour));
    for (sample, expected) in [
        ("", None),
        (", name: 一二三四五六七", None),
        (", legs: 100", None),
        (", tags: [a, b, c, d, e]", None),
        (", collar: { colour: purple }", None),
        (", collar: { colour: \"\" }", None),
        (", toys: [{ label: \"\" }]", None),
        (", collar: { colour: 7 }", Some("expected")),
        (", collar: { color: red }", Some("that is not declared")),
        (", toys: [{ label: 7 }]", Some("expected")),
        (", legs: four", Some("expected")),
    ] {
        let mut files = fixture();
        files.insert("spec/zoo/v1/pet/create.yaml", create.clone());
        // Nothing reads such an object, so it is as it was written.
        const READS: &str = "    replace: replace\n    list: list\n    without: { list: [size] }\n";
        assert_eq!((MANIFEST.matches(READS).count(), MANIFEST.matches(KEPT).count()), (1, 1));
        let manifest = MANIFEST.replace(READS, "").replace(KEPT, &format!("{KEPT}{sample}"));
        files.insert(PRODUCT, manifest);
        let (_, found) = problems(&sources(&files));
        let found: Vec<_> = found.iter().map(|problem| problem.message.as_str()).collect();
        match (found.as_slice(), expected) {
            ([], None) => {}
            ([only], Some(part)) if only.contains(part) => {}
            _ => panic!("{sample}: {found:?}"),
        }
    }
}

/// An edit, the code, and a part of what is said.
const MISTAKES: &[(&str, &str, Code, &str)] = &[
    ("create: create", "creates: create", Code::UnknownKey, "did you mean `create`?"),
    ("create: create", "create: Create", Code::BadValue, "is not a value of `create`"),
    ("create: create", "create: creat", Code::BadEmulate, "did you mean `create`?"),
    ("create: create", "create: cage.build", Code::BadEmulate, "or add its spec"),
    ("create: create", "create: replace", Code::BadEmulate, "it says `write: replace`"),
    ("replace: replace", "patch: replace", Code::BadEmulate, "it says `write: replace`"),
    ("replace: replace", "delete: list", Code::BadEmulate, "it says `write: read`"),
    ("list: list", "read: list", Code::BadEmulate, "has no path parameter that names an object"),
    ("list: list", "list: [list, list]", Code::BadEmulate, "remove one of the two"),
    (
        "    of: owner_id",
        "    id: pet_id\n    of: owner_id",
        Code::BadEmulate,
        "no response about `pet`",
    ),
    ("    of: owner_id", "    of: owner_di", Code::BadEmulate, "did you mean `owner_id`?"),
    (
        "    of: owner_id",
        "    of: owner_id\n    by: pet_idx",
        Code::BadEmulate,
        "did you mean `pet_ids`?",
    ),
    ("    of: owner_id", "    of: owner_id\n    version: v2", Code::BadEmulate, "there is v1"),
    ("photo_ids: photo }", "photo_ids: photos }", Code::BadEmulate, "did you mean `photo`?"),
    ("photo_ids: photo }", "photo_id: photo }", Code::BadEmulate, "did you mean `photo_ids`?"),
    ("photo_ids: photo }", "owner_id: photo }", Code::BadEmulate, "holds no id of `photo`"),
    ("list: [size]", "list: [sizes]", Code::BadEmulate, "did you mean `size`?"),
    ("{ list: [size]", "{ lists: [size]", Code::BadEmulate, "did you mean `list`?"),
    ("file: true, ", "", Code::BadEmulate, "takes a file; write `file: true`"),
    ("  pet:\n", "  pet:\n    file: true\n", Code::BadEmulate, "it takes no file"),
    ("without: { upload: [width] }", "", Code::BadEmulate, "write `without: { upload: [width] }`"),
    ("[size, collar.colour]", "[size]", Code::BadEmulate, "this requirement is of neither form"),
    ("[size, collar.colour]", "[size, collar.color]", Code::BadEmulate, "did you mean `colour`?"),
    ("[size, collar.colour]", "[size, name]", Code::BadEmulate, "has no field `name`"),
    ("is: red", "is: 7", Code::BadExample, "put it in quotes"),
    ("is: red, for", "for", Code::BadEmulate, "this requirement is of neither form"),
    ("size: 1 }]", "siz: 1 }]", Code::BadExample, "did you mean `size`?"),
    ("size: 1 }]", "size: big }]", Code::BadExample, "big"),
    ("\"1\", owner_id: \"2\"", "\"1\"", Code::BadExample, "owner_id"),
    ("  pet:\n", "  Pet:\n", Code::BadName, "snake_case"),
    (
        "photo: { file: true, create: upload, without: { upload: [width] } }",
        "photo: {}",
        Code::BadEmulate,
        "nothing is done",
    ),
];

#[test]
fn every_mistake_has_a_place_in_the_product_and_a_remedy() {
    let mut unsaid = Vec::new();
    for (from, to, code, part) in MISTAKES {
        assert_eq!(MANIFEST.matches(from).count(), 1, "{from}");
        let mut files = fixture();
        files.insert(PRODUCT, MANIFEST.replace(from, to));
        let sources = sources(&files);
        let (catalogue, problems) = problems(&sources);
        assert!(catalogue.is_none(), "{to}");
        let texts: Vec<_> = problems.iter().map(|it| it.render(&sources, false)).collect();
        let said = |(problem, text): (&Diagnostic, &String)| {
            let path = problem.place(&sources).map(|(path, ..)| path);
            problem.code == *code
                && text.contains(part)
                && path == Some(PRODUCT)
                && problem.help.is_some()
        };
        if !problems.iter().zip(&texts).any(said) {
            unsaid.push(format!("{to}: {part}:\n{}", texts.join("\n")));
        }
    }
    assert!(unsaid.is_empty(), "{}", unsaid.join("\n\n"));
}

#[test]
fn a_run_names_each_field_of_a_file_that_the_emulator_does_not_know() {
    let mut files = fixture();
    let height = "width: { type: i32 }\n    height: { type: i32 }";
    files.insert("spec/zoo/v1/photo/upload.yaml", UPLOAD.replace("width: { type: i32 }", height));
    let named = |files: &BTreeMap<&str, String>| {
        let (_, found) = problems(&sources(files));
        let unknown = ["width", "height"].map(|name| {
            let said = format!("returns `{name}`, which the emulator does not know of a file");
            found.iter().filter(|problem| problem.message.contains(&said)).count()
        });
        assert_eq!(unknown.iter().sum::<usize>(), found.len(), "{found:?}");
        unknown
    };
    assert_eq!(named(&files), [0, 1]);
    files.insert(PRODUCT, MANIFEST.replace(", without: { upload: [width] }", ""));
    assert_eq!(named(&files), [1, 1]);
}

#[test]
fn no_list_of_files_shows_what_the_emulator_would_leave_out() {
    let mut files = fixture();
    let more = "name: { type: string }, mime: { type: string } }";
    files.insert("spec/zoo/v1/pet/create.yaml", CREATE.replace("name: { type: string } }", more));
    let (_, found) = problems(&sources(&files));
    let [problem] = found.as_slice() else { panic!("{found:?}") };
    assert!(problem.message.contains("shows `mime` of each file in `photos`"), "{problem:?}");
    assert!(problem.help.as_deref().is_some_and(|help| help.contains("{ create: [photos] }")));
    // Without the list nothing of it is lost.
    let said = MANIFEST
        .replace("without: { list: [size] }", "without: { create: [photos], list: [size] }");
    files.insert(PRODUCT, said);
    let (_, found) = problems(&sources(&files));
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_list_that_may_be_of_two_lists_of_ids_is_not_left_out_without_a_word() {
    let mut files = fixture();
    let ids = "photo_ids: { type: \"[PhotoId]\" }";
    let more = format!("{ids}\n    old_photo_ids: {{ type: \"[PhotoId]\" }}");
    files.insert("spec/zoo/v1/pet/create.yaml", CREATE.replace(ids, &more));
    let refers = MANIFEST.replace("photo_ids: photo }", "photo_ids: photo, old_photo_ids: photo }");
    files.insert(PRODUCT, refers.clone());
    let (_, found) = problems(&sources(&files));
    let [problem] = found.as_slice() else { panic!("{found:?}") };
    let said = "shows `photos`, which may be of the ids in `photo_ids` or in `old_photo_ids`";
    assert!(problem.message.contains(said), "{problem:?}");
    assert!(problem.help.as_deref().is_some_and(|help| help.contains("{ create: [photos] }")));
    let without =
        refers.replace("without: { list: [size] }", "without: { create: [photos], list: [size] }");
    files.insert(PRODUCT, without);
    let (_, found) = problems(&sources(&files));
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn what_an_overwrite_reads_back_says_which_ids_a_list_is_made_of() {
    for field in ["photo_ids", "old_photo_ids"] {
        let mut files = fixture();
        let ids = "photo_ids: { type: \"[PhotoId]\" }";
        let both = format!("{ids}\n    old_{ids}");
        files.insert("spec/zoo/v1/pet/create.yaml", CREATE.replace(ids, &both));
        let types = include_str!("fixture/types.yaml");
        let pet = "name: { type: string }\n      photos: { type: \"[Photo]\" }";
        files.insert("spec/zoo/v1/types.yaml", types.replacen("name: { type: string }", pet, 1));
        let other = if field == "photo_ids" { "old_photo_ids" } else { "photo_ids" };
        let modify = format!(
            "write: replace\nmodify: {{ read: list, by: pet_ids, from: {{ {field}: photos.id }}, \
             lost: [owner_id, born, legs, tags, toys, {other}] }}\n"
        );
        let replace = include_str!("fixture/replace.yaml").replace("write: replace\n", &modify);
        let replace = replace.replace("    size: {", &format!("    {both}\n    size: {{"));
        // What cannot be read back cannot be required.
        let replace = replace.replace("type: OwnerId, required: true", "type: OwnerId");
        files.insert("spec/zoo/v1/pet/replace.yaml", replace);
        let refers = "photo_ids: photo, old_photo_ids: photo }";
        files.insert(PRODUCT, MANIFEST.replace("photo_ids: photo }", refers));
        let (catalogue, found) = problems(&sources(&files));
        assert!(found.is_empty(), "{found:?}");
        let shown = catalogue.expect("a catalogue")["objects"][1]["shows"].to_string();
        assert!(shown.contains(&format!(r#""name":"photos","from":"{field}""#)), "{shown}");
    }
}

#[test]
fn a_list_that_takes_ids_in_two_fields_has_to_say_which_selects() {
    let mut files = fixture();
    let list = include_str!("fixture/list.yaml");
    let ids = "pet_ids: { type: \"[PetId]\" }\n    friends: { type: \"[PetId]\" }";
    files.insert("spec/zoo/v1/pet/list.yaml", list.replace("pet_ids: { type: \"[PetId]\" }", ids));
    let (_, found) = problems(&sources(&files));
    let [problem] = found.as_slice() else { panic!("{found:?}") };
    assert!(problem.message.contains("in `pet_ids` and in `friends`"), "{}", problem.message);
    let said = MANIFEST.replace("list: list", "list: list\n    by: friends");
    files.insert(PRODUCT, said);
    let (catalogue, found) = problems(&sources(&files));
    assert!(found.is_empty(), "{found:?}");
    assert!(catalogue.expect("a catalogue").to_string().contains(r#""ids":"friends""#));
}

#[test]
fn kinds_of_two_products_are_told_apart_by_their_names() {
    let mut files = fixture();
    let text = |text: &str| text.replace("zoo", "ark");
    files.insert("spec/ark/product.yaml", text(MANIFEST));
    for (path, of) in [
        ("spec/ark/v1/types.yaml", include_str!("fixture/types.yaml")),
        ("spec/ark/v1/pet/replace.yaml", include_str!("fixture/replace.yaml")),
        ("spec/ark/v1/pet/list.yaml", include_str!("fixture/list.yaml")),
        ("spec/ark/v1/pet/create.yaml", CREATE),
        ("spec/ark/v1/photo/upload.yaml", UPLOAD),
    ] {
        files.insert(path, text(of));
    }
    let sources = sources(&files);
    let (_, found) = problems(&sources);
    let twice = |it: &&Diagnostic| it.message.contains("is there twice");
    let twice: Vec<_> = found.iter().filter(twice).map(|it| it.message.as_str()).collect();
    assert_eq!(twice, ["the kind `photo` is there twice", "the kind `pet` is there twice"]);
}

/// An emulator has each version of a product for itself.
#[test]
fn a_field_refers_to_a_kind_of_its_own_product_and_version() {
    const PHOTO: &str = "  photo: { file: true, create: upload, without: { upload: [width] } }\n";
    let picture = |version: &str| {
        PHOTO
            .replace("photo: {", &format!("picture: {{{version}"))
            .replace("upload", "photo.upload")
    };
    let of = |product: &str, version: &str| {
        let text = UPLOAD.replace("zoo", product).replace(".v1.", &format!(".{version}."));
        let text = text.replace("/v1/", &format!("/{version}/"));
        text.replace("pages.example/", &format!("pages.example/{product}/{version}/"))
    };
    assert_eq!(
        (MANIFEST.matches(PHOTO).count(), MANIFEST.matches("photo_ids: photo }").count()),
        (1, 1)
    );
    for (product, version, good) in
        [("zoo", "v1", true), ("zoo", "v2", false), ("ark", "v1", false)]
    {
        let mut files = fixture();
        let path = format!("spec/{product}/{version}/photo/upload.yaml");
        files.insert(&path, of(product, version));
        let key = if version == "v1" { String::new() } else { format!(" version: {version},") };
        let manifest = MANIFEST.replace("photo_ids: photo }", "photo_ids: picture }");
        let (manifest, other) = match (product, good) {
            (_, true) => (manifest.replace(PHOTO, &picture(&key)), None),
            ("zoo", _) => (manifest.replace(PHOTO, &format!("{PHOTO}{}", picture(&key))), None),
            _ => {
                let (head, _) = MANIFEST.split_once("emulate:\n").expect("kinds");
                (
                    manifest,
                    Some(format!("{head}emulate:\n{}", picture(&key)).replace("zoo", product)),
                )
            }
        };
        files.insert(PRODUCT, manifest);
        let other_path = format!("spec/{product}/product.yaml");
        files.extend(other.map(|other| (other_path.as_str(), other)));
        let (_, found) = problems(&sources(&files));
        // Whatever follows from it comes after it.
        let found = found.first().map(|it| (it.code, it.message.as_str()));
        let problem = (Code::BadEmulate, "zoo.v1 has no kind `picture`");
        assert_eq!(found, (!good).then_some(problem), "{product} {version}");
    }
}
