#pragma warning disable ASPIREPIPELINES001 // All of Aspire's pipelines are marked as experimental, and there is no other way to be part of a deployment.

using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Pipelines;
using MeshHost.Resources.Pipelines;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Aspire.Hosting;

/// <content>What only Aspire's own host has.</content>
public static partial class LifecycleBuilderExtensions
{
    static partial void AddPipelineSteps<T>(IResourceBuilder<T> builder)
        where T : IResource
    {
        builder.ApplicationBuilder.Services.TryAddSingleton<NodeDeployment>();
        builder.WithPipelineStepFactory(context => NodePipelineSteps.Create(context.Resource, context.PipelineContext.Services));
    }
}
