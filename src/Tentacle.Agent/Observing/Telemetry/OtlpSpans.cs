using Tentacle.Core.Jobs.Reporting;

namespace Tentacle.Agent.Observing.Telemetry;

/// <summary>Writes ended jobs as spans, with OpenTelemetry's attribute names for pipeline runs.</summary>
internal static class OtlpSpans
{
    private const int Server = 2;
    private const int Failed = 2;

    public static OtlpDocument Write(OtlpResource resource, IReadOnlyList<JobEnd> jobs)
    {
        var document = new OtlpDocument("v1/traces", "resourceSpans", resource);
        var json = document.Json;
        json.WriteStartArray("scopeSpans");
        json.WriteStartObject();
        json.WriteStartObject("scope");
        json.WriteString("name", JobMetrics.MeterName);
        json.WriteEndObject();
        json.WriteStartArray("spans");
        foreach (var job in jobs)
        {
            WriteSpan(document, job);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        return document;
    }

    private static void WriteSpan(OtlpDocument document, JobEnd job)
    {
        var json = document.Json;
        json.WriteStartObject();
        json.WriteString("traceId", job.Trace.TraceId.ToHexString());
        json.WriteString("spanId", job.Trace.SpanId.ToHexString());
        if (job.Trace.Parent is { } parent)
        {
            json.WriteString("parentSpanId", parent.ToHexString());
        }

        json.WriteString("name", "RUN " + job.Kind);
        json.WriteNumber("kind", Server);
        document.Time("startTimeUnixNano", job.CreatedAt);

        // When the clock was set back, the span must still not end before it begins.
        document.Time("endTimeUnixNano", job.CompletedAt < job.CreatedAt ? job.CreatedAt : job.CompletedAt);
        document.Attributes(Describe(job));
        WriteStart(document, job);
        json.WriteStartObject("status");
        if (job.Error is not null)
        {
            json.WriteNumber("code", Failed);
            json.WriteString("message", job.Reason ?? $"Exit code {job.ExitCode}.");
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    // The span begins when the job is accepted, so it includes the wait. This event marks the start of the process.
    private static void WriteStart(OtlpDocument document, JobEnd job)
    {
        if (job.StartedAt is { } started)
        {
            document.Json.WriteStartArray("events");
            document.Json.WriteStartObject();
            document.Time("timeUnixNano", started);
            document.Json.WriteString("name", "started");
            document.Json.WriteEndObject();
            document.Json.WriteEndArray();
        }
    }

    private static IEnumerable<KeyValuePair<string, object?>> Describe(JobEnd job)
    {
        yield return new("cicd.pipeline.action.name", "RUN");
        yield return new("cicd.pipeline.name", job.Kind);
        yield return new("cicd.pipeline.run.id", job.Ticket.Value);
        yield return new("cicd.pipeline.result", job.Result);
        yield return new("tentacle.job.shell", job.Shell);
        yield return new("tentacle.job.exit_code", job.ExitCode);
        if (job.TaskId is not null)
        {
            yield return new("tentacle.job.task_id", job.TaskId);
        }

        if (job.Error is not null)
        {
            yield return new("error.type", job.Error);
        }
    }
}
