//! JSON objects in which no name occurs twice.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value};

use crate::{DecodeError, Part};

/// Parses a JSON object and refuses one in which a name occurs twice, at any depth.
///
/// JSON parsers disagree about `{"scope":"read","scope":"admin"}`: most take the last value, some
/// the first. If a gateway and the API behind it differ, the gateway validates one value and the API
/// acts on another. RFC 7519 §4 allows a parser to refuse, and this one does.
///
/// # Errors
/// [`DecodeError::Json`] with the offset. Nesting deeper than 128 levels is refused as well.
pub fn parse_object(part: Part, json: &[u8]) -> Result<Map<String, Value>, DecodeError> {
    let error = |offset, problem: &str| DecodeError::Json {
        part,
        offset,
        problem: problem.into(),
    };
    match serde_json::from_slice(json) {
        Ok(Unique(Value::Object(members))) => Ok(members),
        Ok(_) => Err(error(0, "it is not an object")),
        Err(problem) => {
            let text = problem.to_string();
            let text = text.split(" at line ").next().unwrap_or_default();
            Err(error(
                offset_of(json, problem.line(), problem.column()),
                text,
            ))
        }
    }
}

/// serde_json counts lines and columns from 1, and a column in bytes.
fn offset_of(json: &[u8], line: usize, column: usize) -> usize {
    let lines = json.split_inclusive(|&byte| byte == b'\n');
    let before: usize = lines.take(line.saturating_sub(1)).map(<[u8]>::len).sum();
    before.saturating_add(column.saturating_sub(1))
}

/// A JSON value whose objects have no duplicate names.
struct Unique(Value);

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(UniqueVisitor).map(Self)
    }
}

struct UniqueVisitor;

impl<'de> Visitor<'de> for UniqueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(name) = access.next_key::<String>()? {
            let Entry::Vacant(member) = members.entry(name) else {
                return Err(Error::custom("a name occurs twice in one object"));
            };
            let Unique(value) = access.next_value()?;
            member.insert(value);
        }
        Ok(Value::Object(members))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(Unique(item)) = access.next_element()? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
}
