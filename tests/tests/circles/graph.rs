//! Circles in a graph of files.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;

use super::modules::Edges;

/// Files of which each needs every other, if only by way of others.
#[derive(Debug, PartialEq)]
pub(super) struct Circle {
    pub(super) files: BTreeSet<String>,
    /// The shortest way round, a line for each step.
    pub(super) steps: Vec<String>,
}

impl fmt::Display for Circle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "a circle of {} files:", self.files.len())?;
        for step in &self.steps {
            writeln!(f, "  {step}")?;
        }
        // Those that the shortest way leaves out.
        let is_shown = |file: &&String| self.steps.iter().any(|step| step.starts_with(*file));
        for file in self.files.iter().filter(|file| !is_shown(file)) {
            writeln!(f, "  and {file}")?;
        }
        Ok(())
    }
}

/// A circle that is better left.
#[derive(Debug, PartialEq)]
pub(super) struct Allowed {
    /// Its files, no more and no less. A name that ends with `/` stands for some of the files in a folder.
    pub(super) files: &'static [&'static str],
    pub(super) why: &'static str,
}

impl Allowed {
    fn is_for(&self, circle: &Circle) -> bool {
        let covers = |allowed: &str, file: &str| match allowed.ends_with('/') {
            true => file.starts_with(allowed),
            false => file == allowed,
        };
        let is_covered = |file: &String| self.files.iter().any(|allowed| covers(allowed, file));
        let is_needed = |allowed: &&str| circle.files.iter().any(|file| covers(allowed, file));
        circle.files.iter().all(is_covered) && self.files.iter().all(is_needed)
    }
}

/// The circles that are not on a list, and the entries of the list for which there is no circle.
pub(super) fn new_and_stale<'a>(
    found: &'a [Circle],
    list: &'a [Allowed],
) -> (Vec<&'a Circle>, Vec<&'a Allowed>) {
    let is_new = |circle: &&Circle| !list.iter().any(|allowed| allowed.is_for(circle));
    let is_stale = |allowed: &&Allowed| !found.iter().any(|circle| allowed.is_for(circle));
    (found.iter().filter(is_new).collect(), list.iter().filter(is_stale).collect())
}

/// All circles, each as large as it is: no file is in two.
pub(super) fn circles(edges: &Edges) -> Vec<Circle> {
    let reached: BTreeMap<_, _> =
        edges.keys().map(|file| (file.as_str(), reachable(edges, file))).collect();
    let mut circles = Vec::new();
    let mut done: BTreeSet<&str> = BTreeSet::new();
    for (file, there) in &reached {
        if !there.contains(file) || done.contains(file) {
            continue;
        }
        let back = |other: &&&str| reached.get(**other).is_some_and(|back| back.contains(file));
        let files: BTreeSet<_> = there.iter().filter(back).copied().collect();
        done.extend(&files);
        let rounds = files.iter().map(|file| round(edges, file));
        let shortest = rounds.min_by_key(Vec::len).unwrap_or_default();
        let steps = shortest.windows(2).map(|step| {
            let (from, to) = (step[0], step[1]);
            format!("{from} -> {to} because of {}", edges[from][to])
        });
        let steps = steps.collect();
        circles.push(Circle { files: files.into_iter().map(str::to_owned).collect(), steps });
    }
    circles
}

/// What a file needs, directly or not.
fn reachable<'a>(edges: &'a Edges, file: &str) -> BTreeSet<&'a str> {
    let next = |file: &str| edges.get(file).into_iter().flatten().map(|(to, _)| to.as_str());
    let mut reached = BTreeSet::new();
    let mut waiting: Vec<&str> = next(file).collect();
    while let Some(file) = waiting.pop() {
        if reached.insert(file) {
            waiting.extend(next(file));
        }
    }
    reached
}

/// The shortest way from a file back to it, both ends included.
fn round<'a>(edges: &'a Edges, start: &'a str) -> Vec<&'a str> {
    let mut came_from: BTreeMap<&str, &str> = BTreeMap::new();
    let mut waiting = VecDeque::from([start]);
    while let Some(file) = waiting.pop_front() {
        for to in edges.get(file).into_iter().flat_map(BTreeMap::keys) {
            if to == start {
                let mut way = vec![start, file];
                while let Some(before) = way.last().filter(|last| **last != start) {
                    way.push(came_from[before]);
                }
                way.reverse();
                return way;
            }
            if !came_from.contains_key(to.as_str()) {
                came_from.insert(to, file);
                waiting.push_back(to);
            }
        }
    }
    Vec::new()
}
