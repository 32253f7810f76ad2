// SPDX-License-Identifier: Apache-2.0
using Seamless.Gpu.Stream;
using Seamless.Linux;

namespace Seamless.Gpu.Server;

/// <summary>This process serves one client: descriptor 3 is its socket, 4 the counters of its session. The client hangs up: the process ends.</summary>
internal static class ClientProcess
{
    /// <summary>The words behind which <see cref="ServerOptions.ForClient"/> stands: begin, and go on without the files of the user.</summary>
    public const string First = "--client", Confined = "--client-confined";

    /// <summary>Gives up what a driver does not need, and serves.</summary>
    public static int Begin(ServerOptions options)
    {
        var own = options with { Trace = options.Trace is { } trace ? TraceWriter.Reserve(trace) : null };
        Confinement.GiveUpFiles(own, [Confined, .. own.ForClient]);
        return Run(own);
    }

    public static int Run(ServerOptions options)
    {
        ProcessEnd.Limit();
        using var socket = UnixSocket.Adopt(FileDescriptor.Adopt(3));
        using var counters = SessionCounters.Adopt(FileDescriptor.Adopt(4));
        var client = socket.Peer.Pid;
        if (GreetInTime(socket, client, counters, options) is not { } stream)
            return 1;
        using (stream)
        {
            using var loop = new EventLoop();
            var status = 0;
            var thread = new Thread(() =>
            {
                status = Execute(stream, client, counters, options);
                loop.Post(loop.Stop);
            });
            using var hang = new HangWatch(loop, options.Hang, () => stream.IsWorking ? stream.Executed : null, new RunQueue(),
                () => ProcessEnd.Unless(options.Hang * ServerLimits.Starved), () => Hung(stream, client, options.Hang));
            // Over shared memory nothing is sent after the handshake: readable means that the client has gone.
            using var watch = stream.Wire is null ? loop.Add(socket.Descriptor, Interest.Read, _ => ProcessEnd.AtOnce(0)) : null;
            thread.Start();
            loop.Run();
            return status;
        }
    }

    /// <summary>The driver is in the middle of it, and perhaps for ever: it is not asked to say goodbye.</summary>
    private static void Hung(SharedStream stream, int client, TimeSpan limit)
    {
        var reason = $"one entry of its records took longer than {limit.TotalSeconds} s (a shader without end, or a GPU that does not answer)";
        ServerLog.Hung(client, reason);
        stream.Gone(reason, StreamLayout.Lost);
        ProcessEnd.AtOnce(1);
    }

    private static SharedStream? GreetInTime(UnixSocket socket, int client, SessionCounters counters, ServerOptions options)
    {
        using var late = TimeProvider.System.CreateTimer(_ =>
        {
            ServerLog.Slow(client, options.Greeting);
            ProcessEnd.AtOnce(1);
        }, null, options.Greeting, Timeout.InfiniteTimeSpan);
        return Greet(socket, client, counters, options.Trace);
    }

    private static SharedStream? Greet(UnixSocket socket, int client, SessionCounters counters, string? trace)
    {
        var hello = new byte[Handshake.HelloBytes];
        var source = new WireSource(socket) { Trace = trace is null ? null : TraceWriter.Open(trace, client) };
        if (!source.Fill(hello))
            return null;
        var refusal = Handshake.Refusal(hello, Opcodes.Hash)
            ?? (trace is not null && Handshake.Transport(hello) == StreamLayout.SharedTransport ? "this server keeps a trace, for which everything has to go over the socket" : null);
        if (refusal is { } reason)
        {
            ServerLog.Refused(client, reason);
            socket.Send(Handshake.Refuse(reason, Opcodes.Hash));
            return null;
        }
        var stream = SharedStream.Create();
        var transport = Handshake.Transport(hello);
        counters[SessionCounters.Word.Transport] = transport;
        if (transport == StreamLayout.SharedTransport)
        {
            socket.Send(Handshake.Welcome(Opcodes.Hash), [stream.File.Descriptor]);
            return stream;
        }
        socket.Send(Handshake.Welcome(Opcodes.Hash));
        var wire = new WireWriter(stream, socket);
        stream.Wire = wire;
        var acknowledged = 0UL;
        var after = Handshake.AcknowledgeAfter(hello);
        // The greeting is not counted.
        source.Arrived = count =>
        {
            var received = count - Handshake.HelloBytes;
            counters[SessionCounters.Word.Received] = received;
            counters[SessionCounters.Word.Sent] = wire.Sent;
            if (after > 0 && received - acknowledged >= after)
                wire.Acknowledge(acknowledged = received);
        };
        new Thread(() => Read(stream, new WireReader(stream, source), client)) { IsBackground = true }.Start();
        return stream;
    }

    /// <summary>What a client without shared memory sends, until it hangs up: then the process ends.</summary>
    private static void Read(SharedStream stream, WireReader reader, int client)
    {
        try
        {
            while (reader.Next())
            {
            }
            ProcessEnd.AtOnce(0);
        }
        catch (StreamException e)
        {
            ServerLog.Ended(client, e.Message);
            stream.Gone(e.Message, StreamLayout.Refused);
            ProcessEnd.AtOnce(1);
        }
        catch (LinuxException e)
        {
            ServerLog.Ended(client, e.Message);
            ProcessEnd.AtOnce(1);
        }
    }

    private static int Execute(SharedStream stream, int client, SessionCounters counters, ServerOptions options)
    {
        try
        {
            var display = EglDisplay.Open();
            ServerLog.Driver(client, display.Vendor);
            if (NvidiaHint.For(display.Vendor) is { } hint)
                ServerLog.OtherDriver(client, hint);
            new Executor(stream, display)
            {
                Counters = counters,
                IsHardwareAsked = options.Hardware,
                Storage = new StorageCount(ServerLimits.Storage(options.Memory)),
                Started = () => MemoryLimit.Set(options.Memory),
            }.Run();
        }
        catch (StreamException e)
        {
            // What the driver has been given may be anything: it is not asked to say goodbye.
            ServerLog.Ended(client, e.Message);
            stream.Gone(e.Message, StreamLayout.Refused);
            ProcessEnd.AtOnce(1);
        }
        catch (GpuLostException e)
        {
            ServerLog.Hung(client, e.Message);
            stream.Gone(e.Message, StreamLayout.Lost);
            ProcessEnd.AtOnce(1);
        }
        catch (NoDriverException e)
        {
            ServerLog.NoDriver(e.Message);
            stream.Gone(e.Message, StreamLayout.Refused);
        }
        return 1;
    }
}
