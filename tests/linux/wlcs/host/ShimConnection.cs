// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Seamless.Linux;

namespace Seamless.Tests.Wlcs;

/// <summary>The shim's calls, one at a time: six 32-bit words there, two back, as its first page says.</summary>
internal sealed class ShimConnection : IDisposable
{
    /// <summary>Where the shim puts our end of the socket.</summary>
    public const int Descriptor = 3;

    private const int CallBytes = 6 * sizeof(int);

    private readonly UnixSocket _socket;
    private readonly WorldOfOneCase _world;
    private readonly Watch _watch;
    private readonly byte[] _call = new byte[CallBytes];
    private readonly List<FileDescriptor> _unexpected = [];
    private int _received;
    private (int Status, int Value, FileDescriptor? Handle)? _answer;

    public ShimConnection(EventLoop loop, UnixSocket socket, WorldOfOneCase world)
    {
        (_socket, _world) = (socket, world);
        _watch = loop.Add(socket.Descriptor, Interest.Read, _ => Read());
    }

    /// <summary>The suite has ended.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Sends the answer of a call whose effects have settled. False when none waits.</summary>
    public bool Answer()
    {
        if (_answer is not { } answer)
            return false;
        _answer = null;
        Span<byte> words = stackalloc byte[2 * sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(words, answer.Status);
        BinaryPrimitives.WriteInt32LittleEndian(words[sizeof(int)..], answer.Value);
        _socket.Send(words, answer.Handle is null ? [] : [answer.Handle]);
        answer.Handle?.Dispose();
        return true;
    }

    public void Dispose() => _watch.Dispose();

    private void Read()
    {
        var result = _socket.Receive(_call.AsSpan(_received), _unexpected);
        if (result.Status == SocketStatus.WouldBlock)
            return;
        if (result.Status == SocketStatus.Closed)
        {
            IsClosed = true;
            _watch.Interest = Interest.None;
            return;
        }

        _received += result.Count;
        if (_received < CallBytes)
            return;
        _received = 0;
        Call((Operation)Word(0), Word(1), Word(2), Word(3), Word(4));
    }

    private void Call(Operation operation, int first, int second, int third, int fourth)
    {
        _answer = (0, 0, null);
        switch (operation)
        {
            case Operation.Start:
                _world.Start();
                break;
            case Operation.Stop:
                _world.Stop();
                break;
            case Operation.CreateClient:
                var (number, socket) = _world.CreateClient();
                _answer = (0, number, socket);
                break;
            case Operation.PositionWindow:
                _answer = (_world.PositionWindow(first, (uint)second, third, fourth) ? 0 : 1, 0, null);
                break;
            case Operation.PointerTo:
                _world.MovePointerTo(first / 256.0, second / 256.0);
                break;
            case Operation.PointerBy:
                _world.MovePointerBy(first / 256.0, second / 256.0);
                break;
            case Operation.PointerButton:
                _world.PressButton((uint)first, second != 0);
                break;
            case Operation.TouchDown:
                _world.TouchDown(first, second);
                break;
            case Operation.TouchMotion:
                _world.MoveTouch(first, second);
                break;
            case Operation.TouchUp:
                _world.TouchUp();
                break;
            default:
                _answer = (1, 0, null);
                break;
        }
    }

    private int Word(int index) => BinaryPrimitives.ReadInt32LittleEndian(_call.AsSpan(index * sizeof(int)));

    private enum Operation
    {
        Start = 1,
        Stop,
        CreateClient,
        PositionWindow,
        PointerTo,
        PointerBy,
        PointerButton,
        TouchDown,
        TouchMotion,
        TouchUp,
    }
}
