//! Base64 (RFC 4648 §4), as Atom has it for content that is neither text nor XML (RFC 4287 §4.1.3.3).

/// What `text` stands for. White space in it counts nothing (RFC 2045 §6.8). `None`: it is no Base64.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held, mut padded) = (0_u32, 0, false);
    for byte in text.bytes().filter(|byte| !byte.is_ascii_whitespace()) {
        if byte == b'=' {
            padded = true;
            continue;
        }
        let six = sextet(byte).filter(|_| !padded)?;
        bits = (bits << 6 | u32::from(six)) & 0xFF_FFFF;
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push(u8::try_from(bits >> held & 0xFF).unwrap_or_default());
        }
    }
    (held < 6).then_some(out)
}

fn sextet(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read_with_white_space_and_with_and_without_padding() {
        for (text, bytes) in [
            ("", Some("")),
            ("Zg==", Some("f")),
            ("Zm8=", Some("fo")),
            ("Zm8", Some("fo")),
            (" Zm9v\n\tYmFy ", Some("foobar")),
            ("Z", None),
            ("Zg==Zg==", None),
            ("Zm9v!", None),
            ("plain text", None),
        ] {
            assert_eq!(decode(text), bytes.map(|bytes| bytes.as_bytes().to_vec()), "{text}");
        }
    }
}
