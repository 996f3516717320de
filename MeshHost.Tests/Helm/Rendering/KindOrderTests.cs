using MeshHost.Helm.Rendering;

namespace MeshHost.Tests.Helm.Rendering;

public sealed class KindOrderTests
{
    [Fact]
    public void Install_puts_unknown_kinds_last_by_name_and_keeps_ties()
    {
        (string Kind, int Index)[] items = [("Zebra", 0), ("Service", 1), ("Ape", 2), ("Secret", 3), ("Service", 4), ("ValidatingWebhookConfiguration", 5)];

        Assert.Equal([3, 1, 4, 5, 2, 0], KindOrder.ForInstall(items, i => i.Kind).Select(i => i.Index));
    }

    [Fact]
    public void Uninstall_stops_traffic_before_the_pods()
    {
        string[] kinds = ["Namespace", "Deployment", "Service", "CronJob", "Ingress", "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration", "Other"];

        Assert.Equal(
            ["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration", "Ingress", "Service", "CronJob", "Deployment", "Namespace", "Other"],
            KindOrder.ForUninstall(kinds, k => k));
    }
}
