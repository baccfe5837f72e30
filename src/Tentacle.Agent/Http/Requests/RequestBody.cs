using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;
using Tentacle.Core.Jobs.Submissions;

namespace Tentacle.Agent.Http.Requests;

/// <summary>Thrown when a request's body cannot be read. Contains the errors with their positions.</summary>
internal sealed class InvalidBodyException : Exception
{
    public InvalidBodyException(string detail, params ProblemError[] errors)
        : base(detail) => Errors = errors;

    public IReadOnlyList<ProblemError> Errors { get; }
}

/// <summary>Reads a job request strictly. An unknown or repeated member, or a value of the wrong type, is an error with its position.</summary>
internal static partial class RequestBody
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <exception cref="InvalidBodyException">The body is not a job request.</exception>
    public static async Task<JobRequest> ReadJobAsync(Stream body, CancellationToken cancellationToken)
    {
        using var json = new MemoryStream();
        await body.CopyToAsync(json, cancellationToken);
        return ReadJob(json.GetBuffer().AsSpan(0, (int)json.Length));
    }

    /// <summary>Reads the request from memory, because the stream reader accepts null for members that must not be null.</summary>
    /// <param name="json">The JSON, which is modified: members that are null for an absent value are overwritten with spaces.</param>
    /// <exception cref="InvalidBodyException">The body is not a job request.</exception>
    private static JobRequest ReadJob(Span<byte> json)
    {
        if (json.StartsWith(ByteOrderMark))
        {
            json = json[ByteOrderMark.Length..];
        }

        if (!Utf8.IsValid(json))
        {
            throw new InvalidBodyException(InvalidUtf8.Explain(json));
        }

        NullMembers.Blank(json, StrictApiJson.Default.JobRequest);
        try
        {
            var job = JsonSerializer.Deserialize(json, StrictApiJson.Default.JobRequest)
                ?? throw new InvalidBodyException("The body is null. Send a job request as a JSON object.");
            return NullElements.In(job) is { Length: > 0 } nulls
                ? throw new InvalidBodyException(
                    "The body is not a job request: see errors.",
                    [.. nulls.Select(pointer => new ProblemError(pointer, "The value is null. Leave it out, or give it a value."))])
                : job;
        }
        catch (JsonException e)
        {
            throw Explain(e);
        }
        catch (InvalidOperationException e) when (IsHalfPair(e))
        {
            // This exception is about the name of a member. One about a value would be a JsonException.
            throw new InvalidBodyException($"The name of a member is not text: {HalfPair}");
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
            $"The body is not a job request{place}: see errors.",
            new ProblemError(Pointer(e.Path), Reason(e)));
    }

    private const string HalfPair =
        @"It has one half of a surrogate pair, as \ud83d without the other half, which is not a character. Write both halves, or the character itself.";

    private static bool IsHalfPair(Exception e) =>
        e.Message.Contains("surrogate", StringComparison.OrdinalIgnoreCase) || e.Message.Contains("incomplete UTF-16", StringComparison.Ordinal);

    private static string Reason(JsonException e)
    {
        var message = PathSuffix().Replace(e.Message, "").Trim();
        if (UnknownMember().Match(message) is { Success: true } unknown)
        {
            return $"'{unknown.Groups[1].Value}' is not a known member. Check its spelling, or leave it out.";
        }

        if (message.Contains("doesn't allow setting null", StringComparison.Ordinal) || message.Contains("doesn't allow null", StringComparison.Ordinal))
        {
            return "The value is null. The member is required: give it a value.";
        }

        if (e.InnerException is { } cause && IsHalfPair(cause))
        {
            return HalfPair;
        }

        if (MissingMembers().Match(message) is { Success: true } missing)
        {
            return $"Members are missing: {missing.Groups[1].Value}.";
        }

        return WrongType().IsMatch(message) ? $"The value has another type than the one expected here: {Expected(e.InnerException?.Message ?? "")}." : message;
    }

    // Only the message of the inner exception contains the expected type.
    private static string Expected(string cause) =>
        cause.Contains("as a string", StringComparison.Ordinal) ? "a string"
        : cause.Contains("as a number", StringComparison.Ordinal) ? "a whole number"
        : cause.Contains("as a boolean", StringComparison.Ordinal) ? "true or false"
        : cause.Contains("Base64", StringComparison.Ordinal) ? "a string of base64"
        : cause.Contains("out of bounds", StringComparison.Ordinal) ? "a whole number up to 2147483647"
        : "see the API's description";

    /// <summary>Converts a path such as <c>$.files[0].name</c> or <c>$['a.b']</c> to a JSON pointer: <c>/files/0/name</c> or <c>/a.b</c> (RFC 6901).</summary>
    private static string Pointer(string path) =>
        string.Concat(PathStep().Matches(path).Select(step => "/" + JobRequestValidator.Escape(Step(step))));

    private static string Step(Match step) => step.Groups.Values.Skip(1).First(g => g.Success).Value;

    [GeneratedRegex(@" Path: \$.*$", RegexOptions.Singleline)]
    private static partial Regex PathSuffix();

    [GeneratedRegex(@"^The JSON property '(.*)' could not be mapped")]
    private static partial Regex UnknownMember();

    [GeneratedRegex(@"missing required properties including: (.*?)\.?$")]
    private static partial Regex MissingMembers();

    [GeneratedRegex(@"could not be converted to [^ ]+$")]
    private static partial Regex WrongType();

    [GeneratedRegex(@"\.([^.\[]+)|\['(.*?)'\]|\[(\d+)\]")]
    private static partial Regex PathStep();
}
