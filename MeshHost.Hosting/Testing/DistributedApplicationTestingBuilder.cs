using MeshHost.Hosting.Testing;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>Makes builders of applications for tests: without dashboard and console, with the logs of resources.</summary>
public static class DistributedApplicationTestingBuilder
{
    /// <summary>Runs the entry point of an application up to the moment in which it would be built.</summary>
    /// <typeparam name="TEntryPoint">A type in the assembly of the application.</typeparam>
    /// <param name="cancellationToken">Cancels the wait for the entry point.</param>
    /// <returns>The builder, as the entry point has left it.</returns>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(CancellationToken cancellationToken = default)
        where TEntryPoint : class => CreateAsync(typeof(TEntryPoint), cancellationToken);

    /// <summary>Runs the entry point of an application up to the moment in which it would be built.</summary>
    /// <param name="entryPoint">A type in the assembly of the application.</param>
    /// <param name="cancellationToken">Cancels the wait for the entry point.</param>
    /// <returns>The builder, as the entry point has left it.</returns>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync(Type entryPoint, CancellationToken cancellationToken = default) =>
        CreateAsync(entryPoint, [], cancellationToken);

    /// <summary>Runs the entry point of an application up to the moment in which it would be built.</summary>
    /// <typeparam name="TEntryPoint">A type in the assembly of the application.</typeparam>
    /// <param name="args">The command line arguments.</param>
    /// <param name="cancellationToken">Cancels the wait for the entry point.</param>
    /// <returns>The builder, as the entry point has left it.</returns>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(
        string[] args,
        CancellationToken cancellationToken = default)
        where TEntryPoint : class => CreateAsync(typeof(TEntryPoint), args, cancellationToken);

    /// <summary>Runs the entry point of an application up to the moment in which it would be built.</summary>
    /// <param name="entryPoint">A type in the assembly of the application.</param>
    /// <param name="args">The command line arguments.</param>
    /// <param name="cancellationToken">Cancels the wait for the entry point.</param>
    /// <returns>The builder, as the entry point has left it.</returns>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync(
        Type entryPoint,
        string[] args,
        CancellationToken cancellationToken = default) => CreateAsync(entryPoint, args, (_, _) => { }, cancellationToken);

    /// <summary>Runs the entry point of an application up to the moment in which it would be built.</summary>
    /// <typeparam name="TEntryPoint">A type in the assembly of the application.</typeparam>
    /// <param name="args">The command line arguments.</param>
    /// <param name="configureBuilder">Changes options and settings before the builder is made.</param>
    /// <param name="cancellationToken">Cancels the wait for the entry point.</param>
    /// <returns>The builder, as the entry point has left it.</returns>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(
        string[] args,
        Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configureBuilder,
        CancellationToken cancellationToken = default) => CreateAsync(typeof(TEntryPoint), args, configureBuilder, cancellationToken);

    /// <summary>Runs the entry point of an application up to the moment in which it would be built.</summary>
    /// <param name="entryPoint">A type in the assembly of the application.</param>
    /// <param name="args">The command line arguments.</param>
    /// <param name="configureBuilder">Changes options and settings before the builder is made.</param>
    /// <param name="cancellationToken">Cancels the wait for the entry point.</param>
    /// <returns>The builder, as the entry point has left it.</returns>
    public static async Task<IDistributedApplicationTestingBuilder> CreateAsync(
        Type entryPoint,
        string[] args,
        Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configureBuilder,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entryPoint);
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(configureBuilder);
        var run = EntryPointRun.Start(entryPoint.Assembly, args, new EntryPointHooks { BuilderCreating = configureBuilder });
        return new EntryPointTestingBuilder(run, await run.WaitForBuildAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Makes an empty builder.</summary>
    /// <param name="args">The command line arguments.</param>
    /// <returns>The builder.</returns>
    public static IDistributedApplicationTestingBuilder Create(params string[] args) => Create(args, (_, _) => { });

    /// <summary>Makes an empty builder.</summary>
    /// <param name="args">The command line arguments.</param>
    /// <param name="configureBuilder">Changes options and settings before the builder is made.</param>
    /// <returns>The builder.</returns>
    public static IDistributedApplicationTestingBuilder Create(
        string[] args,
        Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configureBuilder)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(configureBuilder);
        return new EmptyTestingBuilder(TestingDefaults.CreateBuilder(args, configureBuilder));
    }
}
