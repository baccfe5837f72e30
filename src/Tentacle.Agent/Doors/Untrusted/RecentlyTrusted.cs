using System.Net;

namespace Tentacle.Agent.Doors.Untrusted;

/// <summary>The addresses from which a peer with a trusted certificate connected within the last 10 s. Not thread-safe.</summary>
internal sealed class RecentlyTrusted(TimeProvider time)
{
    /// <summary>The time for which an address is remembered.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromSeconds(10);

    private const int MaxAddresses = 1_000;
    private readonly Dictionary<IPAddress, long> _at = [];

    public void Add(IPAddress address)
    {
        if (_at.Count >= MaxAddresses)
        {
            _at.Clear();
        }

        _at[address] = time.GetTimestamp();
    }

    public bool Has(IPAddress address) => _at.TryGetValue(address, out var at) && time.GetElapsedTime(at) < Kept;
}
