//! The lists of types, by which tests that check every type meet those of a new product.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use feishu_codegen::{Code, Sources, Target, TypeList, generate};

fn lists() -> String {
    let mut sources = Sources::new();
    sources.add("spec/platform.yaml", include_str!("fixture/platform.yaml"));
    sources.add("spec/zoo/v1/types.yaml", include_str!("fixture/types.yaml"));
    sources.add("spec/zoo/v1/pet/list.yaml", include_str!("fixture/list.yaml"));
    sources.add("spec/zoo/v1/pet/replace.yaml", include_str!("fixture/replace.yaml"));
    let list = include_str!("fixture/list.yaml").replace("zoo.v1.pet", "ark.v1.animal");
    sources.add("spec/ark/v1/animal/list.yaml", list.replace("zoo/v1/pets", "ark/v1/animals"));
    // The same types again, which have nothing to do with the others.
    let types = include_str!("fixture/types.yaml").replace(", chars: 1..20", "");
    sources.add("spec/ark/v1/types.yaml", types.as_str());
    let list = list.replace("ark.v1", "ark.v2").replace("zoo/v1/pets", "ark/v2/animals");
    sources.add("spec/ark/v2/animal/list.yaml", list);
    sources.add("spec/ark/v2/types.yaml", types);
    let without_a_request = "operation: ark.v1.plank.get\nsummary: Read a plank\npage: https://pages.example/plank\nhttp: GET \
                             /open-apis/ark/v1/plank\ntokens: [tenant_access_token]\napps: [custom]\nresponse:\n  data: {}\n";
    sources.add("spec/ark/v1/plank/get.yaml", without_a_request);
    let types = TypeList { path: "tests/animal.rs".to_owned(), prefix: "animal".to_owned() };
    let target = Target { sdk: None, types: Some(types), ..Target::sdk("", "spec") };
    let (files, problems) = generate(&sources, &target);
    let errors: Vec<_> = problems.iter().filter(|it| it.code != Code::UnusedType).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let paths: Vec<_> = files.iter().map(|(path, _)| path).collect();
    assert_eq!(paths, ["tests/animal.rs"]);
    files.get("tests/animal.rs").expect("a file").to_owned()
}

#[test]
fn each_version_of_a_product_has_its_types_in_its_own_rows() {
    let lists = lists();
    let rows = |name: &str| {
        let (_, rest) = lists.split_once(&format!("macro_rules! {name} {{\n")).expect(name);
        let (rows, _) = rest.split_once("\n        }\n    };\n").expect("an end");
        let (_, rows) = rows.split_once("$then! {\n").expect("rows");
        rows.lines().map(str::trim).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(
        rows("animal_requests"),
        [
            "ark {",
            "list_animal_query: ListAnimalQuery = ANIMAL_LIST_QUERY;",
            "list_animal: ListAnimal = ANIMAL_LIST_REQUEST;",
            "}",
            "ark_v2 {",
            "list_animal_query: ListAnimalQuery = ANIMAL_LIST_QUERY;",
            "list_animal: ListAnimal = ANIMAL_LIST_REQUEST;",
            "}",
            "zoo {",
            "list_pet_query: ListPetQuery = PET_LIST_QUERY;",
            "list_pet: ListPet = PET_LIST_REQUEST;",
            "replace_pet: ReplacePet = PET_REPLACE_REQUEST;",
            "}",
        ]
    );
    assert_eq!(
        rows("animal_calls"),
        [
            "ark {",
            "ANIMAL_LIST(ListAnimal) -> ListAnimalData = ANIMAL_LIST_RESPONSE;",
            "PLANK_GET() -> GetPlankData = PLANK_GET_RESPONSE;",
            "}",
            "ark_v2 {",
            "ANIMAL_LIST(ListAnimal) -> ListAnimalData = ANIMAL_LIST_RESPONSE;",
            "}",
            "zoo {",
            "PET_LIST(ListPet) -> ListPetData = PET_LIST_RESPONSE;",
            "PET_REPLACE(ReplacePet) -> ReplacePetData = PET_REPLACE_RESPONSE;",
            "}",
        ]
    );
    assert_eq!(rows("animal_versions"), ["ark_v2 = ark::v2;"]);
}
