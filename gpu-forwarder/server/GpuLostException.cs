// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Gpu.Server;

/// <summary>The GPU was reset while it worked for this client; its contexts and all that they had are gone.</summary>
internal sealed class GpuLostException() : Exception("the GPU was reset (by what a program had it draw, or by its driver), and what this one had there is lost");
