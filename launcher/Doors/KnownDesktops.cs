// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Seamless.Launcher.Cli;
using Seamless.Launcher.Vms;
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Launcher.Doors;

/// <summary>The folder of known desktops, one file each, which only the user can read: $XDG_CONFIG_HOME/seamless/desktops.</summary>
internal sealed class KnownDesktops(string folder)
{
    /// <summary>The desktop without a screen, which needs no key.</summary>
    public const string Headless = "headless";

    private const string Extension = ".toml";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public string Folder => folder;

    public static KnownDesktops Locate(UserEnvironment environment, string homeless) =>
        new(Path.Combine(Path.GetDirectoryName(VmFolders.Locate(environment, homeless).Definitions)!, "desktops"));

    public string FileOf(string name) => Path.Combine(folder, name + Extension);

    /// <summary>By the alphabet.</summary>
    public IReadOnlyList<string> Names() => !Directory.Exists(folder) ? []
        : [.. Directory.EnumerateFiles(folder, "*" + Extension).Select(file => Path.GetFileNameWithoutExtension(file)!)
            .Where(name => ProblemOfName(name) is null).Order(StringComparer.Ordinal).Take(DoorLimits.Desktops)];

    public KnownDesktop Load(string name)
    {
        var file = FileOf(name);
        if (ProblemOfName(name) is not null || RegularFile.Read(file, DoorLimits.FileBytes + 1) is not { } bytes)
            throw new LauncherException($"there is no desktop '{name}'; make it known with: seamless desktop add {name}");
        if (FileStatus.OfPath(file) is not { IsPrivate: true })
            throw new LauncherException($"{file}: others can read this key; make a new one: seamless desktop remove {name}, then seamless desktop add {name}");
        var document = DefinitionDocument.Parse(file, Encoding.UTF8.GetString(bytes.AsSpan(0, Math.Min(bytes.Length, DoorLimits.FileBytes))));
        var listen = document.Find("listen");
        var gpu = Bool(document, "gpu");
        var gpus = Names(document, "gpus");
        if (document.Find("key") is not { } key)
            return listen is null ? new KnownDesktop(name, null, null, Guests(document)) { MayUseGpu = gpu, Gpus = gpus } : throw document.Error(listen, "needs a key beside it");
        var address = TcpAddress.TryParse(listen?.Text ?? DoorLimits.Listen) ?? throw document.Error(listen!, "is an address and a port such as 127.0.0.1:7654 or [::1]:7654");
        return new KnownDesktop(name, Key(file, key), address, Guests(document)) { MayUseGpu = gpu, Gpus = gpus };
    }

