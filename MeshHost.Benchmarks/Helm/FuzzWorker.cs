using System.Globalization;
using System.Text;
using MeshHost.Tests.Helm.Fuzzing;

namespace MeshHost.Benchmarks.Helm;

/// <summary>Runs cases one after the other and tells standard output before each which it is, so that whoever watches knows what hung or crashed.</summary>
internal static class FuzzWorker
{
    /// <summary>Begins the line with a case's seed.</summary>
    public const char Starting = '>';

    /// <summary>The line after a case that was refused.</summary>
    public const string Refused = "refused";

    /// <summary>Begins the line that tells how a case misbehaved.</summary>
    public const char Misbehaved = '!';

    public static int Run(int seed, CancellationToken cancellationToken)
    {
        using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false, false)) { AutoFlush = true };
        for (; !cancellationToken.IsCancellationRequested; seed++)
        {
            output.WriteLine(Starting + seed.ToString(CultureInfo.InvariantCulture));
            switch (EngineFuzzer.Try(seed, out var problem))
            {
                case FuzzOutcome.Refused:
                    output.WriteLine(Refused);
                    break;
                case FuzzOutcome.Misbehaved:
                    output.WriteLine(Misbehaved + problem.ReplaceLineEndings(" | "));
                    break;
            }
        }

        return 0;
    }
}
