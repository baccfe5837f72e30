using System.Globalization;
using System.Net;
using Tentacle.Instances;
using Tentacle.Instances.Settings;
using Tentacle.Manager.Commands;
using Tentacle.Manager.Model.Instances;

namespace Tentacle.Manager.Model.Forms;

/// <summary>A draft of the settings, with immediate validation and the one command that saves it.</summary>
public sealed class SettingsDraft
{
    private const string AnyAddress = "any";
    private readonly (bool Listens, string Port, string Address, string Home, string Applications) _before;

    private readonly InstanceNeighbours? _others;
    private readonly PortField _port = new();

    /// <param name="snapshot">The current state of the instance.</param>
    /// <param name="others">The other instances of the machine, whose directories and ports are rejected; null when they are not known.</param>
    public SettingsDraft(InstanceSnapshot snapshot, InstanceNeighbours? others = null)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        _others = others;
        var services = snapshot.Settings!.Tentacle.Services;
        Listens = !services.NoListen;
        Port = services.PortNumber.ToString(CultureInfo.InvariantCulture);
        Address = services.ListenIP ?? AnyAddress;
        Home = snapshot.Home!.Directory;
        Applications = snapshot.Settings.Tentacle.Deployment.ApplicationDirectory ?? snapshot.Home.DefaultApplications;
        _before = Values;
    }

    public bool Listens { get; set; }
    public string Port { get; set; }
    public string Address { get; set; }
    public string Home { get; set; }
    public string Applications { get; set; }

    public bool IsChanged => Values != _before;

    // The instance's own agent holds the current port.
    public string? PortError => !Listens ? null : Port == _before.Port && _before.Listens ? Fields.PortError(Port) : _port.Error(Port, ParsedAddress, _others);

    public string? AddressError =>
        !Listens || IsAny || ListenAddress.TryParse(Address, out _, out var fault)
            ? null
            : $"“{Address}”: {fault}. Use an address of this machine, or any.";

    public string? HomeError => Fields.DirectoryError(Home) ?? (Home == _before.Home ? null : _others?.RefuseDirectory(Home, ""));

    public string? ApplicationsError =>
        Fields.DirectoryError(Applications) ?? (Applications == _before.Applications ? null : _others?.RefuseDirectory(Applications, ""));

    private IPAddress? ParsedAddress => !IsAny && ListenAddress.TryParse(Address, out var address, out _) ? address : null;

    private bool IsAny => Address.Equals(AnyAddress, StringComparison.OrdinalIgnoreCase);

    private (bool, string, string, string, string) Values => (Listens, Port, Address, Home, Applications);

    /// <summary>The command that saves the draft; null when nothing is changed or a field is not valid.</summary>
    public TentacleCommand? Command(string instance)
    {
        if (!IsChanged || (PortError ?? AddressError ?? HomeError ?? ApplicationsError) is not null)
        {
            return null;
        }

        List<string> arguments = ["configure", "--instance", instance];
        AddWhen(Listens != _before.Listens, "--noListen", Listens ? "False" : "True");
        AddWhen(Listens && Port != _before.Port, "--port", Port);
        AddWhen(Listens && Address != _before.Address, "--listenIpAddress", Address);
        AddWhen(Home != _before.Home, "--home", Home);
        AddWhen(Applications != _before.Applications, "--app", Applications);
        return new TentacleCommand([.. arguments]);

        void AddWhen(bool applies, string option, string value)
        {
            if (applies)
            {
                arguments.AddRange([option, value]);
            }
        }
    }
}
