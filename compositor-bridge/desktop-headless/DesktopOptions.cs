// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Seamless.Protocol;

namespace Seamless.Desktop.Headless;

/// <summary>The command line.</summary>
internal sealed record DesktopOptions
{
    public const string Usage = """
        usage: seamless-desktop-headless --control PATH [options]
          --control PATH     socket to listen on for requests
          --size WxH         pixels of the virtual screen (1920x1080)
          --scale FACTOR     pixels for each logical unit (1.0)
          --refresh HERTZ    how often frames are shown; 0: as fast as apps draw (60)
          --frames on|off    title bars, borders and labels (on); off for conformance suites, whose windows lie edge to edge
          --name NAME        what guests are told (headless)
        """;

    public string ControlPath { get; init; } = "";

    public int WidthPixels { get; init; } = 1920;

    public int HeightPixels { get; init; } = 1080;

    public double Scale { get; init; } = 1;

    public double RefreshHertz { get; init; } = 60;

    public bool HasFrames { get; init; } = true;

    public string Name { get; init; } = "headless";

    public uint Scale120 => (uint)Math.Round(Scale * 120);

    /// <summary>The screen in logical units.</summary>
    public Rect Screen => new(0, 0, (int)Math.Round(WidthPixels / Scale), (int)Math.Round(HeightPixels / Scale));

    /// <summary>Null and a line for the person when something is wrong.</summary>
    public static DesktopOptions? Parse(ReadOnlySpan<string> arguments, out string error)
    {
        var options = new DesktopOptions();
        error = "";
        for (var i = 0; i < arguments.Length; i += 2)
        {
            if (i + 1 == arguments.Length)
            {
                error = $"{arguments[i]} needs a value";
                return null;
            }
            if (options.With(arguments[i], arguments[i + 1]) is not { } next)
            {
                error = $"cannot read {arguments[i]} {arguments[i + 1]}";
                return null;
            }
            options = next;
        }
        if (options.ControlPath.Length > 0) return options;
        error = "--control is missing";
        return null;
    }

    private DesktopOptions? With(string name, string value) => name switch
    {
        "--control" when value.Length > 0 => this with { ControlPath = value },
        "--size" when TrySize(value, out var width, out var height) => this with { WidthPixels = width, HeightPixels = height },
        "--scale" when TryNumber(value, 0.25, 8, out var scale) => this with { Scale = Math.Round(scale * 120) / 120 },
        "--refresh" when TryNumber(value, 0, DesktopLimits.RefreshHertz, out var hertz) => this with { RefreshHertz = hertz },
        "--frames" when value is "on" or "off" => this with { HasFrames = value == "on" },
        "--name" when value.Length is > 0 and <= 64 => this with { Name = value },
        _ => null,
    };

    private static bool TryNumber(string text, double least, double most, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && number >= least && number <= most;

    private static bool TrySize(string text, out int width, out int height)
    {
        height = 0;
        var cross = text.IndexOf('x', StringComparison.Ordinal);
        width = 0;
        return cross > 0
            && int.TryParse(text.AsSpan(0, cross), NumberStyles.None, CultureInfo.InvariantCulture, out width)
            && int.TryParse(text.AsSpan(cross + 1), NumberStyles.None, CultureInfo.InvariantCulture, out height)
            && width is > 0 and <= DesktopLimits.ScreenSide && height is > 0 and <= DesktopLimits.ScreenSide
            && (long)width * height <= DesktopLimits.ScreenPixels;
    }
}
