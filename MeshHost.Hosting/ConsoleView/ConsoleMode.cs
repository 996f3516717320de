namespace MeshHost.Hosting.ConsoleView;

/// <summary>How the console shows what goes on.</summary>
internal enum ConsoleMode
{
    /// <summary>Not at all.</summary>
    Off,

    /// <summary>A line for each change.</summary>
    Plain,

    /// <summary>A tree that is kept up to date.</summary>
    Live,
}
