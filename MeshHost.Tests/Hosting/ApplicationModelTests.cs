using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace MeshHost.Tests.Hosting;

public class ApplicationModelTests : HostTest
{
    [Fact]
    public void WithAnnotation_appends_unless_asked_to_replace()
    {
        var widget = CreateBuilder().AddResource(new Widget("w"));
        widget.WithAnnotation(new ResourceIconAnnotation("A")).WithAnnotation(new ResourceIconAnnotation("B"));
        Assert.Equal(["A", "B"], widget.Resource.Annotations.OfType<ResourceIconAnnotation>().Select(a => a.IconName));
        widget.WithAnnotation(new ResourceIconAnnotation("C"), ResourceAnnotationMutationBehavior.Replace);
        Assert.Equal("C", Assert.Single(widget.Resource.Annotations.OfType<ResourceIconAnnotation>()).IconName);
    }

    [Fact]
    public void TryGetLastAnnotation_finds_the_one_added_last()
    {
        var widget = new Widget("w");
        Assert.False(widget.TryGetLastAnnotation<ResourceIconAnnotation>(out _));
        widget.Annotations.Add(new ResourceIconAnnotation("A"));
        widget.Annotations.Add(new ResourceIconAnnotation("B"));
        Assert.True(widget.TryGetLastAnnotation<ResourceIconAnnotation>(out var last));
        Assert.Equal("B", last.IconName);
    }

    [Fact]
    public void TryGetAnnotationsIncludingAncestors_reads_the_parents_too()
    {
        var parent = new Widget("p");
        var part = new WidgetPart("c", parent);
        parent.Annotations.Add(new HealthCheckAnnotation("parent"));
        part.Annotations.Add(new HealthCheckAnnotation("own"));
        Assert.True(part.TryGetAnnotationsIncludingAncestorsOfType<HealthCheckAnnotation>(out var found));
        Assert.Equal(["own", "parent"], found.Select(a => a.Key));
    }

    [Fact]
    public void Annotations_can_be_added_while_they_are_enumerated()
    {
        var widget = new Widget("w");
        widget.Annotations.Add(new ResourceIconAnnotation("A"));
        foreach (var _ in widget.Annotations)
        {
            widget.Annotations.Add(new ResourceIconAnnotation("B"));
        }

        Assert.Equal(2, widget.Annotations.Count);
    }

    [Fact]
    public void A_builder_of_a_resource_is_a_builder_of_any_of_its_base_types()
    {
        IResourceBuilder<IResource> widget = CreateBuilder().AddResource(new Widget("w"));
        Assert.Equal("w", widget.Resource.Name);
    }

    [Fact]
    public void CreateResourceBuilder_finds_a_resource_by_name_and_type()
    {
        var builder = CreateBuilder();
        var widget = builder.AddResource(new Widget("w")).Resource;
        Assert.Same(widget, builder.CreateResourceBuilder<Widget>("W").Resource);
        Assert.Throws<InvalidOperationException>(() => builder.CreateResourceBuilder<Widget>("x"));
        Assert.Throws<InvalidOperationException>(() => builder.CreateResourceBuilder<ParameterResource>("w"));
        Assert.False(builder.TryCreateResourceBuilder<ParameterResource>("w", out _));
    }

    [Fact]
    public void Build_throws_WhenCalledTwice()
    {
        var builder = CreateBuilder();
        Build(builder);
        Assert.Throws<InvalidOperationException>(builder.Build);
    }

    [Fact]
    public void WithHealthCheck_throws_WhenTheResourceHasTheCheckAlready()
    {
        var widget = CreateBuilder().AddResource(new Widget("w")).WithHealthCheck("k");
        Assert.Throws<DistributedApplicationException>(() => widget.WithHealthCheck("k"));
    }

    [Fact]
    public void WaitFor_throws_WhenAResourceWouldWaitForItself()
    {
        var widget = CreateBuilder().AddResource(new Widget("w"));
        var exception = Assert.Throws<DistributedApplicationException>(() => widget.WaitFor(widget));
        Assert.Contains("cannot wait for itself", exception.Message);
    }

