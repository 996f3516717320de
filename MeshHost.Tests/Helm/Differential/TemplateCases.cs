namespace MeshHost.Tests.Helm.Differential;

/// <summary>Hand-picked templates, one a line or block; the traps of the language and of every function family.</summary>
internal static class TemplateCases
{
    public const string Values = """
        str: hello
        empty: ""
        utf: "héllo wörld ☃ 😀"
        multi: "line one\nline two\n\nlast"
        quoteme: "a \"b\" 'c' \\ \t <x> & é"
        int: 3
        big: 1234567
        million: 1000000
        neg: -5
        float: 1.5
        tiny: 0.00001
        huge: 1e21
        zero: 0
        yes: true
        no: false
        nothing: null
        list: [3, 1, 2]
        words: [delta, alpha, "", charlie]
        mixed: [1, "two", null, true, 2.5, {a: 1}, [x]]
        nested: {a: {b: {c: deep}}, list: [{name: one, v: 1}, {name: two, v: 2}]}
        map: {b: 2, a: 1, c: 3, "10": ten, "9": nine, _x: u}
        emptymap: {}
        emptylist: []
        number: "42"
        octal: "012"
        hex: "0x1f"
        date: "2024-02-29T13:04:05Z"
        url: "https://user:pa%20ss@example.com:8443/a%20b/c?q=1&r=x#frag"
        version: v1.2.3-beta.1+build
        tpl: "{{ .str | upper }}-{{ .int }}"
        yaml: "a: 1\nb: [x, y]\nc: {d: e}\n"
        json: "{\"a\": [1, 2.5, \"x\", null, true]}"
        """;

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
