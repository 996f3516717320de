namespace MeshHost.Tests.AppHost;

/// <summary>The tests that share one running AppHost.</summary>
[CollectionDefinition(nameof(RunningMesh))]
public sealed class RunningMeshCollection : ICollectionFixture<RunningMesh>;
