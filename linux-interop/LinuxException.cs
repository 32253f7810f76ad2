// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Seamless.Linux;

/// <summary>
/// The system refused an operation: "memfd_create: No space left on device (ENOSPC)". The operation names what we wanted
/// and of which object, so that the line alone tells a person what to do.
/// </summary>
public class LinuxException(string operation, int errno) : IOException(Describe(operation, errno))
{
    public string Operation { get; } = operation;

    public Errno Errno { get; } = (Errno)errno;

    public LinuxException(string operation, Errno errno)
        : this(operation, (int)errno)
    {
    }

    internal static LinuxException Last(string operation) => new(operation, Marshal.GetLastPInvokeError());

    internal static Errno LastErrno => (Errno)Marshal.GetLastPInvokeError();

    [DoesNotReturn]
    internal static void ThrowLast(string operation) => throw Last(operation);

    private static string Describe(string operation, int errno)
    {
        var name = Enum.IsDefined((Errno)errno) ? ((Errno)errno).ToString() : $"errno {errno}";
        return $"{operation}: {Marshal.GetPInvokeErrorMessage(errno)} ({name})";
    }
}

/// <summary>
/// A peer sent more handles in one go than we take, or we had no room in the descriptor table; some are lost, so the stream
/// cannot be trusted any more. Those that did arrive are closed already.
/// </summary>
public sealed class HandlesTruncatedException() : LinuxException("recvmsg: handles truncated", Errno.EMSGSIZE);
