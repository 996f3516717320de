using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using MeshHost.Hosting.Application;
using MeshHost.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>Builds an application: its resources, their relations, and the services of the host.</summary>
public class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    private readonly HostApplicationBuilder _innerBuilder;
    private readonly DistributedApplicationExecutionContextOptions _executionContextOptions;
    private readonly ResourceCollection _resources = new();
    private bool _built;

    /// <summary>Initializes the builder.</summary>
    /// <param name="args">The command line arguments.</param>
    public DistributedApplicationBuilder(string[] args)
        : this(new DistributedApplicationOptions { Args = args })
    {
    }

    /// <summary>Initializes the builder.</summary>
    /// <param name="options">The options.</param>
    public DistributedApplicationBuilder(DistributedApplicationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var interceptor = ApplicationInterceptor.Current;
        var hostSettings = new HostApplicationBuilderSettings { Args = options.Args };
        interceptor?.BuilderCreating?.Invoke(options, hostSettings);

        AppHostAssembly = options.AssemblyName is { } name ? Assembly.Load(name) : interceptor?.AppHostAssembly ?? Assembly.GetEntryAssembly();
        AppHostDirectory = AppHostLocation.FindDirectory(options, AppHostAssembly);
        AppHostPath = Path.Combine(AppHostDirectory, AppHostAssembly?.GetName().Name ?? "AppHost");
        hostSettings.ContentRootPath ??= AppHostDirectory;
        hostSettings.Args ??= options.Args;

        _innerBuilder = new HostApplicationBuilder(hostSettings);
        AppHostLocation.AddUserSecrets(_innerBuilder.Configuration, _innerBuilder.Environment, AppHostAssembly, hostSettings.Args);

        _executionContextOptions = ApplicationOperation.Read(_innerBuilder.Configuration);
        ExecutionContext = new DistributedApplicationExecutionContext(_executionContextOptions);
        var eventing = new DistributedApplicationEventing();
        Eventing = eventing;
        _innerBuilder.Services.AddHosting(options, Resources, eventing, ExecutionContext, Configuration);
        interceptor?.BuilderCreated?.Invoke(this);
    }

    /// <inheritdoc/>
    public IHostEnvironment Environment => _innerBuilder.Environment;

    /// <inheritdoc/>
    public ConfigurationManager Configuration => _innerBuilder.Configuration;

    /// <inheritdoc/>
    public IServiceCollection Services => _innerBuilder.Services;

    /// <inheritdoc/>
    public string AppHostDirectory { get; }

    /// <summary>The path of the application: its folder and the name of its assembly.</summary>
    public string AppHostPath { get; }

    /// <inheritdoc/>
    public Assembly? AppHostAssembly { get; }

    /// <inheritdoc/>
    public DistributedApplicationExecutionContext ExecutionContext { get; }

    /// <inheritdoc/>
    public IResourceCollection Resources => _resources;

    /// <inheritdoc/>
    public IDistributedApplicationEventing Eventing { get; }

    /// <inheritdoc/>
    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource
    {
        ArgumentNullException.ThrowIfNull(resource);
        ResourceNameRules.Validate(resource.Name, nameof(resource));
        if (_resources.TryGetByName(resource.Name, out var existing))
        {
            throw new DistributedApplicationException(
                $"Cannot add resource of type '{resource.GetType()}' with name '{resource.Name}' because resource of type '{existing.GetType()}' "
                + $"with that name already exists. Resource names are case-insensitive.");
        }

        Resources.Add(resource);
        return CreateResourceBuilder(resource);
    }

    /// <inheritdoc/>
    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource
    {
        ArgumentNullException.ThrowIfNull(resource);
        return new ResourceBuilder<T>(this, resource);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The application has been built already.</exception>
    /// <exception cref="DistributedApplicationException">Resources have the same name or wait for each other in a circle.</exception>
    public DistributedApplication Build()
    {
        if (_built)
        {
            throw new InvalidOperationException("The application has been built already. A builder builds one application.");
        }

        var interceptor = ApplicationInterceptor.Current;
        interceptor?.Building?.Invoke(this);
        _built = true;
        ApplicationModelValidator.Validate(Resources);
        var application = new DistributedApplication(_innerBuilder.Build());
        _executionContextOptions.Services = application.Services;
        interceptor?.Built?.Invoke(application);
        return application;
    }
}
