using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace MeshHost.Tests.Hosting;

public class ReferenceExpressionTests : HostTest
{
    [Fact]
    public async Task Values_are_filled_in_where_they_stand()
    {
        var builder = CreateBuilder("--Parameters:host=example.test", "--Parameters:path=a b");
        var host = builder.AddParameter("host");
        var path = builder.AddParameter("path").Resource;
        var expression = ReferenceExpression.Create($"https://{host}/{path:uri}?literal={{x}}&n={"now"}");
        Assert.Equal("https://example.test/a%20b?literal={x}&n=now", await expression.GetValueAsync(TestContext.Current.CancellationToken));
        Assert.Equal("https://{host.value}/{path.value}?literal={x}&n=now", expression.ValueExpression);
        Assert.Equal(2, expression.ValueProviders.Count);
    }

    [Fact]
    public async Task Expressions_can_be_part_of_expressions_and_relate_resources()
    {
        var builder = CreateBuilder("--Parameters:host=h");
        var host = builder.AddParameter("host");
        var inner = ReferenceExpression.Create($"<{host}>");
        var outer = ReferenceExpression.Create($"({inner})");
        Assert.Equal("(<h>)", await outer.GetValueAsync(TestContext.Current.CancellationToken));
        var widget = builder.AddResource(new Widget("w")).WithReferenceRelationship(outer).Resource;
        Assert.Equal("host", Assert.Single(widget.Annotations.OfType<ResourceRelationshipAnnotation>()).Resource.Name);
    }

    [Fact]
    public async Task An_unknown_format_is_refused()
    {
        var parameter = CreateBuilder("--Parameters:p=1").AddParameter("p").Resource;
        var expression = ReferenceExpression.Create($"{parameter:hex}");
        await Assert.ThrowsAsync<FormatException>(() => expression.GetValueAsync(TestContext.Current.CancellationToken).AsTask());
    }

    [Fact]
    public async Task A_connection_string_shows_as_a_sensitive_property_once_it_is_available()
    {
        var builder = CreateBuilder("--Parameters:password=hunter2");
        var store = builder.AddResource(new Store("store", builder.AddParameter("password", secret: true).Resource));
        var application = await StartAsync(builder);
        await builder.Eventing.PublishAsync(
            new ConnectionStringAvailableEvent(store.Resource, application.Services), TestContext.Current.CancellationToken);
        Assert.True(application.ResourceNotifications.TryGetCurrentState("store", out var current));
        var property = Assert.Single(current.Snapshot.Properties, p => p.Name == "resource.connectionString");
        Assert.Equal(("pw=hunter2", true), (property.Value, property.IsSensitive));
    }

    private sealed class Store(string name, ParameterResource password) : Resource(name), IResourceWithConnectionString
    {
        public ReferenceExpression ConnectionStringExpression { get; } = ReferenceExpression.Create($"pw={password}");
    }
}
