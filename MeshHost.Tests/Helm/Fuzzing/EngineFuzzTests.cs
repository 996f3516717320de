namespace MeshHost.Tests.Helm.Fuzzing;

public sealed class EngineFuzzTests
{
    [Fact]
    public void Damaged_charts_are_rendered_or_refused_but_never_crash()
    {
        const int Cases = 500;
        var misbehaved = new List<string>();
        for (var seed = 1; seed <= Cases; seed++)
        {
            if (EngineFuzzer.Try(seed, out var problem) == FuzzOutcome.Misbehaved)
            {
                misbehaved.Add($"seed {seed}: {problem}");
            }
        }

        Assert.Empty(misbehaved);
    }
}
