using MeshHost.Hosting.Interactions;
using MeshHost.Hosting.ResourceService.Grpc;
using MeshHost.Hosting.ResourceService.Wire;

namespace MeshHost.Hosting.ResourceService;

/// <summary>One dashboard that shows the host's questions and sends back the answers.</summary>
internal sealed class InteractionStream(
    InteractionService interactions,
    GrpcCall<WatchInteractionsRequestUpdate, WatchInteractionsResponseUpdate> call)
{
    public async Task RunAsync()
    {
        await call.StartAsync().ConfigureAwait(false);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(call.CancellationToken);
        var sending = SendAsync(ending.Token);
        try
        {
            while (await call.ReadAsync().ConfigureAwait(false) is { } update)
            {
                await ReceiveAsync(update).ConfigureAwait(false);
            }
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        await foreach (var interaction in interactions.WatchAsync(cancellationToken).ConfigureAwait(false))
        {
            await call.WriteAsync(InputMapper.ToWire(interaction)).ConfigureAwait(false);
        }
    }

    private async Task ReceiveAsync(WatchInteractionsRequestUpdate update)
    {
        // Updates while a person still types would only matter to inputs that depend on each other, which this host has not.
        if (update.ResponseUpdate)
        {
            return;
        }

        var (answer, values) = update.KindCase switch
        {
            WatchInteractionsRequestUpdate.KindOneofCase.InputsDialog => (InteractionAnswer.Primary, Values(update.InputsDialog)),
            WatchInteractionsRequestUpdate.KindOneofCase.MessageBox when update.MessageBox.HasResult => (Of(update.MessageBox.Result), []),
            WatchInteractionsRequestUpdate.KindOneofCase.Notification when update.Notification.HasResult => (Of(update.Notification.Result), []),
            _ => (InteractionAnswer.Dismissed, new Dictionary<string, string?>()),
        };
        await interactions.AnswerAsync(update.InteractionId, answer, values, call.CancellationToken).ConfigureAwait(false);
    }

    private static InteractionAnswer Of(bool result) => result ? InteractionAnswer.Primary : InteractionAnswer.Secondary;

    private static Dictionary<string, string?> Values(InteractionInputsDialog dialog) => dialog.InputItems
        .GroupBy(i => i.Name.Length > 0 ? i.Name : i.Label, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(g => g.Key, string? (g) => g.Last().Value, StringComparer.OrdinalIgnoreCase);
}
