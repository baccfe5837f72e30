using System.Globalization;
using System.Net;
using Tentacle.Instances;
using Tentacle.Platform;

namespace Tentacle.Manager.Model.Forms;

/// <summary>
/// Validates the text of a port field: not a number, used by another instance, or held by a program. The machine is examined once for each text.
/// </summary>
public sealed class PortField
{
    private (string Port, IPAddress? Address, string? Error)? _seen;

    /// <param name="text">The text of the field.</param>
    /// <param name="address">The listening address; null means every address.</param>
    /// <param name="others">The other instances; null when they are not known.</param>
    public string? Error(string text, IPAddress? address, InstanceNeighbours? others)
    {
        if (_seen is not { } seen || seen.Port != text || !Equals(seen.Address, address))
        {
            _seen = seen = (text, address, Inspect(text, address, others));
        }

        return seen.Error;
    }

    /// <summary>Discards the cached result, because the machine may have changed.</summary>
    public void Invalidate() => _seen = null;

    private static string? Inspect(string text, IPAddress? address, InstanceNeighbours? others)
    {
        if (Fields.PortError(text) is { } error)
        {
            return error;
        }

        var port = int.Parse(text, CultureInfo.InvariantCulture);
        return others?.RefusePort(port, address)
            ?? (PortUse.Find(port, address) is { } held ? string.Create(CultureInfo.InvariantCulture, $"Port {port} is in use by {PortUse.Describe(held)}. "
                + $"Stop that program, or choose another port.") : null);
    }
}
