//! What a second look tells: edits, moves, removals, new times, and nothing.

use super::*;

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
fn a_chain_of_moves_is_followed_where_it_leads_to_a_file_that_is_gone() {
    fn pairs(told: &Told) -> Vec<(&str, Option<&str>)> {
        let items = told.items.iter();
        items.map(|(key, item)| (key.as_str(), item.renamed_from.as_ref().map(ItemKey::as_str))).collect()
    }
    let pull = |before: &[(&str, &str)], after: &[(&str, &str)], gone: &str| {
        let mut folder = Folder::new();
        for (key, title) in before {
            folder.write(key, post(title));
        }
        folder.pull();
        for (key, title) in after {
            folder.write(key, post(title)).date(key, 1_000_000_001);
        }
        fs::remove_file(folder.path(gone)).unwrap();
        folder.try_pull(false, LATER).unwrap()
    };
    let three = [("1.md", "A"), ("2.md", "B"), ("3.md", "C")];
    // Each takes the name of the next.
    let told = pull(&three, &[("2.md", "A"), ("3.md", "B"), ("4.md", "C")], "1.md");
    assert_eq!(pairs(&told), [("2.md", Some("1.md")), ("3.md", Some("2.md")), ("4.md", Some("3.md"))]);
    assert!(told.pulled.gone.is_empty());
    // It leads to a content that is new: that is another article, whatever was there.
    let told = pull(&three, &[("2.md", "X"), ("3.md", "B"), ("4.md", "C")], "1.md");
    assert_eq!(pairs(&told), [("2.md", None), ("3.md", Some("2.md")), ("4.md", Some("3.md"))]);
    assert_eq!(told.pulled.gone, [ItemKey::new("1.md")]);
    // The same content was there twice: nobody can say which of them was moved.
    let twice = [("1.md", "A"), ("2.md", "B"), ("3.md", "B")];
    let told = pull(&twice, &[("2.md", "A"), ("3.md", "X"), ("4.md", "B")], "1.md");
    assert_eq!(pairs(&told), [("2.md", Some("1.md")), ("3.md", None), ("4.md", None)]);
    // What it was is gone, and not what it took the place of.
    assert_eq!(told.pulled.gone, [ItemKey::new("1.md")]);
    // Two swap their names, and one of them was copied.
    let told = pull(&three, &[("1.md", "B"), ("2.md", "A"), ("4.md", "A")], "3.md");
    assert_eq!(pairs(&told), [("1.md", Some("2.md")), ("2.md", None), ("4.md", None)]);
    assert_eq!(told.pulled.gone, [ItemKey::new("3.md")]);
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
    let pulled =
        runtime().block_on(source.pull(PullContext { known, recall: None, reread: false, wall: LATER, out }));
    assert!(matches!(pulled, Err(SourceError::Stopped)));
}
