//! Which articles do not go out, as tables: what is written, and why it is held.

use super::*;

#[test]
fn what_may_not_be_meant_for_everybody_is_held_and_told() {
    use HeldReason as R;
    let shape = |yaml: &str| {
        let (found, told) =
            read_as("a.md", &format!("---\ndate: 2020-01-02\n{yaml}\n---\nbody"), Hierarchy::Path, "/:path/");
        (
            found.err(),
            told.into_iter().map(|(line, message)| format!("{line}: {message}")).collect::<Vec<_>>(),
        )
    };
    for (yaml, reason, told) in [
        (
            "draft: yes please",
            Some(R::Draft),
            "3: `draft` is neither true nor false (\"yes please\"); the article is held back as draft",
        ),
        ("Draft: [true]", Some(R::Draft), "3: `Draft` is neither"),
        ("private: maybe", Some(R::Private), "3: `private` is neither"),
        (
            "published: maybe",
            None,
            "3: `published` is neither true nor false (\"maybe\"); the article is published",
        ),
        ("publish: soon", None, "3: `publish` is neither"),
    ] {
        let (found, defects) = shape(yaml);
        assert_eq!((found, defects.len()), (reason, 1), "{yaml}: {defects:?}");
        assert!(defects[0].starts_with(told), "{defects:?}");
    }
    for yaml in
        ["draft:", "draft: 'no'", "hide: [toc]", "hide: toc", "published: 2020-01-02", "publish: 2020-01-02"]
    {
        assert_eq!(shape(yaml), (None, Vec::new()), "{yaml}");
    }
}

#[test]
fn front_matter_that_never_closes_does_not_let_a_draft_out() {
    use HeldReason as R;
    for (text, reason) in [
        ("---\ntitle: Secret\ndraft: true\n\nText.\n", Some(R::Draft)),
        (
            "\n---\ntitle: Secret\n\npassword: x\n# note\ntags:\n- a\npublished: false\nText.\n",
            Some(R::Unpublished),
        ),
        ("---\nstatus: private", Some(R::Private)),
        ("---\npassword: x\n", Some(R::Password)),
        ("+++\ntitle = \"Secret\"\ndraft = true\n\nText.\n", Some(R::Draft)),
        ("+++\n[extra]\ndraft = true\n\nText.\n", Some(R::Draft)),
        ("---json\n{\"draft\": true}\nText.\n", Some(R::Draft)),
        ("{\n  \"title\": \"Secret\"\n  \"draft\": true\n}\n\nText.\n", Some(R::Draft)),
        ("---\ntitle: Open\ntype: page\n\nText.\n", None),
        ("---\n\nText above.\ndraft: true\n", None),
        ("---\ntitle: Open\n\n# draft\ndraft: true\n", None),
    ] {
        assert_eq!(found("a.md", text).err(), reason, "{text}");
    }
}

