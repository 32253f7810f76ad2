// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using Seamless.Linux;
using Seamless.Wayland.Client;

namespace Seamless.Benchmarks;

/// <summary>What runs in the client process: <c>client stream BLOCK SECONDS [WIDTHxHEIGHT|stay]</c> and <c>client echo</c>. A block is
/// the side of a square that changes, <c>full</c>, or <c>noise</c> and <c>half</c>: every pixel is new, and all or half of them cannot be packed.
/// With <c>stay</c> it ends when its input does.</summary>
internal static class ClientProgram
{
    public const int Width = 1920, Height = 1080;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    public static int Run(string[] arguments)
    {
        if (arguments is ["stream", var block, var seconds, .. var size])
        {
            var window = SizeOf(size is [not "stay" and var words] ? words : $"{Width}x{Height}");
            Stream(window, block, TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)), size is ["stay"]);
        }
        else if (arguments is ["echo"])
            Echo();
        else
            return 2;
        return 0;
    }

    /// <summary>Redraws as soon as the frame callback and a free buffer allow it; says when the measured time begins and how many frames it had.</summary>
    private static void Stream((int Width, int Height) size, string block, TimeSpan length, bool stays)
    {
        var (width, height) = int.TryParse(block, CultureInfo.InvariantCulture, out var side) ? (side, side) : size;
        var picture = block is "noise" or "half" ? Picture(size, block == "half") : null;
        using var loop = new EventLoop();
        using var window = new ClientWindow(loop, size.Width, size.Height);
        var frames = 0L;
        var wanted = false;
        void Draw()
        {
            if (!wanted || !window.HasFreeBuffer)
                return;
            wanted = false;
            if (picture != null)
                window.Paint(picture, (int)(frames * 7 % (2 * size.Height)), Next);
            else
                window.Paint(width, height, 0xff000000u + (uint)frames * 0x010305, Next);
        }
        void Next()
        {
            frames++;
            wanted = true;
            Draw();
        }
        window.Released = Draw;
        wanted = true;
        Draw();
        RunFor(loop, window.Display, WarmUp);
        var first = frames;
        var start = Stopwatch.GetTimestamp();
        Console.WriteLine("begin");
        RunFor(loop, window.Display, length);
        var elapsed = Stopwatch.GetElapsedTime(start);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"end {frames - first} {elapsed.TotalSeconds:0.000000}"));
        if (stays)
            Console.In.ReadToEnd();
    }

    /// <summary>Each key press changes the colour of the window's first block at once.</summary>
    private static void Echo()
    {
        using var loop = new EventLoop();
        using var window = new ClientWindow(loop, 640, 480);
        var presses = 0u;
        var keyboard = window.Display.Bind<WlSeat>(5).GetKeyboard();
        keyboard.Keymap = (_, fd, _) => fd.Dispose();
        keyboard.Key = (_, _, _, state) =>
        {
            if (state == WlKeyboard.KeyState.Pressed && window.HasFreeBuffer)
                window.Paint(64, 64, 0xff000000u + ++presses, null);
        };
        window.Paint(640, 480, 0xff000000u, null);
        Console.WriteLine("ready");
        while (window.Display.IsOpen)
            loop.RunOnce(null);
    }

    /// <summary>Noise as a film's or a photograph's pixels are to a packer; of a half picture the right side has one colour in each row.</summary>
    private static uint[] Picture((int Width, int Height) size, bool isHalf)
    {
        var picture = new uint[size.Width * size.Height * 2];
        var random = new Random(1);
        for (var at = 0; at < picture.Length; at++)
            picture[at] = isHalf && at % size.Width >= size.Width / 2 ? (uint)(at / size.Width) * 0x010305 : (uint)random.Next();
        return picture;
    }

    private static (int Width, int Height) SizeOf(string words)
    {
        var parts = words.Split('x');
        return (int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    private static void RunFor(EventLoop loop, Display display, TimeSpan length)
    {
        var start = Stopwatch.GetTimestamp();
        for (var left = length; left > TimeSpan.Zero && display.IsOpen; left = length - Stopwatch.GetElapsedTime(start))
            loop.RunOnce(left);
        if (!display.IsOpen)
            throw new InvalidOperationException($"the display closed: {display.CloseReason}");
    }
}
