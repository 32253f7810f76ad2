// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Bridge;

/// <summary>
/// How many messages of each class a guest may still send: token buckets, refilled by the clock. Frames have none, because each waits for
/// the answer to the one before.
/// </summary>
internal sealed class MessageBudget(EventLoop loop)
{
    private Bucket _windows = new(RelayLimits.Windows);
    private Bucket _memories = new(RelayLimits.FrameMemories);
    private Bucket _cursors = new(RelayLimits.Cursors);
    private Bucket _input = new(RelayLimits.Input);
    private Bucket _apps = new(RelayLimits.Apps);
    private Bucket _audio = new(RelayLimits.Audio);
    private Bucket _clipboard = new(RelayLimits.Clipboard);
    private Bucket _files = new(RelayLimits.Files);

    /// <exception cref="ProtocolException">There is nothing left to spend.</exception>
    public void Spend(MessageType type)
    {
        switch (type)
        {
            case MessageType.Frame or MessageType.InlineFrame:
                break;
            case MessageType.ClipboardOffer or MessageType.ClipboardRequest:
                Spend(ref _clipboard, RelayLimits.Clipboard);
                break;
            case MessageType.FrameMemory or MessageType.FrameMemoryReleased:
                Spend(ref _memories, RelayLimits.FrameMemories);
                break;
            default:
                SpendByGroup((MessageGroup)((int)type >> 8));
                break;
        }
    }

    /// <summary>A message about files that no transfer pays for.</summary>
    /// <exception cref="ProtocolException">There is nothing left to spend.</exception>
    public void SpendFile() => Spend(ref _files, RelayLimits.Files);

    private void SpendByGroup(MessageGroup group)
    {
        switch (group)
        {
            case MessageGroup.Windows:
                Spend(ref _windows, RelayLimits.Windows);
                break;
            case MessageGroup.Cursor:
                Spend(ref _cursors, RelayLimits.Cursors);
                break;
            case MessageGroup.Input:
                Spend(ref _input, RelayLimits.Input);
                break;
            case MessageGroup.Audio:
                Spend(ref _audio, RelayLimits.Audio);
                break;
            case MessageGroup.Apps:
                Spend(ref _apps, RelayLimits.Apps);
                break;
        }
    }

    private void Spend(ref Bucket bucket, Rate rate)
    {
        if (!bucket.TrySpend(loop.NowNanoseconds))
            throw new ProtocolException($"more than {rate.PerSecond} a second");
    }

    private struct Bucket(Rate rate)
    {
        private readonly double _perNanosecond = rate.PerSecond / 1e9;
        private readonly double _burst = rate.Burst;
        private double _left = rate.Burst;
        private long _filledNanoseconds = long.MinValue;

        public bool TrySpend(long nowNanoseconds)
        {
            if (_filledNanoseconds != long.MinValue)
                _left = Math.Min(_burst, _left + ((nowNanoseconds - _filledNanoseconds) * _perNanosecond));
            _filledNanoseconds = nowNanoseconds;
            if (_left < 1)
                return false;
            _left -= 1;
            return true;
        }
    }
}
