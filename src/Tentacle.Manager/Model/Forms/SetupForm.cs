using System.Globalization;
using System.Net;
using Tentacle.Contracts;
using Tentacle.Instances;
using Tentacle.Instances.Settings;
using Tentacle.Manager.Commands;

namespace Tentacle.Manager.Model.Forms;

/// <summary>The values that were entered into the set-up wizard.</summary>
/// <param name="root">The default parent directory of new instances.</param>
public sealed class SetupForm(string root)
{
    private static readonly string DefaultPort = ServicesSettings.DefaultPort.ToString(CultureInfo.InvariantCulture);
    private readonly PortField _port = new();
    private InstanceNeighbours? _others;
    private string _suggestedHome = "";
    private string _suggestedApplications = "";

    /// <summary>True when the agent connects to the server; false when the server connects to the agent.</summary>
    public bool Polls { get; set; }

    public string Instance { get; private set; } = "";
    public string Home { get; set; } = "";
    public string Applications { get; set; } = "";
    public string Port { get; set; } = DefaultPort;
    public string ServerThumbprint { get; set; } = "";

    /// <summary>The address of the polled server.</summary>
    public string ServerAddress { get; set; } = "";

    public ProxyForm Proxy { get; } = new();

    public bool InstallsService { get; set; }

    /// <summary>The existing instances of the machine. Their directories and ports are rejected, and the form proposes a port that none of them uses.</summary>
    public InstanceNeighbours? Others
    {
        get => _others;
        set
        {
            _others = value;
            _port.Invalidate();
            for (var port = ServicesSettings.DefaultPort;
                Port == DefaultPort && value?.RefusePort(port, address: null) is not null && port < IPEndPoint.MaxPort;
                port++)
            {
                var next = port + 1;
                Port = value.RefusePort(next, address: null) is null ? next.ToString(CultureInfo.InvariantCulture) : Port;
            }
        }
    }

    public string? HomeError => Fields.DirectoryError(Home) ?? Others?.RefuseDirectory(Home, "");

    public string? ApplicationsError => Fields.DirectoryError(Applications) ?? Others?.RefuseDirectory(Applications, "");

    public string? PortError => _port.Error(Port, address: null, Others);

    public string? ThumbprintError => ServerThumbprint.Length == 0 || Trust is not null ? null : ThumbprintHint.Wrong(ServerThumbprint);

    public string? AddressError => ServerAddress.Length == 0 ? null : Fields.ServerAddressError(ServerAddress);

    public bool IsCommunicationGood => Polls
        ? Trust is not null && ServerAddress.Length > 0 && (AddressError ?? Proxy.Error) is null
        : (PortError ?? ThumbprintError) is null;

    private Thumbprint? Trust => Thumbprint.TryParse(ServerThumbprint, null, out var thumbprint) ? thumbprint : null;

    public bool IsStorageGood(IReadOnlyList<string> taken) => (InstanceError(taken) ?? HomeError ?? ApplicationsError) is null;

    public string? InstanceError(IReadOnlyList<string> taken) =>
        !InstanceName.IsValid(Instance) ? InstanceName.Rule
        : taken.Contains(Instance, StringComparer.OrdinalIgnoreCase) ? $"There is an instance named {Instance} already. Choose another name."
        : null;

    /// <summary>Renames the instance. Directories that the user has not edited follow the name.</summary>
    public void Rename(string name)
    {
        Instance = name;
        var home = Path.Combine(root, InstanceName.IsValid(name) ? name : "Tentacle");
        var applications = Path.Combine(home, "Applications");
        (Home, _suggestedHome) = (Home == _suggestedHome ? home : Home, home);
        (Applications, _suggestedApplications) = (Applications == _suggestedApplications ? applications : Applications, applications);
    }

    public static string FreeName(IReadOnlyList<string> taken)
    {
        for (var number = taken.Count + 1; ; number++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{InstanceName.Default} {number}");
            if (!taken.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                return name;
            }
        }
    }

    public SetupPlan Plan() => new()
    {
        Instance = Instance,
        Home = Home,
        SettingsFile = Path.Combine(Home, "tentacle-" + InstanceName.FileNameOf(Instance) + ".config"),
        Applications = Applications,
        Port = Polls ? null : int.Parse(Port, CultureInfo.InvariantCulture),
        ServerAddress = Polls ? ServerAddress : null,
        Trust = Trust,
        Proxy = Polls ? Proxy.Command(Instance, ProxyForm.PollingCommand) : null,
        InstallsService = InstallsService,
    };

    public IReadOnlyList<TentacleCommand> Commands() => InstanceCommands.SetUp(Plan());
}
