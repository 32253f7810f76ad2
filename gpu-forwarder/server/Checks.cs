// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Gpu.Server;

/// <summary>What is asked before a command goes to the driver; "check" in commands.rules. False: it does not.</summary>
internal static unsafe class Checks
{
    private const uint OutOfMemory = 0x0505, InvalidEnum = 0x0500, InvalidValue = 0x0501;

    private const int Faces = 8;

    private const long MoreThanAny = 1L << 48;

    public static bool Buffer(Executor x, long target, long size) =>
        Bindings.OfBuffer((uint)target) is var binding && (binding == 0 || x.Integer(binding) is var name && (name == 0 || NamedBuffer(x, name, size)));

    public static bool NamedBuffer(Executor x, long buffer, long size) => Takes(x, Owner(x, StorageKind.Buffer, (uint)buffer, 0), 0, size);

    /// <summary>A level of the texture that is bound there; what a compressed one or a whole texture has is one, too.</summary>
    public static bool Level(Executor x, long target, long level, long bytes)
    {
        var (binding, face) = Bindings.OfTexture((uint)target);
        // A proxy, or no target of GL's.
        return binding == 0 || Takes(x, Texture(x, (uint)x.Integer(binding), binding), Part(level, face), WithMipmaps(level, bytes));
    }

    public static bool NamedLevel(Executor x, long texture, long target, long level, long bytes)
    {
        var (binding, face) = Bindings.OfTexture((uint)target);
        return binding == 0 || Takes(x, Texture(x, (uint)texture, binding), Part(level, face), WithMipmaps(level, bytes));
    }

    /// <summary>Of a texture unit that is not the active one nobody can be asked what is bound there: it is the unit's.</summary>
    public static bool UnitLevel(Executor x, long unit, long target, long level, long bytes)
    {
        var (binding, face) = Bindings.OfTexture((uint)target);
        if (!IsUnit(x, unit))
            return false;
        return binding == 0 || Takes(x, Texture(x, 0, (uint)unit + (binding << 16)), Part(level, face), WithMipmaps(level, bytes));
    }

    /// <summary>Mesa looks at the texture of a unit or a target that there is not.</summary>
    public static bool Unit(Executor x, long unit, long target)
    {
        if (Bindings.OfTexture((uint)target).Binding != 0)
            return IsUnit(x, unit);
        x.KeepError(InvalidEnum);
        return false;
    }

    /// <summary>A hint, with which Mesa looks at levels that there are not: it is not passed on.</summary>
    public static bool Hint(Executor x, long texture) => texture < 0 && x.HasContext;

    /// <summary>Mesa looks at the program of a target that there is not.</summary>
    public static bool Program(Executor x, long target)
    {
        if (target is 0x8620 or 0x8804) // VERTEX_PROGRAM, FRAGMENT_PROGRAM
            return true;
        x.KeepError(InvalidEnum);
        return false;
    }

    /// <summary>Mesa adds the two in 32 bits and compares that with its maximum before it writes at the first; less than nothing passes, too.</summary>
    public static bool Range(Executor x, long first, long count)
    {
        if (count >= 0 && (uint)first + count <= int.MaxValue)
            return true;
        x.KeepError(InvalidValue);
        return false;
    }

    /// <summary>What belongs to the buffers is looked at as soon as there are any.</summary>
    public static bool Ranges(Executor x, long first, long count, long buffers, long offsets, long others)
    {
        if (buffers == 0 || (offsets != 0 && others != 0))
            return Range(x, first, count);
        x.KeepError(InvalidValue);
        return false;
    }

    /// <summary>Mesa copies as much as that says, or as little.</summary>
    public static bool Room(Executor x, long size)
    {
        if (size >= 0)
            return true;
        x.KeepError(InvalidValue);
        return false;
    }

    /// <summary>Mesa notes each of them, until it has no memory.</summary>
    public static bool Lists(Executor x, long count)
    {
        if (count <= ServerLimits.ListsAtOnce)
            return true;
        x.KeepError(OutOfMemory);
        return false;
    }

    public static bool ProgramRange(Executor x, long target, long first, long count) => Program(x, target) && Range(x, first, count);

    private static bool IsUnit(Executor x, long unit)
    {
        var index = unit - (long)Silk.NET.OpenGL.GLEnum.Texture0;
        if (index >= 0 && index < x.Integer(0x8B4D)) // MAX_COMBINED_TEXTURE_IMAGE_UNITS
            return true;
        x.KeepError(InvalidEnum);
        return false;
    }

