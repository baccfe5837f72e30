using System.Globalization;
using Tentacle.Instances.Settings;
using Tentacle.Manager.Commands;

namespace Tentacle.Manager.Model.Forms;

/// <summary>The form for a proxy. A stored password is never shown.</summary>
public sealed class ProxyForm
{
    public const string WebCommand = "proxy";
    public const string PollingCommand = "polling-proxy";

    private readonly (ProxyKind Kind, string Host, string Port, string Username) _before;

    /// <summary>Creates a form with the default settings.</summary>
    public ProxyForm()
        : this(new ProxySettings())
    {
    }

    public ProxyForm(ProxySettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Kind = settings.ProxyHost is { Length: > 0 } ? ProxyKind.Custom : settings.UseDefaultProxy ? ProxyKind.System : ProxyKind.None;
        Host = settings.ProxyHost ?? "";
        Port = settings.ProxyPort.ToString(CultureInfo.InvariantCulture);
        Username = settings.ProxyUsername ?? "";
        HasPassword = settings.ProxyPassword is not null;
        _before = Values;
    }

    public ProxyKind Kind { get; set; }
    public string Host { get; set; }
    public string Port { get; set; }
    public string Username { get; set; }

    /// <summary>A new password; empty keeps the stored one.</summary>
    public string Password { get; set; } = "";

    /// <summary>True when a password is stored. It is never shown.</summary>
    public bool HasPassword { get; }

    public bool IsChanged => Values != _before || Password.Length > 0;

    public string? HostError => Kind == ProxyKind.Custom && Host.Length > 0 ? Fields.HostError(Host) : null;

    public string? PortError => Kind == ProxyKind.Custom ? Fields.PortError(Port) : null;

    /// <summary>The error; empty when a required field is still empty, null when the form is valid.</summary>
    public string? Error => Kind == ProxyKind.Custom && Host.Length == 0 ? "" : HostError ?? PortError;

    private (ProxyKind, string, string, string) Values => (Kind, Host, Port, Username);

    /// <summary>The command that saves the form; null when nothing is changed or a field is not valid.</summary>
    /// <param name="instance">The name of the instance.</param>
    /// <param name="command"><see cref="WebCommand"/> or <see cref="PollingCommand"/>.</param>
    public TentacleCommand? Command(string instance, string command)
    {
        if (!IsChanged || Error is not null)
        {
            return null;
        }

        List<string> arguments = [command, "--instance", instance, "--proxyEnable", Kind == ProxyKind.None ? "False" : "True"];
        if (Kind == ProxyKind.None)
        {
            return new TentacleCommand([.. arguments]);
        }

        arguments.AddRange(Kind == ProxyKind.Custom ? ["--proxyHost", Host, "--proxyPort", Port] : _before.Host.Length > 0 ? ["--proxyHost", ""] : []);
        arguments.AddRange(Username != _before.Username ? ["--proxyUsername", Username] : []);
        arguments.AddRange(Password.Length > 0 ? ["--proxyPassword", "-"] : []);
        return new TentacleCommand([.. arguments]) { SecretInput = Password.Length > 0 ? [Password] : [] };
    }
}
