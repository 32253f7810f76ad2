// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Linux.Librsvg;

/// <summary>The image could not be drawn; the message reads on after the file's name.</summary>
public sealed class SvgException(string message) : IOException(message);
