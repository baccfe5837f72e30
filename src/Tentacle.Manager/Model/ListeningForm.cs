using System.Globalization;
using Tentacle.Contracts;
using Tentacle.Core.Instances;
using Tentacle.Manager.Commands;

namespace Tentacle.Manager.Model;

/// <summary>What the wizard for a listening Tentacle has been told so far.</summary>
/// <param name="root">Where new instances usually live.</param>
public sealed class ListeningForm(string root)
{
    private static readonly string DefaultPort = ServicesSettings.DefaultPort.ToString(CultureInfo.InvariantCulture);
    private string _suggestedHome = "";
    private string _suggestedApplications = "";

    public string Instance { get; private set; } = "";
    public string Home { get; set; } = "";
    public string Applications { get; set; } = "";
    public string Port { get; set; } = DefaultPort;
    public string ServerThumbprint { get; set; } = "";

    public string? HomeError => Fields.DirectoryError(Home);

    public string? ApplicationsError => Fields.DirectoryError(Applications);

    public string? PortError => Fields.PortError(Port);

    public string? ThumbprintError => ServerThumbprint.Length == 0 || Thumbprint.TryParse(ServerThumbprint, null, out _) ? null : ThumbprintWords.Wrong(ServerThumbprint);

    public bool IsCommunicationGood => (PortError ?? ThumbprintError) is null;

    public bool IsStorageGood(IReadOnlyList<string> taken) => (InstanceError(taken) ?? HomeError ?? ApplicationsError) is null;

    public string? InstanceError(IReadOnlyList<string> taken) =>
        !InstanceName.IsValid(Instance) ? InstanceName.Rule
        : taken.Contains(Instance, StringComparer.OrdinalIgnoreCase) ? $"There is an instance named {Instance} already. Choose another name."
        : null;

    /// <summary>Directories that nobody has changed follow the name.</summary>
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

    public ListeningPlan Plan() => new()
    {
        Instance = Instance,
        Home = Home,
        SettingsFile = Path.Combine(Home, "tentacle-" + InstanceName.FileNameOf(Instance) + ".config"),
        Applications = Applications,
        Port = int.Parse(Port, CultureInfo.InvariantCulture),
        Trust = Thumbprint.TryParse(ServerThumbprint, null, out var thumbprint) ? [thumbprint] : [],
    };

    public IReadOnlyList<TentacleCommand> Commands() => InstanceCommands.Listening(Plan());
}
