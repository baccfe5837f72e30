using System.Text.Json;
using System.Text.RegularExpressions;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;

namespace Tentacle.Agent.Endpoints;

/// <summary>A request's body that could not be read: what is wrong, and where.</summary>
internal sealed class InvalidBodyException : Exception
{
    public InvalidBodyException(string detail, params ProblemError[] errors)
        : base(detail) => Errors = errors;

    public IReadOnlyList<ProblemError> Errors { get; }
}

/// <summary>Reads a job request strictly: what is unknown, stands twice or has another type is an error that names its place.</summary>
internal static partial class RequestBody
{
    /// <exception cref="InvalidBodyException">It is no job request.</exception>
    public static async Task<JobRequest> ReadJobAsync(Stream body, CancellationToken cancellationToken)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(body, StrictApiJson.Default.JobRequest, cancellationToken)
                ?? throw new InvalidBodyException("The body is null. Send a job request as a JSON object.");
        }
        catch (JsonException e)
        {
            throw Explain(e);
        }
    }

    private static InvalidBodyException Explain(JsonException e)
    {
        var place = e.LineNumber is { } line ? $" (line {line + 1}, byte {e.BytePositionInLine + 1})" : "";
        if (string.IsNullOrEmpty(e.Path) || e.InnerException is not null && e.InnerException.GetType().Name == "JsonReaderException")
        {
            return new InvalidBodyException($"The body is not valid JSON{place}: {Reason(e)} Send a job request as a JSON object.");
        }

        return new InvalidBodyException(
            $"The body is no job request{place}: see errors.",
            new ProblemError(Pointer(e.Path), Reason(e)));
    }

    private static string Reason(JsonException e)
    {
        var message = PathSuffix().Replace(e.Message, "").Trim();
        if (UnknownMember().Match(message) is { Success: true } unknown)
        {
            return $"'{unknown.Groups[1].Value}' is not a known member. Check its spelling, or leave it out.";
        }

        if (WrongType().Match(message) is { Success: true } wrong)
        {
            return $"The value has another type than the one expected here ({TypeName(wrong.Groups[1].Value)}).";
        }

        return message.EndsWith('.') ? message : message + ".";
    }

    private static string TypeName(string clrType) => clrType switch
    {
        "System.String" => "a string",
        "System.Int32" => "a whole number",
        "System.Boolean" => "true or false",
        "System.Byte[]" => "a string of base64",
        _ when clrType.Contains("Dictionary", StringComparison.Ordinal) => "an object with strings as members",
        _ when clrType.Contains("List", StringComparison.Ordinal) => "an array",
        _ when clrType.Contains(nameof(IsolationLevel), StringComparison.Ordinal) => "one of none, full",
        _ => "an object",
    };

    /// <summary>From <c>$.files[0].name</c> or <c>$['a.b']</c> to <c>/files/0/name</c> or <c>/a.b</c> (RFC 6901).</summary>
    private static string Pointer(string path) =>
        string.Concat(PathStep().Matches(path).Select(step => "/" + Step(step).Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)));

    private static string Step(Match step) => step.Groups.Values.Skip(1).First(g => g.Success).Value;

    [GeneratedRegex(@" Path: \$.*$", RegexOptions.Singleline)]
    private static partial Regex PathSuffix();

    [GeneratedRegex(@"^The JSON property '(.*)' could not be mapped")]
    private static partial Regex UnknownMember();

    [GeneratedRegex(@"could not be converted to ([^ ]+)\.$")]
    private static partial Regex WrongType();

    [GeneratedRegex(@"\.([^.\[]+)|\['(.*?)'\]|\[(\d+)\]")]
    private static partial Regex PathStep();
}
