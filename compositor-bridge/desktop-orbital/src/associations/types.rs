// SPDX-License-Identifier: Apache-2.0
//! Endings of the names of files by their MIME types. Redox' launcher knows no types: it compares the end of a path, letter by letter.
//! From the types that apps of distributions list in their desktop files, as shared-mime-info names them.

const ENDINGS: &[(&str, &str)] = &[
    ("application/epub+zip", "epub"),
    ("application/gzip", "gz tgz"),
    ("application/javascript", "js mjs"),
    ("application/json", "json"),
    ("application/msword", "doc dot"),
    ("application/ogg", "ogg ogx"),
    ("application/pdf", "pdf"),
    ("application/postscript", "ps"),
    ("application/rtf", "rtf"),
    ("application/sql", "sql"),
    ("application/toml", "toml"),
    ("application/vnd.comicbook+zip", "cbz"),
    ("application/vnd.debian.binary-package", "deb"),
    ("application/vnd.ms-excel", "xls xlt"),
    ("application/vnd.ms-powerpoint", "ppt pps"),
    ("application/vnd.oasis.opendocument.formula", "odf"),
    ("application/vnd.oasis.opendocument.graphics", "odg"),
    ("application/vnd.oasis.opendocument.presentation", "odp"),
    ("application/vnd.oasis.opendocument.presentation-template", "otp"),
    ("application/vnd.oasis.opendocument.spreadsheet", "ods"),
    ("application/vnd.oasis.opendocument.spreadsheet-template", "ots"),
    ("application/vnd.oasis.opendocument.text", "odt"),
    ("application/vnd.oasis.opendocument.text-template", "ott"),
    ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"),
    ("application/vnd.openxmlformats-officedocument.presentationml.slideshow", "ppsx"),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    ("application/vnd.rar", "rar"),
    ("application/vnd.visio", "vsd"),
    ("application/x-7z-compressed", "7z"),
    ("application/x-blender", "blend"),
    ("application/x-bzip2", "bz2"),
    ("application/x-bzip2-compressed-tar", "tar.bz2 tbz2"),
    ("application/x-compressed-tar", "tar.gz tgz"),
    ("application/x-gnumeric", "gnumeric"),
    ("application/x-kdenlive", "kdenlive"),
    ("application/x-krita", "kra"),
    ("application/x-ms-dos-executable", "exe"),
    ("application/x-msi", "msi"),
    ("application/x-php", "php"),
    ("application/x-rar", "rar"),
    ("application/x-rpm", "rpm"),
    ("application/x-ruby", "rb"),
    ("application/x-shellscript", "sh"),
    ("application/x-sqlite3", "sqlite sqlite3"),
    ("application/x-tar", "tar"),
    ("application/x-tex", "tex"),
    ("application/x-xcf", "xcf"),
    ("application/x-xz", "xz"),
    ("application/x-xz-compressed-tar", "tar.xz txz"),
    ("application/x-yaml", "yaml yml"),
    ("application/xhtml+xml", "xhtml"),
    ("application/xml", "xml"),
    ("application/zip", "zip"),
    ("application/zstd", "zst"),
    ("audio/aac", "aac"),
    ("audio/ac3", "ac3"),
    ("audio/flac", "flac"),
    ("audio/midi", "mid midi"),
    ("audio/mp4", "m4a"),
    ("audio/mpeg", "mp3"),
    ("audio/ogg", "oga ogg"),
    ("audio/x-opus+ogg", "opus"),
    ("audio/x-vorbis+ogg", "ogg"),
    ("audio/vnd.wave", "wav"),
    ("audio/x-aiff", "aif aiff"),
    ("audio/x-flac", "flac"),
    ("audio/x-mpegurl", "m3u m3u8"),
    ("audio/x-ms-wma", "wma"),
    ("audio/x-wav", "wav"),
    ("font/otf", "otf"),
    ("font/ttf", "ttf"),
    ("image/avif", "avif"),
    ("image/bmp", "bmp"),
    ("image/gif", "gif"),
    ("image/heif", "heic heif"),
    ("image/jp2", "jp2"),
    ("image/jpeg", "jpg jpeg jpe"),
    ("image/jxl", "jxl"),
    ("image/png", "png"),
    ("image/svg+xml", "svg"),
    ("image/svg+xml-compressed", "svgz"),
    ("image/tiff", "tif tiff"),
    ("image/vnd.djvu", "djvu djv"),
    ("image/vnd.microsoft.icon", "ico"),
    ("image/webp", "webp"),
    ("image/x-adobe-dng", "dng"),
    ("image/x-canon-cr2", "cr2"),
    ("image/x-eps", "eps"),
    ("image/x-exr", "exr"),
    ("image/x-nikon-nef", "nef"),
    ("image/x-portable-bitmap", "pbm"),
    ("image/x-portable-graymap", "pgm"),
    ("image/x-portable-pixmap", "ppm"),
    ("image/x-psd", "psd"),
    ("image/vnd.adobe.photoshop", "psd"),
    ("image/x-tga", "tga"),
    ("image/x-xbitmap", "xbm"),
    ("image/x-xcf", "xcf"),
    ("image/x-xpixmap", "xpm"),
    ("model/stl", "stl"),
    ("text/calendar", "ics"),
    ("text/css", "css"),
    ("text/csv", "csv"),
    ("text/html", "html htm"),
    ("text/javascript", "js mjs"),
    ("text/markdown", "md markdown"),
    ("text/plain", "txt text log conf ini cfg"),
    ("text/rtf", "rtf"),
    ("text/rust", "rs"),
    ("text/tab-separated-values", "tsv"),
    ("text/vcard", "vcf"),
    ("text/x-bibtex", "bib"),
    ("text/x-c++hdr", "hpp hh hxx"),
    ("text/x-c++src", "cpp cc cxx"),
    ("text/x-chdr", "h"),
    ("text/x-csharp", "cs"),
    ("text/x-csrc", "c"),
    ("text/x-diff", "diff"),
    ("text/x-go", "go"),
    ("text/x-java", "java"),
    ("text/x-log", "log"),
    ("text/x-lua", "lua"),
    ("text/x-makefile", "mk"),
    ("text/x-patch", "patch"),
    ("text/x-perl", "pl pm"),
    ("text/x-python", "py"),
    ("text/x-python3", "py"),
    ("text/x-rst", "rst"),
    ("text/x-tex", "tex ltx"),
    ("text/xml", "xml"),
    ("video/3gpp", "3gp"),
    ("video/mp2t", "ts m2ts"),
    ("video/mp4", "mp4 m4v"),
    ("video/mpeg", "mpg mpeg"),
    ("video/ogg", "ogv"),
    ("video/quicktime", "mov qt"),
    ("video/vnd.avi", "avi"),
    ("video/webm", "webm"),
    ("video/x-flv", "flv"),
    ("video/x-matroska", "mkv"),
    ("video/x-ms-wmv", "wmv"),
    ("video/x-msvideo", "avi"),
];

