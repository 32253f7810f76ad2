// SPDX-License-Identifier: Apache-2.0
namespace System.Runtime.CompilerServices;

// The compiler wants this type for records; netstandard2.0, which the compiler loads generators as, does not have it.
internal static class IsExternalInit;
