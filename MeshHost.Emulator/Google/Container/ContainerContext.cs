using MeshHost.Emulator.Google.Compute;
using MeshHost.Emulator.Google.Iam;
using MeshHost.Emulator.Google.Operations;
using MeshHost.Emulator.Google.Projects;
using MeshHost.Emulator.Google.State;

namespace MeshHost.Emulator.Google.Container;

/// <summary>What the parts of the container API share.</summary>
/// <param name="State">The state.</param>
/// <param name="Identifiers">Ids and fingerprints.</param>
/// <param name="Operations">Long-running operations.</param>
/// <param name="Compute">The compute API, whose networks clusters live in.</param>
/// <param name="Projects">The projects.</param>
/// <param name="Accounts">The service accounts that nodes run as.</param>
/// <param name="Time">The clock.</param>
internal sealed record ContainerContext(
    CloudState State,
    Identifiers Identifiers,
    OperationRunner Operations,
    ComputeContext Compute,
    ProjectDirectory Projects,
    ServiceAccounts Accounts,
    TimeProvider Time);
