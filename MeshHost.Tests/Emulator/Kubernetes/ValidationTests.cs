using System.Text.Json.Nodes;

namespace MeshHost.Tests.Emulator.Kubernetes;

public class ValidationTests
{
    [Theory]
    [InlineData("/api/v1/namespaces/default/pods", """{"metadata":{"name":"p"},"spec":{}}""", "Pod \"p\" is invalid: spec.containers: Required value")]
    [InlineData("/api/v1/namespaces/default/pods", """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c"}]}}""", "Pod \"p\" is invalid: spec.containers[0].image: Required value")]
    [InlineData("/api/v1/namespaces/default/pods", """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i","volumeMounts":[{"name":"v","mountPath":"/x"}]}]}}""", "Pod \"p\" is invalid: spec.containers[0].volumeMounts[0].name: Not found: \"v\"")]
    [InlineData("/api/v1/namespaces/default/services", """{"metadata":{"name":"s"},"spec":{"selector":{"a":"b"}}}""", "Service \"s\" is invalid: spec.ports: Required value")]
    [InlineData("/api/v1/namespaces/default/services", """{"metadata":{"name":"s"},"spec":{"ports":[{"port":80},{"port":81}]}}""", "Service \"s\" is invalid: [spec.ports[0].name: Required value, spec.ports[1].name: Required value]")]
    [InlineData("/api/v1/namespaces/default/services", """{"metadata":{"name":"s"},"spec":{"clusterIP":"1.2.3.4","ports":[{"port":80}]}}""", "Service \"s\" is invalid: spec.clusterIPs: Invalid value: []string{\"1.2.3.4\"}: failed to allocate IP 1.2.3.4: the provided IP (1.2.3.4) is not in the valid range. The range of valid IPs is 10.30.0.0/20")]
    [InlineData("/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"c"},"data":{"a b":"x"}}""", "ConfigMap \"c\" is invalid: data[a b]: Invalid value: \"a b\": a valid config key must consist of")]
    [InlineData("/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"C"}}""", "ConfigMap \"C\" is invalid: metadata.name: Invalid value: \"C\": a lowercase RFC 1123 subdomain must consist of")]
    [InlineData("/api/v1/namespaces/default/secrets", """{"metadata":{"name":"t"},"type":"kubernetes.io/tls"}""", "Secret \"t\" is invalid: [data[tls.crt]: Required value, data[tls.key]: Required value]")]
    [InlineData("/apis/batch/v1/namespaces/default/jobs", """{"metadata":{"name":"j"},"spec":{"template":{"spec":{"containers":[{"name":"c","image":"i"}]}}}}""", "Job.batch \"j\" is invalid: spec.template.spec.restartPolicy: Required value: valid values: \"OnFailure\", \"Never\"")]
    public async Task Create_is_refused_in_the_real_servers_words(string path, string body, string message)
    {
        await using var cluster = await TestCluster.StartAsync();
        var answer = await cluster.PostAsync(path, JsonNode.Parse(body)!);

        Assert.Equal(422, answer.Code);
        Assert.StartsWith(message, answer.Message, StringComparison.Ordinal);
        Assert.NotNull(answer.At("details.causes.0.field"));
    }

    [Fact]
    public async Task Create_is_refused_WhenTheSelectorDoesNotMatchTheTemplate()
    {
        await using var cluster = await TestCluster.StartAsync();
        var wrong = TestCluster.Deployment("web");
        wrong["spec"]!["selector"]!["matchLabels"]!["app"] = "other";
        var answer = await cluster.PostAsync("/apis/apps/v1/namespaces/default/deployments", wrong);

        Assert.Equal("Deployment.apps \"web\" is invalid: spec.template.metadata.labels: Invalid value: map[string]string{\"app\":\"web\"}: `selector` does not match template `labels`", answer.Message);
    }

    [Fact]
    public async Task Update_is_refused_WhenTheSelectorChanges()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.PostAsync("/apis/apps/v1/namespaces/default/deployments", TestCluster.Deployment("web"));
        var patch = TestCluster.Json("""{"spec":{"selector":{"matchLabels":{"app":"x"}},"template":{"metadata":{"labels":{"app":"x"}}}}}""");
        var answer = await cluster.SendAsync("PATCH", "/apis/apps/v1/namespaces/default/deployments/web", patch, "application/merge-patch+json");

        Assert.Equal(422, answer.Code);
        Assert.Contains("spec.selector: Invalid value: v1.LabelSelector{MatchLabels:map[string]string{\"app\":\"x\"}, MatchExpressions:[]v1.LabelSelectorRequirement(nil)}: field is immutable", answer.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Strict", 400, 0)]
    [InlineData("Warn", 201, 1)]
    [InlineData("Ignore", 201, 0)]
    public async Task Unknown_fields_are_treated_as_asked_for(string validation, int code, int warnings)
    {
        await using var cluster = await TestCluster.StartAsync();
        var body = TestCluster.Deployment("web");
        body["spec"]!["replicaz"] = 2;
        var answer = await cluster.PostAsync($"/apis/apps/v1/namespaces/default/deployments?fieldValidation={validation}", body);

        Assert.Equal(code, answer.Code);
        Assert.Equal(warnings, answer.Warnings.Count);
        Assert.Null(code == 201 ? answer.At("spec.replicaz") : null);
    }

    [Fact]
    public async Task A_value_of_the_wrong_type_is_refused_as_go_would()
    {
        await using var cluster = await TestCluster.StartAsync();
        var body = TestCluster.Deployment("web");
        body["spec"]!["replicas"] = "two";
        var answer = await cluster.PostAsync("/apis/apps/v1/namespaces/default/deployments", body);

        Assert.Equal(400, answer.Code);
        Assert.Equal("Deployment in version \"v1\" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32", answer.Message);
    }

    [Fact]
    public async Task Defaults_are_those_of_the_real_server()
    {
        await using var cluster = await TestCluster.StartAsync();
        var answer = await cluster.PostAsync("/apis/apps/v1/namespaces/default/deployments", TestCluster.Deployment("web", "nginx"));

        Assert.Equal("25%", answer.At("spec.strategy.rollingUpdate.maxSurge"));
        Assert.Equal("Always", answer.At("spec.template.spec.containers.0.imagePullPolicy"));
        Assert.Equal("TCP", answer.At("spec.template.spec.containers.0.ports.0.protocol"));
        Assert.Equal("ClusterFirst", answer.At("spec.template.spec.dnsPolicy"));
        Assert.Equal("600", answer.At("spec.progressDeadlineSeconds"));
    }

    [Fact]
    public async Task A_load_balancer_gets_an_address_and_node_ports_of_its_own()
    {
        await using var cluster = await TestCluster.StartAsync();
        var body = TestCluster.Json("""{"metadata":{"name":"s"},"spec":{"type":"LoadBalancer","ports":[{"port":80}]}}""");
        var answer = await cluster.PostAsync("/api/v1/namespaces/default/services", body);
        var headless = await cluster.PostAsync("/api/v1/namespaces/default/services", TestCluster.Json("""{"metadata":{"name":"h"},"spec":{"clusterIP":"None","selector":{"a":"b"}}}"""));

        Assert.StartsWith("10.30.", answer.At("spec.clusterIP"), StringComparison.Ordinal);
        Assert.InRange(int.Parse(answer.At("spec.ports.0.nodePort")!, System.Globalization.CultureInfo.InvariantCulture), 30000, 32767);
        Assert.Equal("None", headless.At("spec.clusterIPs.0"));
    }
}
