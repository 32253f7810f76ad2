// SPDX-License-Identifier: Apache-2.0
using Seamless.Wayland.Server;

namespace Seamless.Agent.Linux;

/// <summary>wp_presentation: tells clients when their content came onto the screen.</summary>
internal sealed class PresentationGlobal : WpPresentation
{
    private const uint ClockMonotonic = 1;

    public PresentationGlobal(Client client, uint id, int version)
        : base(client, id, version) => SendClockId(ClockMonotonic);

    protected override void OnFeedback(WlSurface surface, uint callback) =>
        ((Surface)surface).Pending.Presentations.Add(new PresentationFeedback(Client, callback));
}
