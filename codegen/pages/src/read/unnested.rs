//! What a page alone gives.

use crate::facts::{Page, Row};

/// Rows with what is known of their nesting.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    /// In the order of the page, without children.
    pub(crate) rows: Vec<Row>,
    /// A depth for each row, where the page tells.
    pub(crate) depths: Option<Vec<usize>>,
}

/// A page before the nesting of its rows is known.
pub(crate) struct UnnestedPage {
    pub(crate) page: Page,
    pub(crate) body: Rows,
    pub(crate) response: Rows,
}
