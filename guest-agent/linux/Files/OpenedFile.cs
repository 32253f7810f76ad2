// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Agent.Linux.Files;

/// <summary>One file that a desktop has open here. What must outlive the agent stands in its journal.</summary>
internal sealed class OpenedFile(ulong key, string path, FileJournal journal) : IDisposable
{
    public ulong Key => key;

    /// <summary>Of the copy.</summary>
    public string Path => path;

    public FileJournal Journal { get; set; } = journal;

    /// <summary>The journal on the disk; the thread for the disk alone touches this. It knows of newer versions first, the loop of newer stores.</summary>
    public FileJournal Written { get; set; } = journal;

    /// <summary>While its bytes come; null once it is whole.</summary>
    public FileArrival? Arrival { get; set; }

    /// <summary>All bytes came and are on the disk.</summary>
    public bool IsWhole { get; set; }

    /// <summary>The newest OpenFile for it: what is to be answered, and with which app it is to be opened.</summary>
    public OpenFile Asked { get; set; }

    /// <summary>An app is being started on it.</summary>
    public bool IsStarting { get; set; }

    /// <summary>It is over, if the disk finds nothing new in it.</summary>
    public bool IsEnding { get; set; }

    /// <summary>Meanwhile somebody wanted it open.</summary>
    public bool IsAskedAgain { get; set; }

    /// <summary>The app that has it; null when none has.</summary>
    public string? App { get; set; }

    public uint Instance { get; set; }

    /// <summary>A version on its way out.</summary>
    public FileDeparture? Departure { get; set; }

    /// <summary>Fires when a change has settled.</summary>
    public LoopTimer? Settling { get; set; }

    /// <summary>Its bytes are being set aside at this moment; a change meanwhile is another one.</summary>
    public bool IsSaving { get; set; }

    public bool HasChangedAgain { get; set; }

    /// <summary>How often in a row it would not settle.</summary>
    public int Rounds { get; set; }

    public bool IsBusy => IsSaving || IsStarting || IsEnding || Settling is { IsArmed: true };

    public void Dispose()
    {
        Arrival?.Dispose();
        Departure?.Dispose();
        Settling?.Dispose();
    }
}
