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

    // What links apps to the sink and lets it sleep; none of what looks for devices or remembers a person's choices. Nor what keeps a default:
    // until it has chosen one WirePlumber tells apps that they cannot play; without it they get the best sink, which is ours.
    private const string PolicyScript = """
        components = {}
        local function load_module(name)
          components[name] = { "libwireplumber-module-" .. name, type = "module" }
        end
        local function load_script(name, arguments)
          components[name] = { name, type = "script/lua", args = arguments }
        end
        local linking = { ["move"] = true, ["follow"] = false }
        load_module("metadata")
        load_module("mixer-api")
        load_module("si-node")
        load_module("si-audio-adapter")
        load_module("si-standard-link")
        load_module("si-audio-endpoint")
        load_script("access/access-default.lua", { rules = {} })
        load_script("{{ITEMS}}")
        load_script("policy-node.lua", linking)
        load_script("suspend-node.lua")
        """;

    // In place of create-item.lua: what plays has to wait until there is what it can play to. The app that started the server is there before
    // the sink is, and WirePlumber tells an app that finds none that it cannot play at all. And it waits until its recording is about to
    // be linked, for half a second at most: what is linked to the sink before that plays its beginning to nobody. (Not until it is linked:
    // a player that is linked to its recording and to nothing else does not always begin to play.)
    private const string ItemsScript = """
        local items, waiting, held, sink = {}, {}, {}, nil

        local function properties_of(node)
          local properties = {
            ["item.node"] = node,
            ["item.plugged.usec"] = GLib.get_monotonic_time(),
            ["item.features.monitor"] = true,
            ["item.features.control-port"] = false,
            ["node.id"] = node["bound-id"],
            ["media.type"] = "Audio",
          }
          for name, value in pairs(node.properties) do
            if name:find("^node%.") or name:find("^stream%.") or name:find("^media%.") or name == "client.id" or name == "object.path"
                or name == "object.serial" or name == "target.object" or name == "priority.session" then
              properties[name] = value
            end
          end
          local class = properties["media.class"]
          properties["item.node.type"] = class:find("^Stream/") and "stream" or "device"
          properties["item.node.direction"] = (class:find("Sink") or class:find("Input")) and "input" or "output"
          if class == "Stream/Output/Audio" then
            properties["node.autoconnect"] = false
          end
          return properties
        end

        local function play(id)
          local item = held[id]
          held[id] = nil
          if not item or not sink then
            return
          end
          local link = SessionItem("si-standard-link")
          if not link:configure {
            ["out.item"] = item,
            ["in.item"] = sink,
            ["passive"] = false,
            ["passthrough"] = false,
            ["exclusive"] = false,
            ["out.item.port.context"] = "output",
            ["in.item.port.context"] = "input",
            ["is.policy.item.link"] = true,
          } then
            return
          end
          link:register()
          link:activate(Feature.SessionItem.ACTIVE, function (activated, failure)
            if failure then
              activated:remove()
            end
          end)
        end

        local function hold(id, node)
          if node.properties["media.class"] ~= "Stream/Output/Audio" or node.properties["node.autoconnect"] == "false" then
            return
          end
          local item = items[id]
          held[id] = item
          Core.timeout_add(500, function ()
            -- Another node may have its number by now.
            if held[id] and held[id].id == item.id then
              play(id)
            end
            return false
          end)
        end

        local function add(node, ready)
          local id = node["bound-id"]
          local item = SessionItem("si-audio-adapter")
          if not item:configure(properties_of(node)) then
            return
          end
          items[id] = item
          item:activate(Features.ALL, function (activated, failure)
            if failure or not items[id] then
              return
            end
            hold(id, node)
            activated:register()
            if ready then
              ready(activated)
            end
          end)
        end

        nodes = ObjectManager { Interest { type = "node", Constraint { "media.class", "#", "*Audio*", type = "pw-global" } } }
        nodes:connect("object-added", function (_, node)
          if not node.properties["media.class"]:find("^Stream/") then
            add(node, function (item)
              sink = item
              for _, each in pairs(waiting) do
                add(each)
              end
              waiting = {}
            end)
          elseif sink then
            add(node)
          else
            waiting[node["bound-id"]] = node
          end
        end)
        nodes:connect("object-removed", function (_, node)
          local id = node["bound-id"]
          waiting[id] = nil
          held[id] = nil
          if items[id] then
            items[id]:remove()
            items[id] = nil
          end
        end)
        links = ObjectManager { Interest { type = "SiLink" } }
        links:connect("object-added", function (_, link)
          for id, item in pairs(held) do
            if tonumber(link.properties["out.item.id"]) == item.id then
              -- It is asked for when this returns; ours comes after it.
              Core.sync(function ()
                play(id)
              end)
            end
          end
        end)
        links:activate()
        nodes:activate()
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
        var items = Path.Join(Folder, "items.lua");
        File.WriteAllText(items, ItemsScript);
        File.WriteAllText(Path.Join(Folder, "seamless.lua.d", "10-policy.lua"), PolicyScript.Replace("{{ITEMS}}", items, StringComparison.Ordinal));
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
          default.clock.max-quantum = 512
        }
        context.spa-libs = {
          audio.convert.* = audioconvert/libspa-audioconvert
          support.* = support/libspa-support
        }
        context.modules = [
          { name = libpipewire-module-rt args = { nice.level = -11 } flags = [ ifexists nofail ] }
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
