// SPDX-License-Identifier: Apache-2.0
namespace Seamless.Bridge;

/// <summary>Front-end messages, by the names and numbers of QEMU's docs/interop/vhost-user.rst. What is not here is never sent to a back-end with our features.</summary>
internal enum VhostUserRequest : uint
{
    GetFeatures = 1,
    SetFeatures = 2,
    SetOwner = 3,
    ResetOwner = 4,
    SetMemTable = 5,
    SetVringNum = 8,
    SetVringAddr = 9,
    SetVringBase = 10,
    GetVringBase = 11,
    SetVringKick = 12,
    SetVringCall = 13,
    SetVringErr = 14,
    GetProtocolFeatures = 15,
    SetProtocolFeatures = 16,
    GetQueueNum = 17,
    SetVringEnable = 18,
    SetBackendReqFd = 21,
    GetConfig = 24,
    SetConfig = 25,
    GpuSetSocket = 33,
    ResetDevice = 34,
    GetMaxMemSlots = 36,
    AddMemReg = 37,
    RemMemReg = 38,
}

[Flags]
internal enum VhostUserProtocolFeatures : ulong
{
    Mq = 1 << 0,
    ReplyAck = 1 << 3,
    BackendReq = 1 << 5,
    Config = 1 << 9,
    ResetDevice = 1 << 13,
    ConfigureMemSlots = 1 << 15,
}

/// <summary>Feature bits that belong to the ring and the transport, not to the kind of device.</summary>
[Flags]
internal enum VirtioFeatures : ulong
{
    None = 0,
    IndirectDescriptors = 1UL << 28,
    EventIndex = 1UL << 29,
    VhostUserProtocolFeatures = 1UL << 30,
    Version1 = 1UL << 32,
}
