using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Tentacle.Contracts;
using Tentacle.Core.Instances;
using Tentacle.Core.Platform.Directories;
using Tentacle.Core.Platform.Storage;

namespace Tentacle.Core.Trust;

/// <summary>
/// The last strangers that were turned away, so that an operator can see who tried and trust them with one command. Strangers may come
/// by the thousand: it holds 100, and says when the log may have a line about them.
/// </summary>
public sealed class RefusedConnections(TimeProvider time, string instanceName = InstanceName.Default)
{
    private const int Capacity = 100;
    private const int UnencryptedCapacity = 20;
    private const int MostBytes = 1 << 20;

    private static readonly TimeSpan BetweenLogLines = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<Thumbprint, RefusedConnection> _byThumbprint = [];
    private readonly Dictionary<(string? Address, UnencryptedProtocol Protocol), UnencryptedConnection> _unencrypted = [];
    private long? _lastLogLine;
    private int _suppressed;
    private long _total;
    private long _unencryptedTotal;

    /// <summary>Notes one refusal and returns what is now known of that peer.</summary>
    public RefusedConnection Record(IPAddress? address, X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        var thumbprint = Thumbprint.Sha256Of(certificate);
        var now = time.GetUtcNow();
        lock (_lock)
        {
            _total++;
            var refused = _byThumbprint.TryGetValue(thumbprint, out var before)
                ? before with { At = now, Address = address?.ToString(), Count = before.Count + 1 }
                : new RefusedConnection
                {
                    FirstAt = now,
                    At = now,
                    Address = address?.ToString(),
                    ClaimedSubject = ClaimedText.Escape(certificate.Subject),
                    Thumbprint = thumbprint,
                    Sha1Thumbprint = Thumbprint.Sha1Of(certificate),
                    Count = 1,
                    TrustCommand = $"tentacle configure --instance \"{instanceName}\" --trust {thumbprint}",
                };
            _byThumbprint[thumbprint] = refused;
            if (_byThumbprint.Count > Capacity)
            {
                _byThumbprint.Remove(_byThumbprint.Values.MinBy(other => other.At)!.Thumbprint);
            }

            return refused;
        }
    }

    /// <summary>Notes a peer that came without TLS and returns what is now known of it.</summary>
    public UnencryptedConnection Record(IPAddress? address, UnencryptedProtocol protocol)
    {
        var now = time.GetUtcNow();
        var key = (address?.ToString(), protocol);
        lock (_lock)
        {
            _unencryptedTotal++;
            var seen = _unencrypted.TryGetValue(key, out var before)
                ? before with { At = now, Count = before.Count + 1 }
                : new UnencryptedConnection { FirstAt = now, At = now, Address = key.Item1, Protocol = protocol, Detail = Detail(protocol), Count = 1 };
            _unencrypted[key] = seen;
            if (_unencrypted.Count > UnencryptedCapacity)
            {
                var oldest = _unencrypted.Values.MinBy(other => other.At)!;
                _unencrypted.Remove((oldest.Address, oldest.Protocol));
            }

            return seen;
        }
    }

    /// <summary>Those that came without TLS since this was made, the latest first, at most 20.</summary>
    public IReadOnlyList<UnencryptedConnection> ListUnencrypted()
    {
        lock (_lock)
        {
            return [.. _unencrypted.Values.OrderByDescending(seen => seen.At)];
        }
    }

    /// <summary>How many there were since this was made.</summary>
    public long Total => Interlocked.Read(ref _total);

    /// <summary>How many came without TLS since this was made.</summary>
    public long UnencryptedTotal => Interlocked.Read(ref _unencryptedTotal);

    /// <summary>The latest first.</summary>
    public IReadOnlyList<RefusedConnection> List()
    {
        lock (_lock)
        {
            return [.. _byThumbprint.Values.OrderByDescending(refused => refused.At)];
        }
    }

    /// <summary>True once a minute in all.</summary>
    /// <param name="suppressed">How many times it was false since the last line.</param>
    public bool ShouldLog(out int suppressed)
    {
        lock (_lock)
        {
            if (_lastLogLine is { } last && time.GetElapsedTime(last) < BetweenLogLines)
            {
                _suppressed++;
                suppressed = 0;
                return false;
            }

            _lastLogLine = time.GetTimestamp();
            suppressed = _suppressed;
            _suppressed = 0;
            return true;
        }
    }

    private static string Detail(UnencryptedProtocol protocol) => protocol switch
    {
        UnencryptedProtocol.Http => "It spoke plain HTTP: use https.",
        UnencryptedProtocol.Octopus => "It spoke Octopus Server's own protocol without TLS: something between ends TLS, and must pass it through unopened.",
        _ => "It spoke neither TLS nor HTTP: another program, or a scan of ports. Check the port that it was given.",
    };

    /// <summary>Writes the list for commands and the Manager, which are other processes.</summary>
    public void Save(string path) => AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes([.. List()], TrustJson.Default.RefusedConnectionArray));

    /// <summary>Takes up what an earlier agent of this instance saved.</summary>
    public void Restore(IEnumerable<RefusedConnection> saved)
    {
        ArgumentNullException.ThrowIfNull(saved);
        lock (_lock)
        {
            foreach (var refused in saved.Take(Capacity))
            {
                _byThumbprint.TryAdd(refused.Thumbprint, refused);
            }
        }
    }

    /// <summary>What was saved; empty when nothing was, or when it cannot be read as such a list.</summary>
    public static IReadOnlyList<RefusedConnection> Read(string path)
    {
        try
        {
            return RecordFile.Read(path, MostBytes) is RecordContent.Whole(var bytes)
                && JsonSerializer.Deserialize(bytes, TrustJson.Default.RefusedConnectionArray) is { } saved
                ? [.. saved.Where(refused => refused is not null)]
                : [];
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException)
        {
            return [];
        }
    }
}
