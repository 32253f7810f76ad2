// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Launcher.Vms;

/// <summary>A file of this machine as a virtual machine sees it: only the shared folder is there.</summary>
internal static class SharedFiles
{
    /// <summary>Whose home it is in, in every guest.</summary>
    private const string User = "seamless";
    private static readonly string InGuest = $"/home/{User}/Seamless";

    /// <summary>Addresses that are no files stay as they are.</summary>
    public static string AsSeenBy(GuestDefinition guest, string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || !uri.IsFile)
            return address;
        var file = uri.LocalPath;
        if (guest.Share is { } share && file.StartsWith(share + "/", StringComparison.Ordinal))
            return new Uri(InGuest + file[share.Length..]).AbsoluteUri;
        throw new LauncherException(guest.Share is { } folder
            ? $"guest '{guest.Name}' cannot see {file}; put it into its shared folder {folder}"
            : $"guest '{guest.Name}' cannot see {file}, and has no shared folder");
    }
}
