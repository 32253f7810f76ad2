// SPDX-License-Identifier: Apache-2.0
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Seamless.Protocol.Control;

namespace Seamless.Launcher.Daemon;

/// <summary>
/// One verb's (or script's) connection. Requests run side by side, because one may wait for a window; what was started "until
/// disconnect" ends with the connection, however that came about.
/// </summary>
internal sealed class ControlSession(Socket socket, ControlVerbs verbs, ILogger log) : IDisposable
{
    private readonly LineBuffer _lines = new(ControlLimits.RequestBytes);
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly List<StopAppArguments> _untilDisconnect = [];
    private readonly List<IDisposable> _held = [];
    private int _inFlight;
    private bool _isOver;

    public async Task RunAsync(CancellationToken stopping)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        try
        {
            await ReadAsync(ended.Token).ConfigureAwait(false);
        }
        catch (JsonException failure)
        {
            log.ControlClosed($"a line that is no request: {failure.Message}");
            await SendAsync(new ControlReply(0, false, $"a line that is no request: {failure.Message}"), ended.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException)
        {
            // The other side went away, or we do.
            log.ControlEnded(failure.Message);
        }
        lock (_held)
        {
            _isOver = true;
            _held.ForEach(each => each.Dispose());
        }
        // What is still being waited for has nobody to hear it.
        await ended.CancelAsync().ConfigureAwait(false);
        await StopOwnedAsync().ConfigureAwait(false);
        if (!stopping.IsCancellationRequested)
            socket.Dispose();
    }

    /// <summary>That app shall not outlive this connection.</summary>
    public void Own(StopAppArguments app)
    {
        lock (_untilDisconnect)
            _untilDisconnect.Add(app);
    }

    /// <summary>Disposed with this connection.</summary>
    public void Hold(IDisposable? held)
    {
        lock (_held)
        {
            if (held is null)
                return;
            if (!_isOver)
                _held.Add(held);
            else
                held.Dispose();
        }
    }

    public void Dispose()
    {
        socket.Dispose();
        _sending.Dispose();
    }

    private async Task ReadAsync(CancellationToken ended)
    {
        while (true)
        {
            var count = await socket.ReceiveAsync(_lines.Room, ended).ConfigureAwait(false);
            if (count == 0)
                return;
            if (!_lines.Received(count))
                throw new JsonException($"longer than {ControlLimits.RequestBytes} bytes");
            while (TryRead(out var request))
                _ = ServeAsync(request, ended);
        }
    }

    private bool TryRead(out ControlRequest request)
    {
        request = null!;
        if (!_lines.TryTake(out var line))
            return false;
        request = ControlLine.ReadRequest(line);
        return true;
    }

    private async Task ServeAsync(ControlRequest request, CancellationToken ended)
    {
        if (Interlocked.Increment(ref _inFlight) > ControlLimits.RequestsInFlight)
            await SendAsync(new ControlReply(request.Id, false, $"{ControlLimits.RequestsInFlight} requests wait on this connection already"), ended).ConfigureAwait(false);
        else
            await SendAsync(await verbs.AnswerAsync(request, this, ended).ConfigureAwait(false), ended).ConfigureAwait(false);
        Interlocked.Decrement(ref _inFlight);
        verbs.AfterReply(request);
    }

    private async Task SendAsync(ControlReply reply, CancellationToken ended)
    {
        try
        {
            await _sending.WaitAsync(ended).ConfigureAwait(false);
            try
            {
                ReadOnlyMemory<byte> line = ControlLine.Write(reply);
                while (line.Length > 0)
                    line = line[await socket.SendAsync(line, ended).ConfigureAwait(false)..];
            }
            finally
            {
                _sending.Release();
            }
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Nobody is there to hear it; the reading side ends the session.
            log.ControlEnded(failure.Message);
        }
    }

    private async Task StopOwnedAsync()
    {
        StopAppArguments[] owned;
        lock (_untilDisconnect)
            owned = [.. _untilDisconnect];
        try
        {
            // All are asked at once; the first is not waited for before the second is asked.
            await Task.WhenAll(owned.Select(verbs.StopAppAsync)).ConfigureAwait(false);
        }
        catch (TimeoutException late)
        {
            // It is the agent that kills what does not end, and it said so in the log.
            log.ControlEnded(late.Message);
        }
    }
}
