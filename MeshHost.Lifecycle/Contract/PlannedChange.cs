namespace MeshHost.Lifecycle;

/// <summary>One change that provisioning would make.</summary>
/// <param name="Kind">What happens to the target.</param>
/// <param name="Target">What is changed, in the API's own terms, for example <c>networks/bookinfo-istio-vpc</c>.</param>
/// <param name="Fields">The fields that differ. Empty for a creation or deletion that needs no explanation.</param>
public sealed record PlannedChange(ChangeKind Kind, string Target, IReadOnlyList<FieldChange> Fields);
