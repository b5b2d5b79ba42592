//! Error codes of the platform, each with the status that goes with it.

/// A status and the `code` that goes with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Code {
    pub(crate) status: u16,
    pub(crate) code: i64,
}

/// What the platform calls a broken parameter when an endpoint's page names no error for it.
pub(crate) const ANY_INVALID_PARAMETER: Code = Code { status: 400, code: 99992402 };

/// What the platform calls its own failure, likewise.
pub(crate) const ANY_SYSTEM_ERROR: Code = Code { status: 500, code: 10500 };
