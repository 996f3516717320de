namespace Aspire.Hosting;

/// <summary>What a message means.</summary>
public enum MessageIntent
{
    /// <summary>Nothing in particular.</summary>
    None = 0,

    /// <summary>Good news.</summary>
    Success = 1,

    /// <summary>A warning.</summary>
    Warning = 2,

    /// <summary>An error.</summary>
    Error = 3,

    /// <summary>Information.</summary>
    Information = 4,

    /// <summary>A question.</summary>
    Confirmation = 5,
}
