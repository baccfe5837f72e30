using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Tentacle.Agent.Authentication;
using Tentacle.Agent.Doors;
using Tentacle.Agent.Http.Errors;
using Tentacle.Agent.Http.Responses;
using Tentacle.Agent.Observing.Audit;
using Tentacle.Agent.Observing.Metrics;

namespace Tentacle.Agent.Composition;

/// <summary>
/// Puts the agent's middleware before that of the host, for requests on the agent's endpoints only. The host cannot omit it: it checks the role of the caller.
/// </summary>
internal sealed class ApiPipeline : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.UseWhen(
            http => http.Features.Get<ConnectionTag>() is not null,
            agent => agent
                .UseAgentMetrics()
                .UseMiddleware<HeadResponses>()
                .UseMiddleware<AuditedCalls>()
                .UseMiddleware<ErrorResponses>()
                .UseMiddleware<CallerGate>());
        next(app);
    };
}
