// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Seamless.Protocol;
using Seamless.Wayland.Server;

namespace Seamless.Agent.Linux;

/// <summary>xdg_toplevel: a window with a title. What the app wants of it travels in the window's state; the desktop decides.</summary>
internal sealed class ToplevelObject : XdgToplevel, IShellRole
{
    private const int StateSuspended = 9; // xdg_toplevel.state.suspended, which older XML does not name.
    private const int TiledSince = 2;
    private const int SuspendedSince = 6;
    private const int CapabilitiesSince = 5;
    private const ResizeEdges AllEdges = ResizeEdges.Top | ResizeEdges.Bottom | ResizeEdges.Left | ResizeEdges.Right;

    private static readonly (ConfigureStates State, int Value, int Since)[] States =
    [
        (ConfigureStates.Maximized, (int)State.Maximized, 1),
        (ConfigureStates.Fullscreen, (int)State.Fullscreen, 1),
        (ConfigureStates.Resizing, (int)State.Resizing, 1),
        (ConfigureStates.Activated, (int)State.Activated, 1),
        (ConfigureStates.TiledLeft, (int)State.TiledLeft, TiledSince),
        (ConfigureStates.TiledRight, (int)State.TiledRight, TiledSince),
        (ConfigureStates.TiledTop, (int)State.TiledTop, TiledSince),
        (ConfigureStates.TiledBottom, (int)State.TiledBottom, TiledSince),
        (ConfigureStates.Suspended, StateSuspended, SuspendedSince),
    ];

    private readonly ShellSurface _shell;
    private SizeLimits _pendingLimits;
    private ToplevelObject? _parent;
    private string _title = "";
    private string _appId = "";
    private WindowFlags _wishes;
    private uint _wishSerial;
    private uint _fullscreenOutput;
    private bool _wereCapabilitiesSent;

    public ToplevelObject(ShellSurface shell, uint id)
        : base(shell.Client, id, shell.Version) => _shell = shell;

    public WindowRole Kind => WindowRole.Toplevel;

    public ShellSurface Shell => _shell;

    /// <summary>A parent without a window is as good as none; then its own parent counts.</summary>
    public Window? ParentWindow => _parent is null ? null : _parent._shell.Window ?? _parent.ParentWindow;

    internal Decoration? Decoration { get; set; }

    public bool Committing(SurfaceState pending)
    {
        if ((pending.Parts & SurfaceParts.SizeLimits) == 0)
            return true;
        var limits = pending.SizeLimits;
        if ((limits.MaximumWidth == 0 || limits.MinimumWidth <= limits.MaximumWidth)
            && (limits.MaximumHeight == 0 || limits.MinimumHeight <= limits.MaximumHeight))
            return true;
        PostError(Error.InvalidSize, $"{limits}: the minimum is larger than the maximum");
        return false;
    }

    public bool MayAppear() => true;

    public void Mapped() => _shell.Compositor.Popups.DismissAll();

    public WindowState Describe(in WindowState common)
    {
        var limits = _shell.Surface.Current.SizeLimits;
        return common with
        {
            Parent = ParentWindow?.Id ?? 0,
            Flags = common.Flags | _wishes | (Decoration is { WantsServer: true } ? WindowFlags.ServerDecoration : 0),
            MinimumWidth = limits.MinimumWidth,
            MinimumHeight = limits.MinimumHeight,
            MaximumWidth = limits.MaximumWidth,
            MaximumHeight = limits.MaximumHeight,
            WishSerial = _wishSerial,
            FullscreenOutput = _fullscreenOutput,
            Title = _title,
            AppId = _appId,
        };
    }

    public void SendConfigure(in Configure configure)
    {
        if (!_wereCapabilitiesSent && Version >= CapabilitiesSince)
            SendCapabilities();
        if (configure.BoundsWidth > 0 && configure.BoundsHeight > 0)
            SendConfigureBounds(configure.BoundsWidth, configure.BoundsHeight);
        Decoration?.SendMode((configure.States & ConfigureStates.ServerDecoration) != 0);
        Span<byte> states = stackalloc byte[States.Length * sizeof(int)];
        SendConfigure(configure.Width, configure.Height, states[..WriteStates(configure.States, states)]);
    }

    public Configure Default() => new()
    {
        Window = _shell.Window?.Id ?? 0,
        States = Decoration is { WantsServer: true } ? ConfigureStates.ServerDecoration : 0,
    };

    public void CloseRequested() => SendClose();

    /// <summary>The wish for who draws the title bar has changed.</summary>
    public void DecorationChanged() => _shell.ExpectConfigure();

    protected override void OnSetParent(XdgToplevel? parentObject)
    {
        var wanted = (ToplevelObject?)parentObject;
        for (var ancestor = wanted; ancestor is not null; ancestor = ancestor._parent)
        {
            if (ancestor != this)
                continue;
            PostError(Error.InvalidParent, "the parent is the toplevel itself or a descendant of it");
            return;
        }
        _parent = wanted;
        Changed();
    }

