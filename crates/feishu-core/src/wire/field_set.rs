//! Which fields of an object were read.

/// Fields of an object, by their positions among its names.
#[derive(Default)]
pub(super) struct FieldSet {
    first: u64,
    others: Vec<usize>,
}

impl FieldSet {
    /// Adds a field. Returns whether it was not there yet.
    pub(super) fn insert(&mut self, index: usize) -> bool {
        if index < 64 {
            let bit = 1 << index;
            let is_new = self.first & bit == 0;
            self.first |= bit;
            return is_new;
        }
        let is_new = !self.others.contains(&index);
        if is_new {
            self.others.push(index);
        }
        is_new
    }
}
