using MeshHost.Gcp;
using MeshHost.Gcp.Container;
using MeshHost.Gcp.Iam;
using MeshHost.Tests.Kubernetes;

namespace MeshHost.Tests.Gcp;

/// <summary>A new service account is waited for as long as Google says that it can take ("potentially 7 minutes or longer"), and no longer than ten.</summary>
public sealed class IamPropagationTests
{
    private const string Unknown = "Service account nodes@p.iam.gserviceaccount.com does not exist.";

    private static Dictionary<string, Func<GoogleCloud, CancellationToken, Task>> Calls { get; } = new()
    {
        ["roles"] = (g, ct) => g.ResourceManager.ModifyIamPolicyAsync("p", p => IamPolicyEditor.Grant(p, "serviceAccount:nodes@p.iam.gserviceaccount.com", ["roles/logging.logWriter"]), ct),
        ["cluster"] = (g, ct) => g.Container.CreateClusterAsync(new ClusterName("p", "z", "c"), new Cluster { Name = "c" }, ct),
    };

    [Theory]
    [InlineData("roles")]
    [InlineData("cluster")]
    public async Task Account_that_becomes_known_after_eight_minutes_is_waited_for(string call)
    {
        var time = new ManualTime();
        using var test = Cloud(time, time.GetUtcNow() + TimeSpan.FromMinutes(8));

        await Calls[call](test.Cloud, TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("roles")]
    [InlineData("cluster")]
    public async Task Account_that_stays_unknown_is_told_after_ten_minutes(string call)
    {
        var time = new ManualTime();
        var started = time.GetUtcNow();
        using var test = Cloud(time, DateTimeOffset.MaxValue);

        var failure = await Assert.ThrowsAsync<GoogleCloudException>(() => Calls[call](test.Cloud, TestContext.Current.CancellationToken));

        Assert.Equal(GoogleCloudErrorKind.ServiceAccountMissing, failure.Kind);
        Assert.Contains("see whether it was deleted", failure.Message, StringComparison.Ordinal);
        Assert.InRange((time.GetUtcNow() - started).TotalMinutes, 10, 11);
    }

    // Each answer takes ten seconds.
    private static TestCloud Cloud(ManualTime time, DateTimeOffset known) => new(
        request =>
        {
            time.Advance(TimeSpan.FromSeconds(10));
            return request.Uri.AbsolutePath.EndsWith(":getIamPolicy", StringComparison.Ordinal) ? RecordingHandler.Json("""{"etag":"a","bindings":[]}""")
                : time.GetUtcNow() < known ? RecordingHandler.Error(400, Unknown, "badRequest", "INVALID_ARGUMENT")
                : RecordingHandler.Json("""{"name":"operation-1","etag":"b"}""");
        },
        time: time);
}
