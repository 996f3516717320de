using Aspire.Hosting;
using Microsoft.Extensions.Configuration;

namespace MeshHost.Hosting.Application;

/// <summary>Reads from the configuration what the application was started for.</summary>
internal static class ApplicationOperation
{
    public static DistributedApplicationExecutionContextOptions Read(IConfiguration configuration)
    {
        var operation = configuration["operation"] ?? configuration["AppHost:Operation"];
        var publisher = configuration["publisher"] ?? configuration["Publishing:Publisher"];
        if (publisher is not null || string.Equals(operation, "publish", StringComparison.OrdinalIgnoreCase))
        {
            return new DistributedApplicationExecutionContextOptions(DistributedApplicationOperation.Publish, publisher ?? "default");
        }

        return operation is null || string.Equals(operation, "run", StringComparison.OrdinalIgnoreCase)
            ? new DistributedApplicationExecutionContextOptions(DistributedApplicationOperation.Run)
            : throw new DistributedApplicationException($"The operation '{operation}' is unknown. Use --operation run or --operation publish.");
    }
}
