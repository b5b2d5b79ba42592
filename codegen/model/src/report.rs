//! A diagnostic as a person reads it, with the lines of the sources that it is about.

use std::borrow::Cow;
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Severity, SourceId};
use crate::hidden;
use crate::sources::Sources;

impl Diagnostic {
    /// The main place as `(path, line, column)`, both counted from 1, the column in characters.
    pub fn place<'a>(&self, sources: &'a Sources) -> Option<(&'a str, usize, usize)> {
        let (span, _) = self.labels.first()?;
        let source = sources.get(span.source);
        let before = &source.text()[..floor(source.text(), span.start)];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Some((
            source.path(),
            before.matches('\n').count() + 1,
            before[line_start..].chars().count() + 1,
        ))
    }

    /// The problem as a person reads it: the message, each place with its source line and a caret, the help.
    pub fn render(&self, sources: &Sources, color: bool) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let title = level.primary_title(printable(&self.message)).id(self.code.name());
        let mut group = Group::with_title(title);
        for (position, chunk) in self.snippets(sources).into_iter().enumerate() {
            let mut places: Vec<_> =
                chunk.annotations.iter().map(|(_, place, _)| place.clone()).collect();
            let mut snippet = Snippet::source(shown(chunk.text, &mut places))
                .line_start(chunk.first_line)
                .path(hidden::one_line(chunk.path));
            for ((index, _, label), range) in chunk.annotations.into_iter().zip(places) {
                let kind = if position == 0 && index == 0 {
                    AnnotationKind::Primary
                } else {
                    AnnotationKind::Context
                };
                snippet = snippet.annotation(kind.span(range).label(printable(label)));
            }
            group = group.element(snippet);
        }
        let mut report = vec![group];
        if let Some(help) = &self.help {
            report.push(Group::with_title(Level::HELP.secondary_title(printable(help))));
        }
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        renderer.decor_style(DecorStyle::Ascii).term_width(120).render(&report)
    }

    /// Only the lines around each place are passed to the renderer, so that a mistake in a large file is cheap to show.
    fn snippets<'a>(&'a self, sources: &'a Sources) -> Vec<Chunk<'a>> {
        const NEAR: usize = 2_000;
        let mut chunks: Vec<Chunk<'a>> = Vec::new();
        for (index, (span, label)) in self.labels.iter().enumerate() {
            let source = sources.get(span.source);
            let text = source.text();
            let start = floor(text, span.start);
            let end = floor(text, span.end.max(start)).max(start);
            let first = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
            let last = text[end..].find('\n').map_or(text.len(), |newline| end + newline);
            if let Some(chunk) = chunks.iter_mut().find(|chunk| {
                chunk.source == span.source
                    && first.abs_diff(chunk.start) < NEAR
                    && last.abs_diff(chunk.start) < NEAR
            }) {
                let (low, high) =
                    (chunk.start.min(first), (chunk.start + chunk.text.len()).max(last));
                let shift = chunk.start - low;
                for (_, range, _) in &mut chunk.annotations {
                    *range = range.start + shift..range.end + shift;
                }
                chunk.annotations.push((index, start - low..end - low, label));
                (chunk.start, chunk.text) = (low, &text[low..high]);
                chunk.first_line = line_of(text, low);
            } else {
                chunks.push(Chunk {
                    source: span.source,
                    path: source.path(),
                    start: first,
                    first_line: line_of(text, first),
                    text: &text[first..last],
                    annotations: vec![(index, start - first..end - first, label)],
                });
            }
        }
        chunks
    }
}

/// Consecutive lines of one source, with the labels that fall into them.
struct Chunk<'a> {
    source: SourceId,
    path: &'a str,
    start: usize,
    first_line: usize,
    text: &'a str,
    annotations: Vec<(usize, Range<usize>, &'a str)>,
}

fn line_of(text: &str, offset: usize) -> usize {
    text[..offset].matches('\n').count() + 1
}

/// The last character boundary at or before `offset`.
fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// Text of a hostile spec must not steer the terminal that shows it.
fn printable(text: &str) -> Cow<'_, str> {
    hidden::lines(text)
}

/// Lines of a source without hidden characters. What takes the place of one may be longer, so places move.
fn shown<'t>(text: &'t str, places: &mut [Range<usize>]) -> Cow<'t, str> {
    let visible = |text: &'t str| -> Cow<'t, str> {
        // The end of a line in a file of Windows is no news.
        if text.contains('\r') {
            let lines: Vec<_> = text.split("\r\n").map(hidden::lines).collect();
            lines.join("\r\n").into()
        } else {
            hidden::lines(text)
        }
    };
    let clean = visible(text);
    if clean.len() != text.len() {
        for place in places {
            let moved = |at: usize| text.get(..at).map_or(at, |before| visible(before).len());
            *place = moved(place.start).min(clean.len())..moved(place.end).min(clean.len());
        }
    }
    clean
}
