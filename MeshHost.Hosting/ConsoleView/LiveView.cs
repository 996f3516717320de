using Spectre.Console;

namespace MeshHost.Hosting.ConsoleView;

/// <summary>Draws the tree of resources over and over while they are on their way.</summary>
internal sealed class LiveView(IAnsiConsole console, ConsoleLines lines, TimeProvider timeProvider)
{
    private static readonly TimeSpan s_frameInterval = TimeSpan.FromMilliseconds(125);

    /// <summary>Draws until <paramref name="isDone"/> says so; the last frame stays on the screen.</summary>
    public async Task DrawAsync(Func<IReadOnlyList<RolloutRow>> rows, Func<bool> isDone, CancellationToken cancellationToken)
    {
        lines.Hold();
        try
        {
            await console.Live(new Text(string.Empty))
                .AutoClear(false)
                .Overflow(VerticalOverflow.Crop)
                .Cropping(VerticalOverflowCropping.Bottom)
                .StartAsync(async live =>
                {
                    for (var frame = 0; ; frame++)
                    {
                        var done = isDone() || cancellationToken.IsCancellationRequested;
                        lines.Flush();
                        live.UpdateTarget(RolloutTree.Render(rows(), timeProvider.GetUtcNow(), console.Profile.Height, frame));
                        if (done)
                        {
                            return;
                        }

                        await Task.Delay(s_frameInterval, timeProvider, cancellationToken)
                            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    }
                }).ConfigureAwait(false);
        }
        finally
        {
            lines.Release();
        }
    }
}
