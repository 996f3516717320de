using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Controllers;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Kubelet;

/// <summary>What the kubelet knows of one container, and how it writes it into the pod's status.</summary>
/// <param name="spec">The container's part of the pod's specification.</param>
/// <param name="isInit">Whether it is an init container, a restartable one included.</param>
internal sealed class ContainerState(JsonObject spec, bool isInit)
{
    private JsonObject _state = Waiting("PodInitializing", null);
    private JsonObject? _last;

    public JsonObject Spec => spec;

    public bool IsInit => isInit;

    /// <summary>Whether it is an init container that keeps running beside the others.</summary>
    public bool IsSidecar => isInit && spec.Text("restartPolicy") == "Always";

    public string Name { get; } = spec.Text("name") ?? "";

    public string Image { get; } = spec.Text("image") ?? "";

    public bool Ready { get; set; }

    public bool Started { get; private set; }

    public int Restarts { get; private set; }

    public int? ExitCode { get; private set; }

    public DateTimeOffset StartedAt { get; private set; }

    public bool IsRunning => _state["running"] is not null;

    public void SetWaiting(string reason, string? message = null)
    {
        Started = false;
        Ready = false;
        _state = Waiting(reason, message);
    }

    public void SetRunning(DateTimeOffset now)
    {
        StartedAt = now;
        Started = true;
        ExitCode = null;
        _state = new JsonObject { ["running"] = new JsonObject { ["startedAt"] = KubernetesTime.Format(now) } };
    }

    public void SetTerminated(int exitCode, DateTimeOffset now, string? message = null)
    {
        Started = false;
        Ready = isInit && exitCode == 0;
        ExitCode = exitCode;
        var terminated = new JsonObject
        {
            ["exitCode"] = exitCode,
            ["reason"] = exitCode == 0 ? "Completed" : "Error",
            ["startedAt"] = KubernetesTime.Format(StartedAt),
            ["finishedAt"] = KubernetesTime.Format(now),
            ["containerID"] = ContainerId,
        };
        if (message is not null)
        {
            terminated["message"] = message;
        }

        _state = new JsonObject { ["terminated"] = terminated };
    }

    /// <summary>Moves a finished run into <c>lastState</c> before the next one.</summary>
    public void CountRestart()
    {
        _last = _state.Copy();
        Restarts++;
    }

    public JsonObject ToStatus(string podUid)
    {
        _podUid = podUid;
        var status = new JsonObject
        {
            ["name"] = Name,
            ["state"] = _state.Copy(),
            ["lastState"] = _last?.Copy() ?? new JsonObject(),
            ["ready"] = Ready,
            ["restartCount"] = Restarts,
            ["image"] = Image,
            ["imageID"] = _state["waiting"] is null || Restarts > 0 ? $"{Image.Split('@')[0]}@sha256:{Digest(Image)}" : "",
        };
        if (_state["waiting"] is null)
        {
            status["containerID"] = ContainerId;
        }

        if (!isInit || IsSidecar)
        {
            status["started"] = Started;
        }

        return status;
    }

    private string _podUid = "";

    private string ContainerId => "containerd://" + Digest(string.Create(CultureInfo.InvariantCulture, $"{_podUid}/{Name}/{Restarts}"));

    private static JsonObject Waiting(string reason, string? message)
    {
        var waiting = new JsonObject { ["reason"] = reason };
        if (message is not null)
        {
            waiting["message"] = message;
        }

        return new JsonObject { ["waiting"] = waiting };
    }

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
