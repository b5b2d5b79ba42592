//! Which of the gateway's errors an error is.

use super::Error;
use crate::platform::GatewayCode;

impl GatewayCode {
    /// The code of an error, if the gateway returned it.
    ///
    /// ```
    /// use feishu_core::{Error, GatewayCode};
    ///
    /// fn lacks_a_scope(error: &Error) -> bool {
    ///     GatewayCode::of(error) == Some(GatewayCode::MissingScope)
    /// }
    /// ```
    #[must_use]
    pub fn of(error: &Error) -> Option<Self> {
        Self::from_code(error.code()?)
    }
}
