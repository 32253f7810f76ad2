// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Seamless.Linux;

namespace Seamless.Bridge;

/// <summary>What we tell the front-end unasked (SET_BACKEND_REQ_FD). It answers nothing that we ask for, so nothing is read.</summary>
internal sealed class BackendChannel : IDisposable
{
    private const uint ConfigChangeMessage = 2, Version = 1;

    private readonly UnixSocket _socket;

    public BackendChannel(FileDescriptor handle)
    {
        try
        {
            _socket = UnixSocket.Adopt(handle);
        }
        catch (LinuxException e)
        {
            throw new VhostUserException($"SetBackendReqFd: {e.Message}", e);
        }
    }

    /// <summary>The configuration space is another; the guest hears of it.</summary>
    public void ConfigChanged()
    {
        Span<byte> message = stackalloc byte[12];
        message.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(message, ConfigChangeMessage);
        BinaryPrimitives.WriteUInt32LittleEndian(message[4..], Version);
        // A front-end that does not read has not heard of the last change either, and will read the newest state.
        _ = _socket.Send(message);
    }

    public void Dispose() => _socket.Dispose();
}
