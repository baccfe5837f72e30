using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Tentacle.Agent.Doors;
using Tentacle.Contracts;
using Tentacle.Core.Diagnostics;

namespace Tentacle.Agent.Observing.Audit;

/// <summary>Writes an audit line for every call that changes something or tries to. It contains caller, origin, request and result.</summary>
internal sealed partial class AuditedCalls(RequestDelegate next, AuditTrail trail, TimeProvider time, ILogger<AuditedCalls> logger)
{
    private const int MaxNameLength = 100;
    private const string ManagerPrefix = "manager:";

    public async Task InvokeAsync(HttpContext http)
    {
        var method = http.Request.Method;
        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method)
            || http.Features.Get<ConnectionTag>() is not { Caller: { } caller } tag)
        {
            await next(http);
            return;
        }

        try
        {
            await next(http);
        }
        finally
        {
            Record(http, CallerOf(http, caller, tag.Door), tag.Door);
        }
    }

    // A caller that can open the local socket may do anything on this agent, so its OnBehalfOf header is accepted. That of a server is not.
    private static string CallerOf(HttpContext http, string caller, Door door) =>
        door == Door.Local && http.Request.Headers[ApiHeaders.OnBehalfOf] is [{ Length: <= MaxNameLength } behalf]
            && behalf.StartsWith(ManagerPrefix, StringComparison.Ordinal) && behalf.All(c => c is > ' ' and <= '~')
            ? behalf
            : caller;

    private void Record(HttpContext http, string caller, Door door)
    {
        var status = http.Response.StatusCode;
        var result = http.RequestAborted.IsCancellationRequested
            && !http.Response.HasStarted ? "broken off" : status < 400 ? "done" : status < 500 ? "refused" : "failed";
        var from = door == Door.Local ? "local" : $"{http.Connection.RemoteIpAddress}:{http.Connection.RemotePort}";
        try
        {
            trail.Add(new AuditRecord(
                time.GetUtcNow(),
                caller,
                from,
                $"{http.Request.Method} {http.Request.Path}{http.Request.QueryString}",
                status,
                result,
                Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier)
            {
                Job = http.Features.Get<AuditedJob>(),
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotWritten(caller, http.Request.Method, http.Request.Path, e.Message);
        }
    }

    [LoggerMessage(6001, LogLevel.Error, "The audit line of {Method} {Path} by {Caller} could not be written: {Reason}")]
    private partial void LogNotWritten(string caller, string method, string path, string reason);
}
