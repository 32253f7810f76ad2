// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Seamless.Launcher.Vms;

/// <summary>
/// A definition's file as a definition. Every complaint names file, line, key and what is allowed; a key that we do not know is an
/// error, because its writer relies on something that would not happen.
/// </summary>
internal sealed partial class DefinitionReader
{
    private static readonly string[] Keys =
    [
        "accelerator", "autostart", "console-log", "cpus", "devices", "disk", "gpu", "initrd", "kernel", "kernel-arguments", "memory", "network", "restart",
        "share", "suspend-after",
    ];

    private readonly DefinitionDocument _document;
    private readonly string _imageFolder;

    private DefinitionReader(DefinitionDocument document, string imageFolder)
    {
        _document = document;
        _imageFolder = imageFolder;
    }

    /// <param name="file">Where the text comes from, for messages.</param>
    /// <param name="text">TOML.</param>
    /// <param name="name">The guest's name: that of the file.</param>
    /// <param name="imageFolder">What relative paths are relative to, and where the shared folder is by default.</param>
    public static GuestDefinition Read(string file, string text, string name, string imageFolder)
    {
        if (GuestDefinition.ProblemOfName(name) is { } problem)
            throw DefinitionDocument.Error(file, 1, problem);
        var document = DefinitionDocument.Parse(file, text);
        if (document.Values.FirstOrDefault(value => !Keys.Contains(value.Key)) is { } unknown)
            throw DefinitionDocument.Error(file, unknown.Line, $"there is no key '{unknown.Key}'; there are: {string.Join(", ", Keys)}");
        var definition = new DefinitionReader(document, imageFolder).Definition(name, file);
        if (definition.Kernel is null && definition.Disks.IsEmpty)
            throw DefinitionDocument.Error(file, 1, "kernel or disk is needed: there is nothing to boot");
        if (definition.Kernel is null && (definition.Initrd is not null || definition.KernelArguments.Length > 0))
            throw DefinitionDocument.Error(file, 1, "initrd and kernel-arguments need a kernel");
        return definition;
    }

    private GuestDefinition Definition(string name, string file)
    {
        var (hasGpu, card) = Gpu();
        return new GuestDefinition
        {
            Name = name,
            File = file,
            MemoryBytes = Size("memory", VmLimits.LeastMemory, VmLimits.MostMemory, 2L << 30),
            Cpus = (int)Number("cpus", 1, VmLimits.Cpus, 2),
            Kernel = PathOf("kernel"),
            Initrd = PathOf("initrd"),
            KernelArguments = OneLine("kernel-arguments"),
            Disks = Disks(),
            Accelerator = Accelerator(),
            Network = OneOf("network", NetworkWish.User, ("user", NetworkWish.User), ("none", NetworkWish.None)),
            Devices = OneOf("devices", DeviceSet.Virtio, ("virtio", DeviceSet.Virtio), ("redox", DeviceSet.Redox)),
            Autostart = OneOf("autostart", Autostart.FirstUse, ("first-use", Autostart.FirstUse), ("login", Autostart.Login), ("never", Autostart.Never)),
            SuspendAfter = SuspendAfter(),
            Share = Share(),
            HasGpu = hasGpu,
            Passthrough = card,
            ConsoleLogBytes = Size("console-log", VmLimits.LeastConsoleLog, VmLimits.MostConsoleLog, VmLimits.ConsoleLog),
            Restart = OneOf("restart", RestartPolicy.OnCrash, ("on-crash", RestartPolicy.OnCrash), ("always", RestartPolicy.Always), ("never", RestartPolicy.Never)),
        };
    }

    private AcceleratorWish Accelerator()
    {
        if (_document.Find("accelerator") is { Text: "revirt" } value)
            throw _document.Error(value, "is auto, kvm or tcg: this QEMU offers no Revirt accelerator yet");
        return OneOf("accelerator", AcceleratorWish.Auto, ("auto", AcceleratorWish.Auto), ("kvm", AcceleratorWish.Kvm), ("tcg", AcceleratorWish.Tcg));
    }

    private (bool HasGpu, string? Card) Gpu()
    {
        const string allowed = "is virtio, none or passthrough:ADDRESS with a PCI address such as 0000:01:00.0";
        if (_document.Find("gpu") is not { } value)
            return (true, null);
        if (value.Text is "virtio" or "none")
            return (value.Text == "virtio", null);
        return value.Text is { } text && PassthroughForm().Match(text) is { Success: true } match ? (true, match.Groups[1].Value) : throw _document.Error(value, allowed);
    }

