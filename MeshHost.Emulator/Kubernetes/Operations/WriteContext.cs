namespace MeshHost.Emulator.Kubernetes.Operations;

/// <summary>What a write request says beside its body, and the warnings that answer it.</summary>
internal sealed class WriteContext
{
    private readonly List<string> _warnings = [];

    public bool DryRun { get; init; }

    /// <summary>Who owns the fields that are written.</summary>
    public string FieldManager { get; init; } = "unknown";

    public FieldValidation FieldValidation { get; init; } = FieldValidation.Warn;

    /// <summary>Server-side apply takes over fields that others own.</summary>
    public bool Force { get; init; }

    /// <summary>"status", or <see langword="null"/> for the object itself.</summary>
    public string? Subresource { get; init; }

    public UserInfo User { get; init; } = UserInfo.Administrator;

    /// <summary>Whether webhooks are called.</summary>
    public bool Admission { get; init; } = true;

    public IReadOnlyList<string> Warnings => _warnings;

    public void Warn(string text)
    {
        if (!_warnings.Contains(text))
        {
            _warnings.Add(text);
        }
    }
}
