//! What is in a folder: files, links, pipes, folders that are closed or gone.

use super::*;

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
    let (entry, at) = told.entry("sub/b.md");
    // The folder is swapped for a link to the same folder elsewhere: the content would be right, the way is not.
    let outside = tempfile::tempdir().unwrap();
    fs::rename(folder.path("sub"), outside.path().join("sub")).unwrap();
    std::os::unix::fs::symlink(outside.path().join("sub"), folder.path("sub")).unwrap();
    let body = folder.source().body(&entry, at);
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
