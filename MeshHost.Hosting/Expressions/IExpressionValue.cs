namespace Aspire.Hosting.ApplicationModel;

/// <summary>Has a value now or later, and an expression that stands for it.</summary>
public interface IExpressionValue : IValueProvider, IManifestExpressionProvider
{
}
