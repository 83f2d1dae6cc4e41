//! Text encodings of csv files: recognised from the bytes, decoded in constant memory.

use std::io::{self, Read};

use encoding_rs::{Decoder, DecoderResult, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// How a text file is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
    Gb18030,
    /// Lines of UTF-8 and lines of GB18030 in one file: what happens when one program writes the
    /// titles and another appends the rows.
    Mixed,
}

/// An encoding and the length of the mark that starts the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Detected {
    pub(crate) encoding: Encoding,
    pub(crate) mark: usize,
}

/// Bytes that are looked at where looking at everything proves nothing more.
const SAMPLE: usize = 1 << 20;

/// Recognises the encoding; `None` when the bytes are no text.
pub(crate) fn detect(bytes: &[u8]) -> Option<Detected> {
    let marked = |encoding, mark| Some(Detected { encoding, mark });
    if bytes.starts_with(&[0xFF, 0xFE]) {
        return marked(Encoding::Utf16Le, 2);
    }
    if bytes.starts_with(&[0xFE, 0xFF]) {
        return marked(Encoding::Utf16Be, 2);
    }
    let mark = if bytes.starts_with(&[0xEF, 0xBB, 0xBF]) {
        3
    } else {
        0
    };
    let body = &bytes[mark..];
    if mark == 0
        && let Some(encoding) = unmarked_utf16(body)
    {
        return marked(encoding, 0);
    }
    if body.iter().take(SAMPLE).any(|byte| *byte == 0) {
        return None;
    }
    marked(narrow_encoding(body)?, mark)
}

/// UTF-16 without its mark shows in the zero halves of commas, digits and line ends.
fn unmarked_utf16(body: &[u8]) -> Option<Encoding> {
    let pairs: Vec<_> = body.chunks_exact(2).take(4096).collect();
    let zeros = |half: usize| pairs.iter().filter(|pair| pair[half] == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let many = pairs.len() / 8;
    if odd > many && even == 0 {
        Some(Encoding::Utf16Le)
    } else if even > many && odd == 0 {
        Some(Encoding::Utf16Be)
    } else {
        None
    }
}

fn narrow_encoding(body: &[u8]) -> Option<Encoding> {
    match std::str::from_utf8(body) {
        Ok(_) => return Some(Encoding::Utf8),
        // Cut in the middle of the last character: half a file, but half a UTF-8 file.
        Err(error) if error.error_len().is_none() => return Some(Encoding::Utf8),
        Err(_) => {}
    }
    let first_line = body.split(|byte| *byte == b'\n').next().unwrap_or_default();
    if is_chinese_utf8(first_line) {
        // UTF-8 titles; the rest is either a few damaged bytes or another encoding.
        let lines = body[..body.len().min(SAMPLE)]
            .split(|byte| *byte == b'\n')
            .skip(1);
        let (bad, all) = lines
            .filter(|line| !line.is_ascii())
            .fold((0_u32, 0_u32), |(bad, all), line| {
                (bad + u32::from(std::str::from_utf8(line).is_err()), all + 1)
            });
        return Some(if bad * 2 > all {
            Encoding::Mixed
        } else {
            Encoding::Utf8
        });
    }
    let sample = &body[..body.len().min(SAMPLE)];
    let gb = replaced(GB18030.new_decoder_without_bom_handling(), sample);
    let utf8 = replaced(UTF_8.new_decoder_without_bom_handling(), sample);
    if gb * 20 > sample.len() && utf8 * 20 > sample.len() {
        return None;
    }
    Some(if utf8 < gb {
        Encoding::Utf8
    } else {
        Encoding::Gb18030
    })
}

/// Whether a line is UTF-8 with at least one Chinese character, which a GB18030 line almost
/// never is by accident.
fn is_chinese_utf8(line: &[u8]) -> bool {
    std::str::from_utf8(line).is_ok_and(|text| {
        text.chars()
            .any(|character| ('\u{4e00}'..='\u{9fff}').contains(&character))
    })
}

/// How many places of a sample a decoder cannot read.
fn replaced(mut decoder: Decoder, sample: &[u8]) -> usize {
    let mut buffer = vec![0; 16 << 10];
    let (mut rest, mut count) = (sample, 0);
    loop {
        let (result, read, _) =
            decoder.decode_to_utf8_without_replacement(rest, &mut buffer, false);
        rest = &rest[read..];
        match result {
            DecoderResult::Malformed(..) => count += 1,
            DecoderResult::InputEmpty => return count,
            DecoderResult::OutputFull => {}
        }
    }
}

/// The file's text as UTF-8, decoded while it is read.
pub(crate) fn reader(bytes: &[u8], detected: Detected) -> Box<dyn Read + '_> {
    let body = &bytes[detected.mark..];
    let decoder = match detected.encoding {
        Encoding::Utf8 if std::str::from_utf8(body).is_ok() => return Box::new(body),
        Encoding::Utf8 => UTF_8.new_decoder_without_bom_handling(),
        Encoding::Utf16Le => UTF_16LE.new_decoder_without_bom_handling(),
        Encoding::Utf16Be => UTF_16BE.new_decoder_without_bom_handling(),
        Encoding::Gb18030 => GB18030.new_decoder_without_bom_handling(),
        Encoding::Mixed => {
            return Box::new(MixedReader {
                rest: body,
                line: Vec::new(),
                at: 0,
            });
        }
    };
    Box::new(DecodingReader {
        rest: body,
        decoder,
        buffer: vec![0; 64 << 10],
        at: 0,
        filled: 0,
        done: false,
    })
}

