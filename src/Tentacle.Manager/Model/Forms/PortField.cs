using System.Globalization;
using System.Net;
using Tentacle.Core.Instances;
using Tentacle.Core.Platform;

namespace Tentacle.Manager.Model.Forms;

/// <summary>What is wrong with a port that somebody types: no number, another instance's, or held by a program. The machine is asked once for each text.</summary>
public sealed class PortField
{
    private (string Port, IPAddress? Address, string? Error)? _seen;

    /// <param name="text">As it is typed.</param>
    /// <param name="address">The address that is listened on; null is every one.</param>
    /// <param name="others">The other instances; null when they are not known.</param>
    public string? Error(string text, IPAddress? address, InstanceNeighbours? others)
    {
        if (_seen is not { } seen || seen.Port != text || !Equals(seen.Address, address))
        {
            _seen = seen = (text, address, Look(text, address, others));
        }

        return seen.Error;
    }

    /// <summary>Forgets what was seen: the machine may have changed.</summary>
    public void LookAgain() => _seen = null;

    private static string? Look(string text, IPAddress? address, InstanceNeighbours? others)
    {
        if (Fields.PortError(text) is { } error)
        {
            return error;
        }

        var port = int.Parse(text, CultureInfo.InvariantCulture);
        return others?.RefusePort(port, address)
            ?? (PortUse.Find(port, address) is { } held ? string.Create(CultureInfo.InvariantCulture, $"Port {port} is in use by {PortUse.Describe(held)}. Stop that program, or choose another port.") : null);
    }
}
