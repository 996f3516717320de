using MeshHost.Emulator.Google.Http;

namespace MeshHost.Emulator.Google.Faults;

/// <summary>Turns faults into answers.</summary>
internal static class FaultErrors
{
    /// <summary>The error that a fault answers with.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="service">The service that was called.</param>
    /// <returns>The error.</returns>
    public static GoogleErrorException ToError(this Fault fault, string service) =>
        new(fault.HttpStatus, fault.Reason, fault.Code, fault.Message)
        {
            Details = fault.ErrorInfoReason is null ? [] : [GoogleErrorException.ErrorInfo(fault.ErrorInfoReason, "googleapis.com", new() { ["service"] = service })],
        };
}
