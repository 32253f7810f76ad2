// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Seamless.Bridge;
using Seamless.Tests.Fakes;

namespace Seamless.Tests.Fuzz.VirtualMachine;

/// <summary>
/// A driver whose rings are right and whose commands are anything: each is a byte that chooses one, how long it is, and its body. Every one
/// must be answered; then every resource is looked at as a frame would be, and the screen as the console would.
/// </summary>
internal sealed class GpuCommandTarget : IFuzzTarget
{
    private static readonly uint[] Commands =
        [0x0100, 0x0101, 0x0102, 0x0103, 0x0104, 0x0105, 0x0106, 0x0107, 0x010a, 0x0300, 0x0301, 0x0108, 0x010b, 0x0207];

    private readonly MachineRig _rig = new();
    private readonly byte[] _pixels = new byte[4096];

    public GpuCommandTarget() => Corpus = [Life(), [0, 0, 8, 8, 0, 0, 0, 0, 0, 0, 0, 0]];

    public string Name => "gpu-commands";

    public IReadOnlyList<byte[]> Corpus { get; }

    /// <summary>A machine with its driver; each command's bytes come back as an array; a list of pages becomes two arrays.</summary>
    public long MaximumAllocation(int inputLength) => (2L << 20) + ((long)inputLength * 2048);

    public void Run(ReadOnlySpan<byte> input)
    {
        var monitor = _rig.Monitor();
        using var driver = new FakeGpuDriver(_rig.Loop, monitor);
        for (var count = 0; input.Length >= 2 && count < 64; count++)
        {
            var (command, length) = (Commands[input[0] % Commands.Length], Math.Min(input[1], input.Length - 2));
            var request = new byte[24 + length];
            BinaryPrimitives.WriteUInt32LittleEndian(request, command);
            BinaryPrimitives.WriteUInt32LittleEndian(request.AsSpan(4), (uint)input[0] >> 6);
            input.Slice(2, length).CopyTo(request.AsSpan(24));
            input = input[(2 + length)..];
            var answer = driver.Command(request, 1056, command >= 0x0300 ? driver.Cursor : driver.Control);
            if (answer.Length < 24 || BitConverter.ToUInt32(answer) is < 0x1100 or > 0x1205) throw new FuzzFailure($"0x{command:x} was answered with {answer.Length} bytes");
            _rig.Gpu.Device.Resources.CheckInvariants();
            Look(BitConverter.ToUInt32(request, Math.Min(24, request.Length - 4)));
        }
        if (!_rig.Gpu.IsRunning) throw new FuzzFailure("a command ended the device");
        _rig.End(monitor);
    }

    public void Dispose() => _rig.Dispose();

    private void Look(uint id)
    {
        if (_rig.Gpu.Memory(id, 16) is not { } memory) return;
        memory.TryReadRows(new PixelRows(0, 64, 64, 4), _pixels, 64);
        memory.TryReadRows(new PixelRows(id, 1024, 256, 4), _pixels, 256);
        var scanout = _rig.Gpu.Device.Scanout;
        if (scanout.Resource is { } shown && (scanout.Area.Right > shown.Width || scanout.Area.Bottom > shown.Height))
            throw new FuzzFailure("the screen is larger than what it shows");
    }

    private static byte[] Life() =>
    [
        .. Command(0), .. Command(8, 0, 0), .. Command(1, 1, 1, 16, 16), .. Command(6, 1, 2, 0x10_0000, 0, 512, 0, 0xff00, 0, 512, 0), .. Command(3, 0, 0, 16, 16, 0, 1),
        .. Command(5, 0, 0, 16, 16, 0, 0, 1, 0), .. Command(4, 0, 0, 16, 16, 1, 0), .. Command(1, 2, 1, 64, 64), .. Command(9, 0, 1, 1, 0, 2, 0, 0, 0),
        .. Command(10, 0, 2, 2, 0, 0, 0, 0, 0), .. Command(7, 1, 0), .. Command(2, 1, 0),
    ];

    private static byte[] Command(byte command, params uint[] words) =>
        [command, (byte)(words.Length * 4), .. words.SelectMany(BitConverter.GetBytes)];
}
