// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Protocol.Control;

/// <summary>What a desktop endpoint's control socket understands. The launcher passes the person's own verbs on unchanged.</summary>
public static class DesktopVerbs
{
    public static readonly ControlVerb<AttachArguments, Nothing> Attach = new("attach", ControlJson.Default.AttachArguments, ControlJson.Default.Nothing);
    public static readonly ControlVerb<DetachArguments, Nothing> Detach = new("detach", ControlJson.Default.DetachArguments, ControlJson.Default.Nothing);
    public static readonly ControlVerb<Nothing, DesktopStatus> Status = new("desktop", ControlJson.Default.Nothing, ControlJson.Default.DesktopStatus);
    public static readonly ControlVerb<Nothing, WindowList> Windows = new("windows", ControlJson.Default.Nothing, ControlJson.Default.WindowList);
    public static readonly ControlVerb<AwaitWindowArguments, WindowInfo> AwaitWindow =
        new("await-window", ControlJson.Default.AwaitWindowArguments, ControlJson.Default.WindowInfo);
    public static readonly ControlVerb<WindowArguments, Nothing> Close = new("close", ControlJson.Default.WindowArguments, ControlJson.Default.Nothing);
    public static readonly ControlVerb<WindowArguments, Nothing> Focus = new("focus", ControlJson.Default.WindowArguments, ControlJson.Default.Nothing);
    public static readonly ControlVerb<ScreenshotArguments, ScreenshotTaken> Screenshot =
        new("screenshot", ControlJson.Default.ScreenshotArguments, ControlJson.Default.ScreenshotTaken);
    public static readonly ControlVerb<KeyArguments, Nothing> Key = new("key", ControlJson.Default.KeyArguments, ControlJson.Default.Nothing);
    public static readonly ControlVerb<TextArguments, Nothing> Text = new("text", ControlJson.Default.TextArguments, ControlJson.Default.Nothing);
    public static readonly ControlVerb<ClickArguments, Nothing> Click = new("click", ControlJson.Default.ClickArguments, ControlJson.Default.Nothing);
    public static readonly ControlVerb<MoveArguments, Nothing> Move = new("move", ControlJson.Default.MoveArguments, ControlJson.Default.Nothing);
    public static readonly ControlVerb<ScrollArguments, Nothing> Scroll = new("scroll", ControlJson.Default.ScrollArguments, ControlJson.Default.Nothing);
    public static readonly ControlVerb<ClipboardArguments, ClipboardTypes> ClipboardTypes =
        new("clipboard-types", ControlJson.Default.ClipboardArguments, ControlJson.Default.ClipboardTypes);
    public static readonly ControlVerb<ClipboardGetArguments, ClipboardTaken> ClipboardGet =
        new("clipboard-get", ControlJson.Default.ClipboardGetArguments, ControlJson.Default.ClipboardTaken);
    public static readonly ControlVerb<ClipboardSetArguments, Nothing> ClipboardSet =
        new("clipboard-set", ControlJson.Default.ClipboardSetArguments, ControlJson.Default.Nothing);
    public static readonly ControlVerb<Nothing, AudioStreamList> AudioStreams =
        new("audio-streams", ControlJson.Default.Nothing, ControlJson.Default.AudioStreamList);
    public static readonly ControlVerb<AudioRecordArguments, Nothing> AudioRecord =
        new("audio-record", ControlJson.Default.AudioRecordArguments, ControlJson.Default.Nothing);
    public static readonly ControlVerb<Nothing, AudioRecorded> AudioStop = new("audio-stop", ControlJson.Default.Nothing, ControlJson.Default.AudioRecorded);

    // For scripts and conformance suites.
    public static readonly ControlVerb<WaitArguments, WaitOver> Wait = new("wait", ControlJson.Default.WaitArguments, ControlJson.Default.WaitOver);
    public static readonly ControlVerb<PlaceArguments, Nothing> Place = new("place", ControlJson.Default.PlaceArguments, ControlJson.Default.Nothing);
    public static readonly ControlVerb<ResizeArguments, Nothing> Resize = new("resize", ControlJson.Default.ResizeArguments, ControlJson.Default.Nothing);
    public static readonly ControlVerb<ShapeArguments, Nothing> Shape = new("shape", ControlJson.Default.ShapeArguments, ControlJson.Default.Nothing);
    public static readonly ControlVerb<KeyEventArguments, Nothing> KeyEvent = new("key-event", ControlJson.Default.KeyEventArguments, ControlJson.Default.Nothing);
    public static readonly ControlVerb<ButtonArguments, Nothing> Button = new("button", ControlJson.Default.ButtonArguments, ControlJson.Default.Nothing);
    public static readonly ControlVerb<MoveByArguments, Nothing> MoveBy = new("move-by", ControlJson.Default.MoveByArguments, ControlJson.Default.Nothing);
    public static readonly ControlVerb<DragArguments, Nothing> Drag = new("drag", ControlJson.Default.DragArguments, ControlJson.Default.Nothing);
    public static readonly ControlVerb<TouchArguments, Nothing> Touch = new("touch", ControlJson.Default.TouchArguments, ControlJson.Default.Nothing);
}
