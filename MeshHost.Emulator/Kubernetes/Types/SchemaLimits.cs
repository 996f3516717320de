using System.Text.RegularExpressions;

namespace MeshHost.Emulator.Kubernetes.Types;

/// <summary>The value validations of a structural schema, in the terms of JSON Schema.</summary>
internal sealed record SchemaLimits
{
    private Regex? _expression;

    public decimal? Minimum { get; init; }

    public bool ExclusiveMinimum { get; init; }

    public decimal? Maximum { get; init; }

    public bool ExclusiveMaximum { get; init; }

    public decimal? MultipleOf { get; init; }

    public int? MinLength { get; init; }

    public int? MaxLength { get; init; }

    public string? Pattern { get; init; }

    /// <summary>The pattern, made when a value first meets it: big definitions have thousands that none ever does.</summary>
    public Regex? Expression => Pattern is null ? null : _expression ??= new Regex(Pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    public int? MinItems { get; init; }

    public int? MaxItems { get; init; }

    public bool UniqueItems { get; init; }

    public int? MinProperties { get; init; }

    public int? MaxProperties { get; init; }

    /// <summary>Schemas that must all hold, as JSON: only their value validations count.</summary>
    public IReadOnlyList<Schema> AllOf { get; init; } = [];

    public IReadOnlyList<Schema> AnyOf { get; init; } = [];

    public IReadOnlyList<Schema> OneOf { get; init; } = [];

    public Schema? Not { get; init; }
}