    [Fact]
    public void WaitFor_throws_WhenAResourceWouldWaitForItsParent()
    {
        var builder = CreateBuilder();
        var parent = builder.AddResource(new Widget("p"));
        var part = builder.AddResource(new WidgetPart("c", parent.Resource));
        var exception = Assert.Throws<DistributedApplicationException>(() => part.WaitFor(parent));
        Assert.Contains("cannot wait for its parent 'p'", exception.Message);
    }

    [Fact]
    public void WaitFor_a_part_also_waits_for_the_whole_without_showing_it()
    {
        var builder = CreateBuilder();
        var parent = builder.AddResource(new Widget("p"));
        var part = builder.AddResource(new WidgetPart("c", parent.Resource));
        var waiter = builder.AddResource(new Widget("w")).WaitFor(part).Resource;
        Assert.Equal(["p", "c"], waiter.Annotations.OfType<WaitAnnotation>().Select(a => a.Resource.Name));
        Assert.Equal("c", Assert.Single(waiter.Annotations.OfType<ResourceRelationshipAnnotation>()).Resource.Name);
    }

    [Fact]
    public void WaitFor_a_sibling_does_not_wait_for_the_common_parent()
    {
        var builder = CreateBuilder();
        var parent = builder.AddResource(new Widget("p"));
        var first = builder.AddResource(new WidgetPart("c1", parent.Resource));
        var second = builder.AddResource(new WidgetPart("c2", parent.Resource)).WaitFor(first).Resource;
        Assert.Equal("c1", Assert.Single(second.Annotations.OfType<WaitAnnotation>()).Resource.Name);
    }

    [Fact]
    public void Build_throws_printing_the_circle_WhenResourcesWaitForEachOther()
    {
        var builder = CreateBuilder();
        var a = builder.AddResource(new Widget("a"));
        var b = builder.AddResource(new Widget("b")).WaitFor(a);
        var c = builder.AddResource(new Widget("c")).WaitForStart(b);
        a.WaitForCompletion(c);
        var exception = Assert.Throws<DistributedApplicationException>(builder.Build);
        Assert.Contains("'a' -> 'c' -> 'b' -> 'a'", exception.Message);
    }

    [Fact]
    public void Build_accepts_a_chain_of_ten_thousand_waits()
    {
        var builder = CreateBuilder();
        var previous = builder.AddResource(new Widget("w0"));
        for (var i = 1; i < 10_000; i++)
        {
            previous = builder.AddResource(new Widget($"w{i}")).WaitFor(previous);
        }

        Assert.NotNull(Build(builder));
    }

    [Fact]
    public async Task StartAsync_throws_WhenASubscriberCloses_a_circle_of_waits_before_the_start()
    {
        var builder = CreateBuilder();
        var a = builder.AddResource(new Widget("a"));
        var b = builder.AddResource(new Widget("b")).WaitFor(a);
        builder.OnBeforeStart((_, _) =>
        {
            a.WaitFor(b);
            return Task.CompletedTask;
        });
        var application = Build(builder);
        await Assert.ThrowsAsync<DistributedApplicationException>(() => application.StartAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Operation_publish_makes_the_application_one_to_be_published()
    {
        Assert.True(CreateBuilder().ExecutionContext.IsRunMode);
        Assert.True(CreateBuilder("--operation", "publish").ExecutionContext.IsPublishMode);
        Assert.Throws<DistributedApplicationException>(() => CreateBuilder("--operation", "dance"));
    }

    [Fact]
    public void ExecutionContext_has_services_only_once_the_application_is_built()
    {
        var builder = CreateBuilder();
        Assert.Throws<InvalidOperationException>(() => builder.ExecutionContext.Services);
        var application = Build(builder);
        Assert.Same(application.Services, builder.ExecutionContext.Services);
    }
}
