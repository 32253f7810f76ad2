// SPDX-License-Identifier: Apache-2.0

use crate::stage::{stage, Stage};
use std::fs;
use std::path::PathBuf;

const HICOLOR: &str = "[Icon Theme]\nName=Hicolor\nDirectories=32x32/apps,48x48/apps\n\n[32x32/apps]\nSize=32\n\n[48x48/apps]\nSize=48\n";

fn file(stage: &Stage, path: &str, text: &str) -> PathBuf {
    let path = stage.prefix.join("root").join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("the folder");
    fs::write(&path, text).expect("the file");
    path
}

fn entry(stage: &Stage, id: &str, keys: &str) {
    file(stage, &format!("home/user/.local/share/applications/{id}"), &format!("[Desktop Entry]\n{keys}\n"));
}

fn manifest(stage: &Stage, id: &str, lines: &str) {
    file(stage, &format!("usr/share/ui/apps/{id}"), lines);
}

/// What is there after the next login.
fn login(stage: &Stage, what: &str) -> Vec<String> {
    stage.hand("launcher login");
    stage.hand(&format!("launcher {what}"))
}

fn refusal(stage: &Stage, line: &str) -> String {
    stage.fake.hand(line).expect_err("refused")
}

#[test]
fn entries_are_read_at_login_and_not_again() {
    let stage = stage();
    entry(&stage, "a.desktop", "Name=A\nCategories=Office;");
    assert_eq!(stage.hand("launcher menu"), [""; 0]);
    assert_eq!(login(&stage, "menu"), ["Office\ta.desktop\tA\t-"]);
}

#[test]
fn who_opens_a_file_is_read_each_time() {
    let stage = stage();
    manifest(&stage, "a", "name=A\nbinary=/bin/a\naccept=*.x\n");
    assert_eq!(stage.hand("launcher open /f.x"), ["a\tA\t'/bin/a' '/f.x'"]);
}

#[test]
fn an_entry_without_a_main_category_is_on_the_bar() {
    let stage = stage();
    entry(&stage, "a.desktop", "Name=A\nCategories=GTK;TextEditor;X-Seamless;");
    entry(&stage, "b.desktop", "Name=B");
    assert_eq!(login(&stage, "bar"), ["a.desktop\tA\t-", "b.desktop\tB\t-"]);
    assert_eq!(stage.hand("launcher menu"), [""; 0]);
}

#[test]
fn an_entry_is_listed_once_in_each_of_its_categories_some_of_which_have_other_names() {
    let stage = stage();
    entry(&stage, "a.desktop", "Name=A\nCategories=AudioVideo;Audio;Video;Game;Graphics;Player;");
    assert_eq!(login(&stage, "menu"), ["Games\ta.desktop\tA\t-", "Graphics\ta.desktop\tA\t-", "Multimedia\ta.desktop\tA\t-"]);
}

#[test]
fn what_says_that_it_is_not_to_be_shown_is_shown() {
    let stage = stage();
    let keys = "Name=A\nCategories=Utility;\nNoDisplay=true\nHidden=true\nOnlyShowIn=GNOME;\nTryExec=/nowhere\nTerminal=true\nType=Link";
    entry(&stage, "a.desktop", keys);
    assert_eq!(login(&stage, "menu").len(), 1);
}

#[test]
fn translations_are_not_looked_at() {
    let stage = stage();
    entry(&stage, "a.desktop", "Name[de]=Anders\nName=A\nName[fr]=Autre\nCategories=Utility;");
    assert_eq!(login(&stage, "menu"), ["Utility\ta.desktop\tA\t-"]);
}

#[test]
fn a_file_is_an_entry_whatever_it_is_called_and_even_if_it_is_empty() {
    let stage = stage();
    file(&stage, "usr/share/applications/mimeapps.list", "[Default Applications]\ntext/plain=a.desktop\n");
    file(&stage, "usr/share/applications/empty", "");
    assert_eq!(login(&stage, "bar"), ["empty\t\t-", "mimeapps.list\t\t-"]);
}

#[test]
fn a_file_that_the_parser_gives_up_on_does_not_exist() {
    let stage = stage();
    for (id, text) in [
        ("no-section", "Name=A\n"),
        ("no-keys", "[Desktop Entry]\n"),
        ("empty-group", "[Desktop Entry]\nName=A\n[Desktop Action x]\n"),
        ("rest", "[Desktop Entry]\nName=A\nsomething\n"),
    ] {
        file(&stage, &format!("usr/share/applications/{id}"), text);
    }
    assert_eq!(login(&stage, "bar"), [""; 0]);
}

#[test]
fn a_line_without_a_value_swallows_the_key_after_it() {
    let stage = stage();
    entry(&stage, "a.desktop", "something\nName=A\nCategories=Utility;");
    assert_eq!(login(&stage, "menu"), ["Utility\ta.desktop\t\t-"]);
}

