//! Template languages: `{% tag %}` and `{{ expression }}` of Liquid, Nunjucks, Twig and Tera, `{{< shortcode >}}` of
//! Hugo, their comments, and the attribute lists of kramdown.

use memchr::memmem;

use super::super::BodyKind;
use super::line::only_before;
use super::{Edit, Remover, embed};

/// Tags and expressions that are longer (in bytes) are none.
const MAX_LEN: usize = 4096;

/// What the body has no more of, from here to its end.
#[derive(Default)]
pub(super) struct Vain {
    end_tags: Vec<String>,
}

impl<'a> Remover<'a> {
    /// What begins with `{` at `at`.
    pub(super) fn braces(&mut self, at: usize, rest: &'a str) -> Option<Edit<'a>> {
        match rest.as_bytes().get(1)? {
            b'%' => self.tag(at, rest),
            b'{' => self.expression(at, rest),
            b'#' => {
                rest.as_bytes().get(2).filter(|b| b.is_ascii_whitespace() || **b == b'-')?;
                Some(Edit::cut(at, at + until(rest, "#}")?))
            }
            b'/' if rest.starts_with("{/*") => Some(Edit::cut(at, at + until(rest, "*/}")?)),
            b':' => attribute_list(self.body, at, rest),
            _ => None,
        }
    }

    /// `{% name arguments %}`.
    fn tag(&mut self, at: usize, rest: &'a str) -> Option<Edit<'a>> {
        let len = until(rest, "%}")?;
        let inside = rest.get(2..len - 2)?.trim_matches(['-', '+', '~']).trim();
        let end_of_name =
            inside.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-'))).unwrap_or(inside.len());
        let (name, arguments) = inside.split_at(end_of_name);
        let arguments = arguments.trim();
        match name {
            "raw" | "verbatim" | "comment" | "highlight" | "codeblock" | "code" | "prism" => {
                if let Some((content, end)) = self.paired(rest, len, name) {
                    let end = at + end;
                    return Some(match name {
                        "raw" | "verbatim" => Edit::replace(at, end, content),
                        "comment" => Edit::cut(at, end),
                        _ => Edit::replace(
                            at,
                            end,
                            self.code_block(at, without_raw(content), language(name, arguments)),
                        ),
                    });
                }
            }
            _ => {
                // An address has no room for what a tag shows.
                let is_address = self
                    .body
                    .get(..at)
                    .is_some_and(|before| before.ends_with("](") || before.ends_with("=\""));
                if let Some(html) = embed::of(name, arguments).filter(|_| !is_address) {
                    return Some(Edit::replace(at, at + len, html));
                }
                // The end of a pair says nothing new, and other branches are kept.
                if !(name.starts_with("end") || matches!(name, "else" | "elsif" | "elseif" | "elif" | "when"))
                {
                    self.report(at, &format!("the template tag {{% {name} %}}"));
                }
            }
        }
        Some(Edit::cut(at, at + len))
    }

    /// What stands between the tag that is `len` bytes long and `{% end<name> %}`, and where that ends.
    fn paired(&mut self, rest: &'a str, len: usize, name: &str) -> Option<(&'a str, usize)> {
        let wanted = format!("end{name}");
        if self.vain.end_tags.contains(&wanted) {
            return None;
        }
        let found = memmem::find_iter(rest.as_bytes().get(len..)?, b"{%").find_map(|at| {
            let tag = rest.get(len + at..)?;
            let inside = tag.get(2..)?.trim_start_matches(['-', '+', '~']).trim_start();
            inside
                .starts_with(&*wanted)
                .then(|| Some((rest.get(len..len + at)?, len + at + until(tag, "%}")?)))
                .flatten()
        });
        if found.is_none() {
            self.vain.end_tags.push(wanted);
        }
        found
    }

    /// A code block in the language of the body, indented as the line on which it begins.
    fn code_block(&self, at: usize, content: &str, language: &str) -> String {
        let content =
            content.strip_prefix("\r\n").or(content.strip_prefix('\n')).unwrap_or(content).trim_end();
        if self.kind == BodyKind::Html {
            let mut html = String::from("<pre><code>");
            super::super::plain::push_escaped(content, &mut html);
            html.push_str("</code></pre>");
            return html;
        }
        let indent = only_before(self.body, at, char::is_whitespace);
        let ticks = longest_run(content).max(2) + 1;
        let fence = "`".repeat(ticks);
        // Text on the same line before or behind it must not become part of the fence.
        let before = if indent.is_some() { "" } else { "\n\n" };
        let indent = indent.unwrap_or_default();
        format!("{before}{fence}{language}\n{content}\n{indent}{fence}\n")
    }

    /// `{{ expression }}`, `{{< shortcode >}}`, `{{% shortcode %}}`.
    fn expression(&mut self, at: usize, rest: &'a str) -> Option<Edit<'a>> {
        let shortcode = [("{{<", ">}}"), ("{{%", "%}}")].into_iter().find(|(open, _)| rest.starts_with(open));
        if let Some((open, close)) = shortcode {
            let len = until(rest, close)?;
            let inside = rest.get(open.len()..len - close.len())?.trim().trim_end_matches('/').trim();
            return Some(self.shortcode(at, rest, len, inside));
        }
        let before = self.body.get(..at).and_then(|text| text.chars().next_back());
        let after = rest.chars().nth(2)?;
        // TeX nests braces too: `\frac{{a}}{b}`, `x_{{i}}`.
        if before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '^' | '}' | '\\'))
            && !after.is_whitespace()
        {
            return None;
        }
        let len = until(rest, "}}")?;
        let inside = rest.get(2..len - 2)?.trim_matches('-').trim();
        if let Some(text) = literal(inside) {
            return Some(Edit::replace(at, at + len, text));
        }
        if inside.contains("\n\n") || inside.contains("{{") {
            return None;
        }
        if !is_root(inside) {
            self.report(at, "a template expression {{ … }}");
        }
        Some(Edit::cut(at, at + len))
    }

    /// What stands between the shortcode that is `len` bytes long and `{{< /highlight >}}`, and where that ends.
    fn highlighted(&mut self, rest: &'a str, len: usize) -> Option<(&'a str, usize)> {
        const END: &str = "/highlight";
        if self.vain.end_tags.iter().any(|known| known == END) {
            return None;
        }
        let inside = rest.get(len..)?;
        let found = memmem::find_iter(inside.as_bytes(), END).find_map(|at| {
            let before = inside.get(..at)?.trim_end();
            let content = before.strip_suffix("{{<").or(before.strip_suffix("{{%"))?;
            Some((content, len + at + until(inside.get(at..)?, "}}")?))
        });
        if found.is_none() {
            self.vain.end_tags.push(END.to_owned());
        }
        found
    }

    fn shortcode(&mut self, at: usize, rest: &'a str, len: usize, inside: &'a str) -> Edit<'a> {
        let (name, arguments) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
        if name == "highlight" {
            let close = self.highlighted(rest, len);
            if let Some((content, end)) = close {
                let language = arguments.split_whitespace().next().unwrap_or_default();
                return Edit::replace(at, at + end, self.code_block(at, content, language));
            }
        }
        if let Some(html) = embed::of(name, arguments) {
            return Edit::replace(at, at + len, html);
        }
        if !name.starts_with('/') && !name.is_empty() {
            self.report(at, &format!("the shortcode {name}"));
        }
        Edit::cut(at, at + len)
    }
}

