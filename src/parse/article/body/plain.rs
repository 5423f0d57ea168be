//! Bodies of plain text. In: text. Out: paragraphs, parted at blank lines, with their line breaks and addresses.

use super::links::addresses;

pub(super) fn to_html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut open = false;
    for line in text.lines() {
        if line.trim().is_empty() {
            if open {
                out.push_str("</p>\n");
            }
            open = false;
            continue;
        }
        out.push_str(if open { "<br>\n" } else { "<p>" });
        open = true;
        push_line(line.trim_end(), &mut out);
    }
    if open {
        out.push_str("</p>\n");
    }
    out
}

fn push_line(line: &str, out: &mut String) {
    let mut from = 0;
    for range in addresses(line) {
        push_escaped(line.get(from..range.start).unwrap_or_default(), out);
        let address = line.get(range.clone()).unwrap_or_default();
        push_link(address, out);
        from = range.end;
    }
    push_escaped(line.get(from..).unwrap_or_default(), out);
}

/// Writes a link that shows its address.
pub(super) fn push_link(address: &str, out: &mut String) {
    out.push_str("<a href=\"");
    push_escaped(address, out);
    out.push_str("\">");
    push_escaped(address, out);
    out.push_str("</a>");
}

/// Writes text so that HTML reads it as text, also in quotes.
pub(super) fn push_escaped(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
}