#[test]
fn an_object_that_is_not_valid_does_not_let_a_draft_out() {
    use HeldReason as R;
    for (object, reason) in [
        (r#"{"title": "Secret", "draft": true,}"#, Some(R::Draft)),
        (r#"{"title":"Secret","draft":true,}"#, Some(R::Draft)),
        (r#"{"title":"Secret","draft":true} text"#, Some(R::Draft)),
        (r#"{"title":"It's, \"so\"","draft":"yes",}"#, Some(R::Draft)),
        ("{'title':'Secret','draft':true}", Some(R::Draft)),
        (r#"{"title":"Secret" "draft":true}"#, Some(R::Draft)),
        (r#"{"title":"Secret","extra":{"draft":true},}"#, Some(R::Draft)),
        (r#"{"title":"Secret","password":"abc",}"#, Some(R::Password)),
        (r#"{"title":"Secret","status":"private",}"#, Some(R::Private)),
        (r#"{"title":"the \"draft\": true","draft":false,}"#, None),
        ("{{ x }} and 'draft' and \"draft\"", None),
    ] {
        assert_eq!(found("a.md", &format!("{object}\n\nText.\n")).err(), reason, "{object}");
    }
}

#[test]
fn metadata_without_fences_does_not_let_a_draft_out() {
    use HeldReason as R;
    for (text, reason) in [
        ("Title: A post\nDate: 2020-01-02\nStatus: draft\n\nText.\n", Some(R::Draft)),
        ("\u{FEFF}title: A post\nsummary: long\n    and more\nstatus: hidden\n\nText.\n", Some(R::Private)),
        ("Date: 2020-01-02\nDraft: true", Some(R::Draft)),
        ("Title: A post\nStatus: published\n\nText.\n", None),
        ("Password: the word that nobody knows\n\nText.\n", None),
        ("Private: what it means\nand what it does not\nDraft: true\n", None),
        ("Note: a text\nDraft: true\n", None),
        ("Title: A post\n\nDraft: true\n", None),
    ] {
        let (found, told) = read_as("2020-01-02-a.md", text, Hierarchy::Path, "/:path/");
        assert_eq!(found.err(), reason, "{text}");
        assert_eq!(
            told.len(),
            usize::from(text.contains("A post\nS") || reason.is_some()),
            "{text} {told:?}"
        );
    }
}

#[test]
fn front_matter_that_is_too_long_does_not_let_a_draft_out() {
    use HeldReason as R;
    let long = "some key: some value\n".repeat(10_000);
    let table = "[extra]\n".to_owned() + &"k = \"some value\"\n".repeat(10_000);
    for (text, reason) in [
        (format!("---\n{long}draft: true # yet\n---\nbody"), Some(R::Draft)),
        (format!("---\n{long}Draft: 'yes'\n{long}---\nbody"), Some(R::Draft)),
        (format!("---\n{long}draft: false\nmore:\n  draft: true\n---\nbody"), None),
        (format!("+++\n{}draft = true\n+++\nbody", "k = \"some value\"\n".repeat(10_000)), Some(R::Draft)),
        (format!("+++\n{table}draft = true\n+++\nbody"), None),
        (format!("{{\"k\": \"{}\",\n\"draft\": true}}\nbody", "x".repeat(100_000)), Some(R::Draft)),
    ] {
        assert_eq!(found("a.md", &text).err(), reason, "{}", &text[text.len() - 60..]);
    }
}

#[test]
fn a_merge_key_does_not_let_a_draft_out() {
    use HeldReason as R;
    for (yaml, reason) in [
        ("<<: {draft: true}", Some(R::Draft)),
        ("base: &b\n  draft: true\n<<: *b", Some(R::Draft)),
        ("base: &b\n  draft: true\n<<: [*b]", Some(R::Draft)),
        ("base: &b\n  draft: true\n<<: *b\ndraft: false", None),
        ("base: &b\n  draft: true", None),
    ] {
        assert_eq!(found("a.md", &format!("---\ntitle: x\n{yaml}\n---\nbody")).err(), reason, "{yaml}");
    }
}

#[test]
fn articles_that_must_not_go_out_are_held() {
    use HeldReason as R;
    for (yaml, reason) in [
        ("draft: true", Some(R::Draft)),
        ("draft: 'yes'", Some(R::Draft)),
        ("draft: false", None),
        ("status: Draft", Some(R::Draft)),
        ("status: publish", None),
        ("published: false", Some(R::Unpublished)),
        ("published: 'no'", Some(R::Unpublished)),
        ("dg-publish: false", Some(R::Unpublished)),
        ("status: skip", Some(R::Unpublished)),
        ("unlisted: true", Some(R::Private)),
        ("visible: 0", Some(R::Private)),
        ("status: private", Some(R::Private)),
        ("password: wsx", Some(R::Password)),
        ("password: ''", None),
        ("password: false", None),
        ("article: false", Some(R::NotAPost)),
        ("layout: page", Some(R::NotAPost)),
        ("layout: layouts/page.njk", Some(R::NotAPost)),
        ("layout: post", None),
        ("type: tags", Some(R::ListPage)),
        ("pageComponent:\n  name: Catalogue", Some(R::ListPage)),
        ("title: {{ title }}", Some(R::Template)),
        ("date: '{{ .Date }}'", Some(R::Template)),
        ("title: x\ndate: '{{ .Date }}'", None),
        ("title: Using {{ braces }} well", None),
        ("archived: true", None),
        ("redirect: /x", None),
    ] {
        assert_eq!(found("a.md", &format!("---\nk: v\n{yaml}\n---\nbody")).err(), reason, "{yaml}");
    }
    assert_eq!(found("a.md", "---\nredirect: /x\n---\n\n").err(), Some(R::Redirect));
    assert_eq!(found("a.md", " \n\n").err(), Some(R::Empty));
    assert_eq!(found("a.md", "---\n---\n").err(), Some(R::Empty));
    assert_eq!(found("a.md", "---\ntitle: only\n---\n").map(|draft| draft.body), Ok(DraftBody::None));
}
