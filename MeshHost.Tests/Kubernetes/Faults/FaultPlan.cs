namespace MeshHost.Tests.Kubernetes.Faults;

/// <summary>
/// Decides from the seed alone what happens to the n-th sending of a request, whatever the order in which concurrent requests arrive:
/// the same seed gives the same trouble.
/// </summary>
internal sealed class FaultPlan(int seed)
{
    private const int MostRefusals = 5;

    public Weather Weather { get; } = (Weather)(seed % Enum.GetValues<Weather>().Length);

    public FaultKind For(string request, int occurrence, bool isWatch)
    {
        Random random = Dice(request, occurrence);
        int roll = random.Next(100);
        if (isWatch)
        {
            // Let alone by the dice, a watch still ends with every connection that is cut or server that is started anew.
            return Weather switch
            {
                Weather.Throttling => Refused(request, occurrence) ? FaultKind.TooManyRequests : FaultKind.None,
                Weather.Slowness => roll < 50 ? FaultKind.Slow : FaultKind.None,
                Weather.Errors => roll < 40 ? FaultKind.InternalError : roll < 70 ? FaultKind.CutWithin : FaultKind.None,
                _ => roll < 20 ? FaultKind.CutAndCompact : roll < 50 ? FaultKind.CutWithin : roll < 60 ? FaultKind.CutBefore : FaultKind.None,
            };
        }

        return Weather switch
        {
            Weather.Cuts => roll < 3 ? FaultKind.CutBefore : roll < 7 ? FaultKind.CutAfter : roll < 10 ? FaultKind.CutWithin : FaultKind.None,
            Weather.Throttling => Refused(request, occurrence) ? FaultKind.TooManyRequests : FaultKind.None,
            Weather.Errors => roll < 15 ? FaultKind.InternalError : roll < 30 ? FaultKind.LateGatewayTimeout : FaultKind.None,
            Weather.Slowness => roll < 1 ? FaultKind.Stalled : roll < 40 ? FaultKind.Slow : FaultKind.None,
            Weather.Restarts => roll < 2 ? FaultKind.Restart : FaultKind.None,
            _ => roll switch
            {
                < 1 => FaultKind.Restart,
                < 2 => FaultKind.CutBefore,
                < 4 => FaultKind.CutAfter,
                < 5 => FaultKind.CutWithin,
                < 10 => FaultKind.TooManyRequests,
                < 15 => FaultKind.InternalError,
                < 20 => FaultKind.LateGatewayTimeout,
                < 30 => FaultKind.Slow,
                _ => FaultKind.None,
            },
        };
    }

    /// <summary>How many bytes of an answer get through before the cut; a watch gets up to a few events further.</summary>
    public int BytesBeforeCut(string request, int occurrence, bool isWatch) => Dice(request, ~occurrence).Next(isWatch ? 8000 : 200);

    /// <summary>How long a slow answer takes.</summary>
    public TimeSpan SlowBy(string request, int occurrence) => TimeSpan.FromMilliseconds(Dice(request, ~occurrence).Next(100));

    /// <summary>In a storm every request is refused a few times in a row before it is let through.</summary>
    private bool Refused(string request, int occurrence) => occurrence < Dice(request, -1).Next(MostRefusals + 1);

    private Random Dice(string request, int occurrence)
    {
        // FNV-1a: string.GetHashCode differs from process to process.
        uint hash = 2166136261;
        foreach (char letter in $"{seed} {occurrence} {request}")
        {
            hash = (hash ^ letter) * 16777619;
        }

        return new Random((int)hash);
    }
}
