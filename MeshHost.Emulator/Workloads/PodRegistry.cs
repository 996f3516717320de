using System.Collections.Concurrent;
using MeshHost.Emulator.Controllers;

namespace MeshHost.Emulator.Workloads;

/// <summary>The pods that run, and the logs of all containers whose pods still exist.</summary>
internal sealed class PodRegistry
{
    private readonly ConcurrentDictionary<ObjectKey, RunningPod> _pods = new();
    private readonly ConcurrentDictionary<(ObjectKey Pod, string Container), ContainerLog> _logs = new();

    public IEnumerable<RunningPod> All => _pods.Values;

    public RunningPod? Find(string ns, string name) => _pods.GetValueOrDefault(new ObjectKey(ns, name));

    public RunningPod? FindByIp(string ip) => _pods.Values.FirstOrDefault(pod => pod.Ip == ip);

    public void Add(RunningPod pod) => _pods[new ObjectKey(pod.Namespace, pod.Name)] = pod;

    public void Remove(RunningPod pod)
    {
        var key = new ObjectKey(pod.Namespace, pod.Name);
        _pods.TryRemove(KeyValuePair.Create(key, pod));
        foreach (var entry in _logs.Keys.Where(entry => entry.Pod == key).ToList())
        {
            if (_logs.TryRemove(entry, out var log))
            {
                log.Close();
            }
        }
    }

    /// <summary>The log of a container, made at its first use.</summary>
    public ContainerLog LogOf(string ns, string pod, string container) =>
        _logs.GetOrAdd((new ObjectKey(ns, pod), container), static _ => new ContainerLog());

    public ContainerLog? FindLog(string ns, string pod, string container) => _logs.GetValueOrDefault((new ObjectKey(ns, pod), container));
}
