using MeshHost.Gcp.Iam;

namespace MeshHost.Tests.Gcp;

public sealed class IamPolicyTests
{
    private const string Member = "serviceAccount:nodes@p.iam.gserviceaccount.com";

    private const string Policy = """
        {"version":3,"etag":"Bwb+gFLDemI=","futureField":{"a":1},
         "auditConfigs":[{"service":"allServices","auditLogConfigs":[{"logType":"DATA_READ"}]}],
         "bindings":[
          {"role":"roles/owner","members":["user:admin@example.com"]},
          {"role":"roles/logging.logWriter","members":["user:x@example.com"],"condition":{"title":"t","expression":"request.time < timestamp('2030-01-01T00:00:00Z')","location":"somewhere"}},
          {"role":"roles/logging.logWriter","members":["user:y@example.com"]}]}
        """;

    [Fact]
    public async Task Roles_are_granted_in_one_write_that_keeps_everything_else()
    {
        using var test = new TestCloud(r => RecordingHandler.Json(Policy));

        var written = await test.Cloud.ResourceManager.ModifyIamPolicyAsync(
            "p", p => IamPolicyEditor.Grant(p, Member, ["roles/logging.logWriter", "roles/monitoring.viewer"]), TestContext.Current.CancellationToken);

        Assert.True(written);
        var body = Assert.Single(test.Handler.Requests, r => r.Uri.AbsolutePath.EndsWith(":setIamPolicy", StringComparison.Ordinal)).Json!;
        var policy = body["policy"]!;
        Assert.Equal("Bwb+gFLDemI=", (string?)policy["etag"]);
        Assert.Equal(3, (int)policy["version"]!);
        Assert.Equal("DATA_READ", (string?)policy["auditConfigs"]![0]!["auditLogConfigs"]![0]!["logType"]);
        Assert.Equal(1, (int)policy["futureField"]!["a"]!);
        Assert.Contains("auditConfigs", (string?)body["updateMask"], StringComparison.Ordinal);
        var bindings = policy["bindings"]!.AsArray();
        Assert.Equal(4, bindings.Count);
        Assert.Equal("somewhere", (string?)bindings[1]!["condition"]!["location"]);
        Assert.Single(bindings[1]!["members"]!.AsArray());
        Assert.Equal(["user:y@example.com", Member], bindings[2]!["members"]!.AsArray().Select(m => (string?)m));
        Assert.Equal("roles/monitoring.viewer", (string?)bindings[3]!["role"]);
    }

    [Fact]
    public async Task Nothing_is_written_WhenTheMemberHasTheRoles()
    {
        using var test = new TestCloud(_ => RecordingHandler.Json(Policy));

        Assert.False(await test.Cloud.ResourceManager.ModifyIamPolicyAsync(
            "p", p => IamPolicyEditor.Grant(p, "user:Admin@example.com", ["roles/owner"]), TestContext.Current.CancellationToken));

        Assert.Single(test.Handler.Requests);
    }

    [Theory]
    [InlineData(409, "ABORTED", "There were concurrent policy changes. Please retry the whole read-modify-write with exponential backoff.")]
    [InlineData(412, null, "Supplied fingerprint does not match.")]
    [InlineData(400, "INVALID_ARGUMENT", "Service account nodes@p.iam.gserviceaccount.com does not exist.")]
    public async Task Whole_cycle_is_repeated_WhenTheWriteCollides(int code, string? status, string message)
    {
        var writes = 0;
        using var test = new TestCloud(r =>
            r.Uri.AbsolutePath.EndsWith(":setIamPolicy", StringComparison.Ordinal) && ++writes < 3
                ? RecordingHandler.Error(code, message, status: status)
                : RecordingHandler.Json(Policy));

        Assert.True(await test.Cloud.ResourceManager.ModifyIamPolicyAsync(
            "p", p => IamPolicyEditor.Grant(p, Member, ["roles/monitoring.viewer"]), TestContext.Current.CancellationToken));

        Assert.Equal(3, test.Handler.Requests.Count(r => r.Uri.AbsolutePath.EndsWith(":getIamPolicy", StringComparison.Ordinal)));
    }

    [Fact]
    public void Revoke_removes_only_the_unconditional_binding_of_the_member()
    {
        var policy = new IamPolicy
        {
            Bindings =
            [
                new() { Role = "a", Members = [Member, "user:x"] },
                new() { Role = "b", Members = [Member] },
                new() { Role = "a", Members = [Member], Condition = new() { Title = "t" } },
                new() { Role = "c", Members = [Member] },
            ],
        };

        var revoked = IamPolicyEditor.Revoke(policy, Member, ["a", "b"]);

        Assert.Equal(["a", "a", "c"], revoked.Bindings!.Select(b => b.Role));
        Assert.Equal(["user:x"], revoked.Bindings![0].Members);
        Assert.Same(policy, IamPolicyEditor.Revoke(policy, "user:nobody", ["a", "b"]));
    }

    [Fact]
    public void Bindings_of_a_deleted_account_do_not_count()
    {
        var policy = new IamPolicy { Bindings = [new() { Role = "a", Members = ["deleted:" + Member + "?uid=1"] }] };

        Assert.Empty(IamPolicyEditor.RolesOf(policy, Member));
    }
}
