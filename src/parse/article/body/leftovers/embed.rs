//! Tags and shortcodes that show something from elsewhere: images become images, players and snippets become links, links
//! to other posts the text that they show.

/// The HTML for the tag or shortcode `name` with its `arguments`; `None`: it is not one of these.
pub(super) fn of(name: &str, arguments: &str) -> Option<String> {
    match name {
        "img" | "asset_img" | "image" | "figure" => image(arguments),
        "youtube" => link("https://www.youtube.com/watch?v=", arguments),
        "vimeo" => link("https://vimeo.com/", arguments),
        "bilibili" => link("https://www.bilibili.com/video/", arguments),
        "gist" => link("https://gist.github.com/", arguments),
        "post_link" | "asset_link" => label(arguments),
        "link" | "link_to" | "linkto" => labelled_link(arguments),
        _ => None,
    }
}

/// The text of `slug 'Text' true`, as in Hexo, where the last word says whether it is escaped. Where the post is, only the
/// generator knows.
fn label(arguments: &str) -> Option<String> {
    let mut words = words(arguments);
    words.pop_if(|(_, value)| matches!(*value, "true" | "false"));
    let text: Vec<&str> = words.iter().skip(1).map(|(_, value)| *value).collect();
    let mut shown = String::new();
    push_value(&text.join(" "), &mut shown);
    (!shown.is_empty()).then_some(shown)
}

/// The link of `Text https://… title`, as in Hexo. In Jekyll's `link file` there is neither.
fn labelled_link(arguments: &str) -> Option<String> {
    let words = words(arguments);
    let at = words.iter().position(|(_, value)| value.starts_with("http") || value.starts_with('/'))?;
    let (text, rest) = words.split_at_checked(at).filter(|(text, _)| !text.is_empty())?;
    let text: Vec<&str> = text.iter().map(|(_, value)| *value).collect();
    let mut html = String::from("<a href=\"");
    push_value(rest.first()?.1, &mut html);
    html.push_str("\">");
    push_value(&text.join(" "), &mut html);
    html.push_str("</a>");
    Some(html)
}

/// `src="x.png" alt="…"`, or `class /x.png 10 20 "title"` as in Hexo.
fn image(arguments: &str) -> Option<String> {
    let words = words(arguments);
    let named = |key: &str| words.iter().find(|(name, _)| *name == key).map(|(_, value)| *value);
    let unnamed = || words.iter().filter(|(name, _)| name.is_empty()).map(|(_, value)| *value);
    let source = named("src").or_else(|| unnamed().find(|word| is_file(word)))?;
    let text = named("alt").or(named("caption")).or(named("title"));
    let text =
        text.or_else(|| unnamed().skip_while(|word| *word != source).skip(1).find(|word| !is_size(word)));
    let mut html = String::from("<img src=\"");
    push_value(source, &mut html);
    html.push_str("\" alt=\"");
    push_value(text.unwrap_or_default(), &mut html);
    html.push_str("\">");
    Some(html)
}

/// A link to `start` and the first arguments: an id, or a user and an id.
fn link(start: &str, arguments: &str) -> Option<String> {
    let words = words(arguments);
    let unnamed = || words.iter().filter(|(name, _)| name.is_empty()).map(|(_, value)| *value);
    let id = match words.iter().find(|(name, _)| *name == "id") {
        Some((_, id)) => (*id).to_owned(),
        None if start.contains("gist") => unnamed().take(2).collect::<Vec<_>>().join("/"),
        None => unnamed().next().unwrap_or_default().to_owned(),
    };
    let is_id = !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_/".contains(&b));
    is_id.then(|| format!("<a href=\"{start}{id}\">{start}{id}</a>"))
}

/// The arguments as names and values; words and texts in quotes have no name.
fn words(arguments: &str) -> Vec<(&str, &str)> {
    let mut words = Vec::new();
    let mut rest = arguments.trim_start();
    while !rest.is_empty() && words.len() < 16 {
        let end_of_name = rest.find(|c: char| c == '=' || c == '"' || c == '\'' || c.is_whitespace());
        let (name, after) = match end_of_name {
            Some(end) if rest.as_bytes().get(end) == Some(&b'=') => {
                (rest.get(..end).unwrap_or_default(), rest.get(end + 1..).unwrap_or_default())
            }
            _ => ("", rest),
        };
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, after) = match quote.and_then(|quote| after.get(1..)?.split_once(quote)) {
            Some(quoted) => quoted,
            None => after.split_at(after.find(char::is_whitespace).unwrap_or(after.len())),
        };
        words.push((name, value));
        rest = after.trim_start();
    }
    words
}

fn is_file(word: &str) -> bool {
    word.contains('.') && !is_size(word) || word.starts_with("http") || word.starts_with('/')
}

fn is_size(word: &str) -> bool {
    word.bytes().next().is_some_and(|b| b.is_ascii_digit())
        && word.trim_end_matches(['%', 'p', 'x']).bytes().all(|b| b.is_ascii_digit())
}

fn push_value(value: &str, out: &mut String) {
    for c in value.chars() {
        match c {
            '"' => out.push_str("&quot;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\n' => out.push(' '),
            _ => out.push(c),
        }
    }
}
