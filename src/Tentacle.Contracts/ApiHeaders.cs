namespace Tentacle.Contracts;

/// <summary>Header names of our own, and media types that the API speaks.</summary>
public static class ApiHeaders
{
    /// <summary>On every response to a known caller: the agent's version.</summary>
    public const string Version = "Tentacle-Version";

    /// <summary>On a log page that does not follow: where to read on.</summary>
    public const string LogNextCursor = "Log-Next-Cursor";

    public const string IdempotencyKey = "Idempotency-Key";
    public const string Prefer = "Prefer";
    public const string PreferenceApplied = "Preference-Applied";

    public const string NdJson = "application/x-ndjson";
    public const string EventStream = "text/event-stream";
    public const string PlainText = "text/plain";
    public const string HealthJson = "application/health+json";
    public const string ProblemJson = "application/problem+json";
}
