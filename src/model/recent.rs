//! A bounded cache: what was used recently stays, what was not goes.
//!
//! Two generations. What is put in, or found, is in the young one; when that is full it becomes the old one, and what nobody
//! asked for in the meantime is gone. No order is kept, so that a look-up costs a look-up.

use std::collections::HashMap;
use std::hash::Hash;

/// A cache bounded by the sum of its values' weights.
pub struct Recent<K, V> {
    young: HashMap<K, (V, usize)>,
    old: HashMap<K, (V, usize)>,
    weight: usize,
    half: usize,
}

impl<K: Hash + Eq, V: Clone> Recent<K, V> {
    /// A cache for values of `capacity` weight in all.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self { young: HashMap::new(), old: HashMap::new(), weight: 0, half: capacity / 2 }
    }

    /// The value of `key`, if it is still there.
    pub fn get(&mut self, key: &K) -> Option<V> {
        if let Some((value, _)) = self.young.get(key) {
            return Some(value.clone());
        }
        let (key, (value, weight)) = self.old.remove_entry(key)?;
        self.put(key, value.clone(), weight);
        Some(value)
    }

    /// Keeps `value`, which weighs `weight`.
    pub fn put(&mut self, key: K, value: V, weight: usize) {
        if self.weight + weight > self.half && !self.young.is_empty() {
            self.old = std::mem::take(&mut self.young);
            self.weight = 0;
        }
        if self.young.insert(key, (value, weight)).is_none() {
            self.weight += weight;
        }
    }

    /// Forgets `key`.
    pub fn remove(&mut self, key: &K) {
        if let Some((_, weight)) = self.young.remove(key) {
            self.weight -= weight;
        }
        self.old.remove(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_stays_and_what_is_not_goes() {
        let mut cache = Recent::new(8);
        for n in 0..100 {
            cache.put(n, n, 1);
            assert_eq!(cache.get(&0), Some(0), "the one in use is kept at {n}");
            assert!(cache.young.len() + cache.old.len() <= 8);
        }
        assert_eq!(cache.get(&50), None);
    }
}
