using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MeshHost.Emulator.ChartRepository;

/// <summary>Serves the catalog at <c>/charts/{repository}/index.yaml</c> and the archives beside it.</summary>
/// <param name="catalog">The charts.</param>
/// <param name="time">The source of time for the index.</param>
internal sealed class ChartRepositoryServer(ChartCatalog catalog, TimeProvider time)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/charts/{repository}/index.yaml", (string repository) => catalog.Find(repository) is { } charts
            ? Results.Text(ChartIndex.Write(charts, time.GetUtcNow()), "application/yaml")
            : Results.NotFound());
        routes.MapGet("/charts/{repository}/{file}.tgz", (string repository, string file) =>
        {
            var chart = catalog.Find(repository)?.FirstOrDefault(chart => chart.FileName == file + ".tgz");
            return chart is null ? Results.NotFound() : Results.Bytes(chart.Content, "application/gzip");
        });
    }
}
