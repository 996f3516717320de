namespace Aspire.Hosting.ApplicationModel;

/// <summary>Marks a parameter that receives the name of a resource, for analyzers.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ResourceNameAttribute : Attribute
{
}
