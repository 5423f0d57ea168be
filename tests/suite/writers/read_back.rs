//! What the writers wrote is read back, for the time when a file cannot be read.

use feedloom::model::feed::Shown;
use feedloom::model::ids::EntryId;
use feedloom::model::parts::Html;
use feedloom::writers;

use super::views::{body, entry, full, head, rich_entry, site, write};

/// Two entries, of which one has an id and a content that a careless reader would stumble over.
fn entries() -> (Vec<Shown>, EntryId, &'static str) {
    let id = EntryId::new("https://a.example/?a=1&b='2'");
    let content = "<p>a ]]&gt; b</p>\n<pre><code>]]> &lt;item&gt; &lt;/entry&gt; \"q\" \\n</code></pre>";
    let mut plain = entry("One");
    plain.id = EntryId::new("https://a.example/?a=1");
    let mut odd = rich_entry();
    odd.id = id.clone();
    let odd = Shown { body: std::sync::Arc::new(body(content, "")), ..full(odd) };
    (vec![full(plain), odd], id, content)
}

#[test]
fn the_content_of_an_entry_is_read_back_as_it_was_written() {
    let (shown, id, content) = entries();
    for format in ["rss", "atom", "json"] {
        let document = write(format, &site(), &head(), &shown);
        let read = writers::find(format).unwrap().content.unwrap();
        assert_eq!(read(document.as_bytes(), &id).as_ref().map(Html::as_str), Some(content), "{format}");
        let other = read(document.as_bytes(), &shown[0].entry.id).unwrap();
        assert_eq!(other, shown[0].body.html, "{format}");
        assert_eq!(read(document.as_bytes(), &EntryId::new("https://a.example/")), None, "{format}");
        // A document that is cut off anywhere gives a whole content or none.
        for end in 0..document.len() {
            let read = read(&document.as_bytes()[..end], &id);
            assert!(read.is_none_or(|html| html.as_str() == content), "{format} cut at {end}");
        }
    }
}
