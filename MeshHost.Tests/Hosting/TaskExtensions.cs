namespace MeshHost.Tests.Hosting;

/// <summary>Makes a hang a failure with a name.</summary>
internal static class TaskExtensions
{
    // Long: a busy machine is no failure.
    private static readonly TimeSpan s_timeout = TimeSpan.FromMinutes(5);

    public static Task DefaultTimeout(this Task task) => task.WaitAsync(s_timeout, TestContext.Current.CancellationToken);

    public static Task<T> DefaultTimeout<T>(this Task<T> task) => task.WaitAsync(s_timeout, TestContext.Current.CancellationToken);
}
