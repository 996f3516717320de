using System.IO.Pipelines;

namespace MeshHost.Emulator.Network;

/// <summary>One end of an in-memory connection.</summary>
/// <param name="Input">What the other end wrote.</param>
/// <param name="Output">What the other end will read.</param>
internal sealed record DuplexPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe
{
    /// <summary>Makes the two ends of a connection.</summary>
    public static (DuplexPipe Client, DuplexPipe Server) CreatePair()
    {
        // Inline continuations on one side would let a slow reader run on the writer's stack.
        var options = new PipeOptions(useSynchronizationContext: false);
        var toServer = new Pipe(options);
        var toClient = new Pipe(options);
        return (new DuplexPipe(toClient.Reader, toServer.Writer), new DuplexPipe(toServer.Reader, toClient.Writer));
    }
}