    protected override void OnSetTitle(string title)
    {
        _title = Utf8.Shorten(title, ProtocolLimits.TitleBytes);
        Changed();
    }

    protected override void OnSetAppId(string appId)
    {
        _appId = Utf8.Shorten(appId, ProtocolLimits.AppIdBytes);
        Changed();
    }

    protected override void OnShowWindowMenu(WlSeat seat, uint serial, int x, int y)
    {
        if (FindInput(serial) is { } input)
        {
            var limit = ProtocolLimits.Coordinate;
            Send(new ShowWindowMenu(_shell.Window!.Id, Math.Clamp(x, -limit, limit), Math.Clamp(y, -limit, limit), input));
        }
    }

    protected override void OnMove(WlSeat seat, uint serial)
    {
        if (FindInput(serial) is { } input)
            Send(new MoveRequested(_shell.Window!.Id, input));
    }

    protected override void OnResize(WlSeat seat, uint serial, ResizeEdge edges)
    {
        const ResizeEdge TopAndBottom = (ResizeEdge)3;
        if (edges > ResizeEdge.BottomRight || (edges & TopAndBottom) == TopAndBottom)
        {
            PostError(Error.InvalidResizeEdge, $"{(uint)edges} is not an edge");
            return;
        }
        if (edges != ResizeEdge.None && FindInput(serial) is { } input)
            Send(new ResizeRequested(_shell.Window!.Id, (ResizeEdges)(uint)edges & AllEdges, input));
    }

    protected override void OnSetMaxSize(int width, int height)
    {
        if (CheckSize(width, height))
            SetLimits(_pendingLimits with { MaximumWidth = Clamp(width), MaximumHeight = Clamp(height) });
    }

    protected override void OnSetMinSize(int width, int height)
    {
        if (CheckSize(width, height))
            SetLimits(_pendingLimits with { MinimumWidth = Clamp(width), MinimumHeight = Clamp(height) });
    }

    protected override void OnSetMaximized() => Wish(_wishes | WindowFlags.Maximized);

    protected override void OnUnsetMaximized() => Wish(_wishes & ~WindowFlags.Maximized);

    protected override void OnSetFullscreen(WlOutput? output)
    {
        _fullscreenOutput = (output as OutputView)?.Output.State.Id ?? 0;
        Wish(_wishes | WindowFlags.Fullscreen);
    }

    protected override void OnUnsetFullscreen()
    {
        _fullscreenOutput = 0;
        Wish(_wishes & ~WindowFlags.Fullscreen);
    }

    protected override void OnSetMinimized()
    {
        if (_shell.Window is { } window)
            Send(new MinimizeRequested(window.Id));
    }

    protected override void OnDestroyed()
    {
        foreach (var window in _shell.Compositor.Windows)
        {
            if (window.Role is ShellSurface { ShellRole: ToplevelObject child } && child._parent == this)
                child.SetParent(_parent);
        }
        Decoration?.ToplevelDestroyed();
        _shell.RoleDestroyed();
    }

    private int WriteStates(ConfigureStates states, Span<byte> into)
    {
        var length = 0;
        foreach (var (state, value, since) in States)
        {
            if ((states & state) == 0 || Version < since)
                continue;
            BinaryPrimitives.WriteInt32LittleEndian(into[length..], value);
            length += sizeof(int);
        }
        return length;
    }

    private void SetParent(ToplevelObject? next)
    {
        _parent = next;
        Changed();
    }

    private void Changed() => _shell.Window?.Changed();

    private void Send<T>(in T message)
        where T : struct, IMessage<T>
    {
        if (_shell.Compositor.Bridge.IsLive)
            _shell.Compositor.Bridge.Send(message);
    }

    /// <summary>The desktop's serial of the input that entitles the app to a request; null when there is none, or no window.</summary>
    private uint? FindInput(uint serial) => _shell.IsMapped ? _shell.Compositor.InputSerialOf(Client, serial) : null;

    private bool CheckSize(int width, int height)
    {
        if (width >= 0 && height >= 0)
            return true;
        PostError(Error.InvalidSize, $"a size limit of {width}×{height}");
        return false;
    }

    private void SetLimits(SizeLimits limits)
    {
        _pendingLimits = limits;
        _shell.Surface.Pending.SizeLimits = limits;
        _shell.Surface.Pending.Parts |= SurfaceParts.SizeLimits;
    }

    private void Wish(WindowFlags wanted)
    {
        _wishes = wanted;
        _wishSerial++;
        _shell.ExpectConfigure();
    }

    private void SendCapabilities()
    {
        _wereCapabilitiesSent = true;
        Span<byte> all = stackalloc byte[4 * sizeof(uint)];
        for (var capability = WmCapabilities.WindowMenu; capability <= WmCapabilities.Minimize; capability++)
            BinaryPrimitives.WriteUInt32LittleEndian(all[(((int)capability - 1) * sizeof(uint))..], (uint)capability);
        SendWmCapabilities(all);
    }

    private static int Clamp(int size) => Math.Min(size, ProtocolLimits.WindowSide);
}
