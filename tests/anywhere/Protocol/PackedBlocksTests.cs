// SPDX-License-Identifier: Apache-2.0
using Seamless.Tests.Anywhere.Rules;
using Xunit;

namespace Seamless.Tests.Anywhere.Protocol;

/// <summary>The blocks that the Rust decoder is tested with are what K4os makes. GOLDEN=update writes the file anew.</summary>
public sealed class PackedBlocksTests
{
    [Fact]
    public void The_packed_blocks_for_other_decoders_are_those_of_this_encoder()
    {
        string path = Repository.PathOf("protocol/rust/tests/lz4-blocks.txt");
        string text = PackedBlocks.Text();
        if (Environment.GetEnvironmentVariable("GOLDEN") == "update") File.WriteAllText(path, text);
        Assert.Equal(text, File.ReadAllText(path));
    }
}
