// SPDX-License-Identifier: Apache-2.0
using System.Collections.Generic;
using System.Linq;

namespace Seamless.Wayland.Generator;

/// <summary>
/// Makes the XML of every distribution give the same classes. A newer XML may add a request that no class of ours handles yet, which
/// would not compile; so each interface is cut off at the newest version that our code was written for. Older XML may lack events;
/// the code that sends them stands in for those itself.
/// </summary>
internal static class KnownVersions
{
    private static readonly Dictionary<string, int> Newest = new()
    {
        ["wl_compositor"] = 6,
        ["wl_surface"] = 6,
        ["wl_region"] = 1,
        ["wl_subcompositor"] = 1,
        ["wl_subsurface"] = 1,
        ["wl_callback"] = 1,
        ["wl_shm"] = 2,
        ["wl_shm_pool"] = 2,
        ["wl_buffer"] = 1,
        ["wl_output"] = 4,
        ["wl_seat"] = 9,
        ["wl_pointer"] = 9,
        ["wl_keyboard"] = 9,
        ["wl_touch"] = 9,
        ["wl_data_device_manager"] = 3,
        ["wl_data_device"] = 3,
        ["wl_data_source"] = 3,
        ["wl_data_offer"] = 3,
        ["wl_shell"] = 1,
        ["wl_shell_surface"] = 1,
        ["wl_display"] = 1,
        ["wl_registry"] = 1,
        ["xdg_wm_base"] = 6,
        ["xdg_positioner"] = 6,
        ["xdg_surface"] = 6,
        ["xdg_toplevel"] = 6,
        ["xdg_popup"] = 6,
        ["wp_viewporter"] = 1,
        ["wp_viewport"] = 1,
        ["wp_presentation"] = 2,
        ["wp_presentation_feedback"] = 2,
        ["zxdg_decoration_manager_v1"] = 1,
        ["zxdg_toplevel_decoration_v1"] = 1,
        ["zxdg_output_manager_v1"] = 3,
        ["zxdg_output_v1"] = 3,
        ["zwp_pointer_constraints_v1"] = 1,
        ["zwp_locked_pointer_v1"] = 1,
        ["zwp_confined_pointer_v1"] = 1,
        ["zwp_relative_pointer_manager_v1"] = 1,
        ["zwp_relative_pointer_v1"] = 1,
        ["zwp_primary_selection_device_manager_v1"] = 1,
        ["zwp_primary_selection_device_v1"] = 1,
        ["zwp_primary_selection_source_v1"] = 1,
        ["zwp_primary_selection_offer_v1"] = 1,
        ["zwp_idle_inhibit_manager_v1"] = 1,
        ["zwp_idle_inhibitor_v1"] = 1,
        ["zwp_text_input_manager_v3"] = 1,
        ["zwp_text_input_v3"] = 1,
        ["zwp_linux_dmabuf_v1"] = 4,
        ["zwp_linux_buffer_params_v1"] = 4,
        ["zwp_linux_dmabuf_feedback_v1"] = 4,
        ["wp_single_pixel_buffer_manager_v1"] = 1,
        ["wp_fractional_scale_manager_v1"] = 1,
        ["wp_fractional_scale_v1"] = 1,
        ["xdg_activation_v1"] = 1,
        ["xdg_activation_token_v1"] = 1,
        ["wp_cursor_shape_manager_v1"] = 1,
        ["wp_cursor_shape_device_v1"] = 1,
        ["xdg_toplevel_icon_manager_v1"] = 1,
        ["xdg_toplevel_icon_v1"] = 1,
        ["wp_security_context_manager_v1"] = 1,
        ["wp_security_context_v1"] = 1,
    };

    /// <summary>Arguments whose enumeration only newer XML names: numbers everywhere.</summary>
    private static readonly HashSet<string> Untyped = new() { "xdg_positioner.set_constraint_adjustment" };

    public static Protocol Limit(Protocol protocol) => protocol with { Interfaces = protocol.Interfaces.Select(Limit).ToList() };

    private static Interface Limit(Interface @interface)
    {
        if (!Newest.TryGetValue(@interface.Name, out var newest))
            return @interface;
        return @interface with
        {
            Version = System.Math.Min(@interface.Version, newest),
            Requests = Limit(@interface, @interface.Requests, newest),
            Events = Limit(@interface, @interface.Events, newest),
        };
    }

    // Messages are appended, so the opcodes of those that stay do not change.
    private static List<Message> Limit(Interface owner, IEnumerable<Message> messages, int newest) => messages
        .Where(message => message.Since <= newest)
        .Select(message => Untyped.Contains($"{owner.Name}.{message.Name}")
            ? message with { Arguments = message.Arguments.Select(argument => argument with { Enumeration = null }).ToList() }
            : message)
        .ToList();
}