/// Patterns for the launcher, in the order of the letters and each once: as endings are written, and as cameras and old systems write them.
pub fn patterns<'a>(types: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut patterns: Vec<String> = types
        .filter_map(|mime_type| ENDINGS.iter().find(|(known, _)| *known == mime_type))
        .flat_map(|(_, endings)| endings.split(' '))
        .flat_map(|ending| [format!("*.{ending}"), format!("*.{}", ending.to_ascii_uppercase())])
        .collect();
    patterns.sort();
    patterns.dedup();
    patterns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_endings_and_what_has_none_is_nothing() {
        assert_eq!(
            patterns(["image/jpeg", "inode/directory", "image/jpeg", "x-scheme-handler/http"].into_iter()).join(" "),
            "*.JPE *.JPEG *.JPG *.jpe *.jpeg *.jpg"
        );
        assert!(patterns(["inode/directory"].into_iter()).is_empty());
    }

    #[test]
    fn each_type_is_in_the_table_once() {
        for (index, (name, endings)) in ENDINGS.iter().enumerate() {
            assert!(ENDINGS.iter().skip(index + 1).all(|(other, _)| other != name), "{name}");
            assert!(endings.split(' ').all(|ending| !ending.is_empty() && ending == ending.to_ascii_lowercase()), "{name}");
        }
    }
}
