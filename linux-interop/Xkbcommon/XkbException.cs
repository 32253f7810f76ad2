// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Linux.Xkbcommon;

/// <summary>The keyboard library is missing, or it refused a keymap.</summary>
public sealed class XkbException(string message) : IOException(message);
