// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Linux;

/// <summary>A pipe: what is written to <see cref="Write"/> comes out of <see cref="Read"/>. Both ends block until made non-blocking.</summary>
public readonly record struct Pipe(FileDescriptor Read, FileDescriptor Write)
{
    public static unsafe Pipe Create()
    {
        var fds = stackalloc int[2];
        // SAFETY: pipe2 fills exactly two ints.
        if (Libc.pipe2(fds, Libc.O_CLOEXEC) < 0)
            LinuxException.ThrowLast("pipe");
        return new Pipe(FileDescriptor.FromReceived(fds[0]), FileDescriptor.FromReceived(fds[1]));
    }
}
