//! What a server that keeps its promises would hold: objects in the order of their creation, keys,
//! and files.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Map, Value as Json, json};

use crate::step::{Kind, Pick};

pub(crate) type Fields = Map<String, Json>;

/// What must come of a creation.
pub(crate) enum Created {
    /// Something it names is not there.
    Refused,
    /// The object that the same key made before.
    Again(String),
    New,
}

#[derive(Debug)]
struct Object {
    kind: Kind,
    id: String,
    /// As they were written.
    fields: Fields,
    deleted: bool,
}

#[derive(Debug)]
pub(crate) struct File {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) content: Vec<u8>,
}

#[derive(Debug, Default)]
pub(crate) struct Memory {
    objects: Vec<Object>,
    keys: HashMap<(Kind, String), String>,
    pub(crate) files: Vec<File>,
}

impl Kind {
    /// The field that names what an object of this kind belongs to.
    pub(crate) fn parent(self) -> &'static str {
        match self {
            Self::Application => "talent_id",
            Self::Offer | Self::Check | Self::Interview => "external_application_id",
            Self::Assessment => "external_interview_id",
        }
    }

    /// The kind that is. Talents are not kept, so any will do.
    pub(crate) fn of_parent(self) -> Option<Kind> {
        match self {
            Self::Application => None,
            Self::Offer | Self::Check | Self::Interview => Some(Self::Application),
            Self::Assessment => Some(Self::Interview),
        }
    }
}

impl Memory {
    /// The object of a kind that is meant.
    pub(crate) fn pick(&self, kind: Kind, pick: Pick) -> Option<&str> {
        let ever: Vec<_> = self.objects.iter().filter(|object| object.kind == kind).collect();
        let there: Vec<_> = ever.iter().copied().filter(|object| !object.deleted).collect();
        pick.of(&there, &ever).map(|object| &*object.id)
    }

    /// The ids of all objects of a kind that ever were, in the order of creation.
    pub(crate) fn ids(&self, kind: Kind) -> Vec<String> {
        self.objects
            .iter()
            .filter(|object| object.kind == kind)
            .map(|object| object.id.clone())
            .collect()
    }

    pub(crate) fn exists(&self, kind: Kind, id: &str) -> bool {
        self.get(kind, id).is_some()
    }

    fn get(&self, kind: Kind, id: &str) -> Option<&Object> {
        self.objects.iter().find(|object| object.kind == kind && object.id == id && !object.deleted)
    }

    /// The fields of an object as they were written.
    pub(crate) fn written(&self, kind: Kind, id: &str) -> Option<Fields> {
        self.get(kind, id).map(|object| object.fields.clone())
    }

    /// What must come of a creation with this body.
    pub(crate) fn expect(&self, kind: Kind, body: &Fields) -> Created {
        if let Some(key) = body.get("external_id").and_then(Json::as_str)
            && let Some(id) = self.keys.get(&(kind, key.to_owned()))
        {
            return if self.exists(kind, id) {
                Created::Again(id.clone())
            } else {
                Created::Refused
            };
        }
        if self.names_only_what_is_there(kind, body) { Created::New } else { Created::Refused }
    }

    pub(crate) fn names_only_what_is_there(&self, kind: Kind, body: &Fields) -> bool {
        let parent = body.get(kind.parent()).and_then(Json::as_str);
        let has_parent =
            kind.of_parent().zip(parent).is_none_or(|(kind, id)| self.exists(kind, id));
        let files = body.get("attachment_id_list").and_then(Json::as_array);
        has_parent
            && files.into_iter().flatten().all(|id| self.files.iter().any(|file| file.id == *id))
    }

    pub(crate) fn forget_keys(&mut self) {
        self.keys.clear();
    }

    /// Keeps a new object. Its id and those of its parts are what the server said.
    pub(crate) fn insert(&mut self, kind: Kind, id: &str, mut fields: Fields, shown: &Json) {
        if let Some(key) = fields.remove("external_id").as_ref().and_then(Json::as_str) {
            self.keys.insert((kind, key.to_owned()), id.to_owned());
        }
        let parts = fields.remove("interview_assessments");
        self.push(kind, id, fields);
        self.insert_parts(id, parts, shown);
    }

