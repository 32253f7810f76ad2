// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Gpu.Server;

/// <summary>Pixels of a surface, counted from its lower left corner.</summary>
internal readonly record struct PixelArea(int X, int Y, int Width, int Height);
