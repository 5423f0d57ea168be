//! The walk over a document: member by member, and in `items` item by item, so that only one is held at a time.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::node::{Key, NodeSeed};
use super::{MAX_ITEMS, MAX_VALUES, MEMBERS, Reader, item};

/// The object that is the document.
pub(super) struct Root<'r, 't>(pub(super) &'r mut Reader<'t>);

impl<'t> Visitor<'t> for Root<'_, 't> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a JSON Feed")
    }

    fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<(), A::Error> {
        let reader = self.0;
        while let Some(Key(key)) = map.next_key()? {
            let Some(known) = MEMBERS.iter().find(|known| **known == key) else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            reader.context.stand_at(&key);
            if !reader.seen.is_new(MEMBERS, known) {
                reader.context.doubled(known);
            }
            reader.context.stand_at_value(&key);
            if *known == "items" {
                reader.has_items = true;
                map.next_value_seed(Items(reader))?;
            } else {
                let mut budget = MAX_VALUES;
                let node = map.next_value_seed(NodeSeed::new(&mut budget))?;
                reader.member(known, node);
            }
        }
        Ok(())
    }
}

/// The list of items.
struct Items<'r, 't>(&'r mut Reader<'t>);

impl<'t> DeserializeSeed<'t> for Items<'_, 't> {
    type Value = ();

    fn deserialize<D: Deserializer<'t>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'t> Visitor<'t> for Items<'_, 't> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a list of items")
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut list: A) -> Result<(), A::Error> {
        let reader = self.0;
        while reader.items < MAX_ITEMS {
            let mut budget = MAX_VALUES;
            match list.next_element_seed(NodeSeed::of(item::MEMBERS, &mut budget))? {
                Some(item) => reader.item(item),
                None => return Ok(()),
            }
        }
        let mut more = 0_usize;
        while list.next_element::<IgnoredAny>()?.is_some() {
            more += 1;
        }
        if more > 0 {
            let what = format!("the feed has {more} more than {MAX_ITEMS} items");
            reader.context.note(what, "the rest is left out");
        }
        Ok(())
    }

    /// A list that a program keeps by number or by id, and writes like that.
    fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<(), A::Error> {
        let reader = self.0;
        reader.context.note("`items` is an object, not an array", "its values are read as the items");
        while map.next_key::<IgnoredAny>()?.is_some() {
            let mut budget = if reader.items < MAX_ITEMS { MAX_VALUES } else { 0 };
            let item = map.next_value_seed(NodeSeed::of(item::MEMBERS, &mut budget))?;
            if reader.items < MAX_ITEMS {
                reader.item(item);
            }
        }
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.0.no_items("null");
        Ok(())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        self.0.no_items("a boolean");
        Ok(())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        self.0.no_items("a number");
        Ok(())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        self.0.no_items("a number");
        Ok(())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        self.0.no_items("a number");
        Ok(())
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        self.0.no_items("a string");
        Ok(())
    }
}
