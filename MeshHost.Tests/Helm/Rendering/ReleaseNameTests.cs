using MeshHost.Helm;
using MeshHost.Helm.Rendering;

namespace MeshHost.Tests.Helm.Rendering;

public sealed class ReleaseNameTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("istio-base")]
    [InlineData("a.b-c.1")]
    [InlineData("a--b")]
    [InlineData("12345678901234567890123456789012345678901234567890123")]
    public void Subdomains_are_names(string name)
    {
        ReleaseName.Check(name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("A")]
    [InlineData("-a")]
    [InlineData("a-")]
    [InlineData("a.-b")]
    [InlineData("a-.b")]
    [InlineData("a..b")]
    [InlineData("a.")]
    [InlineData("a_b")]
    [InlineData("a\n")]
    [InlineData("123456789012345678901234567890123456789012345678901234")]
    public void Other_texts_are_not(string name)
    {
        Assert.Throws<ChartException>(() => ReleaseName.Check(name));
    }
}
