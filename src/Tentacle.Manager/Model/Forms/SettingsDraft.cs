using System.Globalization;
using Tentacle.Core.Instances.Settings;
using Tentacle.Manager.Commands;
using Tentacle.Manager.Model.Instances;

namespace Tentacle.Manager.Model.Forms;

/// <summary>Settings as somebody edits them: what is wrong at once, and the one command that would make them so.</summary>
public sealed class SettingsDraft
{
    private const string AnyAddress = "any";
    private readonly (bool Listens, string Port, string Address, string Home, string Applications) _before;

    public SettingsDraft(InstanceSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
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

    public string? PortError => Listens ? Fields.PortError(Port) : null;

    public string? AddressError => !Listens || IsAny || ListenAddress.TryParse(Address, out _, out var fault) ? null : $"“{Address}”: {fault}. Use an address of this machine, or any.";

    public string? HomeError => Fields.DirectoryError(Home);

    public string? ApplicationsError => Fields.DirectoryError(Applications);

    private bool IsAny => Address.Equals(AnyAddress, StringComparison.OrdinalIgnoreCase);

    private (bool, string, string, string, string) Values => (Listens, Port, Address, Home, Applications);

    /// <summary>Null when nothing is changed or something is wrong.</summary>
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
