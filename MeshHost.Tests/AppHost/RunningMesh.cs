using System.Reflection;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using MeshHost.Tests.Hosting;
using MeshHost.Tests.Resources.Lifecycle;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MeshHost.Tests.AppHost;

/// <summary>
/// The AppHost on the real host and its orchestrator, started once for all tests that need them, with resources of a user beside it: a program that waits
/// for our nodes, and a node that waits for a program and for a parameter.
/// </summary>
public sealed class RunningMesh : IAsyncLifetime
{
    /// <summary>A program that starts when all of Bookinfo is healthy.</summary>
    public const string Visitor = "visitor";

    /// <summary>A program that a node waits for.</summary>
    public const string Database = "database";

    /// <summary>A node that waits for <see cref="Database"/> and for a parameter.</summary>
    public const string Guest = "guest";

    internal DistributedApplication Application { get; private set; } = null!;

    /// <summary>What the state of <see cref="Database"/> was when <see cref="Guest"/> was provisioned.</summary>
    internal string? StateOfDatabase { get; private set; }

    public async ValueTask InitializeAsync()
    {
        var program = Assembly.Load("MeshHost.AppHost").EntryPoint!.DeclaringType!;
        var builder = await DistributedApplicationTestingBuilder.CreateAsync(program, ["--time-scale=0", "--MeshHost:Console=off"]);
        builder.Services.AddLogging(logging => logging.ClearProviders());
        builder.AddExecutable(Visitor, "sleep", ".", "3600").WaitFor(builder.CreateResourceBuilder(builder.Resources.OfType<BookinfoAppResource>().Single()));
        var database = builder.AddExecutable(Database, "sleep", ".", "3600");
        var greeting = builder.AddParameter("greeting", "hello");
        builder.AddResource(new Widget(Guest)).WithLifecycle(new ScriptedLifecycle((_, _) =>
        {
            StateOfDatabase = Application.ResourceNotifications.TryGetCurrentState(Database, out var current) ? current.Snapshot.State?.Text : null;
            return Task.CompletedTask;
        }))
            .DependsOn(database)
            .DependsOn(greeting);
        Application = await builder.BuildAsync();
        await Application.StartAsync();
    }

    public async ValueTask DisposeAsync() => await Application.DisposeAsync();
}
