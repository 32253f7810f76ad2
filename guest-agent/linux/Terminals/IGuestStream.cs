// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Agent.Linux.Terminals;

/// <summary>What a stream of the terminals group leads to: a program, or the guest's GPU server.</summary>
internal interface IGuestStream : IDisposable
{
    /// <summary>0: nothing was started for it.</summary>
    int Pid { get; }

    void Data(in TerminalData data);

    /// <summary>So much more may be sent.</summary>
    void Credit(int bytes);

    void Resize(int columns, int rows);

    void Signal(int signal);

    /// <summary>Nobody is there any more.</summary>
    void HangUp();
}
