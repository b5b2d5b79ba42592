//! The mistakes: each spoils the fixture once.

use std::collections::BTreeMap;

use feishu_codegen::Code;

use crate::{ISSUE, LIST, OPERATION, PLATFORM, TYPES, fixture};

/// A way to spoil the fixture.
pub(crate) enum Spoil {
    /// Replaces the one occurrence of a text in a file.
    Replace(&'static str, &'static str, &'static str),
    /// Several of them.
    Many(&'static [(&'static str, &'static str, &'static str)]),
    /// Puts another file in the place of one, or adds one.
    File(&'static str, fn() -> Vec<u8>),
    /// Adds several files.
    Files(&'static [(&'static str, &'static [u8])]),
    /// Leaves a file out.
    Without(&'static str),
}

use Spoil::{File, Files, Many, Replace, Without};

impl Spoil {
    pub(crate) fn apply(&self, name: &str) -> BTreeMap<&'static str, Vec<u8>> {
        let mut files = fixture();
        let mut replace = |path: &str, from: &str, to: &str| {
            let file = files.get_mut(path).expect("the fixture has the file");
            let text = String::from_utf8(file.clone()).expect("the fixture is text");
            assert_eq!(text.matches(from).count(), 1, "{name}: `{from}` must stand once in {path}");
            *file = text.replace(from, to).into_bytes();
        };
        match self {
            Replace(path, from, to) => replace(path, from, to),
            Many(all) => all.iter().for_each(|(path, from, to)| replace(path, from, to)),
            File(path, make) => {
                files.insert(path, make());
            }
            Files(all) => files.extend(all.iter().map(|(path, bytes)| (*path, bytes.to_vec()))),
            Without(path) => {
                files.remove(path);
            }
        }
        files
    }
}

/// So many are shown, and how many more there are.
const MANY_KEYS: &[Code] = &{
    let mut codes = [Code::UnknownKey; 101];
    codes[100] = Code::TooManyProblems;
    codes
};

/// Name, the codes that must come out, the mistake.
#[rustfmt::skip]
pub(crate) const CASES: &[(&str, &[Code], Spoil)] = &[
    // The file as such.
    ("empty_file", &[Code::EmptyFile], File(OPERATION, Vec::new)),
    ("only_comments", &[Code::EmptyFile], File(OPERATION, || b"# nothing\n".to_vec())),
    ("not_utf8", &[Code::NotUtf8], File(OPERATION, || b"operation: zoo\nsummary: caf\xe9\n".to_vec())),
    ("ten_megabytes", &[Code::FileTooLarge], File(OPERATION, || vec![b'a'; 10 * 1024 * 1024])),
    ("no_platform", &[Code::MissingFile], Without(PLATFORM)),
    ("a_scalar_instead_of_a_spec", &[Code::WrongKind], File(OPERATION, || b"hello\n".to_vec())),
    ("misplaced", &[Code::MisplacedFile], Replace(OPERATION, "zoo.v1.pet.replace", "zoo.v1.cat.replace")),
    // YAML.
    ("bad_yaml", &[Code::YamlSyntax], Replace(OPERATION, "tokens: [tenant_access_token]", "tokens: [tenant_access_token")),
    ("unclosed_quote", &[Code::YamlSyntax], Replace(OPERATION, "example: \"7\"", "example: \"7")),
    ("tab", &[Code::YamlSyntax], Replace(OPERATION, "  path:\n", "\tpath:\n")),
    ("duplicate_key", &[Code::DuplicateKey], Replace(OPERATION, "write: replace", "write: replace\nsummary: Again")),
    ("duplicate_field", &[Code::DuplicateKey], Replace(OPERATION, "    size: { type: Size, example: 2 }", "    size: { type: Size, example: 2 }\n    name: { type: string }")),
    ("anchor", &[Code::YamlFeature], Replace(OPERATION, "summary: Replace a pet", "summary: &a Replace a pet")),
    ("alias", &[Code::YamlSyntax], Replace(OPERATION, "summary: Replace a pet", "summary: *a")),
    ("tag", &[Code::YamlFeature], Replace(OPERATION, "summary: Replace a pet", "summary: !!str Replace a pet")),
    ("two_documents", &[Code::YamlFeature], Replace(OPERATION, "request:\n", "---\nrequest:\n")),
    ("deeply_nested", &[Code::TooDeep], File(OPERATION, || "[".repeat(100_000).into_bytes())),
    ("nested_mappings", &[Code::TooDeep], File(OPERATION, || (0..200).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect::<String>().into_bytes())),
    ("a_key_that_is_a_list", &[Code::WrongKind], Replace(OPERATION, "write: replace", "? [a, b]\n: c")),
    // Keys and values.
    ("unknown_key", &[Code::UnknownKey], Replace(OPERATION, "required: true, example: \"8\"", "requird: true, example: \"8\"")),
    ("unknown_key_without_a_likely_one", &[Code::UnknownKey], Replace(OPERATION, "write: replace", "write: replace\ncolour: blue")),
    ("missing_key", &[Code::MissingKey], Replace(OPERATION, "summary: Replace a pet\n", "")),
    ("missing_type", &[Code::MissingKey], Replace(OPERATION, "{ type: string, chars: 1..5, example: 小白, description: 名字 }", "{ chars: 1..5, description: 名字 }")),
    ("text_where_a_list_belongs", &[Code::WrongKind], Replace(OPERATION, "tokens: [tenant_access_token]", "tokens: tenant_access_token")),
    ("number_where_text_belongs", &[Code::WrongKind], Replace(OPERATION, "summary: Replace a pet", "summary: 7")),
    ("yes_is_not_true", &[Code::WrongKind], Replace(OPERATION, "required: true, example: \"8\"", "required: yes, example: \"8\"")),
    ("empty_text", &[Code::BadValue], Replace(OPERATION, "summary: Replace a pet", "summary: \"\"")),
    ("unknown_token", &[Code::BadValue], Replace(OPERATION, "tokens: [tenant_access_token]", "tokens: [tenant_acces_token]")),
    ("bad_method", &[Code::BadValue], Replace(OPERATION, "http: PUT ", "http: PUTT ")),
    ("bad_date", &[Code::BadValue], Replace(OPERATION, "2025-01-31", "31.01.2025")),
    ("bad_rate_limit", &[Code::BadValue], Replace(OPERATION, "rate_limit: 10/s", "rate_limit: ten a second")),
    ("second_window_of_a_rate_limit_that_is_an_hour", &[Code::BadValue], Many(&[
        (OPERATION, "rate_limit: 10/s", "rate_limit: [100/min, 5/hour]"),
        (PLATFORM, "  1: { limit: 10/s }", "  1: { limit: 10/s }\n  2: { limit: [100/min, 5/s] }"),
    ])),
    ("rate_limit_of_no_tier", &[Code::UnknownRateLimit], Replace(OPERATION, "rate_limit: 10/s", "rate_limit: 11/s")),
    ("page_without_https", &[Code::BadValue], Replace(OPERATION, "page: https://pages.example/pet/replace", "page: http://pages.example/pet/replace")),
    ("put_that_writes_nothing", &[Code::BadValue], Replace(OPERATION, "write: replace\n", "")),
    ("get_that_writes", &[Code::BadValue], Replace(OPERATION, "http: PUT ", "http: GET ")),
    ("special_limit_with_figures", &[Code::BadValue], Replace(OPERATION, "rate_limit: ", "rate_limit: [special, 10/s] # ")),
    ("correction_without_a_reason", &[Code::MissingKey], Replace(OPERATION, "http: PUT ", "corrections: [{ place: tokens, page: null }]\nhttp: PUT ")),
    ("review_that_says_nothing", &[Code::MissingKey], Replace(OPERATION, "http: PUT ", "review: [{ place: request.body.name }]\nhttp: PUT ")),
    ("place_to_review", &[Code::NeedsReview], Replace(OPERATION, "http: PUT ", "review: [{ place: request.body.name, chosen: beside id, instead: [below id] }]\nhttp: PUT ")),
    ("seconds_in_words", &[Code::BadExample], Replace(OPERATION, "born: { type: UnixMillis, example: \"1721899352428\" }", "born: { type: UnixSeconds, example: \"2024-07-25\" }")),
    ("day_that_is_none", &[Code::BadExample], Replace(OPERATION, "born: { type: UnixMillis, example: \"1721899352428\" }", "born: { type: Date, example: 2023-02-29 }")),
    ("day_as_a_number", &[Code::BadExample], Replace(OPERATION, "born: { type: UnixMillis, example: \"1721899352428\" }", "born: { type: Date, example: 20240501 }")),
    ("deprecated_in_words", &[Code::WrongKind], Replace(OPERATION, "http: PUT ", "deprecated: soon\nhttp: PUT ")),
    ("field_deprecated_in_words", &[Code::WrongKind], Replace(OPERATION, "born: { type: UnixMillis,", "born: { type: UnixMillis, deprecated: soon,")),
    ("scopes_of_a_field_as_text", &[Code::WrongKind], Replace(TYPES, "label: { type: string,", "label: { type: string, scopes: \"zoo:toy\",")),
    ("empty_body", &[Code::BadValue, Code::BadExample, Code::BadExample, Code::BadExample], File(OPERATION, || {
        let text = include_str!("../fixture/replace.yaml");
        let (before, rest) = text.split_once("  body:\n").expect("there");
        let (_, after) = rest.split_once("  example:").expect("there");
        format!("{before}  body: {{}}\n  example:{after}").into_bytes()
    })),
    ("status_that_is_none", &[Code::BadValue], Replace(OPERATION, "http: 400", "http: 4000")),
    ("error_code_zero", &[Code::BadValue], Replace(OPERATION, "code: 1001", "code: 0")),
    // Types.
    ("dangling_type", &[Code::UnknownType], Replace(OPERATION, "type: OwnerId", "type: OwnrId")),
    ("undeclared_id", &[Code::UnknownType], Replace(OPERATION, "type: OwnerId", "type: GardenerId")),
    ("unquoted_list_type", &[Code::BadType], Replace(OPERATION, "type: \"[Toy]\"", "type: [Toy]")),
    ("unclosed_list_type", &[Code::BadType], Replace(OPERATION, "type: \"[Toy]\"", "type: \"[Toy\"")),
    ("map_with_number_keys", &[Code::BadType], Replace(OPERATION, "type: \"[Toy]\"", "type: \"{i64: Toy}\"")),
    ("type_that_is_code", &[Code::BadType], Replace(OPERATION, "type: \"[Toy]\"", "type: \"Vec<u8>; fn main() {}\"")),
    ("lists_without_end", &[Code::BadType], Replace(OPERATION, "type: \"[Toy]\"", "type: \"[[[[[[[[[[Toy]]]]]]]]]]\"")),
    ("object_inside_itself", &[Code::CyclicType], Replace(TYPES, "      name: { type: string }", "      name: { type: string }\n      mother: { type: Pet }")),
    ("cycle_through_a_list", &[Code::CyclicType], Many(&[
        (TYPES, "      label: { type: string, required: true, chars: 1..20 }", "      label: { type: string, required: true, chars: 1..20 }\n      parts: { type: \"[Part]\" }"),
        (TYPES, "enums:\n", "  Part:\n    description: A part.\n    fields:\n      of: { type: Toy }\nenums:\n"),
    ])),
    ("unused_type", &[Code::UnusedType], Replace(TYPES, "  OwnerId:", "  KeeperId: { description: Identifies a keeper. }\n  OwnerId:")),
    ("declared_twice", &[Code::DuplicateDeclaration], Replace(TYPES, "  Size:\n", "  Pet:\n    description: Again.\n    values: { one: { value: 1 } }\n  Size:\n")),
    ("object_in_both_directions", &[Code::TwoWayObject], Replace(TYPES, "      size: { type: Size }", "      size: { type: Size }\n      toy: { type: Toy }")),
    ("body_that_is_a_path_parameter_type", &[Code::BadType], Replace(OPERATION, "pet_id: { type: PetId, example: \"7\" }", "pet_id: { type: \"[PetId]\" }")),
    // Names.
    ("type_name_in_snake_case", &[Code::BadName, Code::UnknownType], Replace(TYPES, "  Toy:\n", "  toy_thing:\n")),
    ("type_name_of_the_prelude", &[Code::BadName, Code::UnknownType], Replace(TYPES, "  Toy:\n", "  Option:\n")),
    ("id_without_id", &[Code::BadName, Code::UnknownType], Replace(TYPES, "  OwnerId:", "  Owner:")),
    ("field_name_that_is_code", &[Code::BadName], Replace(OPERATION, "    legs:", "    \"*/ } fn main(){\":")),
    ("field_name_that_is_a_path", &[Code::BadName], Replace(OPERATION, "    legs:", "    ../../x:")),
    ("field_name_in_chinese", &[Code::BadName], Replace(OPERATION, "    legs:", "    腿:")),
    ("names_that_collide_in_rust", &[Code::NameCollision], Replace(OPERATION, "    legs:", "    ownerId: { type: string }\n    legs:")),
    ("name_that_is_made_of_a_keyword", &[Code::NameCollision], Replace(OPERATION, "    legs:", "    self: { type: string }\n    self_field: { type: string }\n    legs:")),
    ("type_that_collides_with_a_request", &[Code::NameCollision, Code::UnknownType], Replace(TYPES, "  Toy:\n", "  ReplacePet:\n")),
    ("enum_value_called_unknown", &[Code::NameCollision], Replace(TYPES, "      small: { value: 1 }", "      unknown: { value: 1 }")),
    ("enum_value_that_is_a_keyword", &[Code::BadName], Replace(TYPES, "      small: { value: 1 }", "      self: { value: 1 }")),
    ("enum_of_text_and_numbers", &[Code::BadValue], Replace(TYPES, "      large: { value: 2 }", "      large: { value: two }\n      huge: { value: 2 }")),
    ("enum_of_numbers_but_for_the_last", &[Code::BadValue], Replace(TYPES, "      large: { value: 2 }", "      large: { value: 2 }\n      huge: { value: three }")),
    ("enum_values_that_are_the_same", &[Code::DuplicateDeclaration], Replace(TYPES, "      large: { value: 2 }", "      large: { value: 2 }\n      huge: { value: 2 }")),
    ("enum_value_that_does_not_fit", &[Code::BadValue], Replace(TYPES, "      large: { value: 2 }", "      large: { value: 2 }\n      huge: { value: 2147483648 }")),
    ("enum_value_that_does_not_fit_below_zero", &[Code::BadValue], Replace(TYPES, "      large: { value: 2 }", "      large: { value: 2 }\n      huge: { value: -2147483649 }")),
    // Paths.
    ("path_parameter_not_declared", &[Code::PathParameter], Replace(OPERATION, "/pets/:pet_id", "/pets/:pet_id/toys/:toy_id")),
    ("path_parameter_not_in_the_path", &[Code::PathParameter], Replace(OPERATION, "/pets/:pet_id", "/pets")),
    ("path_parameter_twice", &[Code::PathParameter], Replace(OPERATION, "/pets/:pet_id", "/pets/:pet_id/:pet_id")),
    ("path_that_climbs", &[Code::PathParameter], Replace(OPERATION, "/open-apis/zoo/v1/pets/:pet_id", "/open-apis/../pets/:pet_id")),
    ("path_with_an_empty_segment", &[Code::PathParameter], Replace(OPERATION, "/v1/pets/", "/v1//pets/")),
    // Rules.
    ("reversed_bounds", &[Code::BadRange], Replace(OPERATION, "items: 0..3", "items: 3..0")),
    ("unreadable_bounds", &[Code::BadRange], Replace(OPERATION, "items: 0..3", "items: up to three")),
    ("negative_size", &[Code::BadRange], Replace(OPERATION, "items: 0..3", "items: -1..3")),
    ("half_an_item", &[Code::BadRange], Replace(OPERATION, "items: 0..3", "items: 0..2.5")),
    ("range_beyond_the_type", &[Code::BadRange], Replace(OPERATION, "range: 0..8", "range: 0..9999999999")),
    ("rule_that_does_not_fit", &[Code::MisfitRule], Replace(OPERATION, "items: 0..3", "range: 0..3")),
    ("rule_on_an_answer", &[Code::MisfitRule], Replace(TYPES, "      name: { type: string }", "      name: { type: string, chars: 1..9 }")),
    ("rule_on_a_field_of_the_answer_itself", &[Code::MisfitRule], Replace(OPERATION, "    pet: { type: Pet, required: true }", "    pet: { type: Pet, required: true }\n    note: { type: string, chars: 1..9 }")),
    ("length_beside_a_pattern", &[Code::MisfitRule], Replace(OPERATION, "chars: 1..5, example: 小白", "chars: 1..5, pattern: \"^.+$\", example: 小白")),
    ("unique_items_of_a_string", &[Code::MisfitRule], Replace(OPERATION, "chars: 1..5, example: 小白", "unique_items: true, example: 小白")),
    ("unique_items_in_words", &[Code::WrongKind], Replace(OPERATION, "items: 0..3", "unique_items: always")),
    ("pattern_that_is_none", &[Code::BadPattern], Replace(OPERATION, "chars: 1..5, example: 小白", "pattern: \"([a-z]\"")),
    ("pattern_that_engines_read_differently", &[Code::BadPattern], Replace(OPERATION, "chars: 1..5, example: 小白", "pattern: \"^\\\\d+$\"")),
    ("pattern_that_makes_engines_hang", &[Code::BadPattern], Replace(OPERATION, "chars: 1..5, example: 小白", "pattern: \"^(a+)+b$\"")),
    ("pattern_with_a_choice_of_the_same", &[Code::BadPattern], Replace(OPERATION, "chars: 1..5, example: 小白", "pattern: \"^(a|a)*$\"")),
    ("pattern_of_very_many_groups", &[Code::BadPattern], File(OPERATION, || {
        let pattern = format!("pattern: \"^{}$\"", "(a)".repeat(60));
        include_str!("../fixture/replace.yaml").replace("chars: 1..5, example: 小白", &pattern).into_bytes()
    })),
    ("more_problems_than_anyone_reads", MANY_KEYS, File(OPERATION, || {
        let keys: String = (0..1_000).map(|at| format!("key_{at}: 1\n")).collect();
        format!("{}{keys}", include_str!("../fixture/replace.yaml")).into_bytes()
    })),
    ("operation_that_windows_cannot_check_out", &[Code::BadName, Code::MisplacedFile], Replace(OPERATION, "zoo.v1.pet.replace", "zoo.v1.aux.replace")),
    ("operation_that_rust_cannot_compile", &[Code::BadName, Code::MisplacedFile], Replace(OPERATION, "zoo.v1.pet.replace", "zoo.v1.pet.self")),
    ("resource_called_mod", &[Code::BadName, Code::MisplacedFile], Replace(OPERATION, "zoo.v1.pet.replace", "zoo.v1.mod.replace")),
    ("types_that_belong_to_no_version", &[Code::MisplacedFile], File("spec/zoo/types.yaml", || b"ids:\n  KeeperId: { description: Identifies a keeper. }\n".to_vec())),
    ("method_that_is_the_stream_of_another", &[Code::NameCollision], File("spec/zoo/v1/pet/list_items.yaml", || {
        b"operation: zoo.v1.pet.list_items\nsummary: Read\npage: https://pages.example/x\nhttp: GET /open-apis/zoo/v1/items\ntokens: [tenant_access_token]\napps: [custom]\nresponse:\n  data: {}\n".to_vec()
    })),
    ("operations_that_are_one_constant", &[Code::NameCollision], Files(&[
        ("spec/zoo/v1/pet_shop/list.yaml", b"operation: zoo.v1.pet_shop.list\nsummary: Read\npage: https://pages.example/x\nhttp: GET /open-apis/zoo/v1/shops\ntokens: [tenant_access_token]\napps: [custom]\nresponse:\n  data: {}\n"),
        ("spec/zoo/v1/pet/shop_list.yaml", b"operation: zoo.v1.pet.shop_list\nsummary: Read\npage: https://pages.example/x\nhttp: GET /open-apis/zoo/v1/lists\ntokens: [tenant_access_token]\napps: [custom]\nresponse:\n  data: {}\n"),
    ])),
    ("route_under_other_names_of_parameters", &[Code::DuplicateDeclaration], File("spec/zoo/v1/pet/swap.yaml", || {
        b"operation: zoo.v1.pet.swap\nsummary: Swap\npage: https://pages.example/x\nhttp: PUT /open-apis/zoo/v1/pets/:id\ntokens: [tenant_access_token]\napps: [custom]\nwrite: update\nrequest:\n  path: { id: { type: PetId } }\nresponse:\n  data: {}\n".to_vec()
    })),
    ("types_that_differ_in_case", &[Code::NameCollision], Replace(TYPES, "objects:\n", "objects:\n  TOY:\n    description: What a pet plays with, too.\n    fields:\n      label: { type: string }\n")),
    ("type_that_the_runtime_exports", &[Code::BadName, Code::UnknownType], Replace(TYPES, "  Toy:\n", "  Stream:\n")),
    ("resource_called_as_a_version", &[Code::NameCollision], File("spec/zoo/v1/v2/get.yaml", || {
        b"operation: zoo.v1.v2.get\nsummary: Read\npage: https://pages.example/v2\nhttp: GET /open-apis/zoo/v1/v2\ntokens: [tenant_access_token]\napps: [custom]\nresponse:\n  data: {}\n".to_vec()
    })),
    ("operation_in_the_folder_of_another_version", &[Code::MisplacedFile], File("spec/ark/v1/zoo/v1/pet/get.yaml", || {
        b"operation: zoo.v1.pet.get\nsummary: Read\npage: https://pages.example/pet\nhttp: GET /open-apis/zoo/v1/pet\ntokens: [tenant_access_token]\napps: [custom]\nresponse:\n  data: {}\n".to_vec()
    })),
    ("folder_that_windows_cannot_check_out", &[Code::BadName], File("spec/Con.old/v1/types.yaml", || b"{}".to_vec())),
    ("type_that_windows_cannot_check_out", &[Code::BadName, Code::UnknownType], Replace(TYPES, "  Toy:\n", "  Nul:\n")),
    ("objects_too_deep_inside_each_other", &[Code::TooDeep], File("spec/zoo/v1/deep/types.yaml", || {
        let object = |at: usize| format!("  Deep{at}x: {{ description: x, fields: {{ a: {{ type: Deep{}x }} }} }}\n", at + 1);
        let last = "  Deep60x: { description: x, fields: { a: { type: string } } }\n";
        format!("objects:\n{}{last}", (0..60).map(object).collect::<String>()).into_bytes()
    })),
    // Two in the middle stand in an object of their own, too: one that is declared before all others, one behind them.
    ("objects_too_deep_that_also_stand_near_the_top", &[Code::TooDeep], File("spec/zoo/v1/deep/types.yaml", || {
        let object = |at: usize| format!("  Deep{at}x: {{ description: x, fields: {{ a: {{ type: Deep{}x }} }} }}\n", at + 1);
        let last = "  Deep60x: { description: x, fields: { a: { type: string } } }\n";
        let near = |at: usize| format!("  Near{at}x: {{ description: x, fields: {{ a: {{ type: Deep{at}x }} }} }}\n");
        format!("objects:\n{}{}{last}{}", near(29), (0..60).map(object).collect::<String>(), near(31)).into_bytes()
    })),
    ("objects_that_come_to_millions", &[Code::TooDeep], File("spec/zoo/v1/wide/types.yaml", || {
        let object = |at: usize| format!("  Wide{at}x: {{ description: x, fields: {{ a: {{ type: Wide{0}x }}, b: {{ type: Wide{0}x }} }} }}\n", at + 1);
        let last = "  Wide30x: { description: x, fields: { a: { type: string } } }\n";
        format!("objects:\n{}{last}", (0..30).map(object).collect::<String>()).into_bytes()
    })),
    ("pattern_with_an_end_inside", &[Code::BadPattern], Replace(OPERATION, "chars: 1..5, example: 小白", "pattern: \"^([a-z$]+$|[0-9]+)$\"")),
    // Samples.
    ("sample_that_breaks_its_rule", &[Code::BadExample], Replace(OPERATION, "example: 小白, description: 名字", "example: 一二三四五六, description: 名字")),
    ("sample_of_another_type", &[Code::BadExample], Replace(OPERATION, "example: \"8\"", "example: 8")),
    ("sample_that_is_no_time", &[Code::BadExample], Replace(OPERATION, "example: \"1721899352428\"", "example: \"2024-07-25\"")),
    ("sample_with_a_wrong_element", &[Code::BadExample], Replace(OPERATION, "example: [a, b]", "example: [a, 2]")),
    ("sample_with_an_unknown_field", &[Code::BadExample], Replace(OPERATION, "name: 小白, tags: [a] }", "nmae: 小白, tags: [a] }")),
    ("sample_without_a_required_field", &[Code::BadExample], Replace(OPERATION, "example: { owner_id: \"8\", name: 小白, tags: [a] }", "example: { name: 小白 }")),
    ("samples_that_are_empty", &[Code::BadExample, Code::BadExample, Code::BadExample], Many(&[
        (OPERATION, "example: { owner_id: \"8\", name: 小白, tags: [a] }", "example: {}"),
        (OPERATION, "example: [{ label: ball }]", "example: [{}]"),
        (OPERATION, "data: { pet: { id: \"7\", name: 小白, size: 1 } } }", "data: {} }"),
    ])),
    ("sample_inside_an_object", &[Code::BadExample], Replace(OPERATION, "example: [{ label: ball }]", "example: [{ label: ball }, { label: \"\" }]")),
    ("sample_of_no_known_value", &[Code::BadExample], Replace(OPERATION, "type: Size, example: 2", "type: Size, example: 3")),
    ("sample_answer_of_a_failure", &[Code::BadExample], Replace(OPERATION, "example: { code: 0, msg: ok,", "example: { code: 1, msg: ok,")),
    ("default_of_another_type", &[Code::BadExample], Replace(OPERATION, "range: 0..8, example: 4", "range: 0..8, default: four")),
    // Conventions.
    ("query_that_is_an_object", &[Code::BadType], Replace(OPERATION, "  body:\n", "  query:\n    toy: { type: Toy }\n  body:\n")),
    ("idempotency_key_of_no_create", &[Code::BadIdempotency], Replace(OPERATION, "write: replace", "write: replace\nidempotency: { field: name, window: 60s }")),
    ("idempotency_key_that_is_no_field", &[Code::BadIdempotency], Replace(OPERATION, "write: replace", "write: create\nidempotency: { field: key, window: 60s }")),
    ("idempotency_window_without_unit", &[Code::BadValue], Replace(OPERATION, "write: replace", "write: create\nidempotency: { field: name, window: 60 s }")),
    ("paging_without_a_list", &[Code::BadPaging], Replace(OPERATION, "write: replace", "write: replace\npaging: pet")),
    ("paging_without_a_token", &[Code::BadPaging], Many(&[
        (OPERATION, "write: replace", "write: replace\npaging: pets"),
        (OPERATION, "    pet: { type: Pet, required: true }", "    pet: { type: Pet, required: true }\n    pets: { type: \"[Pet]\" }"),
    ])),
    ("list_of_secrets", &[Code::BadType], Replace(ISSUE, "app_secret: { type: secret, required: true, example: s }", "app_secrets: { type: \"{string: [secret]}\" }")),
    ("secret_in_a_query", &[Code::BadType], Replace(LIST, "    page_size: { type: i32 }", "    page_size: { type: i32 }\n    key: { type: secret }")),
    ("answer_that_is_flat_and_has_data", &[Code::BadValue], Replace(ISSUE, "response:\n", "response:\n  data: {}\n")),
    ("flat_sample_with_an_unknown_field", &[Code::BadExample], Replace(ISSUE, "app_access_token: a }", "app_access_token: a, expires: 7 }")),
    ("sample_answer_without_required_data", &[Code::BadExample], Replace(OPERATION, "example: { code: 0, msg: ok, data: { pet: { id: \"7\", name: 小白, size: 1 } } }", "example: { code: 0, msg: ok }")),
    ("message_of_another_name", &[Code::BadExample, Code::BadExample], Replace(ISSUE, "response:\n", "response:\n  message: message\n")),
    // Files.
    ("file_beside_lists", &[Code::BadUpload, Code::BadUpload], Replace(OPERATION, "request:\n", "request:\n  upload: { field: photo, description: A photo. }\n")),
    ("file_of_no_size_under_a_name_that_is_taken", &[Code::BadUpload, Code::BadUpload, Code::BadUpload], Replace(ISSUE, "request:\n", "request:\n  upload: { field: app_secret, max_bytes: 0, description: A file. }\n")),
    ("file_with_a_get", &[Code::BadUpload], Many(&[
        (LIST, "http: POST", "http: GET"),
        (LIST, "  body:\n    pet_ids: { type: \"[PetId]\" }\n", "  upload: { field: photo, description: A photo. }\n"),
    ])),
    // Full overwrites that change a part.
    ("modify_by_an_operation_that_is_not_there", &[Code::BadModify], Replace(OPERATION, "write: replace", "write: replace\nmodify: { read: lst }")),
    ("modify_by_an_operation_that_lists_nothing", &[Code::BadModify], Replace(OPERATION, "write: replace", "write: replace\nmodify: { read: replace }")),
    ("modify_of_an_update", &[Code::BadModify], Replace(OPERATION, "write: replace", "write: update\nmodify: { read: list }")),
    ("modify_of_what_has_no_id", &[Code::BadModify], Many(&[
        (OPERATION, "write: replace", "write: replace\nmodify: { read: list }"),
        (TYPES, "      id: { type: PetId }", "      id: { type: string }"),
    ])),
    ("modify_by_no_list_of_ids", &[Code::BadModify], Replace(OPERATION, "write: replace", "write: replace\nmodify: { read: list, by: pets }")),
    ("modify_by_a_body_that_needs_more", &[Code::BadModify], Many(&[
        (OPERATION, "write: replace", "write: replace\nmodify: { read: list, by: pet_ids }"),
        (LIST, "    pet_ids: { type: \"[PetId]\" }", "    pet_ids: { type: \"[PetId]\" }\n    zoo: { type: string, required: true }"),
    ])),
    ("modify_of_fields_that_cannot_be_read", &[Code::BadModify, Code::BadModify, Code::BadModify, Code::BadModify, Code::BadModify, Code::BadModify], Replace(
        OPERATION,
        "write: replace",
        "write: replace\nmodify: { read: list, by: pet_ids, from: { born: name,tags: name.x, shoes: id, toys: nest.x }, lost: [legs, owner_id, legs] }",
    )),
    ("modify_of_objects_inside_themselves", &[Code::CyclicType, Code::CyclicType], Many(&[
        (OPERATION, "write: replace", "write: replace\nmodify: { read: list, by: pet_ids, lost: [born, legs, tags], from: { owner_id: id } }"),
        (OPERATION, "owner_id: { type: OwnerId, required: true,", "owner_id: { type: PetId, required: true,"),
        (TYPES, "      size: { type: Size }\n", "      size: { type: Size }\n      toys: { type: \"[Shown]\" }\n"),
        (TYPES, "      label: { type: string, required: true, chars: 1..20 }\nenums:\n", "      label: { type: string, required: true, chars: 1..20 }\n      next: { type: Toy }\n  Shown:\n    description: Something to play with, as it is answered.\n    fields:\n      label: { type: string }\n      next: { type: Shown }\nenums:\n"),
    ])),
    ("modify_of_an_inner_field_that_cannot_be_read", &[Code::BadModify], Many(&[
        (OPERATION, "write: replace", "write: replace\nmodify: { read: list, by: pet_ids, lost: [owner_id, born, legs, tags] }"),
        (OPERATION, "owner_id: { type: OwnerId, required: true,", "owner_id: { type: OwnerId,"),
        (TYPES, "      size: { type: Size }\n", "      size: { type: Size }\n      toys: { type: \"[Shown]\" }\n"),
        (TYPES, "enums:\n", "  Shown:\n    description: Something to play with, as it is answered.\n    fields:\n      name: { type: string }\nenums:\n"),
    ])),
    // Across files.
    ("two_operations_on_one_route", &[Code::DuplicateDeclaration], File("spec/zoo/v1/pet/update.yaml", || {
        include_str!("../fixture/replace.yaml").replace("zoo.v1.pet.replace", "zoo.v1.pet.update").into_bytes()
    })),
    ("one_code_with_two_names", &[Code::ConflictingError], Replace(OPERATION, "code: 1001, name: bad_pet", "code: 99, name: bad_pet")),
    ("one_name_with_two_codes", &[Code::ConflictingError], Replace(OPERATION, "name: bad_pet", "name: token_expired")),
    ("one_code_twice", &[Code::ConflictingError], Replace(OPERATION, "  - { http: 400", "  - { http: 500, code: 1001, name: bad_pet }\n  - { http: 400")),
    ("error_called_other", &[Code::NameCollision], Replace(OPERATION, "name: bad_pet", "name: other")),
    // The column counts characters: the mistake stands behind Chinese text.
    ("chinese_before_the_mistake", &[Code::UnknownKey], Replace(OPERATION, "name: { type: string, chars: 1..5, example: 小白, description: 名字 }", "name: { type: string, description: 名字很长很长, exmaple: 小白 }")),
    ("many_mistakes_in_one_run", &[Code::WrongKind, Code::BadValue, Code::BadExample, Code::BadRange, Code::UnknownType], Many(&[
        (OPERATION, "summary: Replace a pet", "summary: 7"),
        (OPERATION, "apps: [custom]", "apps: [costum]"),
        (OPERATION, "example: \"8\"", "example: 8"),
        (OPERATION, "items: 0..3", "items: 3..0"),
        (TYPES, "id: { type: PetId }", "id: { type: PteId }"),
    ])),
    // Groups of resources.
    ("group_with_the_name_of_a_feature", &[Code::BadName], Files(&[("spec/zoo/product.yaml", b"product: zoo\ntitle: Zoo\ndescription: Pets.\ncrate: feishu-zoo\nmain: v1\ngroups:\n  tls: [pet, token]\n")])),
    ("group_that_is_no_feature", &[Code::BadName], Files(&[("spec/zoo/product.yaml", b"product: zoo\ntitle: Zoo\ndescription: Pets.\ncrate: feishu-zoo\nmain: v1\ngroups:\n  Pet-: [pet, token]\n")])),
    ("group_of_an_unknown_resource", &[Code::BadGroup], Files(&[("spec/zoo/product.yaml", b"product: zoo\ntitle: Zoo\ndescription: Pets.\ncrate: feishu-zoo\nmain: v1\ngroups:\n  pets: [pett, pet, token]\n")])),
    ("resource_in_two_groups", &[Code::BadGroup], Files(&[("spec/zoo/product.yaml", b"product: zoo\ntitle: Zoo\ndescription: Pets.\ncrate: feishu-zoo\nmain: v1\ngroups:\n  pets: [pet, token]\n  rest: [pet]\n")])),
    ("resource_in_no_group", &[Code::BadGroup], Files(&[("spec/zoo/product.yaml", b"product: zoo\ntitle: Zoo\ndescription: Pets.\ncrate: feishu-zoo\nmain: v1\ngroups:\n  pets: [pet]\n")])),
    ("group_without_resources", &[Code::BadGroup], Files(&[("spec/zoo/product.yaml", b"product: zoo\ntitle: Zoo\ndescription: Pets.\ncrate: feishu-zoo\nmain: v1\ngroups:\n  none: []\n  pets: [pet, token]\n")])),
    ("groups_that_are_a_list", &[Code::WrongKind], Files(&[("spec/zoo/product.yaml", b"product: zoo\ntitle: Zoo\ndescription: Pets.\ncrate: feishu-zoo\nmain: v1\ngroups: [pet, token]\n")])),
    // What the emulator keeps.
    ("kept_objects_of_other_operations", &[Code::BadEmulate, Code::BadEmulate, Code::BadEmulate], Files(&[
        ("spec/zoo/product.yaml", b"product: zoo\ntitle: Zoo\ndescription: Pets.\ncrate: feishu-zoo\nmain: v1\nemulate:\n  pet: { create: replace, replace: replce, list: list, of: owner }\n"),
    ])),
    // The platform.
    ("platform_without_hosts", &[Code::MissingKey], Replace(PLATFORM, "  lark: { url: \"https://lark.example\", description: The other host. }\n", "")),
    ("platform_with_an_unknown_action", &[Code::BadValue], Replace(PLATFORM, "action: refresh_token", "action: panic")),
    ("platform_with_a_bad_tier", &[Code::BadValue], Replace(PLATFORM, "  1: { limit: 10/s }", "  one: { limit: 10/s }")),
];
