using Aspire.Hosting;
using MeshHost.Lifecycle.CommandLine;
using MeshHost.Tests.Hosting;

namespace MeshHost.Tests.Resources.CommandLine;

public sealed class ArgumentRulesTests
{
    [Theory]
    [InlineData("'--time-scal' is not an option of 'graph'. Did you mean '--time-scale'?", "graph", "--time-scal", "0")]
    [InlineData("'--outptu' is not an option of 'plan'. Did you mean '--output'?", "plan", "--outptu", "json")]
    [InlineData("'--exi' is not an option of 'up'. Did you mean '--exit'?", "--exi")]
    [InlineData("'--folow' is not an option of 'logs'. Did you mean '--follow'?", "logs", "node", "--folow")]
    [InlineData("'--folow' is not an option of 'logs'. Did you mean '--follow'?", "logs", "--folow")]
    [InlineData("'--domain' is not an option of 'up'. Did you mean the parameter '--Parameters:domain'?", "--domain", "example.org")]
    [InlineData("'--frobnicate' is not an option of 'up'. A setting of the configuration is given as --Section:Name=value.", "--frobnicate", "x")]
    [InlineData("'-x' is not an option of 'graph'.", "graph", "-x")]
    [InlineData("'grpah' is not a command here. Did you mean 'graph'?", "grpah")]
    [InlineData("'frobnicate' is not a command here.", "frobnicate")]
    [InlineData("'extra' is one argument too many for 'graph'.", "graph", "extra")]
    public async Task What_nobody_takes_is_refused_with_what_may_have_been_meant(string message, params string[] args)
    {
        var (exit, output, error) = await RunAsync(args);

        Assert.Equal(3, exit);
        Assert.Empty(output);
        Assert.StartsWith(message, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("graph", "--Parameters:domain=x")]
    [InlineData("graph", "--Parameters:domain", "x")]
    [InlineData("graph", "Parameters:domain=x")]
    [InlineData("Parameters:domain=x", "graph")]
    [InlineData("graph", "--MeshHost:Console=off")]
    [InlineData("graph", "--time-scale", "0")]
    [InlineData("graph", "--environment", "Development")]
    public async Task Configuration_and_declared_settings_are_taken(params string[] args)
    {
        var (exit, _, error) = await RunAsync(args);

        Assert.True(exit == 0, error);
    }

    [Fact]
    public async Task Value_of_the_configuration_is_not_taken_for_a_node()
    {
        var (exit, _, error) = await RunAsync("render", "Parameters:domain=example.org", "Parameters:p=mesh-demo", "nobody");

        Assert.Equal(3, exit);
        Assert.Contains("There is no node 'nobody'", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Declared_setting_is_in_the_help_of_every_command()
    {
        var (_, output, _) = await RunAsync("plan", "--help");

        Assert.Contains("--time-scale", output, StringComparison.Ordinal);
        Assert.Contains("how fast", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("abc", null)]
    [InlineData("statsu", "status")]
    [InlineData("STATUS", "status")]
    public void Nearest_name_is_a_few_letters_away(string name, string? expected) => Assert.Equal(expected, NearestName.Find(name, ["status", "render", "x"]));

    private static Task<(int Exit, string Output, string Error)> RunAsync(params string[] args)
    {
        var normal = CommandArguments.Normalize(args);
        var builder = HostTest.CreateBuilder(normal);
        builder.AddParameter("domain");
        builder.AddCommandSetting("time-scale", "how fast");
        builder.AddGkeCluster("mesh", builder.AddParameter("p"));
        return RolledOutMesh.RunAsync(builder, normal);
    }
}
