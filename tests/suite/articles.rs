//! The articles source, from a folder on the disk to what the store is told.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use feedloom::model::change::{Found, HeldReason, Item, Known, KnownItem, Pulled};
use feedloom::model::draft::{Draft, DraftBody};
use feedloom::model::ids::{Fingerprint, ItemKey, SourceId};
use feedloom::model::options::{Options, Setting};
use feedloom::sources::{BodyError, BuildError, PullContext, Source, SourceError, Surroundings, articles};
use tempfile::TempDir;
use tokio::sync::mpsc;

/// A clock long after every file of these tests.
const LATER: i64 = i64::MAX;

/// A folder of articles, and what a store would remember of it.
struct Folder {
    dir: TempDir,
    options: Options,
    known: BTreeMap<ItemKey, Fingerprint>,
}

/// What one pull told.
struct Told {
    items: BTreeMap<String, Item>,
    pulled: Pulled,
}

impl Folder {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut options = Options::default();
        options.set("path", Setting::Path(dir.path().to_owned()));
        Self { dir, options, known: BTreeMap::new() }
    }

    fn with(mut self, key: &'static str, value: Setting) -> Self {
        self.options.set(key, value);
        self
    }

    fn path(&self, key: &str) -> PathBuf {
        self.dir.path().join(key)
    }

    #[expect(clippy::disallowed_methods, reason = "a test writes its own fixture")]
    fn write(&self, key: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.path(key);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        // Files of one test were all modified at one instant, long ago, until a test says otherwise.
        self.date(key, 1_000_000_000)
    }

    fn date(&self, key: &str, seconds: u64) -> &Self {
        let file = fs::File::options().write(true).open(self.path(key)).unwrap();
        file.set_modified(UNIX_EPOCH + Duration::from_secs(seconds)).unwrap();
        self
    }

    fn source(&self) -> Arc<dyn Source> {
        build(&self.options).unwrap()
    }

    fn try_pull(&self, reread: bool, wall: i64) -> Result<Told, SourceError> {
        let known = self.known.iter().map(|(key, fingerprint)| {
            let (key, fingerprint) = (key.clone(), *fingerprint);
            KnownItem { key, fingerprint }
        });
        let known = Arc::new(Known::new(known.collect()));
        let source = self.source();
        let (out, mut chunks) = mpsc::channel::<Vec<Item>>(2);
        runtime().block_on(async {
            let mut items = BTreeMap::new();
            let collect = async {
                while let Some(chunk) = chunks.recv().await {
                    assert!(!chunk.is_empty() && chunk.len() <= 256);
                    for item in chunk {
                        assert!(
                            items.insert(item.key.as_str().to_owned(), item).is_none(),
                            "an item was told twice"
                        );
                    }
                }
            };
            let (pulled, ()) = tokio::join!(source.pull(PullContext { known, reread, wall, out }), collect);
            Ok(Told { items, pulled: pulled? })
        })
    }

    /// Pulls, and remembers what was told, as a store does.
    fn pull(&mut self) -> Told {
        let told = self.try_pull(false, LATER).unwrap();
        self.remember(&told);
        told
    }

    fn remember(&mut self, told: &Told) {
        for item in told.items.values() {
            if let Some(old) = &item.renamed_from {
                self.known.remove(old).unwrap();
            }
            self.known.insert(item.key.clone(), item.fingerprint);
        }
        for key in &told.pulled.gone {
            self.known.remove(key).unwrap();
        }
        self.known.extend(told.pulled.touched.iter().cloned());
    }
}

impl Told {
    fn keys(&self) -> Vec<&str> {
        self.items.keys().map(String::as_str).collect()
    }

    #[track_caller]
    fn draft(&self, key: &str) -> &Draft {
        match &self.items[key].found {
            Found::Draft(draft) => draft,
            Found::Held(reason) => panic!("{key} is held: {reason:?}"),
        }
    }

    #[track_caller]
    fn held(&self, key: &str) -> HeldReason {
        match &self.items[key].found {
            Found::Held(reason) => *reason,
            Found::Draft(_) => panic!("{key} is an entry"),
        }
    }

    fn defects(&self) -> Vec<String> {
        self.items.values().flat_map(|item| &item.defects).map(ToString::to_string).collect()
    }

