// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Seamless.Linux;

namespace Seamless.Launcher.Vms;

/// <summary>
/// What a launcher must know of a virtual machine that an earlier one started: it goes on when its launcher is killed. Which processes
/// it has stands beside it (ProcessRecord). Removed when the machine has stopped.
/// </summary>
internal sealed record VmRecord(string Qemu, Accelerator Accelerator, ImmutableArray<string> BridgeArguments)
{
    private const int FileBytes = 64 * 1024;

    public void Write(string path)
    {
        // In one step: half a record would be none.
        File.WriteAllBytes(path + ".new", JsonSerializer.SerializeToUtf8Bytes(this, VmJson.Default.VmRecord));
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>Null when there is none, or one that makes no sense.</summary>
    public static VmRecord? Read(string path)
    {
        try
        {
            return RegularFile.Read(path, FileBytes) is { } bytes ? JsonSerializer.Deserialize(bytes, VmJson.Default.VmRecord) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(VmRecord))]
internal sealed partial class VmJson : JsonSerializerContext;
