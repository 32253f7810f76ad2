// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Agent.Apps;

/// <summary>A desktop file, theme index or settings file that is not used, and why. The message is for a person.</summary>
public sealed class KeyFileException(string reason) : Exception(OneLine.Of(reason));
