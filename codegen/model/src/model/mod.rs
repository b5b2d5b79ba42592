//! The API: resolved, checked, documented. What every output is made of.
//!
//! A model has no spans and no mistakes: [`read`](crate::read) gives one only for specs without errors. It does not know how
//! specs are written.

mod api;
mod conversions;
mod declared;
pub mod emulate;
mod field;
mod file_fact;
mod groups;
mod lookup;
mod message;
mod operation;
mod platform;
mod product;
pub mod rule;
pub mod scalar;
mod types;
mod words;

pub use self::api::{Api, Model};
pub use self::declared::{Enum, Id, Object, Usage, Variant, VariantValue};
pub use self::field::Field;
pub use self::file_fact::{FILE_FACTS, FileFact, Seeded, ShownIn};
pub use self::groups::{FEATURES, Group, Groups};
pub use self::message::{Message, Side};
pub use self::operation::{
    DocumentedError, FieldSource, Idempotency, Modify, Operation, OperationId, Paging, Upload,
    route,
};
pub use self::platform::{GatewayError, Host, Platform, RateLimitTier, TokenSource, Tokens};
pub use self::product::Product;
pub use self::rule::{Bounds, Number, Rule};
pub use self::types::Type;
pub use self::words::{Action, AppKind, Effect, MessageField, Method, RateLimit, TokenKind};
