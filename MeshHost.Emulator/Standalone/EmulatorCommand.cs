using System.CommandLine;

namespace MeshHost.Emulator.Standalone;

/// <summary>The command line of the emulator on its own.</summary>
internal static class EmulatorCommand
{
    public static RootCommand Create()
    {
        var cluster = new Option<string?>("--cluster") { Description = "Creates a GKE cluster of this name before it reports to be ready." };
        var zone = new Option<string>("--zone") { Description = "The zone of the cluster.", DefaultValueFactory = _ => "us-central1-a" };
        var project = new Option<string>("--project") { Description = "The id of the Google Cloud project.", DefaultValueFactory = _ => "mesh-demo" };
        var envFile = new Option<FileInfo?>("--env-file")
        {
            Description = "Writes shell 'export' lines to this file once everything is ready: KUBECONFIG, what points gcloud here, and the addresses of the rest.",
        };
        var timeScale = new Option<double>("--time-scale")
        {
            Description = "Factor on the durations of Google Cloud: 1 is as slow as the real one, 0 waits for nothing.",
            DefaultValueFactory = _ => 0.02,
        };
        timeScale.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is < 0 or double.NaN)
            {
                result.AddError("--time-scale must be 0 or more.");
            }
        });
        var charts = new Option<DirectoryInfo?>("--charts") { Description = "Serves the charts of this folder (directories or .tgz archives) in place of the emulator's own." };
        var data = new Option<DirectoryInfo?>("--data") { Description = "Keeps the state of Google Cloud and of its clusters in this folder. Default: in memory." };
        var faults = new Option<double>("--faults") { Description = "Injects faults that clients of Google Cloud have to survive; 1 hits about every tenth call. Default: 0, none." };
        faults.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is < 0 or double.NaN)
            {
                result.AddError("--faults must be 0 or more.");
            }
        });
        var seed = new Option<int>("--seed") { Description = "The seed of everything that is random, faults included.", DefaultValueFactory = _ => 1 };
        var port = new Option<int>("--port") { Description = "The port of the Google Cloud APIs. Default: any free one." };
        var proxyPort = new Option<int>("--proxy-port") { Description = "The port of the HTTP proxy that stands for the internet. Default: any free one." };
        var dnsPort = new Option<int>("--dns-port") { Description = "The UDP port of the DNS server. Default: any free one." };
        var chartsPort = new Option<int>("--charts-port") { Description = "The port of the chart repository. Default: any free one." };
        var httpPort = new Option<int>("--http-port") { Description = "The port of the public edge for a browser, HTTP. Default: any free one." };
        var httpsPort = new Option<int>("--https-port") { Description = "The port of the public edge for a browser, HTTPS. Default: any free one." };
        foreach (var option in (Option<int>[])[port, proxyPort, dnsPort, chartsPort, httpPort, httpsPort])
        {
            option.Validators.Add(result =>
            {
                if (result.GetValueOrDefault<int>() is < 0 or > 65535)
                {
                    result.AddError($"{option.Name} must be between 0 and 65535.");
                }
            });
        }

        var root = new RootCommand("Google Cloud, GKE, a chart repository, ACME, DNS and a public edge, emulated on loopback. Runs until SIGINT or SIGTERM.")
        {
            cluster, zone, project, envFile, timeScale, charts, data, faults, seed, port, proxyPort, dnsPort, chartsPort, httpPort, httpsPort,
        };
        root.SetAction((result, cancellationToken) =>
        {
            var options = new EmulatorOptions
            {
                Project = result.GetValue(project)!,
                TimeScale = result.GetValue(timeScale),
                ChartsFolder = result.GetValue(charts)?.FullName,
                DataFolder = result.GetValue(data)?.FullName,
                EnvironmentFile = result.GetValue(envFile)?.FullName,
                FaultIntensity = result.GetValue(faults),
                Seed = result.GetValue(seed),
                Ports = new EmulatorPorts
                {
                    Google = result.GetValue(port),
                    Proxy = result.GetValue(proxyPort),
                    Dns = result.GetValue(dnsPort),
                    Charts = result.GetValue(chartsPort),
                    Http = result.GetValue(httpPort),
                    Https = result.GetValue(httpsPort),
                },
            };
            var program = new EmulatorProgram(options, result.InvocationConfiguration.Output, result.InvocationConfiguration.Error);
            return program.RunAsync(result.GetValue(cluster), result.GetValue(zone)!, cancellationToken);
        });
        return root;
    }
}
