namespace MeshHost.Tests.Hosting.Dashboard.Browser;

/// <summary>
/// Tests with a browser have the process to themselves: every application in a process collects the spans of all of them, and pages would show those of
/// other tests.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public static class BrowserTests
{
    public const string Name = "in a browser";
}
