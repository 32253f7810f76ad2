// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;

namespace Seamless.Agent.Apps.Icons;

/// <summary>
/// Which icon theme the user wants: SEAMLESS_ICON_THEME; else what GTK's settings.ini says, since there is no other place that all
/// desktops write; else Adwaita.
/// </summary>
public static class IconThemeSetting
{
    public const string Default = "Adwaita";

    public static string Read(EnvironmentVariables variables, DataDirectories directories) =>
        variables["SEAMLESS_ICON_THEME"] ?? FromGtk(directories) ?? Default;

    private static string? FromGtk(DataDirectories directories)
    {
        foreach (var config in directories.Config)
        {
            foreach (var version in (ReadOnlySpan<string>)["gtk-4.0", "gtk-3.0"])
            {
                var file = Path.Join(config, version, "settings.ini");
                if (RegularFile.Read(file, AppsLimits.KeyFileBytes + 1) is { } bytes && ThemeIn(bytes) is { } theme) return theme;
            }
        }
        return null;
    }

    private static string? ThemeIn(byte[] settings)
    {
        try
        {
            var theme = KeyFile.Parse(settings, MessageLocale.None)["Settings"]?.Text("gtk-icon-theme-name");
            return string.IsNullOrEmpty(theme) ? null : theme;
        }
        catch (KeyFileException)
        {
            // A settings file over the limits says nothing; icons fall back to the default theme.
            return null;
        }
    }
}
