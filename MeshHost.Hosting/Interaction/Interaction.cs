using Aspire.Hosting;

namespace MeshHost.Hosting.Interactions;

/// <summary>A question that is open, as dashboards show it.</summary>
internal sealed class Interaction(
    int id,
    InteractionKind kind,
    string title,
    string? message,
    InteractionOptions options,
    InteractionInputCollection inputs)
{
    private readonly TaskCompletionSource<InteractionAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The number of the interaction in this run; interactions are shown in its order.</summary>
    public int Id { get; } = id;

    public InteractionKind Kind { get; } = kind;

    public string Title { get; } = title;

    public string? Message { get; } = message;

    public InteractionOptions Options { get; } = options;

    public InteractionInputCollection Inputs { get; } = inputs;

    /// <summary>What the validation objected to in the last answer.</summary>
    public IReadOnlyList<(string InputName, string Message)> Errors { get; set; } = [];

    public bool IsOpen => !_answer.Task.IsCompleted;

    public Task<InteractionAnswer> Answer => _answer.Task;

    public bool TryAnswer(InteractionAnswer answer) => _answer.TrySetResult(answer);
}
