// SPDX-License-Identifier: Apache-2.0
// Sound of the apps, from the guest's sound server to the bridge. There is a connection to the server only while a desktop wants sound, and a
// recording only while something plays; the server runs only since an app asked for it.
using Seamless.Linux;
using Seamless.Linux.Pulse;
using Seamless.Protocol;

namespace Seamless.Agent.Linux.Audio;

public sealed class GuestAudio : IBridgeReceiver, IPulseReceiver, IDisposable
{
    private readonly EventLoop _loop;
    private readonly BridgeSession _bridge;
    private readonly ISoundServer _server;
    private readonly Func<int, uint> _instanceOf;
    private readonly Dictionary<uint, AppStream> _streams = [];
    private readonly List<uint> _over = [];
    private readonly LoopTimer _retry;
    private PulseConnection? _connection;
    private TimeSpan _delay = AudioLimits.FirstRetry;
    private AudioSink _sink;
    private uint _lastId;
    private bool _saidTooMany;
    private bool _saidNone;
    private bool _isDisposed;

    /// <param name="loop">The agent's loop.</param>
    /// <param name="bridge">Takes what is heard.</param>
    /// <param name="server">What the apps play to.</param>
    /// <param name="instanceOf">Which app a process belongs to.</param>
    public GuestAudio(EventLoop loop, BridgeSession bridge, ISoundServer server, Func<int, uint> instanceOf)
    {
        (_loop, _bridge, _server, _instanceOf) = (loop, bridge, server, instanceOf);
        _retry = loop.CreateTimer(Update);
        server.Changed = Update;
    }

    /// <summary>What plays and is recorded, heard or not.</summary>
    public int Recordings => _streams.Count;

    private bool IsWanted => !_isDisposed && _sink.IsWanted && _bridge.IsLive && _bridge.Offers(Capabilities.Audio);

    public void Received(in MessageView message)
    {
        switch (message.Type)
        {
            case MessageType.AudioSink:
                Use(message.Read<AudioSink>());
                break;
            case MessageType.AudioCredit:
                var credit = message.Read<AudioCredit>();
                foreach (var stream in _streams.Values)
                {
                    if (stream.Id == credit.Stream)
                        stream.Credit(credit.Frames);
                }
                break;
        }
    }

    public void Resync()
    {
        foreach (var stream in _streams.Values)
            stream.Stop();
        Update();
    }

    public void Lost()
    {
        foreach (var stream in _streams.Values)
            stream.Forget();
        _sink = default;
        _lastId = 0;
        // It may be the library that led here, sending what it had heard.
        _loop.Defer(Update);
    }

    void IPulseReceiver.Connected()
    {
        _delay = AudioLimits.FirstRetry;
        // Where it is there already, and the only one, apps play to it.
        if (_server.StartedForm != _sink)
            _connection!.UseSink(SinkName(_sink), _sink.Rate, _sink.Channels);
    }

    void IPulseReceiver.Lost(string reason)
    {
        Disconnect();
        if (!IsWanted || !_server.IsRunning)
            return;
        if (_delay == AudioLimits.FirstRetry)
            AudioLog.Lost(reason);
        _retry.Start(_delay);
        _delay = _delay * 2 < AudioLimits.LastRetry ? _delay * 2 : AudioLimits.LastRetry;
    }

    void IPulseReceiver.Began(uint index)
    {
        if (!_streams.ContainsKey(index))
            Begin(index);
    }

    void IPulseReceiver.Playing(IReadOnlyList<SinkInput> inputs)
    {
        _over.Clear();
        foreach (var (index, stream) in _streams)
        {
            // What has not played yet may be newer than the list, and PipeWire says of what is about to play that it is paused.
            if (stream.Plays && !Plays(inputs, index))
                _over.Add(index);
        }
        foreach (var index in _over)
            End(_streams[index]);
        foreach (var input in inputs)
        {
            if (!input.IsCorked && _streams.TryGetValue(input.Index, out var stream))
                stream.Play(input);
        }
    }

    public void Dispose()
    {
        _isDisposed = true;
        Disconnect();
        _retry.Dispose();
    }

    internal static string SinkName(in AudioSink sink) => $"seamless-{sink.Rate}x{sink.Channels}";

    internal void Send<T>(in T message)
        where T : struct, IMessage<T> => _bridge.Send(message);

    internal uint NextId() => ++_lastId;

    internal uint InstanceOf(int pid) => pid == 0 ? 0 : _instanceOf(pid);

    /// <summary>The server says that what played is gone.</summary>
    internal void Ended(AppStream stream) => End(stream);

    private static bool Plays(IReadOnlyList<SinkInput> inputs, uint index)
    {
        foreach (var input in inputs)
        {
            if (input.Index == index)
                return !input.IsCorked;
        }
        return false;
    }

    private void Use(in AudioSink sink)
    {
        if (sink == _sink)
            return;
        Disconnect();
        _sink = sink;
        if (sink.IsWanted)
            _server.Form = sink;
        Update();
    }

    /// <summary>Connects when sound is wanted and there is a server, and the other way round.</summary>
    private void Update()
    {
        if (!IsWanted || !_server.IsRunning)
        {
            if (IsWanted && !_server.IsInstalled)
                SayNone(AudioLog.NoServer);
            Disconnect();
            return;
        }
        if (_connection is not null || _retry.IsArmed)
            return;
        if (PulseConnection.IsAvailable)
            _connection = new PulseConnection(_loop, _server.Address, "Seamless", this);
        else
            SayNone(AudioLog.NoLibrary);
    }

    private void SayNone(Action say)
    {
        if (!_saidNone)
            say();
        _saidNone = true;
    }

    private void Begin(uint input)
    {
        if (_streams.Count == ProtocolLimits.AudioStreams)
        {
            if (!_saidTooMany)
                AudioLog.TooMany(_streams.Count);
            _saidTooMany = true;
            return;
        }
        var stream = new AppStream(this, input, _sink, _loop);
        _streams.Add(input, stream);
        var form = new PulseForm(_sink.Rate, _sink.Channels, _sink.Rate * AudioLimits.FragmentMilliseconds / 1000);
        stream.Recording = _connection!.Record(form, input, stream);
    }

    private void End(AppStream stream)
    {
        if (_streams.Remove(stream.Input))
        {
            stream.Stop();
            stream.Dispose();
        }
    }

    private void Disconnect()
    {
        _retry.Stop();
        foreach (var stream in _streams.Values)
        {
            stream.Stop();
            stream.Dispose();
        }
        _streams.Clear();
        _connection?.Dispose();
        _connection = null;
    }
}
