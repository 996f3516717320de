using System.Collections.Immutable;
using MeshHost.Hosting.Interactions;
using Microsoft.Extensions.Hosting;

namespace MeshHost.Hosting.Dashboard.Prompts;

/// <summary>Keeps the questions that are open.</summary>
internal sealed class PromptMirror(InteractionService interactions, IHostApplicationLifetime lifetime)
{
    private ImmutableSortedDictionary<int, Interaction> _open = ImmutableSortedDictionary<int, Interaction>.Empty;
    private long _version;

    /// <summary>Grows with every change.</summary>
    public long Version => Interlocked.Read(ref _version);

    /// <summary>The open questions, the oldest first.</summary>
    public IEnumerable<Interaction> Open => Volatile.Read(ref _open).Values;

    /// <summary>Begins to watch.</summary>
    public void Start() => _ = WatchAsync(lifetime.ApplicationStopped);

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var interaction in interactions.WatchAsync(cancellationToken).ConfigureAwait(false))
            {
                Volatile.Write(ref _open, interaction.IsOpen ? _open.SetItem(interaction.Id, interaction) : _open.Remove(interaction.Id));
                Interlocked.Increment(ref _version);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The application has stopped.
        }
    }
}