    private TimeSpan? SuspendAfter()
    {
        if (_document.Find("suspend-after") is not { Text: not "never" } value)
            return _document.Find("suspend-after") is { Text: null } wrong ? throw _document.Error(wrong, SuspendAllowed) : null;
        if (DurationForm().Match(value.Text!) is not { Success: true } match)
            throw _document.Error(value, SuspendAllowed);
        var count = int.Parse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
        return match.Groups[2].Value switch
        {
            "s" => TimeSpan.FromSeconds(count),
            "m" => TimeSpan.FromMinutes(count),
            _ => TimeSpan.FromHours(count),
        };
    }

    private const string SuspendAllowed = "is never or a time such as 90s, 30m or 8h";

    private string? Share()
    {
        if (_document.Find("share") is not { } value)
            return Path.Combine(_imageFolder, "share");
        if (value.Text is not { Length: > 0 } text || text is not ("none" or "default") && !Path.IsPathRooted(text))
            throw _document.Error(value, "is a folder's absolute path, default or none");
        return text switch { "none" => null, "default" => Path.Combine(_imageFolder, "share"), _ => Clean(value, text) };
    }

    private ImmutableArray<string> Disks()
    {
        const string allowed = "is a raw image's path or a list of them";
        if (_document.Find("disk") is not { } value)
            return [];
        var texts = value.Texts ?? (value.Text is { } one ? [one] : throw _document.Error(value, allowed));
        if (texts.Length > VmLimits.Disks)
            throw _document.Error(value, $"names at most {VmLimits.Disks} images");
        return texts.Any(each => each.Length == 0) ? throw _document.Error(value, allowed) : [.. texts.Select(each => Clean(value, Path.Combine(_imageFolder, each)))];
    }

    private string? PathOf(string key) => _document.Find(key) is not { } value ? null
        : value.Text is { Length: > 0 } text ? Clean(value, Path.Combine(_imageFolder, text)) : throw _document.Error(value, "is a file's path");

    private string OneLine(string key) => _document.Find(key) is not { } value ? ""
        : value.Text is { } text && !text.Any(char.IsControl) ? text : throw _document.Error(value, "is one line of text");

    private string Clean(DefinitionValue value, string path) => path.Any(char.IsControl) ? throw _document.Error(value, "is a path without control characters") : path;

    private long Number(string key, long least, long most, long without)
    {
        if (_document.Find(key) is not { } value)
            return without;
        return value.Number is { } number && number >= least && number <= most ? number : throw _document.Error(value, $"is a number from {least} to {most}");
    }

    private long Size(string key, long least, long most, long without)
    {
        if (_document.Find(key) is not { } value)
            return without;
        return value.Text is { } text && TryParseSize(text) is { } bytes && bytes >= least && bytes <= most ? bytes
            : throw _document.Error(value, $"is a size from {SizeText(least)} to {SizeText(most)}, such as \"{SizeText(without)}\"");
    }

    /// <summary>"512M": binary units, because memory comes in them. Null when it is none.</summary>
    internal static long? TryParseSize(string text)
    {
        if (SizeForm().Match(text) is not { Success: true } match)
            return null;
        var shift = match.Groups[2].Value switch { "K" => 10, "M" => 20, "G" => 30, _ => 40 };
        return long.Parse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) << shift;
    }

    internal static string SizeText(long bytes) => bytes switch
    {
        _ when bytes % (1L << 40) == 0 => $"{bytes >> 40}T",
        _ when bytes % (1L << 30) == 0 => $"{bytes >> 30}G",
        _ when bytes % (1L << 20) == 0 => $"{bytes >> 20}M",
        _ => $"{bytes >> 10}K",
    };

    private T OneOf<T>(string key, T without, params (string Word, T Value)[] allowed)
    {
        if (_document.Find(key) is not { } value)
            return without;
        foreach (var (word, meaning) in allowed)
            if (value.Text == word)
                return meaning;
        throw _document.Error(value, $"is {string.Join(" or ", allowed.Select(each => each.Word))}");
    }

    [GeneratedRegex("^([1-9][0-9]{0,5})([KMGT])(?:iB)?$")]
    private static partial Regex SizeForm();

    [GeneratedRegex("^([1-9][0-9]{0,4})([smh])$")]
    private static partial Regex DurationForm();

    [GeneratedRegex("^passthrough:([0-9a-f]{4}:[0-9a-f]{2}:[01][0-9a-f]\\.[0-7])$")]
    private static partial Regex PassthroughForm();
}
