using System.Collections.Concurrent;
using Tentacle.Contracts;
using Tentacle.Jobs.Format.Records;
using Tentacle.Platform.Programs;

namespace Tentacle.Core.Jobs.Shells;

/// <summary>The shells of this machine, in the platform's order of preference. A shell that is installed later is found without a restart.</summary>
/// <param name="searchPath">The directories to search, in the format of PATH. Null means the PATH of this process and the usual directories.</param>
public sealed class ShellCatalog(string? searchPath = null)
{
    private static readonly string[] WindowsOrder = [ShellNames.PowerShell, ShellNames.Pwsh, ShellNames.Cmd, ShellNames.Python];
    private static readonly string[] UnixOrder = [ShellNames.Bash, ShellNames.Sh, ShellNames.Pwsh, ShellNames.Python];
    private readonly ConcurrentDictionary<string, Task<string?>> _versions = new();

    private static string[] Order => OperatingSystem.IsWindows() ? WindowsOrder : UnixOrder;

    public IReadOnlyList<Shell> All => [.. Order.Select(Find).OfType<Shell>()];

    public IReadOnlyList<string> Names => [.. All.Select(s => s.Name)];

    /// <summary>The shell that runs scripts of this name; null when it is not installed. <c>powershell</c> is Windows PowerShell, else pwsh.</summary>
    public Shell? Find(string name) => name switch
    {
        ShellNames.PowerShell => Locate(name, "powershell") ?? Locate(ShellNames.Pwsh, "pwsh"),
        ShellNames.Python => Locate(name, "python3") ?? Locate(name, "python"),
        ShellNames.Cmd => OperatingSystem.IsWindows() ? Locate(name, "cmd") : null,
        _ => Locate(name, name),
    };

    /// <summary>The first installed shell, in the platform's order, that the request has a script for. Null when there is none.</summary>
    public Shell? Choose(JobScript script)
    {
        var given = script.ByShell().Select(s => s.Key).ToHashSet();
        return Order.Append(ShellNames.PowerShell).Where(given.Contains).Select(Find).FirstOrDefault(s => s is not null);
    }

    /// <summary>The version that the shell reports. The shell is run once; null when it does not report a version within five seconds.</summary>
    public Task<string?> FindVersionAsync(Shell shell, CancellationToken cancellationToken) =>
        _versions.GetOrAdd(shell.Path, path => ShellVersion.AskAsync(shell.Name, path)).WaitAsync(cancellationToken);

    /// <summary>The reason why these arguments cannot be passed to this shell. Null when they can.</summary>
    public static string? FindUnrepresentable(string shell, IReadOnlyList<string> arguments) =>
        shell == ShellNames.Cmd ? CmdScript.FindUnrepresentable(arguments) : null;

    /// <summary>Writes the script into the working directory. Returns the command line that passes the arguments unchanged.</summary>
    public ShellInvocation Prepare(string shell, string script, IReadOnlyList<string> arguments, JobFolder folder)
    {
        var program = Find(shell)?.Path ?? shell;
        script = UnixScriptText.WithoutMark(script);
        return shell switch
        {
            ShellNames.PowerShell or ShellNames.Pwsh => PowerShellScript.Prepare(program, script, arguments, folder),
            ShellNames.Cmd => CmdScript.Prepare(program, script, arguments, folder),
            ShellNames.Python => UnixScript.Prepare(program, "Bootstrap.py", script, arguments, folder),
            _ => UnixScript.Prepare(program, "Bootstrap.sh", script, arguments, folder),
        };
    }

    private Shell? Locate(string name, string program) =>
        ExecutableSearch.Find(program, searchPath) is { } path ? new Shell(name, path) : null;
}
