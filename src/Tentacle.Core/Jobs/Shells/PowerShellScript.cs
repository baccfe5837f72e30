using System.Text;
using Tentacle.Contracts;
using Tentacle.Jobs.Format.Records;

namespace Tentacle.Core.Jobs.Shells;

/// <summary>
/// Prepares scripts for PowerShell, down to version 2. Its command line corrupts quotes and empty arguments. The arguments are therefore written to a file, one
/// base64 line each, and a launcher passes them to the script. A script with parameters gets them by name and position, as <c>pwsh -File</c> does; any other
/// script gets them unchanged in <c>$args</c>. Launcher and arguments are in the job's folder, not in the script's working directory.
/// </summary>
internal static class PowerShellScript
{
    /// <summary>The marker of the original Tentacle. A script that begins with this comment is guarded against a PowerShell that never starts.</summary>
    public const string GuardMarker = "# TENTACLE-POWERSHELL-STARTUP-DETECTION-AND-GUARD-MUST-BE-AT-THE-START-OF-THE-SCRIPT";

    // With the byte order mark, Windows PowerShell reads the file as UTF-8 and not in the machine's legacy code page.
    private static readonly UTF8Encoding WithMark = new(encoderShouldEmitUTF8Identifier: true);

    public static ShellInvocation Prepare(string program, string script, IReadOnlyList<string> arguments, JobFolder folder)
    {
        var file = Path.Combine(folder.WorkDirectory, "Bootstrap.ps1");
        var list = Path.Combine(folder.Directory, "arguments.txt");
        var launcher = Path.Combine(folder.Directory, "launch.ps1");
        var guard = script.Contains(GuardMarker, StringComparison.Ordinal) ? MakeGuard(folder) : null;

        // A script that was read from a file may still have a byte order mark. Behind ours, it would be a character of the first line.
        script = script.TrimStart('\uFEFF');
        File.WriteAllText(file, guard is null ? script : script.Replace(GuardMarker, GuardCode(guard), StringComparison.Ordinal), WithMark);
        File.WriteAllLines(list, arguments.Select(a => "=" + Convert.ToBase64String(Encoding.UTF8.GetBytes(a))));
        File.WriteAllText(launcher, Launcher(file, list), WithMark);
        return new ShellInvocation(program, ["-NoLogo", "-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Unrestricted", "-File", launcher])
        {
            StartGuard = guard,
        };
    }

    // The files are in the job's folder and not in the workspace. A script that clears its workspace must not look as if it had not started.
    private static StartGuard MakeGuard(JobFolder folder)
    {
        var guard = new StartGuard(
            Path.Combine(folder.Directory, "powershell_started"),
            Path.Combine(folder.Directory, "powershell_should_run"),
            TimeoutSeconds: 0);
        File.Delete(guard.StartedFile);
        File.WriteAllText(guard.ShouldRunFile, "");
        return guard;
    }

    private static string GuardCode(StartGuard guard) => $$"""
        try { [IO.File]::Open({{Quoted(guard.StartedFile)}}, [IO.FileMode]::CreateNew).Close() } catch { exit {{ScriptExitCodes.PowerShellNeverStarted}} }
        if (-not [IO.File]::Exists({{Quoted(guard.ShouldRunFile)}})) { exit {{ScriptExitCodes.PowerShellNeverStarted}} }
        """;

    // PowerShell itself passes '-Name' on in @args by the note property '<CommandParameterName>'. With it, a splatted string is bound as on a command line.
    private static string Launcher(string script, string arguments) => $$"""
        $ErrorActionPreference = 'Stop'
        $ProgressPreference = 'SilentlyContinue'
        if (Test-Path variable:PSStyle) { $PSStyle.OutputRendering = 'PlainText' }
        {{ConsoleEncoding}}
        $TentacleArguments = @([IO.File]::ReadAllLines({{Quoted(arguments)}}) | ForEach-Object { [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($_.Substring(1))) })
        $TentacleNamed = @{}
        if ($TentacleArguments.Count -gt 0 -and (& {
            try {
                $command = $ExecutionContext.InvokeCommand.GetCommand([Management.Automation.WildcardPattern]::Escape({{Quoted(script)}}), 'ExternalScript')
                return $command.Parameters.Count -gt 0
            } catch { return $false }
        })) {
            $TentacleArguments = @(& {
                $name = $null
                foreach ($argument in $TentacleArguments) {
                    if ($name) { $TentacleNamed.Add($name, $argument); $name = $null; continue }
                    if ($argument -notmatch '^[-\u2013\u2014\u2015](?s:.+)$') { Write-Output $argument; continue }
                    $colon = $argument.IndexOf(':')
                    if ($colon -lt 0) { Write-Output (Add-Member -InputObject ([PSObject]$argument) -MemberType NoteProperty -Name '<CommandParameterName>' -Value $argument.Substring(1) -PassThru); continue }
                    $name = $argument.Substring(1, $colon - 1)
                    if ($colon -eq $argument.Length - 1) { continue }
                    $value = $argument.Substring($colon + 1)
                    if ($value -match '^\$?true$') { $value = $true } elseif ($value -match '^\$?false$') { $value = $false }
                    $TentacleNamed.Add($name, $value)
                    $name = $null
                }

                if ($name) { $TentacleNamed.Add($name, $null) }
            })
        }
        . {{Quoted(script)}} @TentacleNamed @TentacleArguments
        if (Test-Path variable:global:LASTEXITCODE) { exit $LASTEXITCODE }
        """;

    // The log is UTF-8, regardless of the service's locale. On Windows the supervisor expects the code page of the console.
    private static string ConsoleEncoding => OperatingSystem.IsWindows() ? "" : "[Console]::OutputEncoding = New-Object Text.UTF8Encoding $false";

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
