// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;

namespace Seamless.Launcher.Guests;

/// <summary>Lets an async method that was called on the loop's thread go on there after each await.</summary>
internal sealed class LoopContext(EventLoop loop) : SynchronizationContext
{
    public override void Post(SendOrPostCallback action, object? state) => loop.Post(() => action(state));

    public override void Send(SendOrPostCallback action, object? state) => throw new NotSupportedException("Nobody waits for the loop.");

    public override SynchronizationContext CreateCopy() => this;
}
