using Tentacle.Contracts;
using Tentacle.Core.Files.Access;
using Tentacle.Fuzzing.Engine;
using Tentacle.Platform.Text;

namespace Tentacle.Fuzzing.Targets;

/// <summary>Names and other small texts from URLs, headers and JSON.</summary>
internal static class TextTargets
{
    private const string Home = "/var/lib/tentacle";
    private static readonly IReadOnlyList<byte[]> Words = FuzzBench.Bytes("..", "/", "\\", "\0", ".", "-", "_", "%2e", "con", "NUL", "COM1", "poll://", ":",
        " ", "\u200b", "\ufeff", "sha-256=:", "=:", "é", "\r\n");

    public static IEnumerable<FuzzTarget> All() =>
    [
        New("ticket", ["deploy-42", "The-Race", "a", "job-01a2228e037a765da6e2bf7af733675a"], Ticket),
        New("thumbprint", ["A909502DD82AE41433E6F83886B00D4277A32A7B", "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
            "a9:09:50:2d:d8:2a:e4:14:33:e6:f8:38:86:b0:0d:42:77:a3:2a:7b"], Print),
        New("subscription", ["poll://k2v5m8q3x7b4n6c9d2f3/", "POLL://A"], Subscription),
        New("digest", ["sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"], Digest),
        New("workspace-path", ["a/b/c.txt", "a\\b", "artifact"], Workspace),
        New("file-path", ["/tmp/x", "packages/web.zip", "a/../b"], FilePath),
        New("claimed-text", ["CN=Server, O=Acme", "line\nbreak\u001b[31m"], Claimed),
    ];

    private static FuzzTarget New(string name, string[] seeds, Func<string, string> run) =>
        new(name, FuzzBench.Bytes(seeds), input => run(FuzzBench.Text(input))) { Words = Words, LongestInput = 512 };

    private static string Ticket(string text)
    {
        if (!JobTicket.TryParse(text, null, out var ticket))
        {
            return "refused";
        }

        BrokenPromiseException.ThrowUnless(JobTicket.TryParse(ticket.Value, null, out var again) && again.Equals(ticket), "a ticket reads as itself");
        BrokenPromiseException.ThrowUnless(ticket.FolderName.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-')
            && !ticket.FolderName.StartsWith('.'), "a ticket is a safe name of a folder");
        return "taken";
    }

    private static string Print(string text)
    {
        if (!Thumbprint.TryParse(text, null, out var thumbprint))
        {
            return "refused";
        }

        BrokenPromiseException.ThrowUnless(thumbprint.Value.Length is 40 or 64 && thumbprint.Value.All(char.IsAsciiHexDigitUpper),
            "a thumbprint has 40 or 64 upper-case digits");
        BrokenPromiseException.ThrowUnless(Thumbprint.TryParse(thumbprint.Value, null, out var again) && again == thumbprint, "a thumbprint reads as itself");
        return $"{thumbprint.Value.Length}";
    }

    private static string Subscription(string text)
    {
        if (!SubscriptionId.TryParse(text, null, out var id))
        {
            return "refused";
        }

        BrokenPromiseException.ThrowUnless(SubscriptionId.TryParse(id.Value, null, out var again) && again == id && id.Value.EndsWith('/'),
            "a subscription reads as itself");
        return "taken";
    }

    private static string Digest(string text)
    {
        if (!ContentDigest.TryParse(text, out var digest))
        {
            return "refused";
        }

        BrokenPromiseException.ThrowUnless(digest.Hex.Length is 64 or 128 && digest.Hex.All(char.IsAsciiHexDigit), "a digest is hexadecimal");
        return digest.Algorithm.Name!;
    }

    private static string Workspace(string text)
    {
        if (!WorkspacePath.TryNormalize(text, out var normalized))
        {
            return "refused";
        }

        var full = Path.GetFullPath(Path.Combine("/workspace", normalized));
        BrokenPromiseException.ThrowUnless(full == "/workspace/" + normalized, "a name stays where it is");
        return normalized.Contains('/', StringComparison.Ordinal) ? "deep" : "flat";
    }

    private static string FilePath(string text)
    {
        try
        {
            var full = PathText.ToAbsolute(text, Home);
            BrokenPromiseException.ThrowUnless(Path.IsPathFullyQualified(full) && (Path.IsPathRooted(text) || full == Home
                || full.StartsWith(Home + "/", StringComparison.Ordinal)), "a relative path stays in home");
            return "taken";
        }
        catch (FileRefusedException e)
        {
            return e.Reason.ToString();
        }
    }

    private static string Claimed(string text)
    {
        var escaped = ClaimedText.Escape(text);
        BrokenPromiseException.ThrowUnless(!escaped.Any(char.IsControl), "what strangers say has no control characters");
        return escaped == text ? "as it was" : "escaped";
    }
}
