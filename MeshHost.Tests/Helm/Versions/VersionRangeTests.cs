using MeshHost.Helm.Versions;

namespace MeshHost.Tests.Helm.Versions;

public sealed class VersionRangeTests
{
    [Theory]
    [InlineData("1.2.3", "1.2.3", true)]
    [InlineData("v1.2", "1.2.0", true)]
    [InlineData("1.2", "1.2.9", true)]
    [InlineData("*", "4.0.0", true)]
    [InlineData("*", "4.0.0-rc.1", false)]
    [InlineData(">0.0.0-0", "4.0.0-rc.1", true)]
    [InlineData("0.12.*", "0.12.8", true)]
    [InlineData("0.12.*", "0.13.0", false)]
    [InlineData("2.x.x", "2.31.10", true)]
    [InlineData("~1.29", "1.29.6", true)]
    [InlineData("~1.29", "1.30.0", false)]
    [InlineData("^1.2", "1.9.0", true)]
    [InlineData("^0.2.3", "0.3.0", false)]
    [InlineData(">= 1.21-0", "1.33.4", true)]
    [InlineData(">=1.25.0-0", "1.33.4-gke.1", true)]
    [InlineData(">=1.2 <2 || >=3", "2.5.0", false)]
    [InlineData(">=1.2, <2 || >=3", "3.5.0", true)]
    [InlineData("1.2 - 1.4", "1.4.0", true)]
    [InlineData("1.2 - 1.4", "1.5.0", false)]
    [InlineData("!=1.2.x", "1.2.7", false)]
    [InlineData(">1.1", "1.1.5", false)]
    [InlineData(">1.1", "1.2.0", true)]
    [InlineData("<=1.1", "1.1.5", true)]
    [InlineData("1.2 - 1.4, !=1.3.0", "1.3.0", false)]
    [InlineData("!=1.3.0,1.2 - 1.4", "1.4.0", true)]
    [InlineData("1.2-1.4", "1.2.0-1.4", true)]
    [InlineData(" > 1.2.3-rc.1+b.1 ,< v2 ", "1.2.3-rc.2", true)]
    public void Range_contains_version_as_charts_expect(string range, string version, bool contains)
    {
        Assert.Equal(contains, VersionRange.IsCompatible(range, version));
    }

    [Theory]
    [InlineData("")]
    [InlineData("newest")]
    [InlineData(">>1")]
    [InlineData("1.2.3.4")]
    [InlineData("1.2.3-")]
    [InlineData("1.2.")]
    [InlineData(">1,")]
    [InlineData(">1,,<2")]
    [InlineData(">1<2")]
    [InlineData(">1.2 - 1.4")]
    [InlineData("1.2 - 1.4 !=1.3")]
    [InlineData("!=1.3 1.2 - 1.4")]
    [InlineData("1 - 2 - 3")]
    public void Text_that_is_no_range_is_refused(string range)
    {
        Assert.Null(VersionRange.TryParse(range));
    }

    [Fact]
    public void Versions_order_with_releases_after_their_prereleases()
    {
        string[] sorted = ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-rc.2", "1.0.0-rc.11", "1.0.0", "1.0.1", "1.10.0"];

        Assert.Equal(sorted, sorted.Reverse().Select(v => SemanticVersion.TryParse(v)!).Order().Select(v => v.Original));
    }

    [Theory]
    [InlineData("1.2.3-01")]
    [InlineData("a.b.c")]
    [InlineData("1.2.3-")]
    [InlineData("1..2")]
    public void Text_that_is_no_version_is_refused(string version)
    {
        Assert.Null(SemanticVersion.TryParse(version));
    }
}
