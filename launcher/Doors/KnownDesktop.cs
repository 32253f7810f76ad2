// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Seamless.Launcher.Guests;
using Seamless.Linux;
using Seamless.Protocol;

namespace Seamless.Launcher.Doors;

/// <summary>
/// A desktop that may connect: whoever knows the key is that desktop, and whoever comes by its own socket, or by the wires of the virtual
/// machine of its name. Without a key only those.
/// </summary>
internal sealed record KnownDesktop(string Name, Bytes32? Key, TcpAddress? Listen, DesktopGuests Guests)
{
    /// <summary>Not a desktop elsewhere: programs that this person runs on this machine, which draw on the GPUs of guests.</summary>
    public const string OwnName = "own";

    /// <summary>Its programs may draw on this machine's GPU. The person says so; nobody may by himself.</summary>
    public bool MayUseGpu { get; init; }

    /// <summary>The guests on whose GPU its programs may draw; of this machine's own, those on which they may not.</summary>
    public GuestNames Gpus { get; init; } = new([]);

    public bool IsOwn => Name == OwnName;

    /// <summary>What it is apart from GPUs, which it may gain and lose while it is there.</summary>
    public KnownDesktop WithoutGpus => this with { MayUseGpu = false, Gpus = new GuestNames([]) };

    /// <summary>It has no key and shows nothing.</summary>
    public static KnownDesktop Own(GuestNames denied) => new(OwnName, null, null, new DesktopGuests([], false)) { Gpus = denied };

    /// <param name="server">The guest that serves; empty: this machine.</param>
    public bool MayUse(string server) => IsOwn ? !Gpus.Names.Contains(server) : server.Length == 0 ? MayUseGpu : Gpus.Names.Contains(server);

    /// <param name="server">As above.</param>
    /// <param name="may">From now on.</param>
    public KnownDesktop Allow(string server, bool may) => server.Length == 0 ? this with { MayUseGpu = may }
        : this with { Gpus = new GuestNames([.. Gpus.Names.Remove(server), .. may != IsOwn ? new[] { server } : []]) };

    /// <summary>Sixty-four hexadecimal digits; empty when it has none.</summary>
    public string KeyText
    {
        get
        {
            if (Key is not { } key)
                return "";
            Span<byte> bytes = stackalloc byte[Bytes32.Count];
            key.CopyTo(bytes);
            return Convert.ToHexStringLower(bytes);
        }
    }

    /// <summary>Never the virtual machine that the desktop itself runs in, which has its name.</summary>
    public bool Sees(string guest) => guest != Name && Guests.Has(guest);
}

/// <summary>Names of guests; two with the same names are alike.</summary>
internal sealed record GuestNames(ImmutableArray<string> Names)
{
    public bool Equals(GuestNames? other) => other is not null && Names.SequenceEqual(other.Names);

    public override int GetHashCode() => Names.Length;
}

/// <summary>
/// The guests that a desktop shows and starts programs in. The built-in guest has to be asked for: its programs run on this very machine as
/// its person, which a desktop elsewhere is not by itself.
/// </summary>
/// <param name="Machines">Null: every virtual machine.</param>
/// <param name="HasBuiltIn">The built-in guest as well.</param>
internal sealed record DesktopGuests(ImmutableArray<string>? Machines, bool HasBuiltIn)
{
    /// <summary>What a person names may be the built-in guest, too.</summary>
    public static DesktopGuests Of(IEnumerable<string>? named, bool hasBuiltIn) => new(
        named?.Where(each => each != LocalGuest.GuestName).Distinct().Order(StringComparer.Ordinal).ToImmutableArray(),
        hasBuiltIn || named?.Contains(LocalGuest.GuestName) == true);

    public bool Has(string guest) => guest == LocalGuest.GuestName ? HasBuiltIn : Machines?.Contains(guest) != false;

    public bool Equals(DesktopGuests? other) => other is not null && HasBuiltIn == other.HasBuiltIn && Machines.HasValue == other.Machines.HasValue
        && (Machines ?? []).SequenceEqual(other.Machines ?? []);

    public override int GetHashCode() => HashCode.Combine(HasBuiltIn, Machines?.Length);

    /// <summary>For people.</summary>
    public override string ToString()
    {
        var machines = Machines is not { } named ? "all virtual machines" : string.Join(", ", named);
        return !HasBuiltIn ? machines : machines.Length > 0 ? $"{machines}, the built-in guest" : "the built-in guest";
    }
}
