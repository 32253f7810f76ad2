// SPDX-License-Identifier: Apache-2.0
using System.Numerics;

namespace Seamless.Gpu.Server;

/// <summary>
/// Makes sure that a draw of a context reads no array from an address that is none. An enabled array without a buffer is one: nobody gave it
/// a pointer, its buffer was deleted, or the pointer was that of an earlier draw. The driver is asked, after each record that may have changed
/// arrays and before the next draw; what is found gets a small buffer of ours. Bits are the slots of ClientArrays.
/// </summary>
internal sealed unsafe class EnabledArrays
{
    private const int Generic = 16, TextureCoordinates = 8, Units = 8;

    private static readonly (uint Array, uint Buffer)[] Fixed =
    [
        (0x8074, 0x8896), (0x8075, 0x8897), (0x8076, 0x8898), (0x845E, 0x889C), (0x8457, 0x889D), (0x8079, 0x889B), (0x8077, 0x8899),
    ];

    private uint _mayBeEnabled;
    private uint _bare;
    private uint _given;
    private bool _isKnown = true;
    private bool _sharesBindings;

    /// <summary>Some array has a divisor, or had one.</summary>
    public bool HasDivisors { get; private set; }

    /// <summary>The buffer that stands in; 0: none was needed yet.</summary>
    public uint StandIn { get; private set; }

    /// <summary>A record that may change arrays is executed.</summary>
    /// <param name="bindings">Several attributes may have one buffer from now on.</param>
    /// <param name="divisors">Divisors may change.</param>
    public void Change(bool bindings, bool divisors)
    {
        _isKnown = false;
        _given = 0;
        _sharesBindings |= bindings;
        HasDivisors |= divisors;
    }

    /// <summary>A generic attribute is enabled.</summary>
    public void Enable(uint attribute)
    {
        if (attribute < 32 - Generic)
            _mayBeEnabled |= 1u << (int)(Generic + attribute);
        Change(bindings: false, divisors: false);
    }

    /// <summary>An array of the fixed function is, if that is what has this number.</summary>
    public void EnableFixed(uint array)
    {
        var slots = array == 0x8078 ? 0xFFu << TextureCoordinates : 0;
        for (var slot = 0; slot < Fixed.Length; slot++)
            slots |= Fixed[slot].Array == array ? 1u << slot : 0;
        if (slots == 0)
            return;
        _mayBeEnabled |= slots;
        Change(bindings: false, divisors: false);
    }

    /// <summary>These have pointers into the slab for the next draw.</summary>
    public void Give(uint slots)
    {
        _given = slots;
        _bare |= slots;
        _isKnown &= !_sharesBindings;
    }

    /// <summary>False: some array cannot be helped, and the draw is left out.</summary>
    /// <param name="x">The executor, with this context current.</param>
    /// <param name="hasGiven">A ClientArrays record came right before.</param>
    public bool MayDraw(Executor x, bool hasGiven)
    {
        if (!hasGiven)
            _given = 0;
        if (_isKnown && (_bare & ~_given) == 0)
            return true;
        _ = x.Succeeded();
        Look(x);
        var wrong = _bare & ~_given;
        if (wrong != 0)
        {
            Cover(x, wrong);
            Look(x);
        }
        // Between glBegin and glEnd the driver answers nothing, and draws nothing.
        _isKnown = x.Gl.GetError() == Silk.NET.OpenGL.GLEnum.NoError;
        return (_bare & ~_given) == 0;
    }

    private void Look(Executor x)
    {
        _bare = 0;
        for (var rest = _mayBeEnabled; rest != 0; rest &= rest - 1)
        {
            var slot = BitOperations.TrailingZeroCount(rest);
            if (slot >= Generic ? IsBareAttribute(x, (uint)(slot - Generic)) : slot < Fixed.Length && IsBare(x, Fixed[slot].Array, Fixed[slot].Buffer))
                _bare |= 1u << slot;
        }
        if ((_mayBeEnabled >> TextureCoordinates & 0xFF) != 0)
            LookAtUnits(x);
    }

    private void LookAtUnits(Executor x)
    {
        var before = (uint)x.Integer(Binding.GL_CLIENT_ACTIVE_TEXTURE);
        for (var unit = 0; unit < Units; unit++)
        {
            ClientArrayPointers.SelectUnit(x, (uint)unit);
            if (IsBare(x, 0x8078, 0x889A))
                _bare |= 1u << (TextureCoordinates + unit);
        }
        ClientArrayPointers.SelectUnit(x, before - (uint)Silk.NET.OpenGL.GLEnum.Texture0);
    }

    private static bool IsBare(Executor x, uint array, uint buffer) => x.Gl.IsEnabled((Silk.NET.OpenGL.EnableCap)array) && x.Integer(buffer) == 0;

    private static bool IsBareAttribute(Executor x, uint attribute) => x.Attribute(attribute, 0x8622) != 0 && x.Attribute(attribute, 0x889F) == 0;

    private void Cover(Executor x, uint slots)
    {
        var bound = (uint)x.Integer(Binding.GL_ARRAY_BUFFER_BINDING);
        if (StandIn == 0)
        {
            StandIn = x.Gl.GenBuffer();
            x.Gl.BindBuffer(Silk.NET.OpenGL.BufferTargetARB.ArrayBuffer, StandIn);
            x.Gl.BufferData(Silk.NET.OpenGL.BufferTargetARB.ArrayBuffer, 64, null, Silk.NET.OpenGL.BufferUsageARB.StaticDraw);
        }
        x.Gl.BindBuffer(Silk.NET.OpenGL.BufferTargetARB.ArrayBuffer, StandIn);
        for (var rest = slots; rest != 0; rest &= rest - 1)
        {
            var slot = (uint)BitOperations.TrailingZeroCount(rest);
            ClientArrayPointers.Point(x, new ClientArray(slot, slot == 3 ? 3u : 4u, (uint)Silk.NET.OpenGL.GLEnum.Float, 0, 0, 0, 0, 0), 0);
        }
        x.Gl.BindBuffer(Silk.NET.OpenGL.BufferTargetARB.ArrayBuffer, bound);
    }
}