#[test]
fn spaces_around_the_equals_sign_make_another_key() {
    let stage = stage();
    entry(&stage, "a.desktop", "Name = A\nCategories=Utility;");
    entry(&stage, "b.desktop", "Name= B\nCategories=Utility;");
    assert_eq!(login(&stage, "menu"), ["Utility\ta.desktop\t\t-", "Utility\tb.desktop\t B\t-"]);
}

#[test]
fn the_four_codes_are_replaced_or_dropped_and_any_other_is_refused() {
    let stage = stage();
    entry(&stage, "good.desktop", "Name=Good\nExec=/bin/run guest %f %F %u %U 'two words' a%f %");
    entry(&stage, "good2.desktop", "Name=Good\nExec=/bin/run guest %f \"two words\" a%f");
    for code in ["%i", "%c", "%k", "%%", "%fx"] {
        entry(&stage, &format!("bad{}.desktop", &code[1..]), &format!("Name=Bad\nExec=/bin/run {code}"));
    }
    stage.hand("launcher login");
    assert_eq!(stage.ask("launcher command good2.desktop"), "'/bin/run' 'guest' 'two words' 'a%f'");
    for id in ["good", "badi", "badc", "badk", "bad%", "badfx"] {
        assert!(refusal(&stage, &format!("launcher command {id}.desktop")).contains("unsupported Exec code"), "{id}");
    }
}

