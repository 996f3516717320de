namespace MeshHost.Tests.Golden;

/// <summary>The AppHost's graph on a cluster of kind's, where issuer and addresses differ.</summary>
public sealed class KindGoldenTests
{
    [Fact]
    public async Task Graph_and_objects_are_those_of_the_golden_files()
    {
        await using var seam = await GoldenSeam.StartKindAsync();
        var recording = new GoldenRecording(seam);
        var graph = await recording.GraphAsync();
        var objects = await recording.RenderAsync();

        Assert.Multiple(() => GoldenFiles.Compare("kind/graph", graph), () => GoldenFiles.Compare("kind/render", objects));
    }
}
