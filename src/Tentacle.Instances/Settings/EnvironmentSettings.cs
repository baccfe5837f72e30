using System.Globalization;
using System.Text.Json;

namespace Tentacle.Instances.Settings;

/// <summary>
/// Settings from the process's environment or a <c>.env</c> file, under the original's names. They are ignored unless
/// <c>OCTOPUS_CONTRIBUTE_ENV_SETTINGS</c> is true. They override the settings file and are never written to it.
/// </summary>
public sealed class EnvironmentSettings
{
    public const string SwitchVariable = "OCTOPUS_CONTRIBUTE_ENV_SETTINGS";

    private const string FileName = ".env";
    private const string LogLevelVariable = "OCTOPUS__TENTACLE__LOGLEVEL";
    private const string ConnectionCountVariable = "TentaclePollingConnectionCount";

    private static readonly Lazy<EnvironmentSettings> ThisProcess = new(() => Read(Environment.GetEnvironmentVariable, AppContext.BaseDirectory));

    private readonly List<(string Name, string Value, Func<InstanceSettings, string, InstanceSettings> Apply)> _contributions = [];

    private EnvironmentSettings()
    {
    }

    public static EnvironmentSettings OfThisProcess => ThisProcess.Value;

    public static EnvironmentSettings None { get; } = new();

    /// <summary>The names of all variables that can contribute. Jobs do not inherit these variables.</summary>
    public static IReadOnlySet<string> Names { get; } = EnvironmentNames.All.Keys.ToHashSet();

    /// <summary>The names of the set variables that hold secrets. Secrets are safer in the settings, where they are encrypted.</summary>
    public IReadOnlyList<string> SecretNames => [.. _contributions.Select(c => c.Name).Where(EnvironmentNames.Secrets.Contains)];

    /// <param name="variable">Returns the value of a variable; null when it is not set.</param>
    /// <param name="startDirectory">The directory in which the search for the file begins. The search continues in the parent directories.</param>
    /// <exception cref="SettingsException">The file has a line that is not a NAME=VALUE.</exception>
    public static EnvironmentSettings Read(Func<string, string?> variable, string startDirectory)
    {
        ArgumentNullException.ThrowIfNull(variable);
        var settings = new EnvironmentSettings();
        if (bool.TryParse(variable(SwitchVariable), out var isOn) && isOn)
        {
            var file = FindFile(startDirectory) is { } path ? Parse(path) : [];
            foreach (var (name, apply) in EnvironmentNames.All)
            {
                if ((variable(name) is { Length: > 0 } set ? set : file.GetValueOrDefault(name)) is { Length: > 0 } value)
                {
                    settings._contributions.Add((name, value, apply));
                }
            }
        }

        // In the original, these two variables also work without the switch, and invalid values are ignored.
        if (Enum.TryParse<LogDetail>(variable(LogLevelVariable), ignoreCase: true, out var level))
        {
            settings._contributions.Add((LogLevelVariable, level.ToString(), (s, _) => s with { Octopus = s.Octopus with { LogLevel = level } }));
        }

        if (int.TryParse(variable(ConnectionCountVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0)
        {
            settings._contributions.Add(
                (ConnectionCountVariable, "", (s, _) => EnvironmentNames.Communication(s, c => c with { PollingConnectionCount = count })));
        }

        return settings;
    }

    /// <summary>Returns the settings, overridden by the environment.</summary>
    /// <exception cref="SettingsException">A value cannot be read; the message names the variable.</exception>
    public InstanceSettings Over(InstanceSettings settings)
    {
        foreach (var (name, value, apply) in _contributions)
        {
            try
            {
                settings = apply(settings, value);
            }
            catch (Exception e) when (e is FormatException or JsonException or OverflowException)
            {
                var shown = EnvironmentNames.Secrets.Contains(name) ? "a value that" : $"the value '{value}', which";
                throw new SettingsException($"The environment variable {name} has {shown} is not valid: {e.Message} Correct or unset it.", e);
            }
        }

        return settings;
    }

    private static string? FindFile(string startDirectory)
    {
        for (var directory = new DirectoryInfo(startDirectory); directory is not null; directory = directory.Parent)
        {
            var path = Path.Combine(directory.FullName, FileName);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }

    private static Dictionary<string, string> Parse(string path)
    {
        var values = new Dictionary<string, string>();
        var number = 0;
        try
        {
            foreach (var line in File.ReadLines(path).Select(line => line.Trim()))
            {
                number++;
                if (line.Length == 0 || line[0] == '#')
                {
                    continue;
                }

                var equals = line.IndexOf('=', StringComparison.Ordinal);
                if (equals <= 0)
                {
                    throw new SettingsException($"Line {number} of '{path}' is not NAME=VALUE. Correct it, or unset {SwitchVariable}.");
                }

                values[line[..equals].TrimEnd()] = line[(equals + 1)..].Trim().Trim('"');
            }

            return values;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw SettingsException.From("Reading the environment file", path, e);
        }
    }
}
