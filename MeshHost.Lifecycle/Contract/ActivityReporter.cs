namespace MeshHost.Lifecycle;

/// <summary>Shows each progress report as the node's current activity, in the order in which the reports are made.</summary>
internal sealed class ActivityReporter<T>(LifecycleContext context, Func<T, string> format) : IProgress<T>
{
    public void Report(T value) => context.Report(format(value));
}
