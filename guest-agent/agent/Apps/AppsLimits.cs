// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Agent.Apps;

/// <summary>
/// The maxima of everything that is read from the guest's disk about apps. A package, a user or a hostile program may put
/// any file there; none of them may cost the agent more than this.
/// </summary>
public static class AppsLimits
{
    /// <summary>The largest desktop file, index.theme or settings.ini. Real ones with 100 translations stay below 100 KiB.</summary>
    public const int KeyFileBytes = 1 << 20;

    /// <summary>LibreOffice's largest has about 1000; four times that leaves room for more translations.</summary>
    public const int KeyFileLines = 4096;

    /// <summary>Lines of an index.theme: hicolor's has 3800 and others describe more folders.</summary>
    public const int ThemeIndexLines = 32768;

    /// <summary>Groups of one file. Icon themes have one for each directory: Papirus about 400, hicolor about 660.</summary>
    public const int KeyFileGroups = 2048;

    /// <summary>One value. The longest real ones are the folder lists of icon themes, 10 to 20 KiB.</summary>
    public const int ValueBytes = 64 << 10;

    /// <summary>Members of one list value (MimeType of VLC: about 160).</summary>
    public const int ListItems = 512;

    /// <summary>Actions of one app. Menus with more are not usable.</summary>
    public const int Actions = 32;

    /// <summary>Apps in the catalogue. A machine with everything of a distribution installed has about 3000.</summary>
    public const int Apps = 4096;

    /// <summary>Folders below an "applications" folder, and how deep; a symlink cycle would otherwise never end.</summary>
    public const int ApplicationFolders = 512;
    public const int ApplicationFolderDepth = 8;

    /// <summary>Files looked at in one folder, whatever their names; a folder with a million files must not stall the scan.</summary>
    public const int FolderEntries = 16384;

    /// <summary>Folders named by XDG_DATA_DIRS or XDG_CONFIG_DIRS that are used.</summary>
    public const int DataDirectories = 64;

    /// <summary>Languages of LANGUAGE that are tried, each in up to four spellings.</summary>
    public const int Languages = 8;

    /// <summary>Themes visited for one icon, inherited ones included. Real chains are three or four long.</summary>
    public const int IconThemes = 16;

    /// <summary>One icon on the wire, and one image file read for it.</summary>
    public const int IconBytes = 1 << 20;

    /// <summary>The largest icon the desktop may ask for, in pixels of one side.</summary>
    public const int IconPixels = 1024;

    /// <summary>Icons waiting to be drawn. A desktop asks for one icon for each app, so this is the catalogue's own size.</summary>
    public const int IconRequests = Apps;

    /// <summary>Arguments of one command line, and of the files that one start may open.</summary>
    public const int Arguments = 1024;
    public const int Files = 1024;

    /// <summary>One argument or URI; the kernel itself refuses more than 128 KiB.</summary>
    public const int ArgumentBytes = 64 << 10;

    /// <summary>One table of the shared MIME database; globs2 of a full installation is 60 KiB, and mimeapps.list far less.</summary>
    public const int MimeTableBytes = 1 << 20;

    /// <summary>Types above a type that are looked through for an app; real chains have three or four.</summary>
    public const int MimeParents = 32;

    /// <summary>Bytes of a file that no name pattern fits that tell text from anything else (Shared MIME-info Database, "Recommended checking order").</summary>
    public const int SniffedBytes = 128;

    /// <summary>Processes that one start may make: an app whose Exec has %f gets one process for each file.</summary>
    public const int LaunchesForOneStart = 16;
}