    fn is_quiet(&self) -> bool {
        self.items.is_empty() && self.pulled.gone.is_empty() && self.pulled.touched.is_empty()
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().build().unwrap()
}

fn build(options: &Options) -> Result<Arc<dyn Source>, BuildError> {
    let site = Surroundings { site_url: "https://site.example/".parse().unwrap(), timezone: chrono_tz::UTC };
    (articles::ADAPTER.build)(&SourceId::new("notes"), options, &site)
}

fn post(title: &str) -> String {
    format!("---\ntitle: {title}\ndate: 2020-01-02\n---\n\nText of {title}.\n")
}

#[test]
fn every_file_ends_as_one_entry_or_one_reason() {
    let mut folder = Folder::new().with("exclude", Setting::List(vec!["private/".to_owned()]));
    for (key, content) in [
        ("a.md", post("A").as_str()),
        ("b/c.html", "<h1>C</h1><p>x</p>"),
        ("b/d.txt", "a text"),
        ("b/photo.jpg", "\u{0}"),
        ("b/notes.org", "* x"),
        (".hidden.md", "x"),
        ("a.md~", "x"),
        (".git/config", "x"),
        (".obsidian/app.md", "x"),
        ("web/node_modules/x/y.md", "x"),
        ("_drafts/e.md", "x"),
        ("templates/f.md", "x"),
        ("private/g.md", "x"),
        ("b/_index.md", "x"),
        ("README.md", "x"),
        ("empty.md", "\n \n"),
        ("state/draft.md", "---\ndraft: true\n---\nx"),
        ("state/off.md", "---\npublished: false\n---\nx"),
        ("state/hidden.md", "---\nhidden: true\n---\nx"),
        ("state/locked.md", "---\npassword: p\n---\nx"),
        ("state/page.md", "---\nlayout: page\n---\nx"),
        ("state/moved.md", "---\nredirect: /x\n---\n"),
        ("binary.md", "%PDF\u{0}\u{1}"),
    ] {
        folder.write(key, content);
    }
    folder.write("huge.md", vec![b'x'; 8 * 1024 * 1024 + 1]);
    let told = folder.pull();
    let held: Vec<(&str, &str)> = told
        .items
        .iter()
        .map(|(key, item)| match &item.found {
            Found::Draft(_) => (key.as_str(), "-"),
            Found::Held(reason) => (key.as_str(), reason.name()),
        })
        .collect();
    assert_eq!(
        held,
        [
            (".git", "folder-left-out"),
            (".hidden.md", "not-an-article"),
            (".obsidian", "folder-left-out"),
            ("README.md", "not-a-post"),
            ("_drafts/e.md", "draft"),
            ("a.md", "-"),
            ("a.md~", "not-an-article"),
            ("b/_index.md", "list-page"),
            ("b/c.html", "-"),
            ("b/d.txt", "-"),
            ("b/notes.org", "not-an-article"),
            ("b/photo.jpg", "not-an-article"),
            ("binary.md", "binary"),
            ("empty.md", "empty"),
            ("huge.md", "too-large"),
            ("private/g.md", "excluded"),
            ("state/draft.md", "draft"),
            ("state/hidden.md", "private"),
            ("state/locked.md", "password"),
            ("state/moved.md", "redirect"),
            ("state/off.md", "unpublished"),
            ("state/page.md", "not-a-post"),
            ("templates/f.md", "template"),
            ("web/node_modules", "folder-left-out"),
        ]
    );
    assert_eq!(told.pulled.seen, 24);
    assert!(folder.pull().is_quiet());
}

#[cfg(unix)]
#[test]
fn links_pipes_and_sockets_are_named_and_never_opened() {
    let mut folder = Folder::new();
    folder.write("a.md", post("A")).write("sub/b.md", post("B"));
    let outside = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink("a.md", folder.path("link.md")).unwrap();
    std::os::unix::fs::symlink("nowhere", folder.path("broken.md")).unwrap();
    std::os::unix::fs::symlink(outside.path(), folder.path("elsewhere")).unwrap();
    std::os::unix::fs::symlink(".", folder.path("sub/loop")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(folder.path("socket.md")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(folder.path("pipe.md")).status().unwrap();
    assert!(made.success());
    let told = folder.pull();
    for key in ["link.md", "broken.md", "elsewhere", "sub/loop"] {
        assert_eq!(told.held(key), HeldReason::SymbolicLink, "{key}");
    }
    for key in ["socket.md", "pipe.md"] {
        assert_eq!(told.held(key), HeldReason::NotAFile, "{key}");
    }
    assert_eq!(told.items.len(), 8);
    assert!(folder.pull().is_quiet());
}

#[cfg(unix)]
#[test]
fn a_file_that_becomes_a_link_is_not_followed() {
    let mut folder = Folder::new();
    folder.write("a.md", post("A")).write("sub/b.md", post("B"));
    let told = folder.pull();
    let hash = told.items["sub/b.md"].fingerprint.hash;
    // The folder is swapped for a link to the same folder elsewhere: the content would be right, the way is not.
    let outside = tempfile::tempdir().unwrap();
    fs::rename(folder.path("sub"), outside.path().join("sub")).unwrap();
    std::os::unix::fs::symlink(outside.path().join("sub"), folder.path("sub")).unwrap();
    let body = folder.source().body(&ItemKey::new("sub/b.md"), hash);
    assert!(matches!(body, Err(BodyError::Changed { .. })), "{body:?}");
    let told = folder.pull();
    assert_eq!(told.held("sub"), HeldReason::SymbolicLink);
    assert_eq!(told.pulled.gone, [ItemKey::new("sub/b.md")]);
}

#[cfg(unix)]
#[test]
fn a_name_that_is_not_utf_8_is_told_and_kept_apart() {
    use std::os::unix::ffi::OsStrExt;
    let mut folder = Folder::new();
    folder.write("a.md", post("A"));
    for name in [&b"x\xFF.md"[..], b"x\xFE.md"] {
        let path = folder.dir.path().join(std::ffi::OsStr::from_bytes(name));
        if fs::File::create(path).is_err() {
            return; // A file system that only takes UTF-8 cannot have the problem.
        }
    }
    let told = folder.pull();
    assert_eq!(told.keys(), ["a.md", "x\\xFE.md", "x\\xFF.md"]);
    assert_eq!(told.held("x\\xFF.md"), HeldReason::NameNotUtf8);
    assert!(folder.pull().is_quiet());
}

#[test]
fn names_of_any_kind_give_encoded_links() {
    let mut folder = Folder::new();
    for name in ["新 媒体/100% #1?.md", "a\nb.md", "it's \"x\".md", "🏗 emoji.md"] {
        folder.write(name, post("A"));
    }
    let told = folder.pull();
    let link = told.draft("新 媒体/100% #1?.md").link.as_deref();
    assert_eq!(link, Some("https://site.example/%E6%96%B0%20%E5%AA%92%E4%BD%93/100%25%20%231%3F/"));
    assert_eq!(told.draft("a\nb.md").link.as_deref(), Some("https://site.example/a%0Ab/"));
    assert!(folder.pull().is_quiet());
}

#[test]
fn an_edit_tells_only_the_edited_file() {
    let mut folder = Folder::new();
    folder.write("a.md", post("A")).write("b.md", post("B"));
    folder.pull();
    folder.write("b.md", post("Better")).date("b.md", 1_000_000_001);
    let told = folder.pull();
    assert_eq!(told.keys(), ["b.md"]);
    assert_eq!(told.draft("b.md").title.as_ref().map(|title| title.value.as_str()), Some("Better"));
    assert!(told.pulled.gone.is_empty() && told.pulled.touched.is_empty());
}

#[test]
fn a_new_time_alone_is_no_change() {
    let mut folder = Folder::new();
    folder.write("a.md", post("A")).write("_drafts/b.md", "x");
    folder.pull();
    folder.date("a.md", 1_500_000_000).date("_drafts/b.md", 1_500_000_000);
    let told = folder.pull();
    assert!(told.items.is_empty());
    let touched: Vec<&str> = told.pulled.touched.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(touched, ["_drafts/b.md", "a.md"]);
    assert!(folder.pull().is_quiet());
}

#[test]
fn a_file_that_was_just_written_is_compared_by_content_next_time() {
    let mut folder = Folder::new();
    folder.write("a.md", post("A")).write("b.md", post("B"));
    let second = 1_000_000_000_i64;
    let just_now = second * second + second;
    let told = folder.try_pull(false, just_now).unwrap();
    assert_eq!(told.items["a.md"].fingerprint.modified, 0);
    folder.remember(&told);
    // The same size at the same time: only the content tells.
    folder.write("a.md", post("Z"));
    let told = folder.pull();
    assert_eq!(told.keys(), ["a.md"]);
    let touched: Vec<&str> = told.pulled.touched.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(touched, ["b.md"]);
    assert!(folder.pull().is_quiet());
}

#[test]
fn a_moved_file_is_told_with_its_old_key_and_is_not_gone() {
    let mut folder = Folder::new();
    folder.write("a.md", post("A")).write("old/b.md", post("B")).write("old/c.md", post("C"));
    folder.pull();
    fs::create_dir(folder.path("new")).unwrap();
    fs::rename(folder.path("old/b.md"), folder.path("new/b2.md")).unwrap();
    fs::remove_file(folder.path("old/c.md")).unwrap();
    let told = folder.pull();
    assert_eq!(told.keys(), ["new/b2.md"]);
    assert_eq!(told.items["new/b2.md"].renamed_from, Some(ItemKey::new("old/b.md")));
    assert_eq!(told.pulled.gone, [ItemKey::new("old/c.md")]);
    assert!(folder.pull().is_quiet());
}

#[test]
fn equal_files_that_move_are_paired_in_their_order() {
    let mut folder = Folder::new();
    for key in ["a/1.md", "a/2.md", "a/3.md"] {
        folder.write(key, post("Same"));
    }
    folder.write("x.md", post("X"));
    folder.pull();
    fs::remove_file(folder.path("a/3.md")).unwrap();
    fs::rename(folder.path("a"), folder.path("b")).unwrap();
    folder.write("c.md", post("Same"));
    let told = folder.pull();
    let pairs: Vec<(&str, Option<&str>)> = told
        .items
        .iter()
        .map(|(key, item)| (key.as_str(), item.renamed_from.as_ref().map(ItemKey::as_str)))
        .collect();
    assert_eq!(pairs, [("b/1.md", Some("a/1.md")), ("b/2.md", Some("a/2.md")), ("c.md", Some("a/3.md"))]);
    assert!(told.pulled.gone.is_empty());
}

#[test]
fn a_copy_is_no_move_and_a_move_to_the_drafts_is_a_removal() {
    let mut folder = Folder::new();
    folder.write("a.md", post("A")).write("b.md", post("B"));
    folder.pull();
    folder.write("copy.md", post("A"));
    fs::create_dir(folder.path("drafts")).unwrap();
    fs::rename(folder.path("b.md"), folder.path("drafts/b.md")).unwrap();
    let told = folder.pull();
    assert_eq!(told.items["copy.md"].renamed_from, None);
    assert_eq!(told.held("drafts/b.md"), HeldReason::Draft);
    assert_eq!(told.pulled.gone, [ItemKey::new("b.md")]);
}

#[test]
fn a_missing_or_suddenly_empty_folder_is_unavailable() {
    let mut folder = Folder::new();
    folder.write("a.md", post("A")).write("x.jpg", "x");
    folder.pull();
    fs::remove_file(folder.path("a.md")).unwrap();
    let Err(SourceError::Unavailable { message }) = folder.try_pull(false, LATER) else {
        panic!("it went on")
    };
    assert!(message.contains(&folder.dir.path().display().to_string()), "{message}");
    assert!(message.contains("mount it"), "{message}");
    fs::remove_dir_all(folder.dir.path()).unwrap();
    let Err(SourceError::Unavailable { message }) = folder.try_pull(false, LATER) else {
        panic!("it went on")
    };
    assert!(message.contains("is not there"), "{message}");
}

#[test]
fn a_folder_that_never_had_an_article_may_stay_empty() {
    let mut folder = Folder::new();
    folder.write("x.jpg", "x");
    assert_eq!(folder.pull().keys(), ["x.jpg"]);
    assert!(folder.pull().is_quiet());
}

#[test]
fn a_path_to_a_file_is_unavailable() {
    let mut folder = Folder::new();
    folder.write("a.md", post("A"));
    folder.options.set("path", Setting::Path(folder.path("a.md")));
    let Err(SourceError::Unavailable { message }) = folder.try_pull(false, LATER) else {
        panic!("it went on")
    };
    assert!(message.contains("is no folder"), "{message}");
}

/// True where access rights do not stop us, as for the superuser.
#[cfg(unix)]
fn may_read_anything(folder: &Folder) -> bool {
    fs::read_dir(folder.path("locked")).is_ok()
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_is_told_and_not_gone() {
    let mut folder = Folder::new();
    folder.write("a.md", post("A")).write("locked/b.md", post("B")).write("c.md", post("C"));
    folder.pull();
    folder.write("c.md", post("Changed")).date("c.md", 1_000_000_001);
    set_mode(&folder.path("locked"), 0o000);
    set_mode(&folder.path("c.md"), 0o000);
    if !may_read_anything(&folder) {
        let told = folder.try_pull(false, LATER).unwrap();
        assert_eq!(told.held("locked"), HeldReason::Unreadable);
        assert_eq!(told.held("c.md"), HeldReason::Unreadable);
        assert!(told.pulled.gone.is_empty());
        assert_eq!(told.defects().len(), 2);
    }
    set_mode(&folder.path("locked"), 0o755);
    set_mode(&folder.path("c.md"), 0o644);
    assert_eq!(folder.pull().keys(), ["c.md"]);
}

#[test]
fn one_bad_file_stops_nobody_and_is_named_with_its_line() {
    let mut folder = Folder::new();
    folder.write("a.md", post("A")).write("b.md", post("B"));
    folder.write("bad.md", "\n---\ntitle: RE: @x\ndate: Invalid Date\n---\n\ntext");
    let told = folder.pull();
    assert_eq!(told.items.len(), 3);
    assert_eq!(told.draft("bad.md").title.as_ref().map(|title| title.value.as_str()), Some("RE: @x"));
    let place = folder.path("bad.md").display().to_string();
    let defects = told.defects();
    assert!(defects[0].starts_with(&format!("{place}:3: the YAML is not valid")), "{defects:?}");
    assert!(defects[1].starts_with(&format!("{place}:4: `date` is no date")), "{defects:?}");
    assert!(defects[2].starts_with(&format!("{place}: no date was found")), "{defects:?}");
    assert_eq!(defects.len(), 3);
}

#[test]
fn files_of_any_encoding_are_read() {
    let mut folder = Folder::new();
    let chinese =
        "---\ntitle: 今天的新闻和天气\ndate: 2020-01-02\n---\n\n今天天气很好，我们一起去公园散步吧。\n";
    folder.write("gbk.md", encoding_rs::GBK.encode(chinese).0);
    folder.write("bom.md", format!("\u{FEFF}{}", chinese.replace('\n', "\r\n")));
    let utf_16: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain(chinese.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    folder.write("utf16.md", utf_16);
    let told = folder.pull();
    for key in ["gbk.md", "bom.md", "utf16.md"] {
        assert_eq!(
            told.draft(key).title.as_ref().map(|title| title.value.as_str()),
            Some("今天的新闻和天气"),
            "{key}"
        );
        let DraftBody::Deferred(hash) = told.draft(key).body else { panic!("no body") };
        let body = folder.source().body(&ItemKey::new(key), hash).unwrap();
        assert!(body.html.contains("公园散步"), "{key}: {}", body.html);
    }
    let place = folder.path("gbk.md").display().to_string();
    assert_eq!(told.defects(), [format!("{place}: the file is not UTF-8; it was read as GBK")]);
}

#[test]
fn a_body_is_what_was_pulled_or_has_changed() {
    let mut folder = Folder::new();
    folder
        .write("a/index.md", "---\ntitle: A\ndate: 2020-01-02\n---\n\n# A\n\nSome *text* with ![](x.png)\n");
    let told = folder.pull();
    let DraftBody::Deferred(hash) = told.draft("a/index.md").body else { panic!("no body") };
    let key = ItemKey::new("a/index.md");
    let body = folder.source().body(&key, hash).unwrap();
    assert!(body.html.contains("<em>text</em>"), "{}", body.html);
    assert!(!body.html.contains("title: A"), "{}", body.html);
    assert_eq!(body.base.as_str(), "https://site.example/a/");
    assert_eq!(told.draft("a/index.md").base.as_ref(), Some(&body.base));
    folder.write("a/index.md", post("Other"));
    assert!(matches!(folder.source().body(&key, hash), Err(BodyError::Changed { .. })));
    fs::remove_file(folder.path("a/index.md")).unwrap();
    let Err(error) = folder.source().body(&key, hash) else { panic!("it is still there") };
    assert!(error.to_string().contains("index.md"), "{error}");
}

#[test]
fn the_marked_beginning_is_the_summary_unless_the_author_wrote_one() {
    let mut folder = Folder::new();
    let body = "The *beginning*.\n\n<!-- more -->\n\nThe rest.\n";
    folder.write("a.md", format!("---\ntitle: A\n---\n\n{body}"));
    folder.write("b.md", format!("---\ntitle: B\nsummary: Own words\n---\n\n{body}"));
    let told = folder.pull();
    let summary = told.draft("a.md").summary.clone().unwrap();
    assert_eq!(feedloom::text::html::to_plain(&summary).as_str(), "The beginning.");
    assert_eq!(told.draft("b.md").summary.as_ref().map(|text| text.value.as_str()), Some("Own words"));
}

#[test]
fn a_large_folder_is_told_in_bounded_chunks_and_then_not_at_all() {
    let mut folder = Folder::new();
    for number in 0..1500 {
        folder.write(&format!("{}/{number}.md", number % 3), post(&number.to_string()));
    }
    let told = folder.pull();
    assert_eq!(told.items.len(), 1500);
    assert!(folder.pull().is_quiet());
    let again = folder.try_pull(true, LATER).unwrap();
    assert_eq!(again.keys(), told.keys());
    for (key, item) in &told.items {
        assert_eq!(format!("{item:?}"), format!("{:?}", again.items[key]), "the same file gave another item");
    }
}

#[test]
fn a_closed_channel_stops_the_pull() {
    let folder = Folder::new();
    folder.write("a.md", post("A"));
    let (out, chunks) = mpsc::channel(1);
    drop(chunks);
    let known = Arc::new(Known::default());
    let source = folder.source();
    let pulled = runtime().block_on(source.pull(PullContext { known, reread: false, wall: LATER, out }));
    assert!(matches!(pulled, Err(SourceError::Stopped)));
}

#[test]
fn options_that_make_no_sense_are_refused_with_a_remedy() {
    let folder = Folder::new().with("permalink", Setting::Text("/:yaer/:title/".to_owned()));
    let Err(error) = build(&folder.options) else { panic!("it was taken") };
    assert_eq!(error.key, "permalink");
    assert!(error.message.contains("`:yaer`") && error.message.contains("`:year`"), "{}", error.message);
    let folder = Folder::new().with("include", Setting::List(vec!["a{".to_owned()]));
    let Err(error) = build(&folder.options) else { panic!("it was taken") };
    assert_eq!(error.key, "include");
}

#[test]
fn the_recipe_knows_what_changes_an_entry_and_what_does_not() {
    let recipe = |folder: &Folder| folder.source().recipe();
    let plain = recipe(&Folder::new());
    assert_eq!(plain, recipe(&Folder::new()), "another folder is no other recipe");
    assert_eq!(plain, recipe(&Folder::new().with("future", Setting::Text("show".to_owned()))));
    for (key, value) in [
        ("hierarchy", Setting::Text("flat".to_owned())),
        ("permalink", Setting::Text("/:title/".to_owned())),
        ("exclude", Setting::List(vec!["x".to_owned()])),
        ("url", Setting::Url("https://else.example/".parse().unwrap())),
    ] {
        assert_ne!(plain, recipe(&Folder::new().with(key, value)), "{key}");
    }
}

#[test]
fn articles_can_live_below_another_address() {
    let url = Setting::Url("https://else.example/blog".parse().unwrap());
    let mut folder =
        Folder::new().with("url", url).with("permalink", Setting::Text("/:year/:title.html".to_owned()));
    folder.write("a.md", post("A"));
    let told = folder.pull();
    assert_eq!(told.draft("a.md").link.as_deref(), Some("https://else.example/blog/2020/a.html"));
}
