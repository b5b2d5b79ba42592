//! A shared operation, as calls, errors and spans hold it.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use super::Operation;

/// An [`Operation`] that is cheap to clone: a `static` of a generated crate, or a shared one that
/// was built at run time.
///
/// ```
/// use feishu_core::{Method, Operation, OperationRef};
///
/// static LISTED: Operation = Operation::new("x.v1.thing.list", Method::Get, "/open-apis/x/v1/things");
///
/// let from_table = OperationRef::from(&LISTED);
/// let from_run_time = OperationRef::from(LISTED.clone());
/// assert_eq!(from_table, from_run_time);
/// assert_eq!(from_table.method, Method::Get);
/// ```
#[derive(Clone)]
pub struct OperationRef(Inner);

#[derive(Clone)]
enum Inner {
    Static(&'static Operation),
    Shared(Arc<Operation>),
}

impl Deref for OperationRef {
    type Target = Operation;

    fn deref(&self) -> &Operation {
        match &self.0 {
            Inner::Static(operation) => operation,
            Inner::Shared(operation) => operation,
        }
    }
}

impl From<&'static Operation> for OperationRef {
    fn from(operation: &'static Operation) -> Self {
        Self(Inner::Static(operation))
    }
}

impl From<Operation> for OperationRef {
    fn from(operation: Operation) -> Self {
        Arc::new(operation).into()
    }
}

impl From<Arc<Operation>> for OperationRef {
    fn from(operation: Arc<Operation>) -> Self {
        Self(Inner::Shared(operation))
    }
}

impl From<&OperationRef> for OperationRef {
    fn from(operation: &OperationRef) -> Self {
        operation.clone()
    }
}

impl PartialEq for OperationRef {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for OperationRef {}

impl fmt::Debug for OperationRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
