using System.Text;
using Tentacle.Contracts;
using Tentacle.Core.Jobs.Submissions;

namespace Tentacle.Core.Jobs.Execution;

/// <summary>
/// Checks the arguments and environment of a job against the limits of the operating system. A request that is too large is rejected when it is submitted, not
/// when the job starts.
/// </summary>
internal static class LaunchSize
{
    // A generous estimate of what the agent adds: its variables, the shell's own arguments, and paths. It is small compared to the megabytes that are allowed.
    private const int Ours = 24 * 1024;
    private const int WindowsCommandLine = 32_767;
    private const int CmdCommandLine = 8_191;

    /// <summary>Null when the operating system accepts the size.</summary>
    /// <param name="request">A request that is otherwise valid.</param>
    /// <param name="shell">The name of the shell that was chosen to run it.</param>
    /// <param name="limit">Bytes for arguments and environment together.</param>
    public static ProblemError? Check(JobRequest request, string shell, long limit) =>
        OperatingSystem.IsWindows() ? CheckCommandLine(request, shell) : CheckTotal(request, shell, limit);

    private static ProblemError? CheckTotal(JobRequest request, string shell, long limit)
    {
        var arguments = AreInFile(shell) ? 0 : request.Arguments.Sum(Size);
        var environment = request.Environment.Sum(Size);

        // The scripts of a package get each variable under two names.
        var variables = PackageJob.VariablesOf(request).Sum(v => 2 * (PackageJob.VariablePrefix.Length + Size(v)));
        var inherited = Inherited.Value + Ours;
        var room = Math.Max(0, limit - inherited);
        return arguments + environment + variables <= room
            ? null
            : new(
                variables > Math.Max(arguments, environment) ? (
                    request.Package is null ? "/redeploy/variables" : "/package/variables") : arguments > environment ? "/arguments" : "/environment",
                $"Arguments and environment have {arguments + environment + variables} bytes. This system lets a program have {limit}, of which the agent's "
                + $"own environment needs {inherited}: {room} are left. Put large values into files of the job.");
    }

    private static ProblemError? CheckCommandLine(JobRequest request, string shell)
    {
        // Each argument may be quoted. 1,024 characters are reserved for the paths of shell and script.
        var length = AreInFile(shell) ? 0 : request.Arguments.Sum(a => (long)a.Length + a.Count(c => c is '"' or '\\') + 3);
        var limit = (shell == ShellNames.Cmd ? CmdCommandLine : WindowsCommandLine) - 1024;
        return length <= limit ? null : new(
            "/arguments",
            $"The arguments have {length} characters as a command line. Windows lets {shell} have {limit} here. Put large values into files of the job.");
    }

    private static bool AreInFile(string shell) => shell is ShellNames.PowerShell or ShellNames.Pwsh;

    private static readonly Lazy<long> Inherited = new(() => JobEnvironment.Inherited().Sum(Size));

    // The bytes of the string, the NUL at its end, and the pointer to it.
    private static long Size(string text) => Encoding.UTF8.GetByteCount(text) + 1 + sizeof(long);

    private static long Size(KeyValuePair<string, string> variable) => Size(variable.Key) + Encoding.UTF8.GetByteCount(variable.Value) + 1;
}
