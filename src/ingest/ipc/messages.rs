//! The messages of an Arrow stream, each checked before it is taken apart.

use super::{Wrong, sound};
use arrow::array::{ArrayRef, RecordBatch};
use arrow::buffer::Buffer;
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use arrow_ipc::reader::{read_dictionary, read_record_batch};
use arrow_ipc::{MessageHeader, MetadataVersion, root_as_message};
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

const MAGIC: &[u8; 6] = b"ARROW1";

/// A stream of batches.
pub(super) struct Messages {
    source: BufReader<File>,
    /// Bytes not read yet.
    left: u64,
    /// A file ends with its magic word; a stream may end anywhere between messages.
    is_file: bool,
    schema: SchemaRef,
    /// Never iterated: only looked up by id.
    dictionaries: HashMap<i64, ArrayRef>,
}

/// Where the first message of a file starts: after the magic word and the zeros that fill its place.
fn first_message(source: &mut BufReader<File>) -> std::io::Result<u64> {
    let mut head = Vec::new();
    source.seek(SeekFrom::Start(8))?;
    source.take(120).read_to_end(&mut head)?;
    let zeros = head.iter().take_while(|b| **b == 0).count();
    Ok(8 + zeros as u64 / 8 * 8)
}

impl Messages {
    /// Opens a file or stream and reads its schema.
    pub(super) fn open(path: &Path) -> Result<Self, Wrong> {
        let broken = |e: std::io::Error| Wrong::Damaged(e.to_string());
        let file = File::open(path).map_err(broken)?;
        let left = file.metadata().map_err(broken)?.len();
        let mut source = BufReader::with_capacity(1 << 16, file);
        let mut magic = [0; 8];
        source.read_exact(&mut magic).map_err(broken)?;
        let is_file = magic.starts_with(MAGIC);
        if is_file {
            let mut end = [0; 6];
            source.seek(SeekFrom::End(-6)).and_then(|_| source.read_exact(&mut end)).map_err(broken)?;
            if &end != MAGIC {
                return Err(Wrong::Damaged("it does not end as it should".to_owned()));
            }
        }
        let start = if is_file { first_message(&mut source).map_err(broken)? } else { 0 };
        source.seek(SeekFrom::Start(start)).map_err(broken)?;
        let schema = Arc::new(arrow::datatypes::Schema::empty());
        let left = left.saturating_sub(start);
        let mut messages = Self { source, left, is_file, schema, dictionaries: HashMap::new() };
        messages.read_schema()?;
        Ok(messages)
    }

    /// The columns.
    pub(super) fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn read_schema(&mut self) -> Result<(), Wrong> {
        let none = || Wrong::Damaged("it does not start with its columns".to_owned());
        let head = self.head()?.ok_or_else(none)?;
        let message = root_as_message(&head).map_err(|e| Wrong::Damaged(e.to_string()))?;
        let schema = message.header_as_schema().ok_or_else(none)?;
        self.schema = Arc::new(sound::schema(schema)?);
        Ok(())
    }

    /// The next batch, with the columns at `used` (ascending); `None` at the end.
    pub(super) fn next_batch(&mut self, used: &[usize]) -> Result<Option<RecordBatch>, Wrong> {
        let damaged = |e: &dyn std::fmt::Display| Wrong::Damaged(e.to_string());
        while let Some(head) = self.head()? {
            let message = root_as_message(&head).map_err(|e| damaged(&e))?;
            let (version, body) = (message.version(), self.body(message.bodyLength())?);
            let arrow = |e: ArrowError| Wrong::Damaged(e.to_string());
            match message.header_type() {
                MessageHeader::RecordBatch => {
                    let batch = message.header_as_record_batch().ok_or_else(|| damaged(&"an empty batch"))?;
                    let fields = self.schema.fields().iter().map(|f| f.data_type());
                    sound::batch(&batch, &body, fields)?;
                    let (schema, words) = (self.schema.clone(), &self.dictionaries);
                    return read_record_batch(&body, batch, schema, words, Some(used), &version)
                        .map(Some)
                        .map_err(arrow);
                }
                MessageHeader::DictionaryBatch => self.dictionary(&message, &body, version)?,
                _ => return Err(Wrong::Damaged("it holds something else than rows".to_owned())),
            }
        }
        Ok(None)
    }

    fn dictionary(
        &mut self,
        message: &arrow_ipc::Message<'_>,
        body: &Buffer,
        version: MetadataVersion,
    ) -> Result<(), Wrong> {
        let none = || Wrong::Damaged("a dictionary of no column".to_owned());
        let dictionary = message.header_as_dictionary_batch().ok_or_else(none)?;
        let data = dictionary.data().ok_or_else(none)?;
        #[expect(deprecated, reason = "the only place where a schema keeps the ids of its dictionaries")]
        let fields = self.schema.fields_with_dict_id(dictionary.id());
        let kind = match fields.first().map(|f| f.data_type()) {
            Some(arrow::datatypes::DataType::Dictionary(_, words)) => words.as_ref(),
            _ => return Err(none()),
        };
        sound::batch(&data, body, std::iter::once(kind))?;
        read_dictionary(body, dictionary, &self.schema, &mut self.dictionaries, &version)
            .map_err(|e| Wrong::Damaged(e.to_string()))
    }

    /// The description of the next message; `None` at the end.
    fn head(&mut self) -> Result<Option<Vec<u8>>, Wrong> {
        if self.left == 0 && !self.is_file {
            return Ok(None);
        }
        let mut length = self.word()?;
        if length == [0xFF; 4] {
            length = self.word()?;
        }
        match u64::try_from(i32::from_le_bytes(length)) {
            Ok(0) => Ok(None),
            Ok(length) => self.take(length).map(Some),
            Err(_) => Err(Wrong::Damaged("a message of negative length".to_owned())),
        }
    }

    fn word(&mut self) -> Result<[u8; 4], Wrong> {
        let word = self.take(4)?;
        Ok([word[0], word[1], word[2], word[3]])
    }

    fn body(&mut self, length: i64) -> Result<Buffer, Wrong> {
        let length =
            u64::try_from(length).map_err(|_| Wrong::Damaged("rows of negative length".to_owned()))?;
        self.take(length).map(Buffer::from)
    }

    /// The next bytes; never more than the file has.
    fn take(&mut self, length: u64) -> Result<Vec<u8>, Wrong> {
        let cut = || Wrong::Damaged("it ends in the middle of a message".to_owned());
        if length > self.left {
            return Err(cut());
        }
        self.left -= length;
        let mut bytes = vec![0; usize::try_from(length).map_err(|_| cut())?];
        self.source.read_exact(&mut bytes).map_err(|e| Wrong::Damaged(e.to_string()))?;
        Ok(bytes)
    }
}
