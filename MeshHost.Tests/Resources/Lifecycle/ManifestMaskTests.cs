using MeshHost.Resources.Clusters;

namespace MeshHost.Tests.Resources.Lifecycle;

public sealed class ManifestMaskTests
{
    [Fact]
    public void Values_of_secrets_are_hidden_and_everything_else_stays_as_it_was()
    {
        const string Manifest = """
            # kept
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: a}
            data: {password: not-a-secret}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: b}
            data: {password: aHVudGVyMg==}
            stringData: {other: hunter2}

            """;

        var shown = ManifestMask.Hide(Manifest);

        Assert.Contains("# kept", shown, StringComparison.Ordinal);
        Assert.Contains("not-a-secret", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("aHVudGVyMg==", shown, StringComparison.Ordinal);
        Assert.Matches("password: .?\\*\\*\\*", shown);
    }
}
