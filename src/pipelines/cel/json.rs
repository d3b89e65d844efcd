//! Records as values of the language, and back. Integers that fit are `int`, other numbers `double`.

use std::collections::HashMap;
use std::fmt;

use ::cel::common::types::{
    CelBool, CelDouble, CelInt, CelList, CelMap, CelMapKey, CelNull, CelString, CelUInt,
};
use ::cel::common::value::Val;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::gateway::{MAX_DEPTH, MAX_RECORD};

/// A value that borrows from the text that it was read from.
type Boxed<'v> = Box<dyn Val + 'v>;

/// Reads a record that was kept.
///
/// # Errors
/// If a number in it is beyond all that can be calculated with.
pub(in crate::pipelines) fn read(record: &str) -> Result<Boxed<'_>, serde_json::Error> {
    // Member by member, since the reader counts levels from where it begins and stops one before the deepest record.
    let members: Members<'_> = serde_json::from_str(record)?;
    let mut map = HashMap::with_capacity(members.0.len());
    for (name, text) in members.0 {
        let Read(value) = serde_json::from_str(text.get())?;
        map.insert(CelMapKey::from(name), value);
    }
    Ok(Box::new(CelMap::from(map)))
}

struct Members<'de>(Vec<(String, &'de RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Each;
        impl<'de> Visitor<'de> for Each {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Each)
    }
}

struct Read<'v>(Boxed<'v>);

impl<'de> Deserialize<'de> for Read<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any)
    }
}

struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Read<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Read<'de>, E> {
        Ok(Read(Box::new(CelNull)))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Read<'de>, E> {
        Ok(Read(Box::new(CelBool::from(value))))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Read<'de>, E> {
        Ok(Read(Box::new(CelInt::from(value))))
    }

    #[allow(clippy::cast_precision_loss)] // That is what such integers are here.
    fn visit_u64<E>(self, value: u64) -> Result<Read<'de>, E> {
        match i64::try_from(value) {
            Ok(value) => Ok(Read(Box::new(CelInt::from(value)))),
            Err(_) => Ok(Read(Box::new(CelDouble::from(value as f64)))),
        }
    }

    fn visit_f64<E>(self, value: f64) -> Result<Read<'de>, E> {
        Ok(Read(Box::new(CelDouble::from(value))))
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Read<'de>, E> {
        Ok(Read(Box::new(CelString::from(value))))
    }

    fn visit_str<E>(self, value: &str) -> Result<Read<'de>, E> {
        Ok(Read(Box::new(CelString::from(value.to_owned()))))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Read<'de>, A::Error> {
        let mut list: Vec<Boxed<'de>> = Vec::new();
        while let Some(Read(value)) = seq.next_element()? {
            list.push(value);
        }
        Ok(Read(Box::new(CelList::from(list))))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Read<'de>, A::Error> {
        let mut entries: HashMap<CelMapKey<'de>, Boxed<'de>> = HashMap::new();
        while let Some((name, Read(value))) = map.next_entry::<String, Read<'de>>()? {
            entries.insert(CelMapKey::from(name), value);
        }
        Ok(Read(Box::new(CelMap::from(entries))))
    }
}

/// Writes an object of these fields, in this order.
///
/// # Errors
/// Why it is no record, in words that name nothing of its values.
pub(in crate::pipelines) fn write<'f, E: From<&'static str>>(
    names: impl Iterator<Item = &'f str>,
    mut value: impl FnMut(usize, &mut dyn FnMut(&dyn Val) -> Result<(), &'static str>) -> Result<(), E>,
) -> Result<String, E> {
    let mut out = Out(vec![b'{']);
    for (index, name) in names.enumerate() {
        if index > 0 {
            out.0.push(b',');
        }
        out.text(name)?;
        out.0.push(b':');
        value(index, &mut |value| out.value(value, 1))?;
    }
    out.0.push(b'}');
    out.fits()?;
    String::from_utf8(out.0).map_err(|_| "a text is no Unicode".into())
}

struct Out(Vec<u8>);

impl Out {
    fn fits(&self) -> Result<(), &'static str> {
        if self.0.len() > MAX_RECORD { Err("the new record is larger than 1 MB") } else { Ok(()) }
    }

    fn text(&mut self, text: &str) -> Result<(), &'static str> {
        serde_json::to_writer(&mut self.0, text).map_err(|_| "a text can’t be written")?;
        self.fits()
    }

    fn value(&mut self, value: &dyn Val, depth: usize) -> Result<(), &'static str> {
        if let Some(text) = value.downcast_ref::<CelString>() {
            return self.text(text.inner());
        }
        if let Some(number) = value.downcast_ref::<CelInt>() {
            self.0.extend_from_slice(number.inner().to_string().as_bytes());
        } else if let Some(number) = value.downcast_ref::<CelUInt>() {
            self.0.extend_from_slice(number.inner().to_string().as_bytes());
        } else if let Some(number) = value.downcast_ref::<CelDouble>() {
            if !number.inner().is_finite() {
                return Err("JSON has no infinite number and no NaN");
            }
            serde_json::to_writer(&mut self.0, number.inner()).map_err(|_| "a number can’t be written")?;
        } else if let Some(truth) = value.downcast_ref::<CelBool>() {
            self.0.extend_from_slice(if *truth.inner() { b"true" } else { b"false" });
        } else if value.downcast_ref::<CelNull>().is_some() {
            self.0.extend_from_slice(b"null");
        } else if let Some(list) = value.downcast_ref::<CelList>() {
            return self.list(list, deeper(depth)?);
        } else if let Some(map) = value.downcast_ref::<CelMap>() {
            return self.map(map, deeper(depth)?);
        } else {
            return Err("JSON has no bytes and no types");
        }
        self.fits()
    }

    fn list(&mut self, list: &CelList<'_>, depth: usize) -> Result<(), &'static str> {
        self.0.push(b'[');
        for (index, item) in list.inner().iter().enumerate() {
            if index > 0 {
                self.0.push(b',');
            }
            self.value(&**item, depth)?;
        }
        self.0.push(b']');
        self.fits()
    }

    /// By key: the language keeps no order, and the same record must always become the same text.
    fn map(&mut self, map: &CelMap<'_>, depth: usize) -> Result<(), &'static str> {
        let mut entries = Vec::with_capacity(map.inner().len());
        for (key, value) in map.inner() {
            let CelMapKey::String(key) = key else { return Err("a key of an object is no text") };
            entries.push((key.inner(), value));
        }
        entries.sort_unstable_by_key(|(key, _)| *key);
        self.0.push(b'{');
        for (index, (key, item)) in entries.into_iter().enumerate() {
            if index > 0 {
                self.0.push(b',');
            }
            self.text(key)?;
            self.0.push(b':');
            self.value(&**item, depth)?;
        }
        self.0.push(b'}');
        self.fits()
    }
}

fn deeper(depth: usize) -> Result<usize, &'static str> {
    if depth >= MAX_DEPTH { Err("the new record is nested deeper than 128 levels") } else { Ok(depth + 1) }
}
