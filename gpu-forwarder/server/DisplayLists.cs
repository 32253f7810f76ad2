// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using Seamless.Gpu.Stream;

namespace Seamless.Gpu.Server;

internal enum ListCommand
{
    Accumulate,
    ClearAccumulation,
    CallList,
}

/// <summary>A command of the server's own in a display list, and the driver's list with what comes behind it.</summary>
internal readonly record struct ListStep(ListCommand Command, uint Argument, float Value, uint Rest);

/// <summary>A list that is being compiled, once the server has a command of its own in it.</summary>
internal sealed record SteppedList(uint Name, List<ListStep> Steps);

/// <summary>
/// Display lists with commands that the driver cannot have (glAccum): it has such a list in parts, of which the first has the list's own name, and
/// between them the server does the rest. All other lists are the driver's alone.
/// </summary>
internal sealed unsafe class DisplayLists(Executor x)
{
    private const uint ListMode = 0x0B30, ListBase = 0x0B32, ListIndex = 0x0B33, OutOfMemory = 0x0505;
    private const int CompileAndExecute = 0x1301;

    /// <summary>By share group and name.</summary>
    private readonly Dictionary<(uint Group, uint Name), List<ListStep>> _lists = [];
    private int _steps;
    private int _depth;

    /// <summary>False: no list is being compiled, and the command is for now. It may have been executed, too.</summary>
    public bool Compiles(ListCommand command, uint argument, float value)
    {
        var mode = x.Integer(ListMode);
        if (mode == 0)
            return false;
        if (_steps >= ServerLimits.ListSteps)
        {
            x.KeepError(OutOfMemory);
            x.TellError(OutOfMemory);
            return true;
        }
        var context = x.Context;
        var list = context.Compiled ?? new SteppedList((uint)x.Integer(ListIndex), []);
        Driver(Opcodes.glEndList);
        // Between glBegin and glEnd that is an error, as the command itself would be.
        if (x.Integer(ListMode) != 0)
            return true;
        if (mode == CompileAndExecute)
            Do(command, argument, value);
        var rest = ((delegate* unmanaged<int, uint>)x.Functions[Opcodes.glGenLists - Opcodes.First])(1);
        ((delegate* unmanaged<uint, int, void>)x.Functions[Opcodes.glNewList - Opcodes.First])(rest, mode);
        list.Steps.Add(new ListStep(command, argument, value, rest));
        context.Compiled = list;
        _steps++;
        return true;
    }

    public void End()
    {
        var context = x.Context;
        var replaced = context.Compiled?.Name ?? (_lists.Count == 0 ? 0 : (uint)x.Integer(ListIndex));
        Driver(Opcodes.glEndList);
        if (replaced == 0 || x.Integer(ListMode) != 0)
            return;
        Forget((context.Group, replaced));
        if (context.Compiled is { } compiled)
            _lists[(context.Group, replaced)] = compiled.Steps;
        context.Compiled = null;
    }

    public void Call(uint list)
    {
        if (_lists.Count == 0 || !_lists.TryGetValue((x.Context.Group, list), out var steps))
            Driver(Opcodes.glCallList, list);
        else if (!Compiles(ListCommand.CallList, list, 0))
            Run(list, steps);
    }

    public void Call(int count, uint type, byte* lists)
    {
        var first = _lists.Count == 0 || Size(type) == 0 ? 0 : (uint)x.Integer(ListBase);
        var isStepped = false;
        for (var i = 0L; i < count && _lists.Count > 0 && Size(type) > 0; i++)
            isStepped |= _lists.ContainsKey((x.Context.Group, first + Name(type, lists + (i * Size(type)))));
        if (!isStepped)
            ((delegate* unmanaged<int, uint, byte*, void>)x.Functions[Opcodes.glCallLists - Opcodes.First])(count, type, lists);
        for (var i = 0L; i < count && isStepped; i++)
            Call(first + Name(type, lists + (i * Size(type))));
    }

    public void Delete(uint first, int count)
    {
        ((delegate* unmanaged<uint, int, void>)x.Functions[Opcodes.glDeleteLists - Opcodes.First])(first, count);
        if (_lists.Count == 0 || count <= 0)
            return;
        foreach (var key in _lists.Keys.Where(key => key.Group == x.Context.Group && key.Name >= first && key.Name - first < (uint)count).ToList())
            Forget(key);
    }

    /// <summary>The last context of a share group has gone, and its lists with it.</summary>
    public void ForgetGroup(uint group)
    {
        foreach (var key in _lists.Keys.Where(key => key.Group == group).ToList())
        {
            if (_lists.Remove(key, out var steps))
                _steps -= steps.Count;
        }
    }

    private void Forget((uint Group, uint Name) key)
    {
        if (!_lists.Remove(key, out var steps))
            return;
        _steps -= steps.Count;
        foreach (var step in steps)
            ((delegate* unmanaged<uint, int, void>)x.Functions[Opcodes.glDeleteLists - Opcodes.First])(step.Rest, 1);
    }

    private void Run(uint list, List<ListStep> steps)
    {
        if (_depth >= ServerLimits.ListDepth)
            return;
        _depth++;
        Driver(Opcodes.glCallList, list);
        foreach (var step in steps)
        {
            Do(step.Command, step.Argument, step.Value);
            Driver(Opcodes.glCallList, step.Rest);
        }
        _depth--;
    }

    private void Do(ListCommand command, uint argument, float value)
    {
        if (command == ListCommand.Accumulate)
            Accumulation.Do(x, argument, value);
        else if (command == ListCommand.ClearAccumulation)
            Accumulation.Clear(x);
        else
            Call(argument);
    }

    // SAFETY: these are the commands' own types.
    private void Driver(ushort command) => ((delegate* unmanaged<void>)x.Functions[command - Opcodes.First])();

    private void Driver(ushort command, uint argument) => ((delegate* unmanaged<uint, void>)x.Functions[command - Opcodes.First])(argument);

    /// <summary>Bytes of a name in glCallLists; 0: there are no such names, which the driver refuses.</summary>
    private static int Size(uint type) => type is >= 0x1400 and <= 0x1409 ? (int)Sizes.Element(type) : 0;

    private static uint Name(uint type, byte* at) => type switch
    {
        0x1400 => (uint)*(sbyte*)at,
        0x1401 => *at,
        0x1402 => (uint)*(short*)at,
        0x1403 => *(ushort*)at,
        0x1406 => (uint)(long)*(float*)at,
        0x1407 => BinaryPrimitives.ReadUInt16BigEndian(new ReadOnlySpan<byte>(at, 2)),
        0x1408 => ((uint)at[0] << 16) + BinaryPrimitives.ReadUInt16BigEndian(new ReadOnlySpan<byte>(at + 1, 2)),
        0x1409 => BinaryPrimitives.ReadUInt32BigEndian(new ReadOnlySpan<byte>(at, 4)),
        _ => *(uint*)at,
    };
}
