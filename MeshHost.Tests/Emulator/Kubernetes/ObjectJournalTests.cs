using System.Text.Json.Nodes;
using MeshHost.Emulator;
using MeshHost.Emulator.Kubernetes.Storage;

namespace MeshHost.Tests.Emulator.Kubernetes;

public sealed class ObjectJournalTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("meshhost-journal-");

    private string File => Path.Combine(_folder.FullName, "objects.jsonl");

    [Fact]
    public void Store_begins_with_what_the_last_one_had_and_with_versions_that_go_on()
    {
        long revision;
        using (var journal = new ObjectJournal(File))
        {
            var store = new ObjectStore(journal);
            var first = store.TryCreate("apps", "deployments", Key("a"), Named("a"))!;
            store.TryReplace("apps", "deployments", Key("a"), first, Named("changed"));
            var gone = store.TryCreate("apps", "deployments", Key("b"), Named("b"))!;
            store.TryRemove("apps", "deployments", Key("b"), gone);
            revision = store.Revision;
        }

        using var again = new ObjectJournal(File);
        var restored = new ObjectStore(again);

        Assert.True(restored.IsRestored);
        Assert.Equal("changed", (string?)Assert.Single(restored.List("apps", "deployments", null).Items).Json["metadata"]!["name"]);
        Assert.True(restored.TryCreate("", "pods", Key("c"), Named("c"))!.ResourceVersion > revision - 1);
        Assert.Null(restored.Watch("apps", "deployments", 1001));
    }

    [Fact]
    public void Line_that_was_cut_off_is_left_out()
    {
        using (var journal = new ObjectJournal(File))
        {
            var store = new ObjectStore(journal);
            store.TryCreate("", "pods", Key("a"), Named("a"));
            store.TryCreate("", "pods", Key("b"), Named("b"));
        }

        using (var cut = System.IO.File.OpenWrite(File))
        {
            cut.SetLength(cut.Length - 5);
        }

        using var again = new ObjectJournal(File);

        Assert.Equal("a", Assert.Single(new ObjectStore(again).List("", "pods", null).Items).Json["metadata"]!["name"]!.GetValue<string>());
    }

    [Fact]
    public void File_that_is_no_journal_is_named_with_its_line()
    {
        System.IO.File.WriteAllText(File, "{\"group\":\"\",\"resource\":\"pods\",\"namespace\":\"\",\"name\":\"a\",\"version\":1}\nnot json\n");
        using var journal = new ObjectJournal(File);

        var failure = Assert.Throws<EmulatorException>(() => new ObjectStore(journal));

        Assert.Contains("objects.jsonl' is not readable as the objects of a cluster: line 2", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Journal_stays_short_however_often_an_object_changes()
    {
        using var journal = new ObjectJournal(File);
        var store = new ObjectStore(journal);
        var current = store.TryCreate("", "pods", Key("a"), Named("a"))!;
        for (var i = 0; i < 45_000; i++)
        {
            current = store.TryReplace("", "pods", Key("a"), current, Named("a"))!;
        }

        Assert.InRange(System.IO.File.ReadLines(File).Count(), 1, 20_001);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static StoreKey Key(string name) => new("default", name);

    private static JsonObject Named(string name) => new() { ["metadata"] = new JsonObject { ["name"] = name } };
}