#[test]
fn exec_is_taken_apart_as_by_a_shell_without_one() {
    let stage = stage();
    entry(
        &stage,
        "a.desktop",
        r#"Name=A
Exec="/opt/a b/run" '$HOME' \$x a\ b "q\"q" ~ # comment"#,
    );
    entry(&stage, "open.desktop", "Name=Open\nExec=/bin/run 'never closed");
    entry(&stage, "none.desktop", "Name=None");
    stage.hand("launcher login");
    assert_eq!(stage.ask("launcher command a.desktop"), r#"'/opt/a b/run' '$HOME' '$x' 'a b' 'q"q' '~'"#);
    assert!(refusal(&stage, "launcher command open.desktop").contains("failed to parse"));
    assert!(refusal(&stage, "launcher command none.desktop").contains("failed to parse"));
}

#[test]
fn an_entry_opens_no_file_whatever_types_it_names() {
    let stage = stage();
    entry(&stage, "a.desktop", "Name=A\nExec=/bin/a %f\nMimeType=text/plain;\naccept=*.txt");
    assert_eq!(refusal(&stage, "launcher open /x.txt"), "no application found for '/x.txt'");
}

#[test]
fn a_manifest_opens_what_ends_or_begins_as_it_says_with_the_same_letters() {
    let stage = stage();
    manifest(&stage, "a", "name=A\nbinary=/bin/a\naccept=*.docx\naccept=https:*\naccept=*/\naccept=plain\n");
    for path in ["/x.docx", "/.docx", "https:", "https://x", "/folder/"] {
        assert_eq!(stage.hand(&format!("launcher open {path}")), [format!("a\tA\t'/bin/a' '{path}'")]);
    }
    for path in ["/x.DOCX", "/x.docx2", "http://x", "/folder", "plain"] {
        assert!(refusal(&stage, &format!("launcher open {path}")).starts_with("no application"), "{path}");
    }
}

#[test]
fn several_that_open_a_file_are_a_choice_sorted_by_name() {
    let stage = stage();
    manifest(&stage, "1", "name=Zeta\nbinary=/bin/z\naccept=*.x\n");
    manifest(&stage, "2", "name=Alpha\nbinary=/bin/a\naccept=*.x\n");
    let found = stage.hand("launcher open /f.x");
    assert_eq!(found, ["2\tAlpha\t'/bin/a' '/f.x'", "1\tZeta\t'/bin/z' '/f.x'"]);
}

#[test]
fn the_binary_of_a_manifest_is_one_word() {
    let stage = stage();
    manifest(&stage, "a", "name=A\nbinary=/bin/run guest it's\naccept=*.x\n");
    assert_eq!(login(&stage, "command a"), [r"'/bin/run guest it'\''s'"]);
    assert_eq!(stage.ask("launcher open /f.x"), "a\tA\t'/bin/run guest it'\\''s' '/f.x'");
}

#[test]
fn manifests_without_a_category_are_on_the_bar_by_their_ids_and_any_category_is_a_folder() {
    let stage = stage();
    manifest(&stage, "20_b", "name=A\nbinary=/bin/a\n");
    manifest(&stage, "10_a", "name=B\nbinary=/bin/b\ncategory=\n");
    manifest(&stage, "30_c", "name=C\nbinary=/bin/c\ncategory=Guests\ncategory=Office\n");
    assert_eq!(login(&stage, "bar"), ["10_a\tB\t-", "20_b\tA\t-"]);
    assert_eq!(stage.hand("launcher menu"), ["Guests\t30_c\tC\t-", "Office\t30_c\tC\t-"]);
}

#[test]
fn a_line_of_a_manifest_that_is_not_known_is_logged() {
    let stage = stage();
    manifest(&stage, "a", "[Desktop Entry]\nname=A\nName=B\n\nauthor=x\ndescription=y\n");
    let unknown = ["[Desktop Entry]", "Name=B", ""].map(|line| format!("unknown package info: {line}"));
    assert_eq!(login(&stage, "log"), unknown);
}

#[test]
fn a_manifest_and_an_entry_of_one_app_both_show() {
    let stage = stage();
    manifest(&stage, "a", "name=A\nbinary=/bin/a\ncategory=Office\n");
    entry(&stage, "a.desktop", "Name=A\nCategories=Office;");
    file(&stage, "usr/share/applications/a.desktop", "[Desktop Entry]\nName=A\nCategories=Office;\n");
    assert_eq!(login(&stage, "menu").len(), 3);
}

#[test]
fn a_persons_icon_is_found_only_if_an_index_of_that_theme_is_somewhere() {
    let stage = stage();
    entry(&stage, "a.desktop", "Name=A\nIcon=app");
    let icon = file(&stage, "home/user/.local/share/icons/hicolor/48x48/apps/app.png", "");
    assert_eq!(login(&stage, "bar"), ["a.desktop\tA\t-"]);
    file(&stage, "usr/share/icons/hicolor/index.theme", HICOLOR);
    assert_eq!(login(&stage, "bar"), [format!("a.desktop\tA\t{}", icon.display())]);
}

#[test]
fn or_if_it_brings_its_own() {
    let stage = stage();
    entry(&stage, "a.desktop", "Name=A\nIcon=app");
    let icon = file(&stage, "home/user/.local/share/icons/hicolor/48x48/apps/app.png", "");
    file(&stage, "home/user/.local/share/icons/hicolor/index.theme", HICOLOR);
    assert_eq!(login(&stage, "bar"), [format!("a.desktop\tA\t{}", icon.display())]);
}

#[test]
fn the_menu_takes_32_and_the_bar_48_and_either_makes_do_with_the_other() {
    let stage = stage();
    file(&stage, "usr/share/icons/hicolor/index.theme", HICOLOR);
    let small = file(&stage, "usr/share/icons/hicolor/32x32/apps/both.png", "");
    let large = file(&stage, "usr/share/icons/hicolor/48x48/apps/both.png", "");
    let only = file(&stage, "usr/share/icons/hicolor/48x48/apps/large.svg", "");
    entry(&stage, "1.desktop", "Name=1\nIcon=both");
    entry(&stage, "2.desktop", "Name=2\nIcon=both\nCategories=Office;");
    entry(&stage, "3.desktop", "Name=3\nIcon=large\nCategories=Office;");
    assert_eq!(login(&stage, "bar"), [format!("1.desktop\t1\t{}", large.display())]);
    assert_eq!(
        stage.hand("launcher menu"),
        [format!("Office\t2.desktop\t2\t{}", small.display()), format!("Office\t3.desktop\t3\t{}", only.display())]
    );
}

#[test]
fn a_path_is_an_icon_only_where_there_is_a_theme_and_only_png_and_svg_are_loaded() {
    let stage = stage();
    let icon = file(&stage, "opt/app.png", "");
    entry(&stage, "a.desktop", &format!("Name=A\nIcon={}", icon.display()));
    assert_eq!(login(&stage, "bar"), ["a.desktop\tA\t-"]);
    file(&stage, "usr/share/icons/hicolor/index.theme", HICOLOR);
    assert_eq!(login(&stage, "bar"), [format!("a.desktop\tA\t{}", icon.display())]);
    file(&stage, "opt/other.xmp", "");
    let other = stage.prefix.join("root/opt/other.xmp");
    entry(&stage, "a.desktop", &format!("Name=A\nIcon={}", other.display()));
    assert_eq!(login(&stage, "bar"), ["a.desktop\tA\t-"]);
}

#[test]
fn the_icon_of_a_manifest_is_a_path() {
    let stage = stage();
    let icon = file(&stage, "usr/share/icons/app.png", "");
    manifest(&stage, "a", "name=A\nbinary=/bin/a\nicon=/usr/share/icons/app.png\n");
    manifest(&stage, "b", "name=B\nbinary=/bin/b\nicon=app\n");
    assert_eq!(login(&stage, "bar"), [format!("a\tA\t{}", icon.display()), "b\tB\t-".to_owned()]);
}
