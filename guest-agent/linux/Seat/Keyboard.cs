// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux.Xkbcommon;
using Seamless.Protocol;

namespace Seamless.Agent.Linux;

// The desktop says which window has the keyboard and which keys are down; we tell the one client concerned. Keys are counted here, so that
// a client hears a release exactly for the presses it heard (or was told of by enter): no key ever sticks, none is released twice.
// There is no key repeat from us: clients repeat by themselves, from repeat_info.
public sealed class Keyboard : IDisposable
{
    private readonly IReadOnlyCollection<SeatClient> _clients;
    private readonly XkbContext _context;
    private readonly PressedCodes _pressed = new(SeatLimits.PressedKeys);
    private CompiledLayout _layout;
    private KeymapNames _names = KeymapNames.Default;
    private LockState _locks;
    private int _repeatRate = 25, _repeatDelayMs = 600;

    /// <param name="clients">All of them, for what even unfocused ones must know.</param>
    public Keyboard(IReadOnlyCollection<SeatClient> clients)
    {
        _clients = clients;
        _context = XkbContext.Create();
        _layout = new CompiledLayout(_context, _names);
    }

    /// <summary>The surface that hears keys; null when no window of ours has the keyboard.</summary>
    public Surface? Focus { get; private set; }

    public SeatClient? FocusClient { get; private set; }

    /// <summary>The window that the desktop gave the keyboard to; keys for any other are late and dropped.</summary>
    public uint FocusWindow { get; private set; }

    public CompiledLayout Layout => _layout;

    /// <summary>Keys that the focused client takes for pressed.</summary>
    public ReadOnlySpan<uint> Pressed => _pressed.All;

    /// <summary>Before a client hears that it has the keyboard (or null): it is told of the selections first.</summary>
    public event Action<SeatClient?>? FocusChanging;

    /// <summary>Control or Shift may have gone down or up.</summary>
    public event Action? ModifiersChanged;

    public void SetFocus(uint window, SeatClient? client, Surface? surface, ReadOnlySpan<uint> pressed)
    {
        FocusWindow = surface is null ? 0 : window;
        if (ReferenceEquals(surface, Focus))
        {
            if (surface is null || _pressed.All.SequenceEqual(pressed)) return;
        }

        Leave();
        _pressed.Clear();
        if (surface is not null)
        {
            foreach (var key in pressed) _pressed.Press(key);
        }

        _layout.Restart(_pressed.All);
        if (!ReferenceEquals(client, FocusClient)) FocusChanging?.Invoke(client);
        (Focus, FocusClient) = (surface, client);
        if (client is null) return;
        foreach (var binding in client.Keyboards) Enter(client, binding);
    }

    public void Press(in Key key)
    {
        if (FocusClient is not { } client) return;
        if (!(key.IsPressed ? _pressed.Press(key.Code) : _pressed.Release(key.Code))) return;
        var modifiersChanged = _layout.State.Update(key.Code + XkbKeymap.EvdevOffset, key.IsPressed);
        SendKey(client, Milliseconds.Of(key.TimeMicroseconds), new Keystroke(key.Code, 0), key.IsPressed, key.Serial);
        if (!modifiersChanged) return;
        TellModifiers(client, _layout.State.Modifiers);
        ModifiersChanged?.Invoke();
    }

    /// <exception cref="XkbException">The guest knows no such layout; the one before stays.</exception>
    public void SetLayout(in KeyboardLayout layout)
    {
        var names = new KeymapNames(layout.Rules, layout.Model, layout.Layout, layout.Variant, layout.Options);
        SetRepeat((int)layout.RepeatRate, (int)layout.RepeatDelayMilliseconds);
        if (names == _names) return;
        var compiled = new CompiledLayout(_context, names);
        _layout.Dispose();
        (_layout, _names) = (compiled, names);
        _layout.SetLocks(_locks.Caps, _locks.Num);
        _layout.Restart(_pressed.All);
        // Whoever is not focused gets it with the focus: a background client need not compile keymaps.
        if (FocusClient is not { } client) return;
        foreach (var binding in client.Keyboards) binding.Offer(_layout.File);
        TellModifiers(client, _layout.State.Modifiers);
    }

    public void SetLocks(in LockState locks)
    {
        _locks = locks;
        if (_layout.SetLocks(locks.Caps, locks.Num) && FocusClient is { } client) TellModifiers(client, _layout.State.Modifiers);
    }

    /// <summary>Makes the focused client have these modifiers, whatever is held down: for typed text.</summary>
    public void TellModifiers(SeatClient client, in XkbModifiers modifiers)
    {
        var serial = client.NextSerial(SerialKind.Modifiers, Focus);
        foreach (var binding in client.Keyboards)
            binding.SendModifiers(serial, modifiers.Depressed, modifiers.Latched, modifiers.Locked, modifiers.Layout);
    }

    /// <summary>One event, with no bookkeeping: for typed text, whose keys nobody holds.</summary>
    public void SendKey(SeatClient client, uint timeMs, Keystroke key, bool pressed, uint desktopSerial = 0)
    {
        var serial = client.NextSerial(pressed ? SerialKind.KeyPress : SerialKind.KeyRelease, Focus, desktopSerial);
        var state = pressed ? KeyboardBinding.KeyState.Pressed : KeyboardBinding.KeyState.Released;
        foreach (var binding in client.Keyboards) binding.SendKey(serial, timeMs, key.Key, state);
    }

    /// <summary>A client made a wl_keyboard, perhaps while it has the keyboard already.</summary>
    public void Bound(SeatClient client, KeyboardBinding binding)
    {
        binding.Offer(_layout.File);
        binding.SendRepeatInfo(_repeatRate, _repeatDelayMs);
        if (ReferenceEquals(client, FocusClient)) Enter(client, binding);
    }

    /// <summary>The surface is going away or no longer shown. The desktop will name another focus; until then nobody has it.</summary>
    public void Forget(Surface surface)
    {
        if (ReferenceEquals(surface, Focus)) SetFocus(0, null, null, []);
    }

    public void Dispose()
    {
        _layout.Dispose();
        _context.Dispose();
    }

    private void SetRepeat(int rate, int delayMs)
    {
        if ((rate, delayMs) == (_repeatRate, _repeatDelayMs)) return;
        (_repeatRate, _repeatDelayMs) = (rate, delayMs);
        foreach (var client in _clients)
        {
            foreach (var binding in client.Keyboards) binding.SendRepeatInfo(rate, delayMs);
        }
    }

    private void Enter(SeatClient client, KeyboardBinding binding)
    {
        if (Focus is not { } surface) return;
        binding.Offer(_layout.File);
        Span<byte> keys = stackalloc byte[SeatLimits.PressedKeys * sizeof(uint)];
        binding.SendEnter(client.NextSerial(SerialKind.KeyboardEnter, surface), surface, _pressed.Write(keys));
        var modifiers = _layout.State.Modifiers;
        var serial = client.NextSerial(SerialKind.Modifiers, surface);
        binding.SendModifiers(serial, modifiers.Depressed, modifiers.Latched, modifiers.Locked, modifiers.Layout);
    }

    private void Leave()
    {
        if (Focus is not { } surface || FocusClient is not { } client) return;
        var serial = client.Client.Server.NextSerial();
        // No event of a dead surface: SendLeave leaves it out by itself.
        foreach (var binding in client.Keyboards) binding.SendLeave(serial, surface);
    }
}
