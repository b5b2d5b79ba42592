//! The search: a beam of the best trees so far, extended row by row.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde_json::Value as Json;

use super::evidence::Evidence;
use super::kin::{can_have_children, may_be_empty, parents, type_name};
use super::names::Names;
use super::score::{self, DOUBT, Open, Shown};
use crate::facts::{Row, RowType};

/// Number of trees that are kept after each row.
const WIDTH: usize = 96;
/// The same in a long table.
const NARROW: usize = 4;
const MANY_ROWS: usize = 1_500;

/// Maximum depth of nested objects. The deepest page of the vendor's has nine.
const MAX_DEPTH: usize = 24;

/// Maximum number of alternatives that are reported.
const ALTERNATIVES: usize = 512;

/// The best tree, and the rows for which another tree scores almost as well.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Of each row.
    pub(super) depths: Vec<usize>,
    /// The row that each is a field of, by its depth.
    pub(super) parents: Vec<Option<usize>>,
    pub(super) doubts: Vec<Doubt>,
}

/// A row with more than one possible parent.
#[derive(Debug)]
pub(super) struct Doubt {
    pub(super) row: usize,
    /// The other rows that it could be a field of.
    pub(super) parents: Vec<Option<usize>>,
}

/// A tree as far as it is built.
#[derive(Clone)]
struct Tree<'a> {
    cost: f64,
    /// Index of the last step.
    step: Option<usize>,
    open: Vec<Open<'a>>,
}

/// A decision, and the one before it.
struct Step {
    depth: usize,
    before: Option<usize>,
}

pub(super) fn search<'a>(
    rows: &'a [Row],
    example: Option<&'a Json>,
    evidence: &'a Evidence,
) -> Found {
    let mut steps: Vec<Step> = Vec::new();
    let width = if rows.len() > MANY_ROWS { NARROW } else { WIDTH };
    let root = Open {
        row: None,
        shown: example.and_then(|example| Shown::of(&[example], false)).map(Rc::new),
        known: None,
        fields: Names::default(),
        explained: 0,
        foreign: 0,
        last: None,
        alike: Rc::default(),
        passed: 0,
        may_be_empty: true,
        is_list: false,
    };
    let mut trees = vec![Tree { cost: 0.0, step: None, open: vec![root] }];
    // Dropped trees that cost little more than the best one: the difference, and their last step.
    let mut given_up: Vec<(f64, usize)> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let mut next: Vec<(f64, usize, usize)> = Vec::new();
        for (index, tree) in trees.iter().enumerate() {
            let mut leaving = 0.0;
            for depth in (0..tree.open.len()).rev() {
                if let Some(cost) = score::field(&tree.open, depth, &row.name) {
                    next.push((tree.cost + leaving + cost, index, depth));
                }
                leaving += tree.open.get(depth).map_or(0.0, score::close);
            }
        }
        if next.is_empty() {
            // Every open object has a field of this name: the page is wrong, and the row goes to the top level.
            next = trees
                .iter()
                .enumerate()
                .map(|(index, tree)| (tree.cost + 10.0, index, 0))
                .collect();
        }
        next.sort_by(|a, b| a.0.total_cmp(&b.0));
        let best = next.first().map_or(0.0, |first| first.0);
        let mut kept = Vec::new();
        for (cost, index, depth) in next {
            let Some(tree) = trees.get(index) else { continue };
            let keep = kept.len() < width;
            if !keep && (cost > best + DOUBT || given_up.len() >= ALTERNATIVES) {
                continue;
            }
            steps.push(Step { depth, before: tree.step });
            let step = steps.len() - 1;
            if !keep {
                given_up.push((cost - best, step));
                continue;
            }
            let mut tree = Tree {
                cost,
                step: Some(step),
                open: tree.open.get(..=depth).unwrap_or_default().to_vec(),
            };
            take(&mut tree, rows, at, evidence);
            kept.push(tree);
        }
        trees = kept;
    }
    for tree in &mut trees {
        tree.cost += tree.open.iter().map(score::close).sum::<f64>();
    }
    trees.sort_by(|a, b| a.cost.total_cmp(&b.cost));
    finish(rows.len(), &trees, &steps, &given_up)
}

/// Makes a row a field of the last open object, and opens it if it can have fields.
fn take<'a>(tree: &mut Tree<'a>, rows: &'a [Row], at: usize, evidence: &'a Evidence) {
    let Some(row) = rows.get(at) else { return };
    let mut shown = None;
    for open in &mut tree.open {
        open.pass(&row.name);
    }
    if let Some(parent) = tree.open.last_mut() {
        parent.add(&row.name);
        let position = parent.shown.as_ref().and_then(|shown| shown.position(&row.name));
        parent.last = position.or(parent.last);
        let is_map = matches!(row.ty, RowType::Map(_));
        shown = parent.shown.as_ref().and_then(|shown| shown.field(&row.name, is_map));
    }
    if can_have_children(&row.ty) && tree.open.len() < MAX_DEPTH {
        let known = type_name(&row.ty).and_then(|name| evidence.of_type(name));
        tree.open.push(Open {
            row: Some(at),
            shown,
            known,
            fields: Names::default(),
            explained: 0,
            foreign: 0,
            last: None,
            alike: Rc::new((0..known.map_or(0, |known| known.continuations.len())).collect()),
            passed: 0,
            may_be_empty: may_be_empty(&row.ty) || is_free(row, rows.get(at + 1)),
            is_list: matches!(row.ty, RowType::List(_)),
        });
    }
}

/// An object whose own sample has fields, and not the one of the next row: the page shows what it may hold and lists
/// none of it.
fn is_free(row: &Row, next: Option<&Row>) -> bool {
    let sample = row.example.as_ref().and_then(Json::as_object);
    let lists = |next: &Row| sample.is_some_and(|sample| sample.contains_key(&next.name));
    sample.is_some_and(|sample| !sample.is_empty()) && !next.is_some_and(lists)
}

fn finish(count: usize, trees: &[Tree<'_>], steps: &[Step], given_up: &[(f64, usize)]) -> Found {
    let Some(best) = trees.first() else { return Found::default() };
    let chosen = depths(steps, best.step, count);
    let of_chosen = parents(&chosen);
    let mut doubts = BTreeMap::<usize, BTreeSet<Option<usize>>>::new();
    let near = trees.iter().skip(1).filter(|tree| tree.cost <= best.cost + DOUBT);
    let near = near.filter_map(|tree| tree.step).chain(given_up.iter().map(|(_, step)| *step));
    for step in near {
        let of_other = parents(&depths(steps, Some(step), count));
        for (at, (parent, other)) in of_chosen.iter().zip(&of_other).enumerate() {
            if parent != other {
                doubts.entry(at).or_default().insert(*other);
            }
        }
    }
    let doubts = doubts
        .into_iter()
        .map(|(row, parents)| Doubt { row, parents: parents.into_iter().collect() })
        .collect();
    Found { depths: chosen, parents: of_chosen, doubts }
}

/// The decisions that lead to a step, from the first row on.
fn depths(steps: &[Step], last: Option<usize>, count: usize) -> Vec<usize> {
    let mut depths = Vec::with_capacity(count);
    let mut at = last;
    while let Some(step) = at.and_then(|at| steps.get(at)) {
        depths.push(step.depth);
        at = step.before;
    }
    depths.reverse();
    depths
}
