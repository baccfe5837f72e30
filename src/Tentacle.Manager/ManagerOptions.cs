using System.Globalization;
using System.Net;
using Tentacle.Platform.Processes;

namespace Tentacle.Manager;

/// <summary>The command line options of the Manager.</summary>
public sealed record ManagerOptions
{
    public const string Usage = """
        Usage: tentacle-manager [<options>]

              --port=VALUE           TCP port on the loopback addresses. Default: any that is free
              --public-origin=VALUE  One more origin that may be used, for a tunnel, for example http://localhost:8800
              --instance=VALUE       The instance to show first
              --tentacle=VALUE       The tentacle program. Default: the one beside this program, or beside its directory
              --no-browser           Does not open the browser
        """;

    /// <summary>The port; null selects a free one.</summary>
    public int? Port { get; init; }

    public bool OpenBrowser { get; init; } = true;

    /// <summary>The origin in the browser's address when the Manager is reached through a tunnel; null when there is none.</summary>
    public Uri? PublicOrigin { get; init; }

    public string? Instance { get; init; }

    /// <summary>The path of the program that makes every change.</summary>
    public required string TentaclePath { get; init; }

    /// <exception cref="ManagerStartException">An argument is not valid. The message has the reason and the remedy.</exception>
    public static ManagerOptions Parse(IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var options = new ManagerOptions { TentaclePath = "" };
        for (var i = 0; i < arguments.Count; i++)
        {
            var (name, value) = arguments[i].Split('=', 2) is [var before, var after] ? (before, after) : (arguments[i], null);
            options = name switch
            {
                "--no-browser" => options with { OpenBrowser = false },
                "--port" => options with { Port = PortOf(Value()) },
                "--public-origin" => options with { PublicOrigin = OriginOf(Value()) },
                "--instance" => options with { Instance = Value() },
                "--tentacle" => options with { TentaclePath = PathOf(Value()) },
                _ => throw new ManagerStartException($"'{arguments[i]}' is not an option of tentacle-manager.\n\n{Usage}"),
            };

            string Value() => value ?? (++i < arguments.Count ? arguments[i] : throw new ManagerStartException($"{name} needs a value.\n\n{Usage}"));
        }

        return options.TentaclePath.Length > 0 ? options : options with { TentaclePath = FindTentacle() };
    }

    private static string PathOf(string text) => InheritedState.HasWorkingDirectory || Path.IsPathFullyQualified(text)
        ? Path.GetFullPath(text)
        : throw new ManagerStartException(
            $"'{text}' is relative to a working directory that was deleted. Give an absolute path, or change to a directory that exists.");

    private static int PortOf(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= IPEndPoint.MaxPort
            ? port
            : throw new ManagerStartException($"'{text}' is not a valid value for --port. Use a whole number from 1 to {IPEndPoint.MaxPort}.");

    private static Uri OriginOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var origin) && origin.Scheme is "http" or "https" && origin.PathAndQuery == "/"
            && origin.Fragment.Length == 0 && origin.UserInfo.Length == 0
            ? origin
            : throw new ManagerStartException(
                $"'{text}' is not a valid value for --public-origin. Use scheme, host and port only, for example http://localhost:8800.");

    private static string FindTentacle()
    {
        var name = OperatingSystem.IsWindows() ? "tentacle.exe" : "tentacle";
        string[] places = [Path.Combine(AppContext.BaseDirectory, "..", name), Path.Combine(AppContext.BaseDirectory, name)];
        return places.Select(Path.GetFullPath).FirstOrDefault(File.Exists)
            ?? throw new ManagerStartException(
                $"The program tentacle was not found: {string.Join(" and ", places.Select(Path.GetFullPath))} do not exist. "
                + "Start with 'tentacle manager', or name it with --tentacle.");
    }
}
