// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Anywhere.Bridge;

/// <summary>Sound through the bridge: in the form that the desktop wants, within its window, and never in a form that it does not expect.</summary>
public sealed class AudioRelayTests : IDisposable
{
    private static readonly AudioSink Stereo = new(48_000, 2);
    private static readonly AudioSink Mono = new(44_100, 1);

    private readonly BridgeRig _rig = new();
    private readonly FakeGuest _guest;

    public AudioRelayTests() => _guest = _rig.Guest();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void A_stream_reaches_the_desktop_and_its_credits_come_back()
    {
        var desktop = Listening(Stereo);
        Say(new AudioStarted(7, 3, "Player", "A\u202esong"), Data(7, 0, 480), Data(7, 960, 480));
        desktop.Send(new AudioCredit(1, 960));
        _rig.Step();
        Assert.Equal(new AudioStarted(1, 3, "Player", "Asong"), Assert.Single(desktop.All<AudioStarted>()));
        Assert.Equal([(1u, 0ul), (1u, 960ul)], desktop.All<AudioData>().Select(data => (data.Stream, data.Position)));
        Assert.Equal(new AudioCredit(7, 960), _guest.Last<AudioCredit>());
        Say(new AudioStopped(7));
        Assert.Equal(new AudioStopped(1), desktop.Last<AudioStopped>());
        Assert.Empty(_rig.Warnings);
    }

    [Fact]
    public void A_guest_that_comes_later_hears_what_the_desktop_wants()
    {
        Listening(Stereo);
        Assert.Equal(Stereo, Assert.Single(_guest.All<AudioSink>()));
        _guest.Dispose();
        _rig.Step();
        Assert.Equal(Stereo, Assert.Single(_rig.Guest().All<AudioSink>()));
    }

    [Fact]
    public void Another_form_is_said_after_the_guest_has_heard_that_the_old_one_is_over()
    {
        var desktop = Listening(Stereo);
        Say(new AudioStarted(1, 0, "a", ""));
        desktop.Send(Mono);
        _rig.Step();
        // The guest answers pings by itself, so all of it has happened.
        Assert.Equal([Stereo, default, Mono], _guest.All<AudioSink>());
        Assert.Equal(new AudioStopped(1), desktop.Last<AudioStopped>());
        Say(new AudioStarted(2, 0, "a", ""), new AudioData(2, 0, new byte[2]));
        Assert.Equal(2, desktop.Last<AudioData>().Frames.Length);
        Assert.Empty(_rig.Warnings);
    }

    [Fact]
    public void When_the_desktop_goes_no_sound_is_wanted_and_the_next_one_says_it_anew()
    {
        var desktop = Listening(Stereo);
        Say(new AudioStarted(1, 0, "a", ""));
        desktop.Dispose();
        _rig.Step();
        Assert.Equal(default, _guest.Last<AudioSink>());
        var next = Listening(Mono);
        Assert.Equal(Mono, _guest.Last<AudioSink>());
        Assert.Empty(next.All<AudioStarted>());
        Assert.Empty(_rig.Warnings);
    }

    [Fact]
    public void When_the_guest_goes_its_streams_stop()
    {
        var desktop = Listening(Stereo);
        Say(new AudioStarted(1, 0, "a", ""));
        _guest.Dispose();
        _rig.Step();
        Assert.Equal(new AudioStopped(1), desktop.Last<AudioStopped>());
    }

    [Fact]
    public void A_credit_for_a_stream_that_is_over_is_dropped()
    {
        var desktop = Listening(Stereo);
        Say(new AudioStarted(1, 0, "a", ""), Data(1, 0, 480), new AudioStopped(1));
        desktop.Send(new AudioCredit(1, 480));
        _rig.Step();
        Assert.Empty(_guest.All<AudioCredit>());
        Assert.True(desktop.IsOpen);
    }

    [Fact]
    public void A_desktop_that_gives_more_credit_than_it_got_sound_is_closed()
    {
        var desktop = Listening(Stereo);
        Say(new AudioStarted(1, 0, "a", ""), Data(1, 0, 480));
        desktop.Send(new AudioCredit(1, 481));
        _rig.Step();
        Assert.NotNull(desktop.CloseReason);
    }

    [Fact]
    public void More_than_the_window_closes_the_guest()
    {
        Listening(Stereo);
        Say(new AudioStarted(1, 0, "a", ""), Data(1, 0, 2880));
        Assert.Empty(_rig.Warnings);
        _guest.Send(Data(1, 2880, 1));
        _rig.AssertGuestClosed(_guest, "AudioData: 1 frames where the window has 0 left");
    }

    [Fact]
    public void Sound_that_nobody_wants_closes_the_guest()
    {
        _guest.Send(new AudioStarted(1, 0, "a", ""));
        _rig.AssertGuestClosed(_guest, "AudioStarted: no sound was asked for");
    }

    [Fact]
    public void A_stream_that_was_there_before_closes_the_guest()
    {
        Listening(Stereo);
        Say(new AudioStarted(2, 0, "a", ""), new AudioStopped(2));
        _guest.Send(new AudioStarted(2, 0, "a", ""));
        _rig.AssertGuestClosed(_guest, "AudioStarted: stream 2 after stream 2");
    }

    [Fact]
    public void Sound_that_goes_back_in_time_closes_the_guest()
    {
        Listening(Stereo);
        Say(new AudioStarted(1, 0, "a", ""), Data(1, 100, 10));
        _guest.Send(Data(1, 109, 1));
        _rig.AssertGuestClosed(_guest, "AudioData: position 109 where 110 is next");
    }

    [Fact]
    public void Half_a_frame_closes_the_guest()
    {
        Listening(Stereo);
        Say(new AudioStarted(1, 0, "a", ""));
        _guest.Send(new AudioData(1, 0, new byte[6]));
        _rig.AssertGuestClosed(_guest, "AudioData: 6 bytes are no whole frames of 4 bytes");
    }

    [Fact]
    public void A_seventeenth_stream_closes_the_guest()
    {
        Listening(Stereo);
        for (var i = 1u; i <= ProtocolLimits.AudioStreams; i++)
            Say(new AudioStarted(i, 0, "a", ""));
        Assert.Empty(_rig.Warnings);
        _guest.Send(new AudioStarted(17, 0, "a", ""));
        _rig.AssertGuestClosed(_guest, "AudioStarted: more than 16 streams");
    }

    private static AudioData Data(uint stream, ulong position, int frames)
    {
        var bytes = new byte[frames * Stereo.FrameBytes];
        return new AudioData(stream, position, bytes);
    }

    private void Say<T>(T message)
        where T : struct, IMessage<T>
    {
        _guest.Send(message);
        _rig.Step();
    }

    private void Say<T1, T2>(T1 first, T2 second)
        where T1 : struct, IMessage<T1>
        where T2 : struct, IMessage<T2>
    {
        _guest.Send(first);
        Say(second);
    }

    private void Say<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : struct, IMessage<T1>
        where T2 : struct, IMessage<T2>
        where T3 : struct, IMessage<T3>
    {
        _guest.Send(first);
        Say(second, third);
    }

    private FakeDesktop Listening(AudioSink sink)
    {
        var desktop = _rig.Desktop(attaches: false);
        desktop.Send(sink);
        desktop.Attach();
        _rig.Step();
        return desktop;
    }
}
