// SPDX-License-Identifier: Apache-2.0
using Seamless.Gpu.Stream;

namespace Seamless.Gpu.Server;

/// <summary>A trace for people: entries, their records by name, and the data that came between.</summary>
internal sealed class TracePrinter(TextWriter output)
{
    public void Print(TraceFile trace)
    {
        var slab = new byte[StreamLimits.SlabBytes];
        var entry = 0;
        while (trace.Next())
        {
            if (trace.Header.Kind == WireKind.Data)
            {
                if (trace.Header.Argument > slab.Length - trace.Header.Bytes)
                    throw new StreamException($"{trace.Header.Bytes} bytes at {trace.Header.Argument} do not lie in the slab");
                trace.Payload.CopyTo(slab.AsSpan((int)trace.Header.Argument));
                output.WriteLine($"data {trace.Header.Bytes} bytes at {trace.Header.Argument}");
                continue;
            }
            var awaits = trace.Entry.Awaits == 0 ? "" : $", waits for {Executor.Name(trace.Entry.Awaits)}";
            output.WriteLine($"entry {++entry}: context {trace.Entry.Context}{awaits}");
            for (var rest = trace.Records; !rest.IsEmpty;)
            {
                var header = RecordHeader.Read(rest);
                output.WriteLine("  " + RecordText.Of(rest[..header.Bytes], slab));
                rest = rest[header.Bytes..];
            }
        }
    }
}
