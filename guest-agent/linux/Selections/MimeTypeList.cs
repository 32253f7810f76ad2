// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Seamless.Agent.Linux;

/// <summary>The formats of a source, in its order of preference. Bounded; what does not fit is left out, for nobody reads it.</summary>
public sealed class MimeTypeList
{
    private readonly List<string> _all = [];

    public IReadOnlyList<string> All => _all;

    public void Add(string mimeType)
    {
        if (_all.Count < SelectionLimits.MimeTypes && Encoding.UTF8.GetByteCount(mimeType) is > 0 and <= SelectionLimits.MimeTypeBytes
            && !_all.Contains(mimeType))
        {
            _all.Add(mimeType);
        }
    }

    public bool Contains(string mimeType) => _all.Contains(mimeType);
}
