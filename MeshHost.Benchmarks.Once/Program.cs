using MeshHost.Benchmarks.Once;

// No parser of command lines: only the benchmarks call this, and what it costs to start is what they measure.
Dictionary<string, string> options = new(StringComparer.Ordinal);
for (int i = 1; i + 1 < args.Length; i += 2)
{
    options[args[i]] = args[i + 1];
}

switch (args.FirstOrDefault())
{
    case "apply" when options.Count == 3:
        await ApplyOnce.RunAsync(options["--kubeconfig"], options["--file"], int.Parse(options["--times"]));
        return 0;
    case "render" when options.Count == 2:
        await RenderOnce.RunAsync(options["--chart"], options["--values"]);
        return 0;
    default:
        await Console.Error.WriteLineAsync("""
            One job of a benchmark, in a process of its own:

              apply --kubeconfig FILE --file MANIFEST --times N   applies a manifest N times; prints how long the last time took, as JSON
              render --chart FOLDER --values FILE                 loads, renders and sorts a chart; the values need not be there
            """);
        return 2;
}
