// SPDX-License-Identifier: Apache-2.0
using Seamless.Gpu.Stream;
using Seamless.Linux;

namespace Seamless.Gpu.Server;

/// <summary>This process serves one client: descriptor 3 is its socket. The client hangs up: the process ends.</summary>
internal static class ClientProcess
{
    public static int Run()
    {
        using var socket = UnixSocket.Adopt(FileDescriptor.Adopt(3));
        var client = socket.Peer.Pid;
        if (Greet(socket, client) is not { } stream)
            return 1;
        using (stream)
        {
            using var loop = new EventLoop();
            var status = 0;
            var thread = new Thread(() =>
            {
                status = Execute(stream, client);
                loop.Post(loop.Stop);
            });
            // Nothing is sent after the handshake: readable means that the client has gone.
            using var hang = new HangWatch(loop, () => stream.Executed, () => stream.IsWorking, () =>
            {
                ServerLog.Hung(client);
                stream.Gone();
                Environment.Exit(1);
            });
            using var watch = loop.Add(socket.Descriptor, Interest.Read, _ => Environment.Exit(0));
            thread.Start();
            loop.Run();
            return status;
        }
    }

    private static SharedStream? Greet(UnixSocket socket, int client)
    {
        var hello = new byte[Handshake.HelloBytes];
        var handles = new List<FileDescriptor>();
        for (var got = 0; got < hello.Length;)
        {
            socket.Descriptor.Await(Interest.Read);
            var result = socket.Receive(hello.AsSpan(got), handles);
            handles.ForEach(h => h.Dispose());
            handles.Clear();
            if (result.Status == SocketStatus.Closed)
                return null;
            got += result.Count;
        }
        if (Handshake.Refusal(hello, Opcodes.Hash) is { } reason)
        {
            ServerLog.Refused(client, reason);
            socket.Send(Handshake.Refuse(reason, Opcodes.Hash));
            return null;
        }
        var stream = SharedStream.Create();
        socket.Send(Handshake.Welcome(Opcodes.Hash), [stream.File.Descriptor]);
        return stream;
    }

    private static int Execute(SharedStream stream, int client)
    {
        try
        {
            var display = EglDisplay.Open();
            ServerLog.Driver(client, display.Vendor);
            using var executor = new Executor(stream, display);
            executor.Run();
        }
        catch (StreamException e)
        {
            ServerLog.Ended(client, e.Message);
        }
        catch (NoDriverException e)
        {
            ServerLog.NoDriver(e.Message);
        }
        stream.Gone();
        return 1;
    }
}
