namespace MeshHost.Emulator.Monitoring.Query;

/// <summary>A node of a parsed query.</summary>
internal abstract record Expression
{
    /// <summary>A number.</summary>
    internal sealed record Number(double Value) : Expression;

    /// <summary>A vector selector, or a range selector when it has a range.</summary>
    internal sealed record Selector(IReadOnlyList<LabelMatcher> Matchers, TimeSpan? Range) : Expression;

    /// <summary>A call of a function.</summary>
    internal sealed record Call(string Function, IReadOnlyList<Expression> Arguments) : Expression;

    /// <summary>An aggregation with its grouping.</summary>
    internal sealed record Aggregation(string Operator, IReadOnlyList<string> Labels, bool Without, bool Grouped, Expression Operand) : Expression;

    /// <summary>A binary operation.</summary>
    internal sealed record Binary(string Operator, bool ReturnsBool, Expression Left, Expression Right) : Expression;
}
