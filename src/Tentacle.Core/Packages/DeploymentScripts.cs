using System.ComponentModel;
using Tentacle.Archives;
using Tentacle.Contracts;
using Tentacle.Core.Jobs.Shells;
using Tentacle.Core.Jobs.Submissions;
using Tentacle.Core.Packages.Substitution;
using Tentacle.Platform.Processes;
using Tentacle.Platform.Storage;

namespace Tentacle.Core.Packages;

/// <summary>
/// The scripts in the root of a package: <c>PreDeploy</c>, <c>Deploy</c>, <c>PostDeploy</c> and <c>DeployFailed</c>, each as <c>.sh</c>, <c>.ps1</c> or
/// <c>.py</c>.
/// </summary>
internal sealed class DeploymentScripts(string directory, IReadOnlyDictionary<string, string> environment, ShellCatalog shells, DeploymentOutput output)
{
    private const long MaxScriptLength = 32L << 20;
    private static readonly string[] UnixOrder = [".sh", ".ps1", ".py"];
    private static readonly string[] WindowsOrder = [".ps1", ".py", ".sh"];

    /// <summary>Runs the script with this name, if there is one.</summary>
    /// <exception cref="PackageException">The script failed, or this machine has no shell for it.</exception>
    public void Run(string name)
    {
        if (Find(name) is not { } script)
        {
            return;
        }

        output.Report($"Running {Path.GetFileName(script)}.");
        Normalize(script);
        var code = Start(script);
        if (code != 0)
        {
            throw new PackageException($"{Path.GetFileName(script)} ended with {code}.") { ExitCode = code is > 0 and < 256 ? code : 1 };
        }
    }

    /// <summary>
    /// The environment of the scripts: the job's variables, the deployment's variables by name and by a name that is valid in every shell, and facts about the
    /// deployment.
    /// </summary>
    public static Dictionary<string, string> Environment(
        IReadOnlyDictionary<string,
        string> jobs,
        Variables variables,
        IEnumerable<KeyValuePair<string,
        string>> facts)
    {
        var all = jobs.Where(v => !v.Key.StartsWith(PackageJob.VariablePrefix, StringComparison.Ordinal)).ToDictionary(v => v.Key, v => v.Value);
        foreach (var (name, _) in variables.Values)
        {
            var value = variables.Replace($"#{{{name}}}").Text;
            all[name] = value;
            all[string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'))] = value;
        }

        foreach (var (name, value) in facts)
        {
            all[name] = value;
        }

        return all;
    }

    private string? Find(string name)
    {
        var here = Directory.EnumerateFiles(directory).ToLookup(f => Path.GetFileName(f), StringComparer.OrdinalIgnoreCase);
        return (OperatingSystem.IsWindows() ? WindowsOrder : UnixOrder).SelectMany(extension => here[name + extension]).FirstOrDefault();
    }

    // The script is changed in place: scripts use files beside them, and a version on the disk runs them again when it is redeployed.
    private void Normalize(string script)
    {
        if (Path.GetExtension(script).Equals(".ps1", StringComparison.OrdinalIgnoreCase) || new FileInfo(script).Length > MaxScriptLength)
        {
            return;
        }

        try
        {
            if (UnixScriptText.Normalize(File.ReadAllBytes(script)) is { } content)
            {
                var modifiedAt = File.GetLastWriteTimeUtc(script);
                AtomicFile.Write(script, content, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(script));
                File.SetLastWriteTimeUtc(script, modifiedAt);
                output.Report($"{Path.GetFileName(script)} was written for Windows: its line ends and encoding are those of Unix now.");
            }
        }
        catch (UnauthorizedAccessException e)
        {
            throw new PackageException(
                $"{Path.GetFileName(script)} has line ends or an encoding that its shell cannot read, and "
                + $"cannot be written: {e.Message}", e);
        }
    }

    private int Start(string script)
    {
        var (shell, arguments) = Path.GetExtension(script).ToUpperInvariant() switch
        {
            ".PS1" => (
                shells.Find(ShellNames.PowerShell),
                (string[])["-NoLogo", "-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Unrestricted", "-File", script]),
            ".PY" => (shells.Find(ShellNames.Python), [script]),
            _ => (shells.Find(ShellNames.Bash) ?? shells.Find(ShellNames.Sh), [script]),
        };
        if (shell is null)
        {
            throw new PackageException(
                $"{Path.GetFileName(script)} cannot be run here: this machine has {string.Join(", ", shells.Names)}. "
                + "Install its shell, or put a script for one of these into the package.");
        }

        try
        {
            return ForegroundProcess.Run(shell.Path, arguments, environment, directory);
        }
        catch (Win32Exception e)
        {
            throw new PackageException($"'{shell.Path}' could not be started: {e.Message}", e);
        }
    }
}
