using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace MeshHost.Tests.Hosting;

public sealed class LogTests : IDisposable
{
    private readonly ManualTimeProvider _clock = new();
    private readonly ResourceLoggerService _logs;

    public LogTests() => _logs = new ResourceLoggerService(_clock);

    public void Dispose() => _logs.Dispose();

    [Fact]
    public async Task GetAllAsync_reads_the_backlog_with_numbers_times_and_errors()
    {
        var logger = _logs.GetLogger("w");
        logger.LogInformation("one");
        logger.LogError("two");
        var lines = await _logs.GetAllAsync("W").SelectMany(b => b).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(
            [
                new LogLine(1, "2026-01-02T03:04:05.0000000Z one", IsErrorMessage: false),
                new LogLine(2, "2026-01-02T03:04:05.0000000Z two", IsErrorMessage: true),
            ],
            lines);
    }

    [Fact]
    public async Task WatchAsync_reads_the_backlog_and_then_what_comes_until_the_log_is_completed()
    {
        var widget = new Widget("w");
        _logs.GetLogger(widget).LogInformation("before");
        var reading = _logs.WatchAsync(widget).SelectMany(b => b).Select(l => l.Content[29..]).ToListAsync(TestContext.Current.CancellationToken);
        _logs.GetLogger(widget).LogInformation("after");
        _logs.Complete(widget);
        Assert.Equal(["before", "after"], await reading.AsTask().DefaultTimeout());
    }

    [Fact]
    public async Task ClearBacklog_forgets_what_was_written()
    {
        _logs.GetLogger("w").LogInformation("old");
        _logs.ClearBacklog("w");
        _logs.GetLogger("w").LogInformation("new");
        var line = Assert.Single(await _logs.GetAllAsync("w").SelectMany(b => b).ToListAsync(TestContext.Current.CancellationToken));
        Assert.EndsWith("new", line.Content);
        Assert.Equal(1, line.LineNumber);
    }

    [Fact]
    public async Task The_backlog_keeps_the_last_ten_thousand_lines()
    {
        for (var i = 1; i <= 10_050; i++)
        {
            _logs.GetLogger("w").LogInformation("line");
        }

        var lines = await _logs.GetAllAsync("w").SelectMany(b => b).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal((10_000, 51), (lines.Count, lines[0].LineNumber));
    }

    [Fact]
    public async Task WatchAnySubscribersAsync_tells_when_the_first_reader_comes_and_the_last_goes()
    {
        var watching = _logs.WatchAnySubscribersAsync(TestContext.Current.CancellationToken).Take(2).ToListAsync(TestContext.Current.CancellationToken);
        var reading = _logs.WatchAsync("w").ToListAsync(TestContext.Current.CancellationToken);
        _logs.Complete("w");
        await reading.AsTask().DefaultTimeout();
        Assert.Equal([new LogSubscriber("w", true), new LogSubscriber("w", false)], await watching.AsTask().DefaultTimeout());
    }

    [Fact]
    public async Task An_exception_is_written_below_its_message()
    {
        _logs.GetLogger("w").LogError(new InvalidOperationException("cause"), "failed");
        var line = Assert.Single(await _logs.GetAllAsync("w").SelectMany(b => b).ToListAsync(TestContext.Current.CancellationToken));
        Assert.Contains("failed" + Environment.NewLine + "System.InvalidOperationException: cause", line.Content);
    }
}
