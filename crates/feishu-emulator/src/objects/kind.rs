//! The kinds of object, each described once: what it is called, what it hangs on, what of it
//! answers show. All the rest is the same code for all of them.

use Field::{Attachments, Objects, Parts, Plain};

/// A kind of object.
#[derive(Debug)]
pub(crate) struct Kind {
    /// Name in paths of the emulator, in seeds with an `s`, and in the database.
    pub(crate) name: &'static str,
    /// Name in messages.
    pub(crate) words: &'static str,
    /// Field that holds the object's own id.
    pub(crate) key: &'static str,
    /// What lists select by.
    pub(crate) parent: Option<Parent>,
    /// What a response about one object holds.
    pub(crate) answer: Answer,
    /// What answers show, in the page's order.
    pub(crate) fields: &'static [Field],
}

/// Another object that one belongs to.
#[derive(Debug)]
pub(crate) struct Parent {
    /// Field that names it.
    pub(crate) field: &'static str,
    /// `None` for what the emulator does not keep, such as talents: any id will do.
    pub(crate) kind: Option<&'static Kind>,
}

#[derive(Debug)]
pub(crate) enum Answer {
    /// The object, in a field of this name.
    Object(&'static str),
    /// Its id alone, in `id`.
    Id,
}

/// A field of a shown object. What the object does not have is left out, an empty list of objects
/// too.
#[derive(Debug)]
pub(crate) enum Field {
    /// Shown as it was written.
    Plain(&'static str),
    /// A list of objects with these fields.
    Objects(&'static str, &'static [&'static str]),
    /// `attachment_list`, made of the ids in `attachment_id_list`.
    Attachments,
    /// Objects of another kind that belong to this one and are written together with it.
    Parts { name: &'static str, kind: &'static Kind, fields: &'static [Field] },
}

impl Kind {
    /// Name of the path parameter that holds the id.
    pub(crate) fn path_parameter(&self) -> String {
        if self.key == "id" { format!("{}_id", self.name) } else { self.key.to_owned() }
    }

    /// Name of the list of ids that a query can ask for.
    pub(crate) fn id_list(&self) -> String {
        format!("{}_id_list", self.name)
    }

    /// Name of the list in a seed.
    pub(crate) fn seed_list(&self) -> String {
        format!("{}s", self.name)
    }

    pub(crate) fn parts(&self) -> impl Iterator<Item = (&'static str, &'static Kind)> {
        self.fields.iter().filter_map(|field| match field {
            Parts { name, kind, .. } => Some((*name, *kind)),
            _ => None,
        })
    }
}

/// All kinds, in the order that seeds are stored in.
pub(crate) static ALL: &[&Kind] = &[
    &EXTERNAL_APPLICATION,
    &EXTERNAL_INTERVIEW,
    &EXTERNAL_INTERVIEW_ASSESSMENT,
    &EXTERNAL_OFFER,
    &EXTERNAL_BACKGROUND_CHECK,
    &EXTERNAL_REFERRAL_REWARD,
    &TALENT_EXTERNAL_INFO,
];

pub(crate) fn find(name: &str) -> Option<&'static Kind> {
    ALL.iter().copied().find(|kind| kind.name == name)
}

/// An application belongs to a talent, and talents are not kept here.
pub(crate) static EXTERNAL_APPLICATION: Kind = Kind {
    name: "external_application",
    words: "external application",
    key: "id",
    parent: Some(Parent { field: "talent_id", kind: None }),
    answer: Answer::Object("external_application"),
    fields: &[
        Plain("id"),
        Plain("job_recruitment_type"),
        Plain("job_title"),
        Plain("resume_source"),
        Plain("stage"),
        Plain("talent_id"),
        Plain("termination_reason"),
        Plain("delivery_type"),
        Plain("modify_time"),
        Plain("create_time"),
        Plain("termination_type"),
    ],
};

pub(crate) static EXTERNAL_INTERVIEW: Kind = Kind {
    name: "external_interview",
    words: "external interview",
    key: "id",
    parent: Some(Parent { field: "external_application_id", kind: Some(&EXTERNAL_APPLICATION) }),
    answer: Answer::Object("external_interview"),
    fields: &[
        Plain("external_application_id"),
        Plain("id"),
        Plain("participate_status"),
        Plain("begin_time"),
        Plain("end_time"),
        // Here an assessment does not repeat which interview it is of.
        Parts {
            name: "interview_assessments",
            kind: &EXTERNAL_INTERVIEW_ASSESSMENT,
            fields: &[
                Plain("id"),
                Plain("username"),
                Plain("conclusion"),
                Objects("assessment_dimension_list", DIMENSION),
                Plain("content"),
            ],
        },
    ],
};

pub(crate) static EXTERNAL_INTERVIEW_ASSESSMENT: Kind = Kind {
    name: "external_interview_assessment",
    words: "external interview assessment",
    key: "id",
    parent: Some(Parent { field: "external_interview_id", kind: Some(&EXTERNAL_INTERVIEW) }),
    answer: Answer::Object("external_interview_assessment"),
    fields: &[
        Plain("id"),
        Plain("username"),
        Plain("conclusion"),
        Objects("assessment_dimension_list", DIMENSION),
        Plain("content"),
        Plain("external_interview_id"),
    ],
};

const DIMENSION: &[&str] =
    &["score", "option", "options", "content", "assessment_type", "title", "description"];

pub(crate) static EXTERNAL_OFFER: Kind = Kind {
    name: "external_offer",
    words: "external offer",
    key: "id",
    parent: Some(Parent { field: "external_application_id", kind: Some(&EXTERNAL_APPLICATION) }),
    answer: Answer::Object("external_offer"),
    fields: &[
        Plain("id"),
        Plain("external_application_id"),
        Plain("biz_create_time"),
        Plain("owner"),
        Plain("offer_status"),
        Attachments,
    ],
};

pub(crate) static EXTERNAL_BACKGROUND_CHECK: Kind = Kind {
    name: "external_background_check",
    words: "external background check",
    key: "id",
    parent: Some(Parent { field: "external_application_id", kind: Some(&EXTERNAL_APPLICATION) }),
    answer: Answer::Object("external_background_check"),
    fields: &[
        Plain("id"),
        Plain("external_application_id"),
        Plain("date"),
        Plain("name"),
        Plain("result"),
        Attachments,
    ],
};

/// No operation shows a reward. These are the fields of its import, for the tests' read access.
pub(crate) static EXTERNAL_REFERRAL_REWARD: Kind = Kind {
    name: "external_referral_reward",
    words: "external referral reward",
    key: "id",
    parent: None,
    answer: Answer::Id,
    fields: &[
        Plain("id"),
        Plain("referral_user_id"),
        Plain("create_user_id"),
        Plain("confirm_user_id"),
        Plain("pay_user_id"),
        Plain("external_id"),
        Plain("application_id"),
        Plain("talent_id"),
        Plain("job_id"),
        Plain("reason"),
        Plain("rule_type"),
        Plain("bonus"),
        Plain("stage"),
        Plain("create_time"),
        Plain("confirm_time"),
        Plain("pay_time"),
        Plain("onboard_time"),
        Plain("conversion_time"),
        Plain("comment"),
    ],
};

/// A talent has at most one, so the talent's id is its own.
pub(crate) static TALENT_EXTERNAL_INFO: Kind = Kind {
    name: "talent_external_info",
    words: "external info of a talent",
    key: "talent_id",
    parent: None,
    answer: Answer::Object("external_info"),
    fields: &[Plain("talent_id"), Plain("external_create_time")],
};
