using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Tentacle.Contracts;
using Tentacle.Instances.Trust;

namespace Tentacle.Agent.Doors.Untrusted;

/// <summary>The reason for the refusal of a connection, in descending order of importance to an operator.</summary>
internal enum RefusalReason
{
    UntrustedCertificate,
    OctopusInClear,
    PlainHttp,
    NotTls,
    TrustedAreTooMany,
    TooMany,
    NotInTime,
}

/// <summary>
/// Records and logs the connections that the TLS port refuses. Untrusted peers may connect by the thousand, so all of them together produce one log line
/// a minute, which contains the most important refusal and the counts of the others.
/// </summary>
internal sealed partial class Refusals : IDisposable
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromMinutes(1);
    private static readonly string[] Counted =
    [
        "with a certificate that is not trusted",
        "that spoke Octopus Server's own protocol in clear",
        "that spoke plain HTTP",
        "that spoke neither TLS nor HTTP",
        "of trusted peers that had too many",
        "that gave way to newer ones",
        "that did not finish TLS in time",
    ];

    private readonly Lock _lock = new();
    private readonly RefusedConnections _refused;
    private readonly ILogger<Refusals> _logger;
    private readonly ITimer _timer;
    private readonly int[] _counts = new int[Counted.Length];
    private readonly Func<string>?[] _latest = new Func<string>?[Counted.Length];
    private bool _isWaiting;

    public Refusals(RefusedConnections refused, TimeProvider time, ILogger<Refusals> logger)
    {
        (_refused, _logger) = (refused, logger);
        _timer = time.CreateTimer(_ => WriteWhatWaits(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void RecordCertificate(EndPoint? remote, X509Certificate2 certificate)
    {
        var refused = _refused.Record(AddressOf(remote), certificate);
        Record(RefusalReason.UntrustedCertificate, () => $"Refused {remote}: its certificate {refused.Thumbprint} (SHA-1 {refused.Sha1Thumbprint}) is not "
            + $"trusted. To trust it: {refused.TrustCommand}");
    }

    public void RecordUnencrypted(EndPoint? remote, UnencryptedProtocol protocol)
    {
        var refused = _refused.Record(AddressOf(remote), protocol);
        Record(
            protocol switch
            {
                UnencryptedProtocol.Http => RefusalReason.PlainHttp,
                UnencryptedProtocol.Octopus => RefusalReason.OctopusInClear,
                _ => RefusalReason.NotTls,
            },
            () => $"Refused {remote}: {refused.Detail}");
    }

    public void RecordCrowded(IPAddress address) =>
        Record(RefusalReason.TooMany, () => $"Ended a connection from {address} for a newer one: too many had shown no trusted certificate "
            + "(Connections.MaxUntrusted, Connections.MaxUntrustedPerAddress).");

    public void RecordLate(EndPoint? remote) =>
        Record(RefusalReason.NotInTime, () => $"Ended a connection from {remote}: it did not finish the TLS handshake in time.");

    public void RecordTrustedTooMany(EndPoint? remote, int most) =>
        Record(RefusalReason.TrustedAreTooMany, () => $"Refused {remote}: trusted peers have {most} connections open, and more are not served. "
            + "Use fewer connections at a time.");

    public void Dispose() => _timer.Dispose();

    private static IPAddress? AddressOf(EndPoint? remote) => (remote as IPEndPoint)?.Address switch
    {
        // A dual-mode socket shows an IPv4 address as ::ffff:192.0.2.1.
        { IsIPv4MappedToIPv6: true } mapped => mapped.MapToIPv4(),
        var address => address,
    };

    private void Record(RefusalReason reason, Func<string> sentence)
    {
        lock (_lock)
        {
            if (_refused.ShouldLog(out _))
            {
                Write(sentence());
                return;
            }

            _counts[(int)reason]++;
            _latest[(int)reason] = sentence;
            if (!_isWaiting)
            {
                _isWaiting = true;
                _timer.Change(BetweenLines, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void WriteWhatWaits()
    {
        lock (_lock)
        {
            _isWaiting = false;
            if (Array.Find(_latest, latest => latest is not null) is not { } sentence)
            {
                return;
            }

            if (_refused.ShouldLog(out _))
            {
                Write(sentence());
            }
            else
            {
                _isWaiting = true;
                _timer.Change(BetweenLines, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Write(string sentence)
    {
        var others = string.Join(
            ", ",
            Counted.Select(
                (what, reason) => (What: what, Count: _counts[reason])).Where(counted => counted.Count > 0).Select(counted => $"{counted.Count} "
                    + $"{counted.What}"));
        if (others.Length == 0)
        {
            LogRefused(sentence);
        }
        else
        {
            LogManyRefused(sentence, others);
        }

        Array.Clear(_counts);
        Array.Clear(_latest);
    }

    [LoggerMessage(2001, LogLevel.Warning, "{Sentence}")]
    private partial void LogRefused(string sentence);

    [LoggerMessage(2002, LogLevel.Warning, "{Sentence} Connections since the last line about them: {Others}")]
    private partial void LogManyRefused(string sentence, string others);
}
