namespace MeshHost.Tests.Helm.Differential;

/// <summary>Hand-picked templates, one a line or block; the traps of the language and of every function family.</summary>
internal static class TemplateCases
{
    public static IEnumerable<string> All()
    {
        foreach (var name in (string[])["language", "functions", "printf", "yaml", "regex", "dates"])
        {
            var path = Path.Combine(Repository.Root, "MeshHost.Tests/Helm/Differential/cases", name + ".txt");
            foreach (var block in File.ReadAllText(path).Split("\n%%\n"))
            {
                // A block of one line has one template; "lines" blocks have one a line.
                if (block.StartsWith("#lines\n", StringComparison.Ordinal))
                {
                    foreach (var line in block.Split('\n').Skip(1).Where(line => line.Length > 0))
                    {
                        yield return line;
                    }
                }
                else
                {
                    yield return block;
                }
            }
        }
    }
}
