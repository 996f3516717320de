using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>Builds an application: its resources, their relations, and the services of the host.</summary>
public interface IDistributedApplicationBuilder
{
    /// <summary>The configuration: files, user secrets, environment and command line.</summary>
    ConfigurationManager Configuration { get; }

    /// <summary>The folder of the application's project.</summary>
    string AppHostDirectory { get; }

    /// <summary>The assembly of the application.</summary>
    Assembly? AppHostAssembly { get; }

    /// <summary>The environment, such as "Development".</summary>
    IHostEnvironment Environment { get; }

    /// <summary>The services of the host.</summary>
    IServiceCollection Services { get; }

    /// <summary>The events of the application.</summary>
    IDistributedApplicationEventing Eventing { get; }

    /// <summary>What the application was started for.</summary>
    DistributedApplicationExecutionContext ExecutionContext { get; }

    /// <summary>The resources so far.</summary>
    IResourceCollection Resources { get; }

    /// <summary>Adds a resource.</summary>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <param name="resource">The resource.</param>
    /// <returns>The builder of the resource.</returns>
    /// <exception cref="DistributedApplicationException">There is a resource of that name already.</exception>
    IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource;

    /// <summary>Makes a builder for a resource without adding it.</summary>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <param name="resource">The resource.</param>
    /// <returns>The builder of the resource.</returns>
    IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource;

    /// <summary>Builds the application; once.</summary>
    /// <returns>The application.</returns>
    DistributedApplication Build();
}
