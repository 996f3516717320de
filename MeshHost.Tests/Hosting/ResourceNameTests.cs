using Aspire.Hosting;

namespace MeshHost.Tests.Hosting;

public class ResourceNameTests : HostTest
{
    [Theory]
    [InlineData("a")]
    [InlineData("istio-base")]
    [InlineData("Zone1-a")]
    [InlineData("a234567890123456789012345678901234567890123456789012345678901234")]
    public void Names_of_letters_digits_and_single_hyphens_are_accepted(string name) => Assert.Equal(name, new Widget(name).Name);

    [Theory]
    [InlineData("", "between 1 and 64")]
    [InlineData("a2345678901234567890123456789012345678901234567890123456789012345", "between 1 and 64")]
    [InlineData("1a", "start with an ASCII letter")]
    [InlineData("-a", "start with an ASCII letter")]
    [InlineData("a_b", "only ASCII letters, digits, and hyphens")]
    [InlineData("ä", "start with an ASCII letter")]
    [InlineData("a--b", "consecutive hyphens")]
    [InlineData("a-", "end with a hyphen")]
    public void Names_that_break_a_rule_are_rejected_with_that_rule(string name, string rule)
    {
        var exception = Assert.Throws<ArgumentException>(() => new Widget(name));
        Assert.Contains(rule, exception.Message);
    }

    [Fact]
    public void AddResource_throws_naming_both_types_WhenTheNameIsTakenInAnotherCase()
    {
        var builder = CreateBuilder();
        builder.AddResource(new Widget("one"));
        var exception = Assert.Throws<DistributedApplicationException>(() => builder.AddParameter("ONE"));
        Assert.Contains("'ONE'", exception.Message);
        Assert.Contains(nameof(Widget), exception.Message);
    }

    [Fact]
    public void Build_throws_WhenTheCollectionWasGivenTwoResourcesOfOneName()
    {
        var builder = CreateBuilder();
        builder.AddResource(new Widget("one"));
        builder.Resources.Add(new Widget("One"));
        Assert.Throws<DistributedApplicationException>(builder.Build);
    }
}
