namespace Aspire.Hosting.ApplicationModel;

/// <summary>Has an expression that stands for its value in a manifest.</summary>
public interface IManifestExpressionProvider
{
    /// <summary>The expression, for example <c>{name.value}</c>.</summary>
    string ValueExpression { get; }
}
