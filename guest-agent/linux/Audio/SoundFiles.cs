// SPDX-License-Identifier: Apache-2.0
using Seamless.Protocol;

namespace Seamless.Agent.Linux.Audio;

/// <summary>Where the guest's own sound server has its sockets, and the configuration that is written for it: one sink, no devices, no bus.</summary>
internal sealed class SoundFiles(string runtimeFolder)
{
    /// <summary>WirePlumber 0.4 looks for it in WIREPLUMBER_CONFIG_DIR.</summary>
    public const string PolicyConfig = "seamless.conf";

    private const string Policy = """
        context.properties = {
          application.name = "Seamless"
          log.level = 2
          support.dbus = false
          wireplumber.script-engine = lua-scripting
          wireplumber.export-core = true
        }
        context.spa-libs = {
          audio.convert.* = audioconvert/libspa-audioconvert
          support.* = support/libspa-support
        }
        context.modules = [
          { name = libpipewire-module-protocol-native }
          { name = libpipewire-module-client-node }
          { name = libpipewire-module-client-device }
          { name = libpipewire-module-adapter }
          { name = libpipewire-module-metadata }
          { name = libpipewire-module-session-manager }
        ]
        wireplumber.components = [
          { name = libwireplumber-module-lua-scripting, type = module }
          { name = seamless.lua, type = config/lua }
        ]
        """;

    // What links apps to the sink and lets it sleep; none of what looks for devices or remembers a person's choices.
    private const string PolicyScript = """
        components = {}
        local function load_module(name)
          components[name] = { "libwireplumber-module-" .. name, type = "module" }
        end
        local function load_script(name, arguments)
          components[name] = { name, type = "script/lua", args = arguments }
        end
        local linking = { ["move"] = true, ["follow"] = true }
        load_module("metadata")
        load_module("default-nodes")
        load_module("default-nodes-api")
        load_module("mixer-api")
        load_module("si-node")
        load_module("si-audio-adapter")
        load_module("si-standard-link")
        load_module("si-audio-endpoint")
        load_script("access/access-default.lua", { rules = {} })
        load_script("create-item.lua", linking)
        load_script("policy-node.lua", linking)
        load_script("suspend-node.lua")
        """;

    public string PulseFolder => Path.Join(runtimeFolder, "pulse");

    public string PulseSocket => Path.Join(PulseFolder, "native");

    public string PipeWireSocket => Path.Join(runtimeFolder, "pipewire-0");

    public string PipeWireConfig => Path.Join(Folder, "pipewire.conf");

    /// <summary>So that neither server reads or writes what the person's own one does.</summary>
    public Dictionary<string, string> Variables => new(StringComparer.Ordinal)
    {
        ["PIPEWIRE_RUNTIME_DIR"] = runtimeFolder,
        ["PULSE_RUNTIME_PATH"] = PulseFolder,
        ["PULSE_STATE_PATH"] = PulseFolder,
        ["PULSE_CONFIG"] = PulseConfig,
        ["XDG_STATE_HOME"] = Folder,
    };

    public string Folder => Path.Join(runtimeFolder, "sound");

    private string PulseConfig => Path.Join(Folder, "daemon.conf");

    /// <exception cref="IOException">They cannot be written.</exception>
    public void WritePipeWire(in AudioSink form)
    {
        Directory.CreateDirectory(Path.Join(Folder, "seamless.lua.d"));
        File.WriteAllText(PipeWireConfig, PipeWire(form));
        File.WriteAllText(Path.Join(Folder, PolicyConfig), Policy);
        File.WriteAllText(Path.Join(Folder, "seamless.lua.d", "10-policy.lua"), PolicyScript);
    }

    /// <summary>PulseAudio is told by its arguments; its file is there so that it reads no other.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void WritePulseAudio()
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(PulseConfig, "# Nothing is set here.\n");
    }

    private static string PipeWire(in AudioSink form) => $$"""
        context.properties = {
          core.daemon = true
          core.name = pipewire-0
          support.dbus = false
          mem.allow-mlock = false
          default.clock.rate = {{form.Rate}}
          default.clock.allowed-rates = [ {{form.Rate}} ]
          default.clock.quantum = 512
          default.clock.min-quantum = 128
        }
        context.spa-libs = {
          audio.convert.* = audioconvert/libspa-audioconvert
          support.* = support/libspa-support
        }
        context.modules = [
          { name = libpipewire-module-protocol-native }
          { name = libpipewire-module-metadata }
          { name = libpipewire-module-spa-node-factory }
          { name = libpipewire-module-client-node }
          { name = libpipewire-module-client-device }
          { name = libpipewire-module-access args = { } }
          { name = libpipewire-module-adapter }
          { name = libpipewire-module-link-factory }
          { name = libpipewire-module-session-manager }
        ]
        context.objects = [
          { factory = adapter
            args = {
              factory.name = support.null-audio-sink
              node.name = {{GuestAudio.SinkName(form)}}
              node.description = "Seamless"
              media.class = Audio/Sink
              audio.rate = {{form.Rate}}
              audio.channels = {{form.Channels}}
              audio.position = {{Positions(form.Channels)}}
              monitor.channel-volumes = true
              object.linger = true
            }
          }
        ]
        """;

    private static string Positions(int channels) => channels switch
    {
        1 => "[ MONO ]",
        2 => "[ FL FR ]",
        3 => "[ FL FR LFE ]",
        4 => "[ FL FR RL RR ]",
        5 => "[ FL FR FC RL RR ]",
        6 => "[ FL FR FC LFE RL RR ]",
        7 => "[ FL FR FC LFE RC SL SR ]",
        _ => "[ FL FR FC LFE RL RR SL SR ]",
    };
}
