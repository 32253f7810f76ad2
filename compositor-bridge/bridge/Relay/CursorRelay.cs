// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Bridge;

/// <summary>
/// The cursor over this guest's windows. Over those of its apps it is the one that the agent names; over the console it is the machine's own, of
/// which the newest is sent at most once a refresh. The agent's is kept meanwhile, because the agent does not say it again.
/// </summary>
internal sealed class CursorRelay : IDisposable
{
    private readonly GuestRelay _relay;
    private readonly LoopTimer _pace;
    private CursorHidden? _hidden;
    private CursorShape? _shape;
    private CursorImage? _image;
    private byte[] _pixels = [];
    private bool _isOverConsole;
    private bool _isNew;

    public CursorRelay(GuestRelay relay)
    {
        _relay = relay;
        _pace = relay.Loop.CreateTimer(SendMachines);
    }

    /// <summary>The pointer came over the console, or left it for a window of an app or of somebody else.</summary>
    public bool IsOverConsole
    {
        set
        {
            if (_isOverConsole == value)
                return;
            _isOverConsole = value;
            if (value)
                Say();
            else
                SayAgents();
        }
    }

    public void Dispose() => _pace.Dispose();

    public void Pass(in CursorHidden hidden)
    {
        if (_relay.Console != null)
            (_hidden, _shape, _image) = (hidden, null, null);
        if (!_isOverConsole)
            _relay.Watching?.Send(hidden);
    }

    public void Pass(in CursorShape shape)
    {
        if (_relay.Console != null)
            (_hidden, _shape, _image) = (null, shape, null);
        if (!_isOverConsole)
            _relay.Watching?.Send(shape);
    }

    public void Pass(in CursorImage image)
    {
        if (_relay.Console != null)
            Keep(image);
        if (!_isOverConsole)
            _relay.Watching?.Send(image);
    }

    public void GuestClosed() => (_hidden, _shape, _image) = (null, null, null);

    public void DesktopGone() => _isOverConsole = false;

    /// <summary>The machine's own cursor is another one.</summary>
    public void MachineChanged()
    {
        _isNew = true;
        if (!_pace.IsArmed)
            SendMachines();
    }

    private void Keep(in CursorImage image)
    {
        if (_pixels.Length != image.Pixels.Length)
            _pixels = new byte[image.Pixels.Length];
        image.Pixels.CopyTo(_pixels);
        (_hidden, _shape, _image) = (null, null, image with { Pixels = _pixels });
    }

    private void SendMachines()
    {
        if (!_isNew || !_isOverConsole)
            return;
        Say();
        _pace.Start(RelayLimits.CursorInterval);
    }

    private void Say()
    {
        _isNew = false;
        if (_relay.Watching is not { } desktop || _relay.Gpu?.Device.Cursor is not { } cursor)
            return;
        if (!cursor.IsKnown)
            desktop.Send(new CursorShape(CursorShapeName.Default));
        else if (cursor.IsHidden)
            desktop.Send(default(CursorHidden));
        else
        {
            desktop.Send(new CursorImage
            {
                Width = GpuLimits.CursorSide,
                Height = GpuLimits.CursorSide,
                HotspotX = cursor.HotspotX,
                HotspotY = cursor.HotspotY,
                Scale120 = 120,
                Pixels = cursor.Pixels,
            });
        }
    }

    private void SayAgents()
    {
        if (_relay.Watching is not { } desktop)
            return;
        if (_hidden is { } hidden)
            desktop.Send(hidden);
        else if (_shape is { } shape)
            desktop.Send(shape);
        else if (_image is { } image)
            desktop.Send(image);
    }
}
