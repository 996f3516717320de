namespace Aspire.Hosting.ApplicationModel;

/// <summary>Has a value made of others.</summary>
public interface IValueWithReferences
{
    /// <summary>What the value is made of: resources and value providers.</summary>
    IEnumerable<object> References { get; }
}
