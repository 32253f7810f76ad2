// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Wayland.Client;

/// <summary>What a proxy class can be made from without reflection.</summary>
public interface IProxy<TSelf>
    where TSelf : Proxy
{
    static abstract string Name { get; }

    static abstract int MaximumVersion { get; }

    static abstract TSelf Create(Display display, uint id, int version);
}