    /// <param name="name">Not known yet.</param>
    /// <param name="listen">Where it comes in with a key, which is made; null when it only comes by wires.</param>
    /// <param name="guests">What it shows.</param>
    public KnownDesktop Add(string name, TcpAddress? listen, DesktopGuests guests)
    {
        if (ProblemOfName(name) is { } problem)
            throw new LauncherException(problem);
        if (File.Exists(FileOf(name)))
            throw new LauncherException($"desktop '{name}' is known already; its key: seamless desktop list --keys");
        if (Names().Count >= DoorLimits.Desktops)
            throw new LauncherException($"{DoorLimits.Desktops} desktops are known already; remove one first");
        Span<byte> key = stackalloc byte[Bytes32.Count];
        RandomBytes.Fill(key);
        var desktop = new KnownDesktop(name, listen is null ? null : Bytes32.Of(key), listen, guests);
        Directory.CreateDirectory(folder);
        using var stream = new FileStream(FileOf(name), new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly });
        stream.Write(Encoding.UTF8.GetBytes(Text(desktop)));
        return desktop;
    }

    /// <summary>This machine's own programs: all guests' GPUs are theirs but for those that the person has denied them.</summary>
    public KnownDesktop LoadOwn()
    {
        var file = FileOf(KnownDesktop.OwnName);
        return KnownDesktop.Own(RegularFile.Read(file, DoorLimits.FileBytes) is { } bytes ? Names(DefinitionDocument.Parse(file, Encoding.UTF8.GetString(bytes)), "denied-gpus") : new([]));
    }

    /// <summary>Whether programs there may draw on the GPU of that guest; of this machine when it is empty.</summary>
    public KnownDesktop AllowGpu(string name, string server, bool may)
    {
        if (name == KnownDesktop.OwnName && server.Length == 0)
            throw new LauncherException("this machine's own programs come to its GPU by themselves; of a guest's: --gpu GUEST");
        var desktop = (name == KnownDesktop.OwnName ? LoadOwn() : Load(name)).Allow(server, may);
        if (desktop.Gpus.Names.Length > ProtocolLimits.Guests)
            throw new LauncherException($"desktop '{name}' has {ProtocolLimits.Guests} guests' GPUs already; deny it one that it does not use");
        Directory.CreateDirectory(folder);
        var next = FileOf(name) + ".new";
        File.Delete(next);
        using (var stream = new FileStream(next, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
            stream.Write(Encoding.UTF8.GetBytes(Text(desktop)));
        File.Move(next, FileOf(name), overwrite: true);
        return desktop;
    }

    public void Remove(string name)
    {
        if (ProblemOfName(name) is not null || !File.Exists(FileOf(name)))
            throw new LauncherException($"there is no desktop '{name}'; there is: {string.Join(", ", Names().Prepend(Headless))}");
        File.Delete(FileOf(name));
    }

    private static string? ProblemOfName(string name) => name == KnownDesktop.OwnName ? $"'{name}' are the programs of this very machine, which are always known"
        : name == Headless ? $"'{name}' is the desktop without a screen, which is always known"
        : name.Length is > 0 and <= VmLimits.NameLength && char.IsAsciiLetterLower(name[0]) && name.All(each => char.IsAsciiLetterLower(each) || char.IsAsciiDigit(each) || each == '-') ? null
        : $"'{name}' is no desktop's name: 1 to {VmLimits.NameLength} small letters, digits and hyphens, a letter first";

    private static string Text(KnownDesktop desktop)
    {
        if (desktop.IsOwn)
            return $"# Guests on whose GPUs the programs of this machine's own person may not draw.\ndenied-gpus = {List(desktop.Gpus.Names)}\n";
        var text = desktop.Key is null ? "# A desktop that may show this machine's guests: it comes by the wires of the virtual machine of this name.\n"
            : $"# A desktop that may show this machine's guests. Whoever knows the key is that desktop.\nkey = \"{desktop.KeyText}\"\nlisten = \"{desktop.Listen}\"\n";
        if (desktop.Guests.Machines is { } machines)
            text += $"guests = {List(machines)}\n";
        if (desktop.MayUseGpu)
            text += "gpu = true\n";
        if (desktop.Gpus.Names.Length > 0)
            text += $"gpus = {List(desktop.Gpus.Names)}\n";
        return desktop.Guests.HasBuiltIn ? text + "built-in = true\n" : text;
    }

    private static string List(IEnumerable<string> names) => $"[{string.Join(", ", names.Select(each => $"\"{each}\""))}]";

    private static GuestNames Names(DefinitionDocument document, string key) => document.Find(key) is not { } value ? new([])
        : value.Texts is { } names ? new([.. names.Distinct().Take(ProtocolLimits.Guests)])
        : throw document.Error(value, "is a list of guests' names such as [\"work\"]");

    private static DesktopGuests Guests(DefinitionDocument document)
    {
        var named = document.Find("guests");
        if (named is { Texts: null })
            throw document.Error(named, "is a list of guests' names such as [\"work\"]");
        return DesktopGuests.Of(named?.Texts, Bool(document, "built-in"));
    }

    private static bool Bool(DefinitionDocument document, string key) => document.Find(key) is not { } value ? false : value.What switch
    {
        "false" => false,
        "true" => true,
        _ => throw document.Error(value, "is true or false"),
    };

    private static Bytes32 Key(string file, DefinitionValue value)
    {
        try
        {
            if (value.Text is { Length: 2 * Bytes32.Count } text)
                return Bytes32.Of(Convert.FromHexString(text));
        }
        catch (FormatException)
        {
            // Told below, without the text: it may nearly be a key.
        }
        throw DefinitionDocument.Error(file, value.Line, $"key is {2 * Bytes32.Count} hexadecimal digits");
    }
}
