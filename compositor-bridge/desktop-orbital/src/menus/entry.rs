// SPDX-License-Identifier: Apache-2.0
//! One app as an entry of Redox' launcher. It reads Name, Categories, Exec and Icon, and has its own ways with each.

/// The categories that the launcher has folders for. An entry in none of them lands on the bar, one in several is in each.
const MAIN: [&str; 13] =
    ["AudioVideo", "Audio", "Video", "Development", "Education", "Game", "Graphics", "Network", "Office", "Science", "Settings", "System", "Utility"];

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct App {
    pub id: String,
    pub name: String,
    pub categories: Vec<String>,
    pub icon_key: String,
    pub mime_types: Vec<String>,
}

/// The beginning of every file of ours.
pub const PREFIX: &str = "seamless.";

/// Which guest a file of ours belongs to is read from this key.
const GUEST_KEY: &str = "X-Seamless-Guest=";

/// Name of entry and icon without their endings: nothing in it but what any file system takes. Two apps that differ only in
/// other characters get different numbers.
pub fn stem(guest: &str, app: &str) -> String {
    let plain = |text: &str| {
        text.chars().map(|letter| if letter.is_ascii_alphanumeric() || "-_.".contains(letter) { letter } else { '_' }).collect::<String>()
    };
    let mut hash = 0x811c_9dc5u32;
    for byte in guest.bytes().chain([0]).chain(app.bytes()) {
        hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    let mut name = format!("{PREFIX}{}.{}", plain(guest), plain(app));
    name.truncate(150);
    format!("{name}.{hash:08x}")
}

/// None for an app that the launcher could not start: an argument that begins with a percent sign is an error there.
pub fn text(app: &App, guest: &str, label: &str, program: &str, icon: &str) -> Option<String> {
    if [guest, &app.id, program].iter().any(|word| word.starts_with('%') || word.is_empty() || word.chars().any(char::is_control)) {
        return None;
    }
    let (name, category) = (name(app, label), category(app));
    let exec = format!("{} {} {}", quoted(program), quoted(guest), quoted(&app.id));
    Some(format!("[Desktop Entry]\nType=Application\nName={name}\nCategories={category};\nExec={exec}\nIcon={icon}\n{GUEST_KEY}{guest}\n"))
}

/// With the label of its guest, for guests may have the same apps.
pub fn name(app: &App, label: &str) -> String {
    let name = crate::label::drawable(&app.name);
    let name = if name.is_empty() { crate::label::drawable(&app.id) } else { name };
    format!("{name} ({})", crate::label::drawable(label))
}

pub fn category(app: &App) -> &'static str {
    app.categories.iter().find_map(|category| MAIN.iter().find(|main| *main == category)).unwrap_or(&"Utility")
}

pub fn guest_of(text: &str) -> Option<&str> {
    text.lines().find_map(|line| line.strip_prefix(GUEST_KEY))
}

/// As a POSIX shell reads it, and the launcher.
fn quoted(word: &str) -> String {
    if word.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_./".contains(letter)) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn app(id: &str, name: &str, categories: &[&str]) -> App {
        App {
            id: id.into(),
            name: name.into(),
            categories: categories.iter().map(|word| (*word).into()).collect(),
            icon_key: String::new(),
            mime_types: Vec::new(),
        }
    }

    #[test]
    fn an_entry_names_its_guest_has_one_category_and_no_codes() {
        let text = text(&app("org.gimp.GIMP", "GIMP", &["GTK", "Graphics", "Office"]), "dev box", "Dev", "/usr/bin/seamless-run", "/i.png").unwrap();
        assert!(text.contains("\nName=GIMP (Dev)\n"));
        assert!(text.contains("\nCategories=Graphics;\n"));
        assert!(text.contains("\nExec=/usr/bin/seamless-run 'dev box' org.gimp.GIMP\n"));
        assert_eq!(guest_of(&text), Some("dev box"));
    }

    #[test]
    fn an_app_of_no_main_category_is_a_utility_and_one_that_cannot_be_started_has_no_entry() {
        assert!(text(&app("a", "A", &["GTK"]), "g", "G", "/r", "").unwrap().contains("Categories=Utility;"));
        assert_eq!(text(&app("%a", "A", &[]), "g", "G", "/r", ""), None);
        assert_eq!(text(&app("a\nExec=b", "A", &[]), "g", "G", "/r", ""), None);
        assert!(text(&app("a", "A\nExec=b", &[]), "g", "G", "/r", "").unwrap().contains("Name=AExec=b (G)\n"));
    }

    #[test]
    fn files_of_two_apps_have_two_names() {
        assert_ne!(stem("a", "b/c"), stem("a", "b_c"));
        assert!(stem("../x", "/y").chars().all(|letter| letter.is_ascii_alphanumeric() || "-_.".contains(letter)));
    }
}
