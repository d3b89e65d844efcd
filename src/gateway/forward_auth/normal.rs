//! Whether a path means the same to everybody who reads it. A proxy, its backend and we may each undo dots, slashes and
//! escapes differently; what could be read in two ways is refused.

/// Whether the path of a request target is normalized; its query may be anything that is printable.
pub(super) fn is_normalized(target: &str) -> bool {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let printable = |byte: u8| byte.is_ascii_graphic() && byte != b'#';
    path.starts_with('/')
        && query.bytes().all(printable)
        && path.bytes().all(|byte| printable(byte) && !matches!(byte, b'\\' | b';'))
        && escapes_are_needed(path)
        && path.split('/').skip(1).all(|segment| !matches!(segment, "." | ".."))
        && !path.contains("//")
}

/// Whether every `%` begins the escape of a byte that can't stand there itself, and what they write is UTF-8.
fn escapes_are_needed(path: &str) -> bool {
    let mut parts = path.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let Some(byte) = escaped(part).filter(|byte| must_be_escaped(*byte)) else { return false };
        bytes.push(byte);
        bytes.extend(part.bytes().skip(2));
    }
    std::str::from_utf8(&bytes).is_ok()
}

fn escaped(part: &str) -> Option<u8> {
    let digits = part.get(..2).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
    u8::from_str_radix(digits, 16).ok()
}

/// No letter, digit, dot, slash, `%`, control character or what else some reader takes for more than a character.
fn must_be_escaped(byte: u8) -> bool {
    !byte.is_ascii_alphanumeric()
        && !byte.is_ascii_control()
        && !matches!(byte, b'.' | b'/' | b'\\' | b'%' | b'-' | b'_' | b'~' | b';' | b'?' | b'#')
}
