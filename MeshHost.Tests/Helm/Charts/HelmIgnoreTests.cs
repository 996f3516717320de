using MeshHost.Helm;
using MeshHost.Helm.Charts;

namespace MeshHost.Tests.Helm.Charts;

public sealed class HelmIgnoreTests
{
    [Theory]
    [InlineData("*.txt", "a.txt", false, true)]
    [InlineData("*.txt", "deep/a.txt", false, true)]
    [InlineData("/a.txt", "deep/a.txt", false, false)]
    [InlineData("deep/*.txt", "deep/a.txt", false, true)]
    [InlineData("deep/*.txt", "deep/er/a.txt", false, false)]
    [InlineData("docs/", "docs", true, true)]
    [InlineData("docs/", "docs", false, false)]
    [InlineData("a[b-d].txt", "ac.txt", false, true)]
    [InlineData("a[^b-d].txt", "ac.txt", false, false)]
    [InlineData("?.txt", "ab.txt", false, false)]
    [InlineData("# a.txt", "a.txt", false, false)]
    public void Rule_matches_as_in_helm(string rule, string path, bool isDirectory, bool ignored)
    {
        Assert.Equal(ignored, HelmIgnore.Parse(rule).IsIgnored(path, isDirectory));
    }

    [Fact]
    public void Negated_rule_ignores_what_it_does_not_match()
    {
        var ignore = HelmIgnore.Parse("!*.yaml");

        Assert.False(ignore.IsIgnored("a.yaml", isDirectory: false));
        Assert.True(ignore.IsIgnored("a.txt", isDirectory: false));
    }

    [Theory]
    [InlineData("a/**")]
    [InlineData("a[")]
    [InlineData("a\\")]
    public void Rule_that_cannot_be_read_is_refused(string rule)
    {
        Assert.Throws<ChartException>(() => HelmIgnore.Parse(rule));
    }

    [Fact]
    public void Pattern_of_many_stars_ends_quickly()
    {
        var pattern = PathPattern.TryParse(string.Concat(Enumerable.Repeat("a*", 200)) + "b")!;

        Assert.False(pattern.IsMatch(new string('a', 20_000)));
    }
}
