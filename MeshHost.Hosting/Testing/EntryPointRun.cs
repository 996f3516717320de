using System.Reflection;
using Aspire.Hosting;
using MeshHost.Hosting.Application;
using Microsoft.Extensions.Hosting;

namespace MeshHost.Hosting.Testing;

/// <summary>
/// Runs the entry point of an application on a thread of its own. It is held where it calls Build until the test wants the application
/// built, and ended by an exception right after: the test starts the application itself.
/// </summary>
internal sealed class EntryPointRun
{
    private readonly TaskCompletionSource<DistributedApplicationBuilder> _building = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<DistributedApplication> _built = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _mayBuild = new();
    private readonly EntryPointHooks _hooks;
    private volatile bool _aborted;

    private EntryPointRun(EntryPointHooks hooks) => _hooks = hooks;

    public static EntryPointRun Start(Assembly assembly, string[] args, EntryPointHooks hooks)
    {
        var entryPoint = assembly.EntryPoint ?? throw new InvalidOperationException(
            $"Assembly '{assembly.GetName().Name}' has no entry point. Name a type of the application's own project.");
        return Start(entryPoint, args, hooks);
    }

    public static EntryPointRun Start(MethodInfo entryPoint, string[] args, EntryPointHooks hooks)
    {
        var run = new EntryPointRun(hooks);
        var thread = new Thread(() => run.Invoke(entryPoint, args)) { IsBackground = true, Name = "AppHost entry point" };
        thread.Start();
        return run;
    }

    public Task<DistributedApplicationBuilder> WaitForBuildAsync(CancellationToken cancellationToken) =>
        _building.Task.WaitAsync(cancellationToken);

    public Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken)
    {
        _mayBuild.TrySetResult();
        return _built.Task.WaitAsync(cancellationToken);
    }

    public void Abort()
    {
        _aborted = true;
        _mayBuild.TrySetResult();
    }

    private void Invoke(MethodInfo entryPoint, string[] args)
    {
        ApplicationInterceptor.Current = new ApplicationInterceptor
        {
            AppHostAssembly = entryPoint.DeclaringType!.Assembly,
            BuilderCreating = (options, settings) =>
            {
                TestingDefaults.Apply(options, settings, args);
                _hooks.BuilderCreating(options, settings);
            },
            BuilderCreated = _hooks.BuilderCreated,
            Building = OnBuilding,
            Built = OnBuilt,
        };
        try
        {
            var parameters = entryPoint.GetParameters().Length == 0 ? null : new object[] { args };
            entryPoint.Invoke(obj: null, BindingFlags.DoNotWrapExceptions, binder: null, parameters, culture: null);
            Fail(new InvalidOperationException(
                $"The entry point of '{entryPoint.DeclaringType.Assembly.GetName().Name}' ended without building an application."));
        }
        catch (HostAbortedException)
        {
            // That is how the entry point is ended.
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }

    private void OnBuilding(DistributedApplicationBuilder builder)
    {
        _building.TrySetResult(builder);

        // The entry point calls Build, which is synchronous; this thread is its own.
        _mayBuild.Task.GetAwaiter().GetResult();
        if (_aborted)
        {
            throw new HostAbortedException();
        }

        _hooks.Building(builder);
    }

    private void OnBuilt(DistributedApplication application)
    {
        _hooks.Built(application);
        _built.TrySetResult(application);
        throw new HostAbortedException();
    }

    private void Fail(Exception exception)
    {
        _building.TrySetException(exception);
        _built.TrySetException(exception);

        // Only one of the two is awaited.
        _ = _building.Task.Exception;
        _ = _built.Task.Exception;
    }
}