    /// Replaces all fields of an object, and all of its parts.
    pub(crate) fn replace(&mut self, kind: Kind, id: &str, mut fields: Fields, shown: &Json) {
        let parts = fields.remove("interview_assessments");
        self.each(kind, id, |object| object.fields = fields.clone());
        self.delete_parts(id);
        self.insert_parts(id, parts, shown);
    }

    pub(crate) fn patch(&mut self, id: &str, fields: &Fields) {
        self.each(Kind::Assessment, id, |object| object.fields.extend(fields.clone()));
    }

    pub(crate) fn delete(&mut self, kind: Kind, id: &str) {
        self.each(kind, id, |object| object.deleted = true);
        self.delete_parts(id);
    }

    fn each(&mut self, kind: Kind, id: &str, change: impl Fn(&mut Object)) {
        self.objects
            .iter_mut()
            .filter(|object| object.kind == kind && object.id == id)
            .for_each(change);
    }

    fn push(&mut self, kind: Kind, id: &str, fields: Fields) {
        let ids: BTreeSet<_> = self.objects.iter().map(|object| &object.id).collect();
        assert!(!ids.contains(&id.to_owned()), "the id {id} is given twice");
        self.objects.push(Object { kind, id: id.to_owned(), fields, deleted: false });
    }

    fn insert_parts(&mut self, whole: &str, parts: Option<Json>, shown: &Json) {
        let parts = parts.as_ref().and_then(Json::as_array).into_iter().flatten();
        for (at, part) in parts.enumerate() {
            let id =
                shown["interview_assessments"][at]["id"].as_str().expect("an id for each part");
            let mut fields = part.as_object().expect("an object").clone();
            fields.insert(Kind::Assessment.parent().to_owned(), whole.into());
            self.push(Kind::Assessment, id, fields);
        }
    }

    fn delete_parts(&mut self, whole: &str) {
        let parts = self.objects.iter_mut().filter(|object| object.kind == Kind::Assessment);
        parts
            .filter(|part| part.fields[Kind::Assessment.parent()] == whole)
            .for_each(|part| part.deleted = true);
    }

    /// An object as responses show it, if it exists.
    pub(crate) fn shown(&self, kind: Kind, id: &str) -> Option<Json> {
        let object = self.get(kind, id)?;
        let mut fields = object.fields.clone();
        fields.insert("id".to_owned(), id.into());
        if let Some(Json::Array(ids)) = fields.remove("attachment_id_list") {
            let named = ids.iter().filter_map(|id| self.files.iter().find(|file| file.id == *id));
            let list = named.map(
                |file| json!({ "id": file.id, "name": file.name, "size": file.content.len() }),
            );
            fields.insert("attachment_list".to_owned(), list.collect());
        }
        if kind == Kind::Interview {
            let of_this = |part: &&Object| {
                part.kind == Kind::Assessment
                    && !part.deleted
                    && part.fields[Kind::Assessment.parent()] == id
            };
            let parts = self.objects.iter().filter(of_this).filter_map(|part| {
                let mut part = self.shown(Kind::Assessment, &part.id)?;
                part.as_object_mut()?.remove(Kind::Assessment.parent());
                Some(part)
            });
            fields.insert("interview_assessments".to_owned(), parts.collect());
        }
        // A list of objects is left out when it is empty.
        for list in ["attachment_list", "interview_assessments", "assessment_dimension_list"] {
            if fields.get(list).is_some_and(|items| *items == json!([])) {
                fields.remove(list);
            }
        }
        Some(fields.into())
    }

    /// What a query finds, in the order of creation. Ids are the only condition if there are any.
    pub(crate) fn find(&self, kind: Kind, parent: Option<&str>, ids: &[String]) -> Vec<Json> {
        let asked = |object: &&Object| {
            if ids.is_empty() {
                parent.is_none_or(|parent| object.fields[kind.parent()] == parent)
            } else {
                ids.contains(&object.id)
            }
        };
        let of_kind = self.objects.iter().filter(|object| object.kind == kind && !object.deleted);
        of_kind.filter(asked).filter_map(|object| self.shown(kind, &object.id)).collect()
    }
}
