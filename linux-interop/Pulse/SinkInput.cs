// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Linux.Pulse;

/// <summary>What an app plays, as the sound server tells it. The texts and the process id are the app's own words.</summary>
/// <param name="Index">The server's number for it, never used again in its life.</param>
/// <param name="IsCorked">Paused, or not playing yet.</param>
/// <param name="App">The app's name, for people.</param>
/// <param name="Title">What plays.</param>
/// <param name="ProcessId">0 when not known.</param>
public readonly record struct SinkInput(uint Index, bool IsCorked, string App, string Title, int ProcessId);

/// <summary>Called on the loop's thread, and never from within a call of this side.</summary>
public interface IPulseReceiver
{
    /// <summary>The server is there; from now on changes are told.</summary>
    void Connected();

    /// <summary>The connection never was, or has ended; what came from it is dead. For people.</summary>
    void Lost(string reason);

    /// <summary>
    /// Something begins to play, or may: there was no time to ask what it is, for that is how much of its beginning nobody would hear.
    /// <see cref="Playing"/> follows. Told once or more often.
    /// </summary>
    void Began(uint index);

    /// <summary>Everything that plays or is paused, each time that something changed. The list is valid during the call.</summary>
    void Playing(IReadOnlyList<SinkInput> inputs);
}

/// <summary>What is recorded. Called on the loop's thread; may not dispose the connection or the recording.</summary>
public interface IPulseListener
{
    /// <summary>The bytes are the library's, valid during the call.</summary>
    void Heard(ReadOnlySpan<byte> bytes);

    /// <summary>So many bytes were lost on the way.</summary>
    void Missed(int bytes);

    /// <summary>The server ended the recording: what played is gone.</summary>
    void Ended();
}
