using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Tentacle.Contracts.Json;

namespace Tentacle.Contracts;

/// <summary>
/// The caller's name for a job: 1 to 128 characters of <c>A-Z a-z 0-9 . _ -</c>. It does not start or end with a dot and is not a Windows device name. Tickets
/// are compared without regard to case; the caller's spelling is kept for display.
/// </summary>
[JsonConverter(typeof(JobTicketConverter))]
public readonly struct JobTicket : IParsable<JobTicket>, IEquatable<JobTicket>
{
    /// <summary>The rule in one sentence, for error messages.</summary>
    public const string Rule =
        "A ticket is 1 to 128 characters of A-Z a-z 0-9 . _ -, does not start or end with a dot and is not a Windows device name such as NUL or COM1.";

    private const int MaxLength = 128;

    private readonly string? _value;

    private JobTicket(string value) => _value = value;

    /// <summary>The caller's spelling.</summary>
    public string Value => _value ?? "";

    /// <summary>The name of the job's folders on disk: the ticket in lower case.</summary>
    // Tickets are ASCII by rule, so lower-casing gives the same result in every culture.
    [SuppressMessage("Globalization", "CA1308", Justification = "Folder names are the lower-cased ticket by contract.")]
    public string FolderName => Value.ToLowerInvariant();

    public static bool operator ==(JobTicket left, JobTicket right) => left.Equals(right);

    public static bool operator !=(JobTicket left, JobTicket right) => !left.Equals(right);

    /// <exception cref="FormatException">The text is not a ticket; the message repeats <see cref="Rule"/>.</exception>
    public static JobTicket Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var ticket) ? ticket : throw new FormatException($"'{s}' is not a ticket. {Rule}");

    // A ticket names a folder, so only characters that are safe in every file system are allowed.
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out JobTicket result)
    {
        result = default;
        if (s is null or { Length: 0 or > MaxLength } || s[0] == '.' || s[^1] == '.' || SafeNames.IsWindowsDevice(s))
        {
            return false;
        }

        foreach (var c in s)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-'))
            {
                return false;
            }
        }

        result = new JobTicket(s);
        return true;
    }

    /// <summary>Creates a unique ticket: <c>job-</c> and a UUID of version 7 (32 hex digits), which sorts by creation time.</summary>
    public static JobTicket Create(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return new JobTicket($"job-{Guid.CreateVersion7(time.GetUtcNow()):N}");
    }

    public bool Equals(JobTicket other) => string.Equals(Value, other.Value, StringComparison.OrdinalIgnoreCase);

    public override bool Equals(object? obj) => obj is JobTicket other && Equals(other);

    public override int GetHashCode() => string.GetHashCode(Value, StringComparison.OrdinalIgnoreCase);

    public override string ToString() => Value;
}
