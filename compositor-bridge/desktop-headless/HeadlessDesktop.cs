// SPDX-License-Identifier: Apache-2.0
using Seamless.Desktop.Headless.Audio;
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Desktop.Headless;

/// <summary>
/// A desktop without a screen: several guests' windows, one stack, one user's seat. Everything in it belongs to the thread
/// of <see cref="Loop"/>.
/// </summary>
internal sealed class HeadlessDesktop : IDisposable
{
    private readonly Dictionary<string, DesktopSession> guests = [];
    private readonly Dictionary<long, DesktopWindow> windows = [];
    private readonly List<DesktopWindow> dragIcons = [];
    private long lastWindowId;

    public HeadlessDesktop(EventLoop loop, DesktopOptions options)
    {
        Loop = loop;
        Sound = new SoundRecorder(loop);
        Options = options;
        Display = new VirtualDisplay(loop, options.RefreshHertz);
        Shell = new Shell(new WindowStack(), new WindowLayout(options.Screen, options.HasFrames));
        Seat = new Seat(loop, Shell);
        Outputs = new Outputs([ScreenOf(options, Display.RefreshMillihertz)]);
        Clipboard = new DesktopClipboard(() => guests.Values.Select(guest => guest.Clipboard));
        Shell.BecameVisible += Display.BecameVisible;
    }

    public EventLoop Loop { get; }

    public DesktopOptions Options { get; }

    public Outputs Outputs { get; }

    public VirtualDisplay Display { get; }

    public Shell Shell { get; }

    public SoundRecorder Sound { get; }

    public Seat Seat { get; }

    public DesktopClipboard Clipboard { get; }

    public IReadOnlyCollection<DesktopSession> Guests => guests.Values;

    public IReadOnlyCollection<DesktopWindow> Windows => windows.Values;

    public IReadOnlyList<DesktopWindow> DragIcons => dragIcons;

    /// <summary>A window came, changed, drew or went: those who wait for something look again.</summary>
    public event Action<DesktopWindow>? WindowChanged;

    /// <summary>Attaching twice is attaching once; another socket replaces the first. False when there are too many guests.</summary>
    public bool Attach(string guest, Func<UnixSocket> connect)
    {
        Detach(guest);
        if (guests.Count == DesktopLimits.Guests) return false;
        var session = new DesktopSession(this, guest, connect);
        guests.Add(guest, session);
        session.Start();
        return true;
    }

    public bool Detach(string guest)
    {
        if (!guests.Remove(guest, out var session)) return false;
        session.Dispose();
        return true;
    }

    public DesktopSession? FindGuest(string name) => guests.GetValueOrDefault(name);

    public DesktopWindow? Find(long id) => windows.GetValueOrDefault(id);

    /// <summary>The app asks for the focus for this window; granted when what led to it is not older than the user's last choice.</summary>
    public void Activate(DesktopWindow? window, uint inputSerial)
    {
        if (window is null || inputSerial == 0 || inputSerial < Seat.FocusSerial) return;
        Show(window);
    }

    /// <summary>The window comes to the front with the focus, from wherever it is.</summary>
    public void Show(DesktopWindow window)
    {
        var root = window.Root;
        if (!root.IsToplevel) return;
        Shell.SetShape(root, root.Shape with { IsMinimized = false });
        Shell.Stack.Raise(root);
        Shell.Stack.Focus(root);
        Seat.RefreshSoon();
    }

    public void Begin(DesktopWindow? window, uint inputSerial, ResizeEdges edges)
    {
        if (window is not { IsToplevel: true, IsVisible: true }) return;
        if (!Seat.Pointer.TryBegin(window, inputSerial, edges)) Seat.Touch.TryBegin(window, inputSerial, edges);
    }

    public void Minimize(DesktopWindow? window)
    {
        if (window is not null) Shell.SetShape(window, window.Shape with { IsMinimized = true });
    }

    public long NextWindowId() => ++lastWindowId;

    public void Add(DesktopWindow window)
    {
        windows.Add(window.Id, window);
        if (window.State.Role == WindowRole.DragIcon) dragIcons.Add(window);
    }

    public void Remove(DesktopWindow window)
    {
        windows.Remove(window.Id);
        dragIcons.Remove(window);
        Display.Forget(window);
        Seat.Forget(window);
        if (window.IsToplevel) Shell.Stack.Remove(window);
        Seat.RefreshSoon();
        Changed(window);
    }

    public void Changed(DesktopWindow window) => WindowChanged?.Invoke(window);

    public void Dispose()
    {
        foreach (var session in guests.Values) session.Dispose();
        guests.Clear();
        Display.Dispose();
        Sound.Dispose();
    }

    private static Output ScreenOf(DesktopOptions options, uint refreshMillihertz) => new()
    {
        Id = Shell.OutputId,
        Name = "HEADLESS-1",
        Make = "Seamless",
        Model = options.Name,
        Logical = options.Screen,
        // As a screen of 96 dots per inch would be.
        WidthMillimetres = (int)Math.Round(options.WidthPixels * 25.4 / 96),
        HeightMillimetres = (int)Math.Round(options.HeightPixels * 25.4 / 96),
        ModeWidth = options.WidthPixels,
        ModeHeight = options.HeightPixels,
        RefreshMillihertz = refreshMillihertz,
        Scale120 = options.Scale120,
        Transform = OutputTransform.Normal,
    };
}
