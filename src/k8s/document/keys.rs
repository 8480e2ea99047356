//! The keys of maps that are being read, to find one that stands twice.

use std::borrow::Cow;

/// How many keys of a map are compared one by one.
pub const FEW: usize = 16;

/// The keys of a map and of those around it.
#[derive(Debug, Default)]
pub struct Keys<'a> {
    all: Vec<Cow<'a, str>>,
    /// Where those of the innermost map start.
    inner: usize,
}

/// Where the keys of a map started, to go back to it.
pub struct Outer(usize);

impl<'a> Keys<'a> {
    /// Goes into a map.
    pub fn enter(&mut self) -> Outer {
        let outer = Outer(self.inner);
        self.inner = self.all.len();
        outer
    }

    /// Adds a key of the innermost map; `false` when it is known to be there. Of a map of many keys that is
    /// known at its end.
    pub fn add(&mut self, key: Cow<'a, str>) -> bool {
        let of_map = self.all.get(self.inner..).unwrap_or_default();
        if of_map.len() < FEW && of_map.contains(&key) {
            return false;
        }
        self.all.push(key);
        true
    }

    /// Goes out of a map; none when a key stands there twice.
    pub fn leave(&mut self, outer: Outer) -> Option<()> {
        let of_map = self.all.get_mut(self.inner..).unwrap_or_default();
        if of_map.len() > FEW {
            of_map.sort_unstable();
            if of_map.windows(2).any(|pair| matches!(pair, [one, other] if one == other)) {
                return None;
            }
        }
        self.all.truncate(self.inner);
        self.inner = outer.0;
        Some(())
    }
}
