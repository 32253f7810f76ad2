// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Seamless.Desktop.Headless.Audio;
using Seamless.Protocol.Control;

namespace Seamless.Desktop.Headless.Control;

/// <summary>What is asked of sound.</summary>
internal sealed class SoundRequests(HeadlessDesktop desktop)
{
    private IEnumerable<HeardStream> Playing => desktop.Guests.SelectMany(guest => guest.Sound.Streams);

    public AudioStreamList Streams() => new(
        [.. Playing.Select(stream => new AudioStreamInfo(
            stream.Guest, stream.Started.Instance, stream.Started.Name, stream.Started.Title, Seconds(stream), stream.File?.Path))],
        desktop.Sound.IsOn ? desktop.Sound.Folder : null);

    public void Record(string folder)
    {
        if (!Path.IsPathRooted(folder)) throw new RequestException($"'{folder}' is not an absolute path");
        if (desktop.Sound.IsOn) throw new RequestException($"sound is recorded to {desktop.Sound.Folder} already");
        if (!Directory.Exists(folder)) throw new RequestException($"there is no folder {folder}");
        desktop.Sound.Begin(folder, Playing);
    }

    public void Stop(PendingReply reply)
    {
        if (!desktop.Sound.IsOn) throw new RequestException("no sound is recorded");
        desktop.Sound.End(Playing, files => reply.Give(DesktopVerbs.AudioStop.Reply(reply.Id, new AudioRecorded(
            [.. files.Where(each => each.File.Seconds > 0 || each.File.Problem is not null).Select(Describe)]))));
    }

    private static double Seconds(HeardStream stream) => (double)stream.End / SoundRecorder.Sink.Rate;

    private static AudioFile Describe((HeardStream Stream, WavFile File) each) =>
        new(each.File.Path, each.Stream.Guest, each.Stream.Started.Name, each.Stream.Started.Title, each.File.Seconds, each.File.Problem);
}
