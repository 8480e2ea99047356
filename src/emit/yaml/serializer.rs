//! Values in block style, written as they come.

use super::scalar;
use serde::ser::{self, Serialize};
use std::fmt::{self, Display, Write};

/// Why a value can't be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(String);

impl Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

impl ser::Error for Error {
    fn custom<T: Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

/// Where a value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// At the start of the document.
    Top,
    /// After `key:`.
    AfterKey,
    /// After `- `.
    AfterDash,
    /// It is a key.
    Key,
}

/// A place for one value.
pub struct Value<'out> {
    out: &'out mut String,
    /// The column of the key or of the dash that it belongs to.
    column: usize,
    place: Place,
}

impl<'out> Value<'out> {
    /// A whole document.
    pub const fn document(out: &'out mut String) -> Self {
        Self { out, column: 0, place: Place::Top }
    }

    fn scalar(self, write: impl FnOnce(&mut String)) {
        if self.place == Place::AfterKey {
            self.out.push(' ');
        }
        write(self.out);
        if self.place != Place::Key {
            self.out.push('\n');
        }
    }

    fn number(self, number: impl Display) {
        self.scalar(|out| {
            let _infallible = write!(out, "{number}");
        });
    }

    /// A list; `nested` says how much further than a key its items stand.
    fn block(self, empty: &'static str, nested: usize) -> Result<Block<'out>, Error> {
        let column = match self.place {
            Place::Top => 0,
            Place::AfterKey => self.column + nested,
            Place::AfterDash => self.column + 2,
            Place::Key => return Err(Error("a key must be a scalar".to_owned())),
        };
        Ok(Block { out: self.out, column, place: self.place, empty: Some(empty) })
    }

    fn list(self) -> Result<Block<'out>, Error> {
        self.block("[]", 0)
    }

    fn map(self) -> Result<Block<'out>, Error> {
        self.block("{}", 2)
    }

    /// The one entry of a map that stands for a variant, as JSON has it.
    fn variant(self, name: &str) -> Result<Self, Error> {
        let mut map = self.map()?;
        map.key(name)?;
        Ok(Value { out: map.out, column: map.column, place: Place::AfterKey })
    }
}

macro_rules! numbers {
    ($($method:ident $number:ty,)*) => {$(
        fn $method(self, number: $number) -> Result<(), Error> {
            self.number(number);
            Ok(())
        }
    )*};
}

impl<'out> ser::Serializer for Value<'out> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Block<'out>;
    type SerializeTuple = Block<'out>;
    type SerializeTupleStruct = Block<'out>;
    type SerializeTupleVariant = Block<'out>;
    type SerializeMap = Block<'out>;
    type SerializeStruct = Block<'out>;
    type SerializeStructVariant = Block<'out>;

    numbers! {
        serialize_i8 i8, serialize_i16 i16, serialize_i32 i32, serialize_i64 i64, serialize_i128 i128,
        serialize_u8 u8, serialize_u16 u16, serialize_u32 u32, serialize_u64 u64, serialize_u128 u128,
    }

    fn serialize_bool(self, value: bool) -> Result<(), Error> {
        self.scalar(|out| out.push_str(if value { "true" } else { "false" }));
        Ok(())
    }

    fn serialize_f32(self, number: f32) -> Result<(), Error> {
        self.serialize_f64(f64::from(number))
    }

    fn serialize_f64(self, number: f64) -> Result<(), Error> {
        self.scalar(|out| float(number, out));
        Ok(())
    }

    fn serialize_char(self, char: char) -> Result<(), Error> {
        self.serialize_str(char.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, text: &str) -> Result<(), Error> {
        self.scalar(|out| scalar::string(text, out));
        Ok(())
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Result<(), Error> {
        self.collect_seq(bytes)
    }

    fn serialize_none(self) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Error> {
        self.scalar(|out| out.push_str("null"));
        Ok(())
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
    ) -> Result<(), Error> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        value.serialize(self.variant(variant)?)
    }

    fn serialize_seq(self, _length: Option<usize>) -> Result<Block<'out>, Error> {
        self.list()
    }

    fn serialize_tuple(self, _length: usize) -> Result<Block<'out>, Error> {
        self.list()
    }

    fn serialize_tuple_struct(
        self,
        _name: &'static str,
        _length: usize,
    ) -> Result<Block<'out>, Error> {
        self.list()
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _length: usize,
    ) -> Result<Block<'out>, Error> {
        self.variant(variant)?.list()
    }

    fn serialize_map(self, _length: Option<usize>) -> Result<Block<'out>, Error> {
        self.map()
    }

    fn serialize_struct(self, _name: &'static str, _length: usize) -> Result<Block<'out>, Error> {
        self.map()
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _length: usize,
    ) -> Result<Block<'out>, Error> {
        self.variant(variant)?.map()
    }
}

