namespace Tentacle.Testing.Programs;

/// <summary>The real PowerShell, as the .NET tool of that name: installed once for the machine, one installation at a time.</summary>
public static class PowerShellProgram
{
    private const string Version = "7.6.9";

    /// <summary>The directory that holds <c>pwsh</c>.</summary>
    public static string Directory { get; } = Path.Combine(Path.GetTempPath(), $"tentacle-tests-powershell-{Version}-{Environment.UserName}");

    /// <summary>The program itself.</summary>
    public static string Pwsh { get; } = Path.Combine(Directory, OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh");

    /// <summary>What it needs in its environment: where .NET is, and a PATH that finds it.</summary>
    public static IReadOnlyDictionary<string, string?> Surroundings { get; } = new Dictionary<string, string?>
    {
        ["DOTNET_ROOT"] = Path.GetDirectoryName(DotNet()),
        ["PATH"] = $"{Directory}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}",
        ["POWERSHELL_TELEMETRY_OPTOUT"] = "1",
    };

    /// <exception cref="MissingMachineException">It is missing and cannot be had; the message says why.</exception>
    public static async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (IsThere)
        {
            return;
        }

        using var _ = await MachineLock.TakeAsync(Path.Combine(Path.GetTempPath(), "tentacle-tests-install.lock"), cancellationToken);
        if (IsThere)
        {
            return;
        }

        var install = new ProgramStart(DotNet(), "tool", "install", "PowerShell", "--version", Version, "--tool-path", Directory) { WorkingDirectory = Path.GetTempPath() };
        var result = await RunningProgram.RunAsync(install, cancellationToken);
        if (result.ExitCode != 0)
        {
            throw new MissingMachineException($"These tests need PowerShell {Version}, which could not be installed: {result.Output.Trim()} {result.Errors.Trim()} Install it by hand: {install}.");
        }
    }

    private static bool IsThere => File.Exists(Pwsh);

    // A host that runs tests may be started through a link; what runs them is what runs PowerShell.
    private static string DotNet()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));
        return Path.Combine(root, name);
    }
}
