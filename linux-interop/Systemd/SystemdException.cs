// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Linux.Systemd;

/// <summary>The user's service manager could not be asked, or refused.</summary>
public sealed class SystemdException(string message) : IOException(message);
