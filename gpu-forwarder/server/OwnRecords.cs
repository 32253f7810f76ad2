// SPDX-License-Identifier: Apache-2.0
using Seamless.Gpu.Stream;
using Silk.NET.OpenGL;

namespace Seamless.Gpu.Server;

/// <summary>The records below 256, which are not OpenGL's: contexts, surfaces, frames, names (STREAM.md, "Own records").</summary>
internal static unsafe class OwnRecords
{
    public const int CreateContext = 1, DestroyContext = 2, MakeCurrent = 3, CreateSurface = 4, ResizeSurface = 5, DestroySurface = 6;
    public const int Present = 7, ReadSurface = 8, NameRange = 9, ClientArrays = 10, UpdateBuffer = 11, Answers = 12;

    /// <summary>Header and arguments.</summary>
    private static readonly int[] Fixed = [0, 72, 8, 24, 56, 16, 8, 32, 40, 24, 24, 32, 24];

    /// <summary>As STREAM.md calls them, by number.</summary>
    public static readonly string[] Called =
    [
        "", nameof(CreateContext), nameof(DestroyContext), nameof(MakeCurrent), nameof(CreateSurface), nameof(ResizeSurface), nameof(DestroySurface),
        nameof(Present), nameof(ReadSurface), nameof(NameRange), nameof(ClientArrays),
        nameof(UpdateBuffer), nameof(Answers),
    ];

    private static readonly ClientArrays Arrays = new();

    public static void Execute(Executor x, int opcode, byte* r, int bytes)
    {
        if (opcode is 0 || opcode >= Fixed.Length)
            throw new StreamException("there is no such record");
        if (bytes < Fixed[opcode])
            throw new StreamException($"{bytes} bytes where its arguments alone have {Fixed[opcode]}");
        switch (opcode)
        {
            case CreateContext: Create(x, r); break;
            case DestroyContext: x.Contexts.Destroy(Word(r, 4)); break;
            case MakeCurrent: Status(x, r, 16, x.Contexts.MakeCurrent(Word(r, 4), Word(r, 8), Word(r, 12))); break;
            case CreateSurface: Status(x, r, 48, x.Contexts.CreateSurface(Word(r, 4), Side(r, 8), Side(r, 12), Format(r, 16))); break;
            case ResizeSurface: x.Contexts.ResizeSurface(Word(r, 4), Side(r, 8), Side(r, 12)); break;
            case DestroySurface: x.Contexts.DestroySurface(Word(r, 4)); break;
            case Present: Surfaces.Present(x, Word(r, 4), Area(r, 8), r, 24); break;
            case ReadSurface: Surfaces.Read(x, Word(r, 4), new PixelLayout(Word(r, 8), Word(r, 12)), Area(r, 16), x.Reply(r, 32), null); break;
            case NameRange: Names.Make(x, Word(r, 4), Word(r, 8), r, 16); break;
            case ClientArrays: ClientArrayPointers.Set(x, Arrays, r, bytes); break;
            case UpdateBuffer: Update(x, r); break;
            case Answers: ProgramAnswers.Write(x, Word(r, 4), Word(r, 8) != 0, r, 16); break;
        }
    }

    public static uint Word(byte* r, int at) => *(uint*)(r + at);

    private static int Side(byte* r, int at) => *(int*)(r + at);

    private static (int X, int Y, int Width, int Height) Area(byte* r, int at) => (Side(r, at), Side(r, at + 4), Side(r, at + 8), Side(r, at + 12));

    private static SurfaceFormat Format(byte* r, int at)
    {
        int Size(int i) => (int)Math.Min(Word(r, at + (i * 4)), 64);
        return new(Size(0), Size(1), Size(2), Size(3), Size(4), Size(5), Size(6), Size(7));
    }

    private static void Status(Executor x, byte* r, int at, int status)
    {
        var into = (int*)x.Output(r, at, sizeof(int));
        *into = status;
        x.Written(r, at, sizeof(int));
    }

    /// <summary>New content of a part of a buffer; what is bound stays bound.</summary>
    private static void Update(Executor x, byte* r)
    {
        _ = x.Context;
        var bound = (uint)x.Integer(Binding.GL_ARRAY_BUFFER_BINDING);
        var bytes = Word(r, 20);
        var data = x.InPlace(r, 16, bytes, false);
        x.Gl.BindBuffer(GLEnum.ArrayBuffer, Word(r, 4));
        x.Gl.BufferSubData(GLEnum.ArrayBuffer, *(nint*)(r + 8), bytes, data);
        x.Gl.BindBuffer(GLEnum.ArrayBuffer, bound);
    }

    private static void Create(Executor x, byte* r)
    {
        var before = x.Contexts.Current;
        var request = new ContextRequest(Word(r, 4), Word(r, 8), Word(r, 12), Word(r, 16), Word(r, 20), Word(r, 24));
        var status = x.Contexts.Create(request);
        if (status != 0)
        {
            Status(x, r, 64, status);
            return;
        }
        Caps.Write(x, r, 64);
        x.ForgetMessages();
        if (before is not null)
            x.Contexts.Use(before);
    }
}