/// The length of `text` up to the end of the next `close`.
fn until(text: &str, close: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let end = memmem::find(bytes.get(2..bytes.len().min(MAX_LEN))?, close.as_bytes())?;
    Some(2 + end + close.len())
}

/// The language of a code block: `{% highlight python linenos %}`, `{% codeblock title lang:js %}`.
fn language<'a>(tag: &str, arguments: &'a str) -> &'a str {
    let mut words = arguments.split_whitespace();
    let found =
        if tag == "codeblock" { words.find_map(|word| word.strip_prefix("lang:")) } else { words.next() };
    found
        .filter(|word| word.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-#_.".contains(&b)))
        .unwrap_or_default()
}

/// `content` without `{% raw %}` around it.
fn without_raw(content: &str) -> &str {
    let inside = content.trim();
    let stripped = ["{% raw %}", "{%raw%}"].iter().find_map(|open| inside.strip_prefix(open));
    let stripped = stripped
        .and_then(|inside| ["{% endraw %}", "{%endraw%}"].iter().find_map(|end| inside.strip_suffix(end)));
    stripped.unwrap_or(content)
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or_default()
}

/// The text of an expression that is one: `{{ "/x.png" | relative_url }}`.
fn literal(expression: &str) -> Option<&str> {
    let quote = expression.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    expression.get(1..)?.split_once(quote).map(|(text, _)| text).filter(|text| !text.contains("{{"))
}

/// True for what stands before paths and means the site's root, which paths are resolved against anyway.
fn is_root(expression: &str) -> bool {
    let name = expression.split('|').next().unwrap_or_default().trim();
    matches!(
        name,
        "site.url"
            | "site.baseurl"
            | "site.base_url"
            | "site.root"
            | "site.BaseURL"
            | ".Site.BaseURL"
            | "SITEURL"
            | "base_url"
    )
}

/// `{: .class }`, `{:toc}`: attributes of the block or word before.
fn attribute_list<'a>(body: &str, at: usize, rest: &str) -> Option<Edit<'a>> {
    let reach = rest.as_bytes().get(..rest.len().min(MAX_LEN))?;
    let end = memchr::memchr2(b'}', b'\n', reach).filter(|end| reach.get(*end) == Some(&b'}'))?;
    let inside = rest.get(2..end)?.trim();
    let is_list = inside.starts_with(['.', '#']) || inside.starts_with("toc") || inside.contains("=\"");
    is_list.then_some(())?;
    let mut start = at;
    if inside.starts_with("toc") {
        // It replaces a list of one item that only takes its place.
        let before = body.get(..at)?.trim_end();
        let from = before.ceil_char_boundary(before.len().saturating_sub(MAX_LEN));
        let reach = before.get(from..)?;
        let line = match reach.rfind('\n') {
            Some(end) => reach.get(end + 1..)?,
            None if from == 0 => reach,
            None => "",
        };
        let item = line.trim_start_matches(|c: char| c.is_ascii_digit());
        if ["* ", "- ", "+ ", ". "].iter().any(|mark| item.starts_with(mark)) {
            start = before.len() - line.len();
        }
    }
    Some(Edit::cut(start, at + end + 1))
}
