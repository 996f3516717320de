using System.Net;
using System.Security.Cryptography.X509Certificates;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Emulator;
using MeshHost.Emulator.Hosting;
using MeshHost.Emulator.Standalone;
using MeshHost.Gcp;
using MeshHost.Resources.Targets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

/// <summary>Rolls out to the embedded emulator.</summary>
public static class EmulatorBuilderExtensions
{
    /// <summary>
    /// Uses an emulator of Google Cloud, GKE, the chart repositories, DNS and the public internet in this process, on loopback. Nothing leaves this machine.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Where the environment names an emulator that runs already, by the lines of its <see cref="EmulatorOptions.EnvironmentFile"/>, that one is used:
    /// commands in a second terminal act on what the first has rolled out.
    /// </para>
    /// <para>In run mode only: <c>aspire deploy</c> goes where <c>--target</c> says.</para>
    /// </remarks>
    /// <param name="builder">The builder of the cluster.</param>
    /// <param name="configure">Sets the emulator's options.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<GkeClusterResource> RunAsEmulator(
        this IResourceBuilder<GkeClusterResource> builder, Action<EmulatorOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.ApplicationBuilder.ExecutionContext.IsRunMode ? builder.UseEmulator(configure) : builder;
    }

    /// <summary>Uses an emulator in pipelines too: a rehearsal, where a target is asked for by name.</summary>
    internal static IResourceBuilder<GkeClusterResource> UseEmulator(this IResourceBuilder<GkeClusterResource> builder, Action<EmulatorOptions>? configure)
    {
        var options = new EmulatorOptions();
        configure?.Invoke(options);

        var application = builder.ApplicationBuilder;
        if (RunningEmulator.Find(application.Configuration) is { } running)
        {
            Use(application, running, options);
        }
        else
        {
            Start(application, options);
        }

        return builder;
    }

    private static void Start(IDistributedApplicationBuilder application, EmulatorOptions options)
    {
        application.Services.AddSingleton(services => new EmulatorHost(options, services.GetService<ILoggerFactory>()));
        application.Services.AddSingleton(services =>
            GoogleCloudConnectionOptions.ForEmulator(services.GetRequiredService<EmulatorHost>().GoogleBaseUri));
        application.Eventing.Subscribe<BeforeStartEvent>(async (started, cancellationToken) =>
        {
            var emulator = started.Services.GetRequiredService<EmulatorHost>();
            try
            {
                await emulator.StartAsync(cancellationToken).ConfigureAwait(false);
                if (options.EnvironmentFile is { } path)
                {
                    await EnvironmentFile.WriteAsync(path, emulator, options.Project, kubeconfig: null, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (EmulatorException exception)
            {
                throw new DistributedApplicationException(exception.Message, exception);
            }

            var environment = started.Services.GetRequiredService<TargetEnvironment>();
            environment.ChartRepositoryBase = emulator.ChartRepositoryUri;
            environment.PublicProxy = emulator.ProxyUri;
            environment.DnsServer = emulator.DnsEndPoint;
            environment.BrowserEdge = emulator.BrowserHttpsUri;
            environment.TrustedRoots.Add(X509Certificate2.CreateFromPem(emulator.CertificateAuthorityPem));
            Complete(environment, options);
        });
    }

    private static void Use(IDistributedApplicationBuilder application, RunningEmulator running, EmulatorOptions options)
    {
        application.Services.AddSingleton(GoogleCloudConnectionOptions.ForEmulator(running.Google));
        application.Eventing.Subscribe<BeforeStartEvent>(async (started, cancellationToken) =>
        {
            await running.CheckAsync(cancellationToken).ConfigureAwait(false);
            var environment = started.Services.GetRequiredService<TargetEnvironment>();
            environment.ChartRepositoryBase = running.Charts;
            environment.PublicProxy = running.Proxy;
            environment.DnsServer = running.Dns;
            environment.BrowserEdge = running.Https;
            environment.TrustedRoots.Add(X509CertificateLoader.LoadCertificateFromFile(running.AuthorityPath));
            Complete(environment, options);
        });
    }

    private static void Complete(TargetEnvironment environment, EmulatorOptions options)
    {
        environment.AcceptAnyChartVersion = options.ChartsFolder is not null;
        environment.EgressAddress = IPAddress.Parse(options.ClientAddress);
    }
}
