// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Seamless.Protocol;

namespace Seamless.Desktop.Headless;

/// <summary>What can be pasted, whoever has it.</summary>
internal abstract class ClipboardContent(ulong origin, ImmutableArray<string> types)
{
    /// <summary>The mark of who made it; kept when it is passed on.</summary>
    public ulong Origin => origin;

    public ImmutableArray<string> Types => types;

    /// <summary>Nothing is said to the reader before <see cref="IClipboardReading.Start"/>.</summary>
    public abstract IClipboardReading Read(string type, IClipboardReader reader);
}

/// <summary>Who pastes. It hears of data, no more than it gave credit for, and then of one end.</summary>
internal interface IClipboardReader
{
    /// <summary>Valid only during the call.</summary>
    void Data(ReadOnlyMemory<byte> data);

    void End();

    void Failed(string reason);
}

/// <summary>A paste under way. It begins with a window of <see cref="ProtocolLimits.ClipboardWindowBytes"/>.</summary>
internal interface IClipboardReading
{
    void Start();

    void Credit(int bytes);

    /// <summary>The reader wants no more, and hears no more.</summary>
    void Cancel();
}

/// <summary>Content that this desktop holds itself: the same bytes under several names.</summary>
internal sealed class OwnContent(ulong origin, ImmutableArray<string> types, ReadOnlyMemory<byte> bytes) : ClipboardContent(origin, types)
{
    public override IClipboardReading Read(string type, IClipboardReader reader) => new Reading(bytes, reader);

    private sealed class Reading(ReadOnlyMemory<byte> left, IClipboardReader reader) : IClipboardReading
    {
        private ReadOnlyMemory<byte> left = left;
        private int window = ProtocolLimits.ClipboardWindowBytes;
        private bool isGiving;
        private bool isOver;

        public void Start() => Give();

        public void Credit(int bytes)
        {
            window += bytes;
            // A reader that hands data on at once says so while it gets it.
            if (!isGiving) Give();
        }

        public void Cancel() => isOver = true;

        private void Give()
        {
            isGiving = true;
            while (!isOver && window > 0 && left.Length > 0)
            {
                var part = left[..Math.Min(left.Length, Math.Min(window, ProtocolLimits.ClipboardDataBytes))];
                left = left[part.Length..];
                window -= part.Length;
                reader.Data(part);
            }
            isGiving = false;
            if (isOver || left.Length > 0) return;
            isOver = true;
            reader.End();
        }
    }
}

/// <summary>Content that an app of a guest has.</summary>
internal sealed class GuestContent(GuestClipboard guest, in ClipboardOffer offer) : ClipboardContent(offer.Origin, offer.Types)
{
    private readonly SelectionKind kind = offer.Selection;
    private readonly uint serial = offer.Serial;

    public GuestClipboard Guest => guest;

    public override IClipboardReading Read(string type, IClipboardReader reader) => guest.Read(kind, serial, type, reader);
}
