using MeshHost.Helm.Rendering;

namespace MeshHost.Tests.Helm.Rendering;

public sealed class GlobPatternTests
{
    [Theory]
    [InlineData("*.yaml", "a.yaml", true)]
    [InlineData("*.yaml", "b/a.yaml", false)]
    [InlineData("**.yaml", "b/a.yaml", true)]
    [InlineData("conf/**", "conf/a/b", true)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a?c", "a/c", false)]
    [InlineData("{a,b*}.txt", "bcd.txt", true)]
    [InlineData("{a,b", "b", true)]
    [InlineData("[a-c]", "b", true)]
    [InlineData("[!a-c]", "b", false)]
    [InlineData("[ac]", "b", false)]
    [InlineData(@"[a\]c]", "]", true)]
    [InlineData(@"a\*", "a*", true)]
    [InlineData(@"a\", "a", true)]
    [InlineData("a.b", "axb", false)]
    public void Patterns_match_as_in_Helm(string pattern, string path, bool matches)
    {
        Assert.Equal(matches, GlobPattern.TryParse(pattern)!.IsMatch(path));
    }

    [Theory]
    [InlineData("[")]
    [InlineData("[]")]
    [InlineData("[abc")]
    [InlineData("[c-a]")]
    [InlineData("[a-cx]")]
    public void Classes_that_are_none_make_no_pattern(string pattern)
    {
        Assert.Null(GlobPattern.TryParse(pattern));
    }
}
