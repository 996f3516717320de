using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace MeshHost.Tests.Hosting;

public class CommandTests : HostTest
{
    [Fact]
    public async Task A_command_runs_with_the_name_logger_and_arguments_of_its_call()
    {
        ExecuteCommandContext? seen = null;
        var builder = CreateBuilder();
        builder.AddResource(new Widget("w")).WithCommand("go", "Go", context =>
        {
            seen = context;
            return Task.FromResult(CommandResults.Success("done"));
        });
        var application = await StartAsync(builder);
        var arguments = new InteractionInputCollection([new InteractionInput { Name = "n", InputType = InputType.Number, Value = "3" }]);
        var result = await application.ResourceCommands.ExecuteCommandAsync("W", "go", arguments, TestContext.Current.CancellationToken);
        Assert.Equal((true, "done"), (result.Success, result.Message));
        Assert.Equal("W", seen?.ResourceName);
        Assert.Equal(3, seen?.Arguments.GetInt32("n"));
        Assert.Same(application.Services.GetService(typeof(TimeProvider)), seen?.Services.GetService(typeof(TimeProvider)));
    }

    [Fact]
    public async Task An_exception_is_a_failure_with_its_message()
    {
        var builder = CreateBuilder();
        var widget = builder.AddResource(new Widget("w")).WithCommand("go", "Go", _ => throw new InvalidOperationException("out of quota"));
        var application = await StartAsync(builder);
        var result = await application.ResourceCommands.ExecuteCommandAsync(widget.Resource, "go", TestContext.Current.CancellationToken);
        Assert.Equal((false, "out of quota"), (result.Success, result.Message));
    }

    [Fact]
    public async Task Unknown_commands_and_resources_are_failures()
    {
        var builder = CreateBuilder();
        builder.AddResource(new Widget("r"));
        var application = await StartAsync(builder);
        var token = TestContext.Current.CancellationToken;
        Assert.Equal("Command 'nope' not available for resource 'r'.", (await application.ResourceCommands.ExecuteCommandAsync("r", "nope", token)).Message);
        Assert.Contains("'x'", (await application.ResourceCommands.ExecuteCommandAsync("x", "nope", token)).Message);
    }

    [Fact]
    public async Task A_command_that_is_cancelled_says_so()
    {
        var builder = CreateBuilder();
        builder.AddResource(new Widget("w")).WithCommand("go", "Go", async context =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
            return CommandResults.Success();
        });
        var application = await StartAsync(builder);
        using var cancellation = new CancellationTokenSource();
        var executing = application.ResourceCommands.ExecuteCommandAsync("w", "go", cancellation.Token);
        await cancellation.CancelAsync();
        var result = await executing.DefaultTimeout();
        Assert.True(result.Canceled);
        Assert.False(result.Success);
    }

    [Fact]
    public async Task WithCommand_replaces_a_command_of_the_same_name()
    {
        var builder = CreateBuilder();
        builder.AddResource(new Widget("w"))
            .WithCommand("go", "Old", _ => Task.FromResult(CommandResults.Failure("old")))
            .WithCommand("go", "New", _ => Task.FromResult(CommandResults.Success("new")));
        var application = await StartAsync(builder);
        Assert.Equal("new", (await application.ResourceCommands.ExecuteCommandAsync("w", "go", TestContext.Current.CancellationToken)).Message);
        Assert.True(application.ResourceNotifications.TryGetCurrentState("w", out var current));
        Assert.Equal("New", Assert.Single(current.Snapshot.Commands).DisplayName);
    }

    [Fact]
    public async Task The_state_of_a_command_follows_the_state_of_its_resource()
    {
        var builder = CreateBuilder();
        var widget = builder.AddResource(new Widget("w")).WithCommand(
            "stop",
            "Stop",
            _ => Task.FromResult(CommandResults.Success()),
            new CommandOptions
            {
                Description = "Stops it",
                ConfirmationMessage = "Sure?",
                IsHighlighted = true,
                UpdateState = context => context.ResourceSnapshot.State?.Text == KnownResourceStates.Running
                    ? ResourceCommandState.Enabled
                    : ResourceCommandState.Hidden,
            }).Resource;
        var application = await StartAsync(builder);
        Assert.Equal(ResourceCommandState.Hidden, Command().State);
        await SetStateAsync(application, widget, KnownResourceStates.Running);
        var command = Command();
        Assert.Equal(ResourceCommandState.Enabled, command.State);
        Assert.Equal(("Stops it", "Sure?", true), (command.DisplayDescription, command.ConfirmationMessage, command.IsHighlighted));

        ResourceCommandSnapshot Command()
        {
            Assert.True(application.ResourceNotifications.TryGetCurrentState("w", out var current));
            return Assert.Single(current.Snapshot.Commands);
        }
    }

    [Fact]
    public async Task A_command_whose_state_cannot_be_computed_is_disabled_and_the_update_goes_through()
    {
        var builder = CreateBuilder();
        var widget = builder.AddResource(new Widget("w")).WithCommand(
            "go", "Go", _ => Task.FromResult(CommandResults.Success()), new CommandOptions { UpdateState = _ => throw new InvalidOperationException() }).Resource;
        var application = await StartAsync(builder);
        await SetStateAsync(application, widget, "new");
        Assert.True(application.ResourceNotifications.TryGetCurrentState("w", out var current));
        Assert.Equal("new", current.Snapshot.State?.Text);
        Assert.Equal(ResourceCommandState.Disabled, Assert.Single(current.Snapshot.Commands).State);
    }

    [Fact]
    public async Task A_disabled_command_still_executes_as_it_does_on_Aspire()
    {
        var builder = CreateBuilder();
        builder.AddResource(new Widget("w")).WithCommand(
            "go", "Go", _ => Task.FromResult(CommandResults.Success()), new CommandOptions { UpdateState = _ => ResourceCommandState.Disabled });
        var application = await StartAsync(builder);
        Assert.True((await application.ResourceCommands.ExecuteCommandAsync("w", "go", TestContext.Current.CancellationToken)).Success);
    }

    [Fact]
    public async Task Arguments_are_checked_before_the_command_runs()
    {
        var runs = 0;
        var builder = CreateBuilder();
        builder.AddResource(new Widget("w")).WithCommand(
            "scale",
            "Scale",
            _ =>
            {
                runs++;
                return Task.FromResult(CommandResults.Success());
            },
            new CommandOptions
            {
                Arguments = [new InteractionInput { Name = "nodes", InputType = InputType.Number, Required = true }],
                ValidateArguments = context =>
                {
                    if (context.Inputs.GetInt32("nodes") > 5)
                    {
                        context.AddValidationError("nodes", "At most 5.");
                    }

                    return Task.CompletedTask;
                },
            });
        var application = await StartAsync(builder);
        Assert.Contains("'nodes'", (await ScaleAsync(null)).Message);
        Assert.Contains("At most 5.", (await ScaleAsync("6")).Message);
        Assert.Equal(0, runs);
        Assert.True((await ScaleAsync("5")).Success);

        Task<ExecuteCommandResult> ScaleAsync(string? nodes) => application.ResourceCommands.ExecuteCommandAsync(
            "w",
            "scale",
            new InteractionInputCollection([new InteractionInput { Name = "nodes", InputType = InputType.Number, Value = nodes }]),
            TestContext.Current.CancellationToken);
    }
}
