namespace MeshHost.Lifecycle.CommandLine;

/// <summary>What a command line reads from and writes to: text of its own, and the bytes of programs that it runs elsewhere.</summary>
/// <param name="Output">Where results go.</param>
/// <param name="Error">Where progress and errors go.</param>
internal sealed record CommandConsole(TextWriter Output, TextWriter Error)
{
    /// <summary>Gets what opens standard input for bytes.</summary>
    public Func<Stream> OpenInput { get; init; } = Console.OpenStandardInput;

    /// <summary>Gets what opens standard output for bytes.</summary>
    public Func<Stream> OpenOutput { get; init; } = Console.OpenStandardOutput;

    /// <summary>Gets what opens standard error for bytes.</summary>
    public Func<Stream> OpenError { get; init; } = Console.OpenStandardError;
}