/// A float that no reader takes for a string or an integer: YAML 1.1 wants a point, and a sign in the
/// exponent.
fn float(number: f64, out: &mut String) {
    let text = if number.is_nan() {
        ".nan".to_owned()
    } else if number.is_infinite() {
        if number > 0.0 { ".inf" } else { "-.inf" }.to_owned()
    } else {
        format!("{number:?}")
    };
    let Some((digits, exponent)) = text.split_once('e') else { return out.push_str(&text) };
    let point = if digits.contains('.') { "" } else { ".0" };
    let sign = if exponent.starts_with('-') { "" } else { "+" };
    let _infallible = write!(out, "{digits}{point}e{sign}{exponent}");
}

/// A list or a map under way.
pub struct Block<'out> {
    out: &'out mut String,
    /// The column of its entries.
    column: usize,
    place: Place,
    /// What it is written as if nothing comes.
    empty: Option<&'static str>,
}

/// A key that is longer gets its `?`: readers look no further for the colon than 1024 characters.
const LONGEST_KEY: usize = 1000;

const BLANKS: &str = "                                                                ";

impl Block<'_> {
    /// Goes to where the next entry starts.
    fn next(&mut self) {
        if self.empty.take().is_some() {
            if self.place != Place::AfterKey {
                return;
            }
            self.out.push('\n');
        }
        self.indent();
    }

    fn indent(&mut self) {
        match BLANKS.get(..self.column) {
            Some(blanks) => self.out.push_str(blanks),
            None => self.out.extend(std::iter::repeat_n(' ', self.column)),
        }
    }

    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.next();
        self.out.push_str("- ");
        let place = Place::AfterDash;
        value.serialize(Value { out: self.out, column: self.column, place })
    }

    fn key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.next();
        let start = self.out.len();
        key.serialize(Value { out: self.out, column: self.column, place: Place::Key })?;
        if self.out.len() - start > LONGEST_KEY {
            self.out.insert_str(start, "? ");
            self.out.push('\n');
            self.indent();
        }
        self.out.push(':');
        Ok(())
    }

    fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let place = Place::AfterKey;
        value.serialize(Value { out: self.out, column: self.column, place })
    }

    fn finish(self) {
        if let Some(empty) = self.empty {
            Value { out: self.out, column: 0, place: self.place }.scalar(|out| out.push_str(empty));
        }
    }
}

macro_rules! lists {
    ($($trait:ident $method:ident,)*) => {$(
        impl ser::$trait for Block<'_> {
            type Ok = ();
            type Error = Error;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
                self.item(value)
            }

            fn end(self) -> Result<(), Error> {
                self.finish();
                Ok(())
            }
        }
    )*};
}

lists! {
    SerializeSeq serialize_element,
    SerializeTuple serialize_element,
    SerializeTupleStruct serialize_field,
    SerializeTupleVariant serialize_field,
}

macro_rules! structs {
    ($($trait:ident,)*) => {$(
        impl ser::$trait for Block<'_> {
            type Ok = ();
            type Error = Error;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                key: &'static str,
                value: &T,
            ) -> Result<(), Error> {
                self.key(key)?;
                self.value(value)
            }

            fn end(self) -> Result<(), Error> {
                self.finish();
                Ok(())
            }
        }
    )*};
}

structs! {
    SerializeStruct,
    SerializeStructVariant,
}

impl ser::SerializeMap for Block<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.key(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.value(value)
    }

    fn end(self) -> Result<(), Error> {
        self.finish();
        Ok(())
    }
}
