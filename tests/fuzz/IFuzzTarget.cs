// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Tests.Fuzz;

/// <summary>One reader of bytes that a stranger wrote.</summary>
internal interface IFuzzTarget : IDisposable
{
    string Name { get; }

    /// <summary>Good inputs to begin from.</summary>
    IReadOnlyList<byte[]> Corpus { get; }

    /// <summary>Bytes that handling one input may allocate: what the reader promises, for an input of that length.</summary>
    long MaximumAllocation(int inputLength);

    /// <summary>
    /// Makes a changed input get further, by setting right what the first check would stumble over: lengths, checksums. Called
    /// for every second input.
    /// </summary>
    void Repair(Span<byte> input)
    {
    }

    /// <summary>An input of the target's own making, where bytes that change anywhere seldom get past the first check; null: it has none.</summary>
    byte[]? Compose(Random random) => null;

    /// <summary>
    /// Handles the input. Whatever the reader documents for bad bytes is caught here; any other exception is a find, and so is a
    /// <see cref="FuzzFailure"/> for a property that does not hold.
    /// </summary>
    void Run(ReadOnlySpan<byte> input);
}

/// <summary>A property does not hold.</summary>
internal sealed class FuzzFailure(string message) : Exception(message);
