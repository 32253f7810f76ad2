// SPDX-License-Identifier: Apache-2.0
using Seamless.Gpu.Stream;

namespace Seamless.Gpu.Server;

/// <summary>One of the client's contexts, and the surfaces that it draws to and reads from (null: none).</summary>
internal sealed class GlContext(uint id, nint handle, uint api, uint group)
{
    public uint Id { get; } = id;

    /// <summary>The contexts that share objects have one number.</summary>
    public uint Group { get; } = group;

    /// <summary>As ContextRequest has it.</summary>
    public uint Api { get; } = api;

    public nint Handle { get; } = handle;

    /// <summary>OpenGL, not OpenGL ES.</summary>
    public bool IsDesktop => Api <= ContextRequest.Core;

    public PixelStore PixelStore { get; } = new();

    public EnabledArrays Arrays { get; } = new();

    /// <summary>Where the driver writes by and by, by the record that said so: feedback and selection.</summary>
    public Dictionary<ushort, ReplyReference> Kept { get; } = [];

    /// <summary>The display list that it compiles, if the server has commands of its own in that.</summary>
    public SteppedList? Compiled { get; set; }

    public Surface? Draw { get; set; }

    public Surface? Read { get; set; }

    /// <summary>It had a surface already, so that the program's viewport is its own.</summary>
    public bool HadSurface { get; set; }

    /// <summary>
    /// GL_FRONT or GL_BACK: the one buffer of the driver's surfaces that clients see; what the program calls the other one is that, too. Zero:
    /// the context had no surface yet, or is one of OpenGL ES, which tells them not apart.
    /// </summary>
    public uint Buffer { get; set; }

    /// <summary>Pixels come as RGBA only: NVIDIA's OpenGL ES has no other order.</summary>
    public bool LacksBgra { get; set; }

    /// <summary>Whether finished frames come by buffers of the GPU's; null: none has come yet.</summary>
    public bool? ReadsByBuffers { get; set; }

    public List<PackBuffer> PackBuffers { get; } = [];

    /// <summary>An error that the executor met when it looked whether a call succeeded; the client has not asked for it yet.</summary>
    public uint Error { get; set; }
}
