//! Items that are declared by a macro of the runtime.

use syn::{ItemEnum, ItemMacro};

/// The enumeration that a macro declares: `text_enum! { /// … pub enum Mood { Happy = "happy" } }`.
pub(crate) fn enumeration(item: &ItemMacro) -> Option<ItemEnum> {
    syn::parse2(item.mac.tokens.clone()).ok()
}
