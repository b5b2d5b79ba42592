//! The differences between two bodies, for people.

use anstyle::{AnsiColor, Style};
use feishu_core::Json;

use crate::text::{Printable, plain};

const GONE: Style = AnsiColor::Red.on_default();
const NEW: Style = AnsiColor::Green.on_default();

/// One line per top-level field; unchanged fields have no mark.
pub(crate) fn of(before: &Json, after: &Json) -> Printable {
    let none = serde_json::Map::new();
    let (before, after) = (before.as_object().unwrap_or(&none), after.as_object().unwrap_or(&none));
    let mut names: Vec<&String> = before.keys().collect();
    names.extend(after.keys().filter(|name| !before.contains_key(*name)));
    let mut text = Printable::default();
    for name in names {
        let line = |value: &Json| format!("{}: {}", plain(name), plain(&value.to_string()));
        match (before.get(name), after.get(name)) {
            (Some(old), Some(new)) if old == new => text.push(&format!("  {}\n", line(old))),
            (old, new) => {
                for (value, mark, style) in [(old, '-', GONE), (new, '+', NEW)] {
                    if let Some(value) = value {
                        text.styled(style, &format!("{mark} {}", line(value)));
                        text.push("\n");
                    }
                }
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_changes_is_marked_and_what_stays_is_shown() {
        let text = of(
            &json!({ "owner": "张三", "status": "a", "gone": 1 }),
            &json!({ "owner": "李四", "status": "a", "new": [] }),
        );
        assert_eq!(
            text.bare(),
            "- owner: \"张三\"\n+ owner: \"李四\"\n  status: \"a\"\n- gone: 1\n+ new: []\n"
        );
    }
}
