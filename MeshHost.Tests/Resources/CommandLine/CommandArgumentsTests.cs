using MeshHost.Lifecycle.CommandLine;

namespace MeshHost.Tests.Resources.CommandLine;

public sealed class CommandArgumentsTests
{
    [Theory]
    [InlineData("--exit --time-scale 0", "--exit=true --time-scale=0")]
    [InlineData("plan --target gke", "plan --target=gke")]
    [InlineData("down --yes", "down --yes=true")]
    [InlineData("--exit plan", "--exit=true plan")]
    [InlineData("--help", "--help")]
    [InlineData("--Parameters:domain=a.b", "--Parameters:domain=a.b")]
    public void Options_are_one_argument_each(string args, string expected) =>
        Assert.Equal(expected.Split(' '), CommandArguments.Normalize(args.Split(' ')));
}
