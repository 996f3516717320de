using MeshHost.Gcp;
using MeshHost.Gcp.Compute;
using MeshHost.Gcp.Container;

namespace MeshHost.Tests.Gcp;

public sealed class ErrorExplanationTests
{
    [Fact]
    public async Task Disabled_service_is_named()
    {
        const string Details = """[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"SERVICE_DISABLED","metadata":{"service":"container.googleapis.com"}}]""";
        var failure = await FailAsync(403, "Kubernetes Engine API has not been used in project 1 before or it is disabled.", status: "PERMISSION_DENIED", details: Details);

        Assert.Equal(GoogleCloudErrorKind.ServiceDisabled, failure.Kind);
        Assert.Contains("Enable the API container.googleapis.com", failure.Message, StringComparison.Ordinal);
        Assert.Contains("cluster 'c' in z of project 'p'", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Required 'compute.firewalls.create' permission for 'projects/p/global/firewalls/f'", "compute.firewalls.create", "roles/compute.securityAdmin")]
    [InlineData("Permission 'container.clusters.create' denied on resource", "container.clusters.create", "roles/container.admin")]
    public async Task Missing_permission_is_named_with_a_role_that_has_it(string message, string permission, string role)
    {
        var failure = await FailAsync(403, message, "forbidden");

        Assert.Equal(GoogleCloudErrorKind.PermissionDenied, failure.Kind);
        Assert.Contains($"'{permission}'", failure.Remedy, StringComparison.Ordinal);
        Assert.Contains(role, failure.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, "Constraint constraints/compute.vmExternalIpAccess violated for project 1", GoogleCloudErrorKind.OrganizationPolicy)]
    [InlineData(403, "The billing account for the owning project is disabled in state absent", GoogleCloudErrorKind.BillingDisabled)]
    [InlineData(400, "Invalid IPCidrRange: 10.0.0.0/20 conflicts with existing subnetwork 's' in region 'us-central1'.", GoogleCloudErrorKind.AddressConflict)]
    [InlineData(400, "The zone 'z' does not have enough resources available to fulfill the request.", GoogleCloudErrorKind.Stockout)]
    [InlineData(400, "IP_SPACE_EXHAUSTED: IP space of 'subnet' is exhausted.", GoogleCloudErrorKind.AddressesExhausted)]
    [InlineData(400, "Service account nodes@p.iam.gserviceaccount.com does not exist.", GoogleCloudErrorKind.ServiceAccountMissing)]
    public async Task Cause_is_recognised_from_the_message(int code, string message, GoogleCloudErrorKind kind)
    {
        var failure = await FailAsync(code, message);

        Assert.Equal(kind, failure.Kind);
        Assert.False(string.IsNullOrEmpty(failure.Remedy));
    }

    [Fact]
    public async Task Failed_compute_operation_is_a_failure_although_its_status_was_200()
    {
        using var test = new TestCloud(_ => RecordingHandler.Json("""
            {"name":"operation-9","operationType":"insert","status":"DONE","httpErrorStatusCode":403,"targetLink":"https://x/compute/v1/projects/p/zones/z/instances/i",
             "error":{"errors":[{"code":"QUOTA_EXCEEDED","message":"Quota 'CPUS' exceeded.","errorDetails":[{"quotaInfo":{"metricName":"compute.googleapis.com/cpus",
             "limitName":"CPUS-per-project-region","limit":24,"dimensions":{"region":"us-central1"}}}]}]}}
            """));

        var failure = await Assert.ThrowsAsync<GoogleCloudException>(() => test.Cloud.Compute.Operations.WaitAsync(
            "p", new ComputeOperation { Name = "operation-9", Status = "RUNNING", TargetLink = "https://x/compute/v1/projects/p/zones/z/instances/i" },
            null, TestContext.Current.CancellationToken));

        Assert.Equal(GoogleCloudErrorKind.QuotaExceeded, failure.Kind);
        Assert.Contains("compute.googleapis.com/cpus", failure.Remedy, StringComparison.Ordinal);
        Assert.Contains("24", failure.Remedy, StringComparison.Ordinal);
        Assert.Contains("operation-9", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failed_cluster_creation_tells_its_conditions()
    {
        using var test = new TestCloud();

        var failure = await Assert.ThrowsAsync<GoogleCloudException>(() => test.Cloud.Container.Operations.WaitAsync(
            new ClusterName("p", "z", "c"),
            new ContainerOperation
            {
                Name = "operation-1-a",
                OperationType = "CREATE_CLUSTER",
                Status = "DONE",
                StatusMessage = "Cluster creation failed.",
                ClusterConditions = [new() { Code = "GCE_STOCKOUT", Message = "z does not have enough resources" }],
            },
            null, TestContext.Current.CancellationToken));

        Assert.Equal(GoogleCloudErrorKind.Stockout, failure.Kind);
        Assert.Contains("another zone", failure.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Internal error. Please try again or contact Google Support.", true)]
    [InlineData("All cluster resources were brought up, but only 0 nodes out of 3 have registered.", false)]
    public async Task Operation_that_failed_within_Google_is_repeated_and_one_that_failed_for_a_reason_is_not(string message, bool transient)
    {
        using var test = new TestCloud();

        var failure = await Assert.ThrowsAsync<GoogleCloudException>(() => test.Cloud.Container.Operations.WaitAsync(
            new ClusterName("p", "z", "c"),
            new ContainerOperation { Name = "operation-1-a", OperationType = "DELETE_CLUSTER", Status = "DONE", Error = new() { Code = 13, Message = message } },
            null, TestContext.Current.CancellationToken));

        Assert.Equal(transient, failure.IsTransient);
    }

    [Fact]
    public async Task Blocker_of_a_deletion_is_named()
    {
        var failure = await FailAsync(
            400, "The network resource 'projects/p/global/networks/n' is already being used by 'projects/p/global/firewalls/k8s-fw-a1'", "resourceInUseByAnotherResource");

        Assert.Equal(GoogleCloudErrorKind.ResourceInUse, failure.Kind);
        Assert.Contains("projects/p/global/firewalls/k8s-fw-a1", failure.Remedy, StringComparison.Ordinal);
    }

    private static async Task<GoogleCloudException> FailAsync(int code, string message, string? reason = null, string? status = null, string? details = null)
    {
        using var test = new TestCloud(_ => RecordingHandler.Error(code, message, reason, status, details), maxAttempts: 1, iamPropagation: TimeSpan.Zero);
        return await Assert.ThrowsAsync<GoogleCloudException>(() =>
            test.Cloud.Container.CreateClusterAsync(new ClusterName("p", "z", "c"), new Cluster { Name = "c" }, TestContext.Current.CancellationToken));
    }
}