struct DecodingReader<'a> {
    rest: &'a [u8],
    decoder: Decoder,
    buffer: Vec<u8>,
    at: usize,
    filled: usize,
    done: bool,
}

impl Read for DecodingReader<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.at == self.filled {
            if self.done {
                return Ok(0);
            }
            let (result, read, written, _) =
                self.decoder
                    .decode_to_utf8(self.rest, &mut self.buffer, true);
            self.rest = &self.rest[read..];
            self.done = result == encoding_rs::CoderResult::InputEmpty;
            (self.at, self.filled) = (0, written);
        }
        let count = out.len().min(self.filled - self.at);
        out[..count].copy_from_slice(&self.buffer[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

struct MixedReader<'a> {
    rest: &'a [u8],
    line: Vec<u8>,
    at: usize,
}

impl Read for MixedReader<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.at == self.line.len() {
            let end = self
                .rest
                .iter()
                .position(|byte| *byte == b'\n')
                .map_or(self.rest.len(), |at| at + 1);
            let (line, rest) = self.rest.split_at(end);
            self.rest = rest;
            self.line = if line.is_ascii() || is_chinese_utf8(line) {
                line.to_vec()
            } else {
                GB18030
                    .decode_without_bom_handling(line)
                    .0
                    .into_owned()
                    .into_bytes()
            };
            self.at = 0;
        }
        let count = out.len().min(self.line.len() - self.at);
        out[..count].copy_from_slice(&self.line[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> (Encoding, String) {
        let detected = detect(bytes).unwrap();
        let mut text = String::new();
        reader(bytes, detected).read_to_string(&mut text).unwrap();
        (detected.encoding, text)
    }

    #[test]
    fn every_encoding_reads_the_same() {
        let text = "姓名,身份证号\n张三,370203\n李四,370202\n".repeat(3000);
        let gb = GB18030.encode(&text).0.into_owned();
        assert_eq!(decoded(&gb), (Encoding::Gb18030, text.clone()));
        assert_eq!(decoded(text.as_bytes()), (Encoding::Utf8, text.clone()));
        let with_mark = [&[0xEF, 0xBB, 0xBF], text.as_bytes()].concat();
        assert_eq!(decoded(&with_mark), (Encoding::Utf8, text.clone()));
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(
            decoded(&[&[0xFF, 0xFE], wide.as_slice()].concat()),
            (Encoding::Utf16Le, text.clone())
        );
        assert_eq!(decoded(&wide), (Encoding::Utf16Le, text.clone()));
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(
            decoded(&[&[0xFE, 0xFF], wide.as_slice()].concat()),
            (Encoding::Utf16Be, text)
        );
    }

    #[test]
    fn gbk_rows_under_utf8_titles() {
        let mut bytes = "姓名,地址\n".as_bytes().to_vec();
        bytes.extend_from_slice(&GB18030.encode("张三,登州路街道\n李四,即墨路街道\n").0);
        let (encoding, text) = decoded(&bytes);
        assert_eq!(encoding, Encoding::Mixed);
        assert_eq!(text, "姓名,地址\n张三,登州路街道\n李四,即墨路街道\n");
    }

    #[test]
    fn gbk_behind_a_utf8_mark() {
        let mut bytes = vec![0xEF, 0xBB, 0xBF];
        bytes.extend_from_slice(&GB18030.encode("姓名,地址\n张三,登州路街道\n").0);
        assert_eq!(decoded(&bytes).1, "姓名,地址\n张三,登州路街道\n");
    }

    #[test]
    fn half_a_character_at_the_end() {
        let text = "姓名,地址\n张三,登州";
        assert_eq!(
            detect(&text.as_bytes()[..text.len() - 1]).unwrap().encoding,
            Encoding::Utf8
        );
        let gb = GB18030.encode(text).0.into_owned();
        assert_eq!(
            detect(&gb[..gb.len() - 1]).unwrap().encoding,
            Encoding::Gb18030
        );
    }

    #[test]
    fn machine_code_is_no_text() {
        assert_eq!(
            detect(&[0x7F, b'E', b'L', b'F', 0, 0, 1, 2, 0, 0, 0, 9]),
            None
        );
    }
}
