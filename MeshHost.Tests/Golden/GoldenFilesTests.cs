using Xunit.Sdk;

namespace MeshHost.Tests.Golden;

public sealed class GoldenFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("meshhost-golden-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_difference_names_the_file_and_its_first_lines()
    {
        File.WriteAllText(In("a.yaml"), "one\ntwo\nthree\nfour\n");

        var message = Assert.Throws<TrueException>(() => Compare(new() { ["a.yaml"] = "one\n2\n3\nfour" })).Message;

        Assert.Contains("--- folder/a.yaml\n+++ received\n@@ line 2 @@\n one\n-two\n-three\n+2\n+3\n", message, StringComparison.Ordinal);
        Assert.Equal("one\n2\n3\nfour\n", File.ReadAllText(In("a.received.yaml")));
        Assert.Equal("one\ntwo\nthree\nfour\n", File.ReadAllText(In("a.yaml")));
    }

    [Fact]
    public void A_missing_golden_file_and_one_without_a_text_fail()
    {
        File.WriteAllText(In("gone.yaml"), "a\n");

        var message = Assert.Throws<TrueException>(() => Compare(new() { ["new.yaml"] = "b" })).Message;

        Assert.Contains("folder/gone.yaml: nothing is compared with this golden file.", message, StringComparison.Ordinal);
        Assert.Contains("folder/new.yaml: there is no such golden file.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_update_leaves_the_texts_and_nothing_else()
    {
        File.WriteAllText(In("gone.yaml"), "a\n");
        File.WriteAllText(In("old.received.yaml"), "a\n");

        Compare(new() { ["new.yaml"] = "b" }, update: true);

        Assert.Equal([In("new.yaml")], Directory.GetFiles(_folder));
        Compare(new() { ["new.yaml"] = "b\r\n" });
    }

    [Fact]
    public void Every_golden_file_is_in_a_folder_that_a_test_compares()
    {
        var folders = Directory.GetFiles(GoldenFiles.Root, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(GoldenFiles.Root, Path.GetDirectoryName(f)!).Replace('\\', '/'))
            .Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(["emulator/google", "emulator/graph", "emulator/plan", "emulator/render", "kind/graph", "kind/render"], folders);
    }

    /// <summary>The tests declare the graph themselves; this is the program's own.</summary>
    [Theory]
    [InlineData("emulator")]
    [InlineData("kind")]
    public async Task The_program_draws_the_golden_graph(string target)
    {
        var (exit, output, error) = await GoldenSeam.RunProgramAsync("graph", "--target", target);

        Assert.True(exit == 0, error);
        var path = Path.Combine(GoldenFiles.Root, target, "graph", "graph.txt");
        var golden = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(golden, output, ignoreLineEndingDifferences: true);
    }

    private string In(string name) => Path.Combine(_folder, name);

    private void Compare(Dictionary<string, string> texts, bool update = false) => GoldenFiles.Compare(_folder, "folder", texts, update);
}
