namespace MeshHost.Helm.Repositories;

/// <summary>One way of storing charts on a server.</summary>
internal interface IChartSource
{
    /// <summary>The versions that there are of a chart.</summary>
    Task<IReadOnlyList<ChartVersion>> VersionsAsync(string chart, CancellationToken cancellationToken);

    /// <summary>The archive of one version, checked against its digest and kept in the cache.</summary>
    Task<byte[]> DownloadAsync(ChartVersion version, CancellationToken cancellationToken);
}
