// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace Seamless.Gpu.Server;

/// <summary>What may stand behind `--listen PATH`; a client's process is started with what concerns it.</summary>
internal sealed record ServerOptions
{
    public const string Usage = "[--until-idle] [--trace FILE] [--hang-limit SECONDS] [--greeting-limit SECONDS] [--memory-limit MIB (256 or more)] [--hardware]";

    /// <summary>The process ends when there has been no client for a while.</summary>
    public bool UntilIdle { get; private init; }

    /// <summary>Where what the clients send is kept; null: nowhere.</summary>
    public string? Trace { get; init; }

    /// <summary>How long one entry may take.</summary>
    public TimeSpan Hang { get; private init; } = ServerLimits.Entry;

    /// <summary>How long a client may take for its greeting.</summary>
    public TimeSpan Greeting { get; private init; } = ServerLimits.Greeting;

    /// <summary>Bytes that one client may have.</summary>
    public ulong Memory { get; private init; } = ServerLimits.Memory;

    /// <summary>A driver that draws with this machine's processor is none: EGL takes one in silence where the GPU's own does not start.</summary>
    public bool Hardware { get; private init; }

    /// <summary>The same words again, for the process of a client.</summary>
    public IEnumerable<string> ForClient =>
        [.. Trace is null ? (string[])[] : ["--trace", Trace], "--hang-limit", Number((ulong)Hang.TotalSeconds), "--greeting-limit", Number((ulong)Greeting.TotalSeconds),
            "--memory-limit", Number(Memory >> 20),
            .. Hardware ? (string[])["--hardware"] : []];

    /// <summary>Null: they are not understood.</summary>
    public static ServerOptions? Parse(ReadOnlySpan<string> words)
    {
        var options = new ServerOptions();
        while (!words.IsEmpty)
        {
            switch (words)
            {
                case ["--until-idle", ..]:
                    options = options with { UntilIdle = true };
                    words = words[1..];
                    continue;
                case ["--hardware", ..]:
                    options = options with { Hardware = true };
                    words = words[1..];
                    continue;
                case ["--trace", var file, ..]:
                    options = options with { Trace = Path.GetFullPath(file) };
                    break;
                case ["--hang-limit", var text, ..] when Number(text, ServerLimits.MostSeconds) is { } seconds:
                    options = options with { Hang = TimeSpan.FromSeconds(seconds) };
                    break;
                case ["--greeting-limit", var text, ..] when Number(text, ServerLimits.MostSeconds) is { } seconds:
                    options = options with { Greeting = TimeSpan.FromSeconds(seconds) };
                    break;
                case ["--memory-limit", var text, ..] when Number(text, ServerLimits.MostMebibytes) is { } mebibytes and >= ServerLimits.LeastMebibytes:
                    options = options with { Memory = (ulong)mebibytes << 20 };
                    break;
                default:
                    return null;
            }
            words = words[2..];
        }
        return options;
    }

    private static int? Number(string text, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 && number <= most ? number : null;

    private static string Number(ulong value) => value.ToString(CultureInfo.InvariantCulture);
}
