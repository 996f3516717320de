namespace MeshHost.Tests.Golden;

/// <summary>The AppHost's graph on the emulated Google Cloud, from nothing to a mesh that is rolled out.</summary>
public sealed class EmulatorGoldenTests
{
    [Fact]
    public async Task Graph_objects_plans_and_requests_are_those_of_the_golden_files()
    {
        await using var seam = await GoldenSeam.StartEmulatorAsync();
        var recording = new GoldenRecording(seam);
        var graph = await recording.GraphAsync();
        var objects = await recording.RenderAsync();
        var before = await recording.PlanAsync("before", exitCode: 2);
        var requests = await recording.RolloutAsync();
        var after = await recording.PlanAsync("after", exitCode: 0);

        Assert.Multiple(
            () => GoldenFiles.Compare("emulator/graph", graph),
            () => GoldenFiles.Compare("emulator/render", objects),
            () => GoldenFiles.Compare("emulator/plan", before.Concat(after).ToDictionary()),
            () => GoldenFiles.Compare("emulator/google", requests));
    }
}
