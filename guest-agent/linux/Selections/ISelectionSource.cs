// SPDX-License-Identifier: Apache-2.0
using Seamless.Linux;

namespace Seamless.Agent.Linux;

/// <summary>Something that can be pasted: one client's, of whichever protocol.</summary>
public interface ISelectionSource
{
    MimeTypeList MimeTypes { get; }

    /// <summary>Has the data written to the pipe, by the owner and in its own time. The descriptor stays the caller's.</summary>
    void Write(string mimeType, FileDescriptor pipe);

    /// <summary>It was replaced, and will not be asked again.</summary>
    void Cancel();
}

/// <summary>One client's end that is told of the selection while the client has the keyboard.</summary>
public interface ISelectionDevice
{
    /// <summary>Null: there is nothing to paste.</summary>
    void Announce(ISelectionSource? source);
}
