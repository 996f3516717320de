using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Validation;

namespace MeshHost.Emulator.Kubernetes.Kinds;

/// <summary>Cron jobs: the pod inside the job inside them.</summary>
internal sealed class CronJobRules : KindRules
{
    private const int ScheduleFields = 5;

    public override void Default(JsonObject obj) =>
        PodSpecDefaults.Apply(obj.Object("spec").Object("jobTemplate").Object("spec").Object("template").Object("spec"));

    public override void Warn(JsonObject obj, Action<string> warn) => warn("the emulator does not run cron jobs by their schedule");

    public override void Validate(JsonObject obj, JsonObject? old, List<FieldFault> faults)
    {
        var schedule = obj.Object("spec").Text("schedule");
        if (!string.IsNullOrEmpty(schedule)
            && schedule[0] != '@'
            && schedule.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: not ScheduleFields } fields)
        {
            faults.Add(FieldFault.InvalidText("spec.schedule", schedule, $"expected exactly 5 fields, found {fields.Length}: [{string.Join(' ', fields)}]"));
        }
    }
}
