//! The response to a call that nothing carries out.

use serde_json::{Map, Value};

use crate::answer::Failure;
use crate::catalogue::Operation;

/// The sample of the page, as the whole body. A list ends with it: a client that was told to ask for more would get the same
/// page again and again.
pub(crate) fn sample(operation: &Operation) -> Result<Vec<u8>, Failure> {
    let Some(paging) = &operation.paging else { return Ok(operation.sample.get().into()) };
    let mut body: Map<String, Value> = serde_json::from_str(operation.sample.get())?;
    if let Some(Value::Object(data)) = body.get_mut("data") {
        data.insert(paging.has_more.clone(), false.into());
        data.remove(&paging.page_token);
    }
    Ok(serde_json::to_vec(&body)?)
}
