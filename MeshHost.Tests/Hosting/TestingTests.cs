using System.Reflection;
using Aspire.Hosting;
using Aspire.Hosting.Testing;
using MeshHost.Hosting.Testing;
using Microsoft.Extensions.Hosting;

namespace MeshHost.Tests.Hosting;

public sealed class TestingTests : HostTest
{
    [Fact]
    public async Task An_entry_point_is_run_up_to_where_it_builds_and_the_test_goes_on_from_there()
    {
        var run = Start(nameof(EntryPoint), ["--Parameters:color=green"]);
        await using var builder = new EntryPointTestingBuilder(run, await run.WaitForBuildAsync(TestContext.Current.CancellationToken).DefaultTimeout());
        Assert.Equal(["color", "from-entry-point"], builder.Resources.Select(r => r.Name));
        builder.AddResource(new Widget("from-test"));
        await using var application = await builder.BuildAsync(TestContext.Current.CancellationToken).DefaultTimeout();
        await application.StartAsync(TestContext.Current.CancellationToken).DefaultTimeout();
        await application.ResourceNotifications.WaitForResourceAsync("color", cancellationToken: TestContext.Current.CancellationToken).DefaultTimeout();
        Assert.True(application.ResourceNotifications.TryGetCurrentState("from-test", out _));
        Assert.Equal("off", builder.Configuration["MeshHost:Console"]);
        await application.StopAsync(TestContext.Current.CancellationToken).DefaultTimeout();
    }

    [Fact]
    public async Task What_an_entry_point_throws_before_it_builds_reaches_the_test()
    {
        var run = Start(nameof(FailingEntryPoint), []);
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => run.WaitForBuildAsync(TestContext.Current.CancellationToken).DefaultTimeout());
        Assert.Equal("no target", exception.Message);
    }

    [Fact]
    public async Task An_entry_point_that_builds_nothing_is_an_error_with_its_name()
    {
        var run = Start(nameof(IdleEntryPoint), []);
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => run.WaitForBuildAsync(TestContext.Current.CancellationToken).DefaultTimeout());
        Assert.Contains("MeshHost.Tests", exception.Message);
    }

    [Fact]
    public async Task Create_makes_an_empty_builder_that_a_test_can_configure()
    {
        HostApplicationBuilderSettings? seen = null;
        await using var builder = DistributedApplicationTestingBuilder.Create(["--Parameters:p=1"], (options, settings) =>
        {
            Assert.True(options.DisableDashboard);
            seen = settings;
        });
        var parameter = builder.AddParameter("p");
        await using var application = await builder.BuildAsync(TestContext.Current.CancellationToken);
        Assert.NotNull(seen);
        Assert.Equal("1", await parameter.Resource.GetValueAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task GetConnectionStringAsync_throws_naming_the_resource_WhenThereIsNone()
    {
        var builder = CreateBuilder();
        builder.AddResource(new Widget("w"));
        var application = Build(builder);
        var token = TestContext.Current.CancellationToken;
        Assert.Contains("'x'", (await Assert.ThrowsAsync<ArgumentException>(() => application.GetConnectionStringAsync("x", token).AsTask())).Message);
        Assert.Contains("'w'", (await Assert.ThrowsAsync<ArgumentException>(() => application.GetConnectionStringAsync("w", token).AsTask())).Message);
    }

    private static EntryPointRun Start(string method, string[] args) => EntryPointRun.Start(
        typeof(TestingTests).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!, args, new EntryPointHooks());

    private static void EntryPoint(string[] args)
    {
        var builder = DistributedApplication.CreateBuilder(args);
        builder.AddParameter("color");
        builder.AddResource(new Widget("from-entry-point"));
        builder.Build().Run();
    }

    private static void FailingEntryPoint() => throw new InvalidOperationException("no target");

    private static void IdleEntryPoint()
    {
        // Builds nothing.
    }
}
