// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Text;
using Seamless.Gpu.Stream;
using Silk.NET.OpenGL;

namespace Seamless.Gpu.Server;

/// <summary>What a new context's client is told at once, so that it never has to ask: strings, extensions, and all that never changes.</summary>
internal static unsafe class Caps
{
    private static readonly HashSet<string> Offered = new(Opcodes.Extensions, StringComparer.Ordinal);

    /// <summary>glGet names whose values are fractions or ranges.</summary>
    private static readonly uint[] Fractions =
    [
        0x0B12, 0x0B13, 0x0B22, 0x0B23, 0x846D, 0x846E, // POINT_SIZE_RANGE, _GRANULARITY, LINE_WIDTH_…, ALIASED_…
        0x84FD, 0x84FF, 0x8E5B, 0x8E5C, // MAX_TEXTURE_LOD_BIAS, MAX_TEXTURE_MAX_ANISOTROPY, fragment interpolation offsets
    ];

    public static void Write(Executor x, byte* r, int at)
    {
        using var bytes = new MemoryStream();
        Word(bytes, 0);
        Word(bytes, 5);
        foreach (var name in new[] { StringName.Vendor, StringName.Renderer, StringName.Version, StringName.ShadingLanguageVersion })
            Text(bytes, x.Gl.GetStringS(name) ?? "");
        Text(bytes, Extensions(x, Version(x.Gl) >= 3));
        Limits(x, bytes);
        Word(bytes, 0);
        _ = x.Gl.GetError();
        var blob = bytes.ToArray();
        var into = x.Output(r, at, blob.Length);
        blob.CopyTo(new Span<byte>(into, blob.Length));
        x.Written(r, at, blob.Length);
    }

    private static int Version(GL gl)
    {
        var text = gl.GetStringS(StringName.Version) ?? "";
        var digit = text.AsSpan().IndexOfAnyInRange('0', '9');
        return digit < 0 ? 0 : text[digit] - '0';
    }

    private static string Extensions(Executor x, bool indexed)
    {
        var names = new List<string>();
        if (indexed)
        {
            var count = x.Integer(0x821D); // NUM_EXTENSIONS
            for (var i = 0u; i < count; i++)
                names.Add(x.Gl.GetStringS(StringName.Extensions, i) ?? "");
        }
        else
        {
            names.AddRange((x.Gl.GetStringS(StringName.Extensions) ?? "").Split(' '));
        }
        // The client makes much of the first out of the commands of the second.
        if (!names.Contains("GL_ARB_direct_state_access", StringComparer.Ordinal))
            names.Remove("GL_EXT_direct_state_access");
        return string.Join(' ', names.Where(Offered.Contains));
    }

    private static void Limits(Executor x, MemoryStream bytes)
    {
        var limits = new List<(uint Name, double[] Values)>();
        foreach (var name in Counts.Maxima.Concat(Fractions).Distinct())
        {
            var values = Values(x, name);
            if (values.Length > 0)
                limits.Add((name, values));
        }
        Word(bytes, (uint)limits.Count);
        Span<byte> number = stackalloc byte[8];
        foreach (var (name, values) in limits)
        {
            Word(bytes, name);
            Word(bytes, (uint)values.Length);
            if (bytes.Length % 8 != 0)
                Word(bytes, 0);
            foreach (var value in values)
            {
                BinaryPrimitives.WriteDoubleLittleEndian(number, value);
                bytes.Write(number);
            }
        }
    }

    private static double[] Values(Executor x, uint name)
    {
        if (Fractions.Contains(name))
        {
            var floats = (float*)x.Probe();
            x.Gl.GetFloat((GLEnum)name, floats);
            x.ProbeAgain();
            x.Gl.GetFloat((GLEnum)name, floats);
            return Copy((x.ProbedBytes() + 3) / sizeof(float), i => floats[i]);
        }
        var integers = (int*)x.Probe();
        x.Gl.GetInteger((GLEnum)name, integers);
        x.ProbeAgain();
        x.Gl.GetInteger((GLEnum)name, integers);
        return Copy((x.ProbedBytes() + 3) / sizeof(int), i => integers[i]);
    }

    private static double[] Copy(int count, Func<int, double> value)
    {
        var values = new double[Math.Min(count, 256)];
        for (var i = 0; i < values.Length; i++)
            values[i] = value(i);
        return values;
    }

    private static void Text(MemoryStream into, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Word(into, (uint)bytes.Length);
        into.Write(bytes);
        while (into.Length % 4 != 0)
            into.WriteByte(0);
    }

    private static void Word(MemoryStream into, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        into.Write(bytes);
    }
}
