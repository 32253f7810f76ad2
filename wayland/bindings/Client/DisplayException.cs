// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Wayland.Client;

/// <summary>The error with which the server ended the connection (wl_display.error).</summary>
public sealed record DisplayError(string Interface, uint ObjectId, uint Code, string Message)
{
    public override string ToString() => $"{Interface}#{ObjectId} error {Code}: {Message}";
}

/// <summary>The connection is over: by an error of the server, or because the server is gone.</summary>
public sealed class DisplayException(string message) : IOException(message);
