// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Seamless.Desktop.Headless.Audio;
using Seamless.Protocol;
using Seamless.Tests.Fakes;
using Xunit;

namespace Seamless.Tests.Anywhere.Desktop;

/// <summary>What a guest plays, written to files.</summary>
public sealed class SoundTests : IDisposable
{
    private readonly DesktopFixture _fixture = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("seamless-wav-").FullName;

    public void Dispose()
    {
        _fixture.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void What_comes_is_credited_at_once_whether_or_not_it_is_recorded()
    {
        Start(1, "Player");
        Play(1, 0, 480);
        Assert.Equal(new AudioCredit(1, 480), _fixture.Guest.Last<AudioCredit>());
        Assert.Equal("Player", Assert.Single(Playing).Started.Name);
        _fixture.Guest.Send(new AudioStopped(1));
        _fixture.Settle();
        Assert.Empty(Playing);
    }

    [Fact]
    public void Each_stream_is_a_file_with_its_gaps_as_silence()
    {
        Start(1, "../../etc/Player");
        Play(1, 0, 100);
        _fixture.Desktop.Sound.Begin(_folder, Playing);
        Start(2, "");
        Play(1, 150, 10);
        Play(1, 200, 10);
        Play(2, 0, 5);

        var files = End();

        Assert.Equal(["001-work-etcPlayer.wav", "002-work-app.wav"], files.Select(Path.GetFileName));
        // From where recording began: 50 of silence, 10 of sound, 40 of silence, 10 of sound.
        var bytes = File.ReadAllBytes(files[0]);
        Assert.Equal(44 + (110 * 4), bytes.Length);
        Assert.Equal(110 * 4, BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(40)));
        Assert.Equal(Enumerable.Repeat(false, 50).Concat(Enumerable.Repeat(true, 10)).Concat(Enumerable.Repeat(false, 40)).Concat(Enumerable.Repeat(true, 10)),
            Enumerable.Range(0, 110).Select(frame => bytes[44 + (frame * 4)] != 0));
        Assert.Equal(44 + (5 * 4), new FileInfo(files[1]).Length);
    }

    [Fact]
    public void A_position_beyond_every_recording_makes_no_file_of_that_size()
    {
        _fixture.Desktop.Sound.Begin(_folder, Playing);
        Start(1, "Player");
        Play(1, 0, 5);
        Play(1, ulong.MaxValue - 100, 5);
        Assert.Equal(44 + (5 * 4), new FileInfo(Assert.Single(End())).Length);
    }

    private IEnumerable<HeardStream> Playing => _fixture.Desktop.Guests.SelectMany(guest => guest.Sound.Streams);

    private string[] End()
    {
        string[]? files = null;
        _fixture.Desktop.Sound.End(Playing, written => files = [.. written.Select(each => each.File.Path)]);
        _fixture.Loop.Until(() => files is not null);
        return files!;
    }

    private void Start(uint stream, string name)
    {
        _fixture.Guest.Send(new AudioStarted(stream, 0, name, "title"));
        _fixture.Settle();
    }

    private void Play(uint stream, ulong position, int frames)
    {
        var bytes = new byte[frames * SoundRecorder.Sink.FrameBytes];
        Array.Fill(bytes, (byte)7);
        _fixture.Guest.Send(new AudioData(stream, position, bytes));
        _fixture.Settle();
    }
}
