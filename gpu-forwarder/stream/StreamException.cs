// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Gpu.Stream;

/// <summary>The client broke the rules of STREAM.md; its session ends.</summary>
public sealed class StreamException(string reason) : Exception(reason);
