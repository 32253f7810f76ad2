// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;
using Seamless.Wayland.Server;

namespace Seamless.Agent.Linux;

/// <summary>The arguments of wl_pointer.set_cursor.</summary>
public readonly record struct CursorRequest(uint Serial, Surface? Surface, int HotspotX, int HotspotY);

// The client that has the pointer chooses how it looks; the desktop draws it. What is told is the whole truth (a picture, a shape of the
// desktop's theme, or hidden), once a turn at most, so an animated cursor or a client that commits in a loop costs one picture a turn.
public sealed class Cursor
{
    private readonly Seat _seat;
    private readonly Pointer _pointer;
    private readonly Action _publish;
    private CursorSurface? _surface;
    private CursorShapeName _shape = CursorShapeName.Default;
    private bool _hidden, _publishing;
    private byte[] _pixels = [];

    public Cursor(Seat seat, Pointer pointer)
    {
        (_seat, _pointer) = (seat, pointer);
        _publish = Publish;
    }

    /// <summary>wl_pointer.set_cursor. A request that does not answer to the enter event of the surface with the pointer is too late.</summary>
    public void Set(SeatClient client, PointerBinding binding, in CursorRequest request)
    {
        CursorSurface? role = null;
        if (request.Surface is { } surface)
        {
            role = surface.RoleObject as CursorSurface ?? new CursorSurface(this);
            if (surface.RoleObject != role && !surface.TryGiveRole(SurfaceRole.Cursor, role))
            {
                binding.PostError(WlPointer.Error.Role, $"{surface} has another role already");
                return;
            }

            role.Surface = surface;
        }

        if (!MayChange(client, request.Serial)) return;
        (_surface, _hidden) = (role, role is null);
        role?.SetHotspot(request.HotspotX, request.HotspotY);
        Changed();
    }

    /// <summary>wp_cursor_shape_device_v1.set_shape, under the same condition.</summary>
    public void Set(SeatClient client, uint serial, CursorShapeName shape)
    {
        if (MayChange(client, serial)) Show(shape);
    }

    /// <summary>A client keeps its cursor only while it has the pointer; the next one begins with the usual arrow.</summary>
    public void FocusChanged(SeatClient? before, SeatClient? now)
    {
        if (ReferenceEquals(before, now) || now is null) return;
        if (_surface is null && !_hidden && _shape == CursorShapeName.Default) return;
        Show(CursorShapeName.Default);
    }

    /// <summary>Ours to choose while no client has the pointer: a drag does.</summary>
    public void Show(CursorShapeName shape)
    {
        (_surface, _hidden, _shape) = (null, false, shape);
        Changed();
    }

    public void SurfaceChanged(CursorSurface surface)
    {
        if (surface == _surface) Changed();
    }

    public void SurfaceGone(CursorSurface surface)
    {
        if (surface != _surface) return;
        (_surface, _hidden) = (null, true);
        Changed();
    }

    public void Changed()
    {
        if (_publishing) return;
        _publishing = true;
        _seat.Compositor.Loop.Defer(_publish);
    }

    private bool MayChange(SeatClient client, uint serial) =>
        ReferenceEquals(client, _pointer.FocusClient) && _pointer.Focus is { } focus
        && client.Serials.TryFind(serial, SerialKind.PointerEnter, out var enter) && enter.Surface == focus.Id;

    private void Publish()
    {
        _publishing = false;
        if (_surface?.Surface is { HasContent: true } surface && TryRead(surface.Content, out var image))
            _seat.Send(image with { HotspotX = ToPixels(_surface.HotspotX, image), HotspotY = ToPixels(_surface.HotspotY, image) });
        else if (_hidden || _surface is not null)
            _seat.Send(new CursorHidden());
        else
            _seat.Send(new CursorShape(_shape));
    }

    // Hotspots outside the picture happen; the desktop takes those within.
    private static int ToPixels(int logical, in CursorImage image) =>
        (int)Math.Clamp((long)logical * image.Scale120 / 120, 0, SeatLimits.CursorSidePixels);

    // A picture larger than the desktop takes is cut off at the right and bottom: its hotspot is near the top left in every theme.
    private bool TryRead(SurfaceContent content, out CursorImage image)
    {
        image = default;
        if (content.Pixels is not { } pixels || content.Width <= 0) return false;
        var area = content.Area;
        var width = Math.Min((int)area.Width, SeatLimits.CursorSidePixels);
        var height = Math.Min((int)area.Height, SeatLimits.CursorSidePixels);
        if (width <= 0 || height <= 0) return false;
        var bytes = width * height * 4;
        if (_pixels.Length < bytes) _pixels = new byte[bytes];
        var (uprightWidth, uprightHeight) = content.Transform.UprightSize(pixels.Width, pixels.Height);
        var box = content.Transform.ToBuffer(Box.FromSize((long)area.X, (long)area.Y, width, height), uprightWidth, uprightHeight);
        // A turned picture is shown as its buffer has it: our screens are never turned, so no client has a reason to.
        if (content.Transform.SwapsAxes) (width, height) = (height, width);
        if (!pixels.TryRead(box, _pixels.AsSpan(0, bytes), width * 4, needAlpha: true)) return false;
        image = new CursorImage
        {
            Width = width,
            Height = height,
            Scale120 = (uint)Math.Clamp(Math.Round(area.Width * 120 / content.Width), 30, 1920),
            Pixels = _pixels.AsMemory(0, bytes),
        };
        return true;
    }
}

/// <summary>A surface in the role of a cursor.</summary>
public sealed class CursorSurface(Cursor cursor) : ISurfaceRole
{
    public Surface? Surface { get; set; }

    /// <summary>In surface coordinates.</summary>
    public int HotspotX { get; private set; }

    public int HotspotY { get; private set; }

    public void SetHotspot(int x, int y) => (HotspotX, HotspotY) = (x, y);

    public bool Committing(Surface surface) => true;

    public void Committed(Surface surface, int offsetX, int offsetY)
    {
        // wl_pointer.set_cursor: moving the picture by an offset leaves the hotspot where it is on the screen.
        SetHotspot(HotspotX - offsetX, HotspotY - offsetY);
        cursor.SurfaceChanged(this);
    }

    public void SurfaceDestroyed(Surface surface)
    {
        Surface = null;
        cursor.SurfaceGone(this);
    }
}
