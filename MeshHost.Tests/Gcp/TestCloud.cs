using MeshHost.Gcp;

namespace MeshHost.Tests.Gcp;

/// <summary>A <see cref="GoogleCloud"/> over a <see cref="RecordingHandler"/> that does not wait between attempts.</summary>
internal sealed class TestCloud : IDisposable
{
    private readonly GoogleCloudConnection _connection;

    public TestCloud(Func<RecordedRequest, HttpResponseMessage>? respond = null, GoogleCloudCredentials? credentials = null, int maxAttempts = 4, TimeProvider? time = null, TimeSpan? iamPropagation = null)
    {
        Handler = new RecordingHandler(respond);
        _connection = new GoogleCloudConnection(new GoogleCloudConnectionOptions
        {
            HttpMessageHandler = Handler,
            Credentials = credentials ?? GoogleCloudCredentials.None,
            RetryDelay = TimeSpan.Zero,
            PollInterval = TimeSpan.Zero,
            MaxPollInterval = TimeSpan.Zero,
            MaxAttempts = maxAttempts,
            Seed = 1,
            TimeProvider = time ?? TimeProvider.System,
            IamPropagation = iamPropagation ?? new GoogleCloudConnectionOptions().IamPropagation,
        });
        Cloud = new GoogleCloud(_connection);
    }

    public RecordingHandler Handler { get; }

    public GoogleCloud Cloud { get; }

    public void Dispose()
    {
        _connection.Dispose();
        Handler.Dispose();
    }
}
