// SPDX-License-Identifier: Apache-2.0
//! A manifest of Redox' launcher: lines `name=value`. It alone says what a program opens, and lies where only root writes. Each shows in the
//! menu, too, so the entry of the same app is not needed beside it.
use super::catalogue::Opener;
use super::types;
use std::path::Path;

/// Where the launcher looks for manifests, below `/`.
pub const FOLDER: &str = "usr/share/ui/apps";

/// The line that tells ours from others.
const AUTHOR: &str = "author=seamless-associate";

/// None for an app whose files have no known endings.
pub fn text(opener: &Opener, binary: &str, icon: Option<&str>) -> Option<String> {
    let patterns = types::patterns(opener.mime_types.iter().map(String::as_str));
    if patterns.is_empty() {
        return None;
    }
    let mut text = format!("{AUTHOR}\nname={}\ncategory={}\nbinary={binary}\n", opener.name, folder_of(&opener.category));
    if let Some(icon) = icon {
        text.push_str(&format!("icon={icon}\n"));
    }
    for pattern in patterns {
        text.push_str(&format!("accept={pattern}\n"));
    }
    Some(text)
}

pub fn is_ours(text: &str) -> bool {
    text.lines().next() == Some(AUTHOR)
}

/// Whether the launcher of this machine has one of that name.
pub fn is_installed(stem: &str) -> bool {
    let dirs = std::env::var("XDG_DATA_DIRS").ok().filter(|dirs| !dirs.is_empty()).unwrap_or_else(|| "/usr/share".into());
    dirs.split(':').any(|dir| Path::new(dir).join("ui/apps").join(stem).is_file())
}

/// An entry names a category, which the launcher translates; a manifest names the folder of the menu.
fn folder_of(category: &str) -> &str {
    match category {
        "AudioVideo" | "Audio" | "Video" => "Multimedia",
        "Game" => "Games",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_says_what_opens_and_what_opens_nothing_has_none() {
        let opener = Opener {
            guest: "dev".into(),
            app: "vlc".into(),
            name: "VLC (Dev)".into(),
            category: "AudioVideo".into(),
            icon: "".into(),
            mime_types: vec!["audio/flac".into(), "inode/directory".into()],
        };
        let text = text(&opener, "/b", Some("/i.png")).unwrap();
        assert_eq!(text, "author=seamless-associate\nname=VLC (Dev)\ncategory=Multimedia\nbinary=/b\nicon=/i.png\naccept=*.FLAC\naccept=*.flac\n");
        assert!(is_ours(&text) && !is_ours("name=VLC\nauthor=seamless-associate\n"));
        assert_eq!(super::text(&Opener { mime_types: vec!["inode/directory".into()], ..opener }, "/b", None), None);
    }
}
