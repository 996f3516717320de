namespace Aspire.Hosting.ApplicationModel;

/// <summary>Who can see a command.</summary>
[Flags]
public enum ResourceCommandVisibility
{
    /// <summary>Nobody.</summary>
    None = 0,

    /// <summary>People, in a dashboard.</summary>
    UI = 1,

    /// <summary>Programs.</summary>
    Api = 2,
}
