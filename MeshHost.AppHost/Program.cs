return await MeshApplication.RunAsync(args, builder =>
{
    var project = builder.AddParameter("gcp-project");
    var domain = builder.AddParameter("domain");
    var email = builder.AddParameter("acme-email");

    var cluster = builder.AddGkeCluster("bookinfo-istio", project)
        .WithLocation("us-central1-a")
        .WithNetwork(nodes: "10.10.0.0/20", pods: "10.20.0.0/16", services: "10.30.0.0/20", controlPlane: "172.16.0.0/28")
        .WithAuthorizedNetwork("office", "203.0.113.0/24")
        .WithNodePool("default", machineType: "e2-standard-4", nodeCount: 3)
        .RunAs(builder.GetTarget()); // emulator (default) | kind | kubeconfig | gke

    var mesh = builder.AddIstioMesh("istio", cluster).WithStrictMtls().WithTracing(samplingPercentage: 100);
    var issuer = builder.AddCertIssuer("letsencrypt", mesh, email);
    var observability = builder.AddObservabilityStack("observability", mesh).WithHttps(issuer, domain);

    builder.AddBookinfoApp("bookinfo", mesh)
        .WithHttps(issuer, domain)
        .WithReference(observability);
});
