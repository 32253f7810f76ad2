// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Tests.Anywhere.Protocol;

internal static class AudioVectors
{
    public static IEnumerable<Vector> All()
    {
        yield return Vector.Of("the desktop plays stereo at 44.1 kHz", new AudioSink(44_100, 2));
        yield return Vector.Of("no sound is wanted", new AudioSink(0, 0), variant: "-none");
        yield return Vector.Of("an app plays a song", new AudioStarted(3, 17, "Rhythmbox", "Für Elise"));
        yield return Vector.Of("two frames, two seconds after its start", new AudioData(3, 88_200, new byte[] { 1, 0, 2, 0, 255, 127, 0, 128 }));
        yield return Vector.Of("10 ms have been played", new AudioCredit(3, 441));
        yield return Vector.Of("it is paused", new AudioStopped(3));
    }
}
