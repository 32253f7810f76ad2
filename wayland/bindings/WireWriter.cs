// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;

namespace Seamless.Wayland;

/// <summary>One message being appended to an <see cref="OutputQueue"/>, for the generated code: begun by the object, ended by <see cref="End"/>.</summary>
internal readonly ref struct WireWriter(OutputQueue queue, WireTrace.Sender trace)
{
    private readonly OutputQueue _queue = queue;
    private readonly WireTrace.Sender _trace = trace;

    public void Int(int value) => _queue.Uint(unchecked((uint)value));

    public void Uint(uint value) => _queue.Uint(value);

    public void Fixed(Fixed value) => _queue.Uint(unchecked((uint)value.Raw));

    public void String(string? value) => _queue.String(value);

    public void Array(ReadOnlySpan<byte> value) => _queue.Array(value);

    public void Descriptor(FileDescriptor value) => _queue.Descriptor(value);

    public void End()
    {
        var message = _queue.End();
        if (WireTrace.IsOn && !message.IsEmpty)
            _trace.Print(message);
    }
}
