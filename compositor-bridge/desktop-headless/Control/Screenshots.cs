// SPDX-License-Identifier: Apache-2.0
using Seamless.Desktop.Headless.Painting;
using Seamless.Protocol.Control;
using SkiaSharp;

namespace Seamless.Desktop.Headless.Control;

/// <summary>
/// Pictures are composed on the loop's thread, where the windows are, and packed and written on one of their own: a slow disk
/// does not hold up frames and input.
/// </summary>
internal sealed class Screenshots(HeadlessDesktop desktop) : IDisposable
{
    /// <summary>At once: each holds a picture of the screen.</summary>
    private const int InFlight = 4;

    private readonly DesktopPainter painter = new(desktop);
    private int inFlight;

    public void Take(string file, DesktopWindow? window, PendingReply reply)
    {
        if (!Path.IsPathRooted(file)) throw new RequestException($"'{file}' is not an absolute path");
        if (inFlight == InFlight) throw new RequestException($"{InFlight} screenshots are being written already");
        var bitmap = window is null ? painter.Desktop()
            : DesktopPainter.Window(window) ?? throw new RequestException($"window {window.Id} has no content yet");
        inFlight++;
        new Thread(() => Write(bitmap, file, reply)) { IsBackground = true, Name = "screenshot" }.Start();
    }

    public void Dispose() => painter.Dispose();

    private void Write(SKBitmap bitmap, string file, PendingReply reply)
    {
        ControlReply answer;
        using (bitmap)
        {
            try
            {
                ScreenshotFile.Write(bitmap, file);
                answer = DesktopVerbs.Screenshot.Reply(reply.Id, new ScreenshotTaken(file, bitmap.Width, bitmap.Height));
            }
            catch (IOException error)
            {
                answer = new ControlReply(reply.Id, false, error.Message);
            }
        }
        desktop.Loop.Post(() =>
        {
            inFlight--;
            reply.Give(answer);
        });
    }
}
