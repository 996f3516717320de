namespace Aspire.Hosting.ApplicationModel;

/// <summary>A volume of a resource.</summary>
/// <param name="Source">What is mounted.</param>
/// <param name="Target">Where it is mounted.</param>
/// <param name="MountType">"bind" or "volume".</param>
/// <param name="IsReadOnly">Whether it cannot be written.</param>
public sealed record VolumeSnapshot(string? Source, string Target, string MountType, bool IsReadOnly);