    public static bool NamedStorage(Executor x, long texture, long bytes) => Takes(x, Texture(x, (uint)texture, 0), 0, WithMipmaps(0, bytes));

    public static bool Renderbuffer(Executor x, long bytes) => NamedRenderbuffer(x, x.Integer(Binding.GL_RENDERBUFFER_BINDING), bytes);

    public static bool NamedRenderbuffer(Executor x, long name, long bytes) => Takes(x, Owner(x, StorageKind.Renderbuffer, (uint)name, 0), 0, bytes);

    public static bool Enable(Executor x, long attribute)
    {
        x.Context.Arrays.Enable((uint)attribute);
        return true;
    }

    public static bool EnableFixed(Executor x, long array)
    {
        if (x.Context.Api is ContextRequest.Compatibility or ContextRequest.Es1)
            x.Context.Arrays.EnableFixed((uint)array);
        return true;
    }

    /// <summary>The driver looks for the end of the commands with numbers that overflow.</summary>
    public static bool Indirect(Executor x, long offset, long count, long stride, long size)
    {
        // The driver has its own errors for no buffer, and for what is less than nothing.
        return count <= 0 || stride < 0 || Lies(x, 0x8F3F, offset, ((count - 1) * (stride == 0 ? size : stride)) + size); // DRAW_INDIRECT_BUFFER
    }

    public static bool CountedIndirect(Executor x, long offset, long most, long stride, long size, long count) =>
        Lies(x, 0x80EE, count, sizeof(uint)) && Indirect(x, offset, most, stride, size); // PARAMETER_BUFFER

    /// <summary>In the buffer that is bound there, if there is one.</summary>
    private static bool Lies(Executor x, uint target, long offset, long need)
    {
        if (x.Integer(Bindings.OfBuffer(target)) == 0)
            return true;
        long bytes = 0;
        x.Gl.GetBufferParameter((Silk.NET.OpenGL.GLEnum)target, (Silk.NET.OpenGL.GLEnum)0x8764, &bytes); // BUFFER_SIZE
        if (offset >= 0 && offset <= bytes && need <= bytes - offset)
            return true;
        x.KeepError(0x0502); // INVALID_OPERATION
        return false;
    }

    /// <summary>Buffers of ours that the client has named are not deleted.</summary>
    public static bool DeleteBuffers(Executor x, long count, long names)
    {
        for (var i = 0L; i < count; i++)
        {
            ref var name = ref ((uint*)names)[i];
            if (x.Contexts.IsOurs(name))
                name = 0;
            x.Storage.Forget(Owner(x, StorageKind.Buffer, name, 0));
        }
        return true;
    }

    public static bool DeleteTextures(Executor x, long count, long names) => Delete(x, StorageKind.Texture, count, (uint*)names);

    public static bool DeleteRenderbuffers(Executor x, long count, long names) => Delete(x, StorageKind.Renderbuffer, count, (uint*)names);

    private static bool Delete(Executor x, StorageKind kind, long count, uint* names)
    {
        for (var i = 0L; i < count; i++)
        {
            if (names[i] != 0)
                x.Storage.Forget(Owner(x, kind, names[i], 0));
        }
        return true;
    }

    /// <summary>Levels are parts of their own; a cube's faces, too.</summary>
    private static int Part(long level, int face) => ((int)Math.Clamp(level, 0, 32) * Faces) + face;

    /// <summary>A driver makes room for all levels when it sees the first.</summary>
    private static long WithMipmaps(long level, long bytes) => level == 0 ? bytes + (bytes / 3) : bytes;

    private static StorageOwner Texture(Executor x, uint name, uint binding) => Owner(x, StorageKind.Texture, name, name == 0 ? binding : 0);

    private static StorageOwner Owner(Executor x, StorageKind kind, uint name, uint target) => new(kind, x.Context.Group, name, target);

    private static bool Takes(Executor x, StorageOwner owner, int part, long bytes)
    {
        // The driver has its own errors for what is less than nothing, and for sides that make more than any machine has.
        if (bytes >= MoreThanAny)
            return true;
        if (x.Storage.Takes(owner, part, (ulong)Math.Max(bytes, 0)))
            return true;
        x.KeepError(OutOfMemory);
        x.TellError(OutOfMemory);
        return false;
    }
}
