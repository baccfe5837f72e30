using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Tentacle.Contracts;
using Tentacle.Platform.Directories;
using Tentacle.Platform.Storage;
using Tentacle.Platform.Text;

namespace Tentacle.Instances.Trust;

/// <summary>
/// The last untrusted peers that were rejected, so that an operator can see them and trust one with a single command. Thousands of untrusted peers
/// may connect, so the list holds only 100 of them and limits the number of log lines about them.
/// </summary>
public sealed class RefusedConnections(TimeProvider time, string instanceName = InstanceName.Default)
{
    private const int Capacity = 100;
    private const int UnencryptedCapacity = 20;
    private const int MaxBytes = 1 << 20;

    private static readonly TimeSpan BetweenLogLines = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<Thumbprint, RefusedConnection> _byThumbprint = [];
    private readonly Dictionary<(string? Address, UnencryptedProtocol Protocol), UnencryptedConnection> _unencrypted = [];
    private long? _lastLogLine;
    private int _suppressed;
    private long _total;
    private long _unencryptedTotal;

    /// <summary>Records a rejected peer and returns its current entry.</summary>
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

    /// <summary>Records a peer that connected without TLS and returns its current entry.</summary>
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

    /// <summary>The peers that connected without TLS since this object was created, the latest first, at most 20.</summary>
    public IReadOnlyList<UnencryptedConnection> ListUnencrypted()
    {
        lock (_lock)
        {
            return [.. _unencrypted.Values.OrderByDescending(seen => seen.At)];
        }
    }

    /// <summary>The number of connections rejected because of their certificate since this object was created.</summary>
    public long Total => Interlocked.Read(ref _total);

    /// <summary>The number of connections without TLS since this object was created.</summary>
    public long UnencryptedTotal => Interlocked.Read(ref _unencryptedTotal);

    /// <summary>The rejected peers, the latest first.</summary>
    public IReadOnlyList<RefusedConnection> List()
    {
        lock (_lock)
        {
            return [.. _byThumbprint.Values.OrderByDescending(refused => refused.At)];
        }
    }

    /// <summary>True when a log line may be written: at most once a minute for all peers together.</summary>
    /// <param name="suppressed">The number of lines that were suppressed since the last one; 0 when the result is false.</param>
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

    /// <summary>Restores the list that an earlier agent of this instance saved.</summary>
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

    /// <summary>Reads a saved list. Empty when there is none, or when the file is not a valid list.</summary>
    public static IReadOnlyList<RefusedConnection> Read(string path)
    {
        try
        {
            return RecordFile.Read(path, MaxBytes) is RecordContent.Whole(var bytes)
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
