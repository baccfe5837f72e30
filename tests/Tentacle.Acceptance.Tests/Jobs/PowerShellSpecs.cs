using System.Text;
using Tentacle.Acceptance.Tests.Faults;
using Tentacle.Contracts;
using Tentacle.Testing;
using Tentacle.Testing.Programs;

namespace Tentacle.Acceptance.Tests.Jobs;

/// <summary>F9: the real PowerShell. A start takes half a second, so a job tries several things where it can.</summary>
public sealed class PowerShellSpecs(PowerShellAgent powerShell) : IClassFixture<PowerShellAgent>
{
    private const string WithParameters = """
        param([string]$Name, [int]$N, [switch]$Force, [string[]]$List)
        "Name=[$Name] N=[$N] Force=[$Force] List=[$($List -join '|')] rest=[$($args -join '|')]"
        """;

    private const string Advanced = """
        <#
        .SYNOPSIS
            Comes before the parameters, as the next three lines do.
        #>
        #requires -Version 7.0
        using namespace System.Text
        [CmdletBinding()]
        param([Parameter(Mandatory)][string]$Name, [Parameter(ValueFromRemainingArguments)][string[]]$Rest)
        "Name=[$Name] rest=[$($Rest -join '|')] $([StringBuilder].Name)"
        """;

    private static readonly string[] Hard =
    [
        "plain", "", " two  spaces ", "\"double\" and 'single'", "back\\slash\\", "two\nlines\n", "\ttab", "$HOME `id` $(id)", "*", "-n", "-", "--", "-Name:x", "-x:", ":", "-5", "/p:q",
        "@splat", "a,b", "%PATH% ^&|<>", "grüße 日本語 🐙", "\u2013dash", "$true", "{}", ";", "",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(WithParameters, "-Name", "x y", "-N", "5")]
    [InlineData(WithParameters, "-Name:x", "-N:5", "-Force:True", "a", "b")]
    [InlineData(WithParameters, "-Force:$false", "-N", "-5", "position")]
    [InlineData(WithParameters, "-Na", "", "-Other", "1", "-Force")]
    [InlineData(Advanced, "-Name", "n", "r1", "-r2", "-Verbose", "r:3")]
    public async Task I_can_pass_arguments_by_name_as_on_a_command_line(string script, params string[] arguments)
    {
        var (ended, log) = await powerShell.RunAsync(script, arguments);

        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory["s.ps1"], script, Cancel);
        var expected = await RunningProgram.RunAsync(
            new ProgramStart(PowerShellProgram.Pwsh, ["-NoLogo", "-NoProfile", "-NonInteractive", "-File", directory["s.ps1"], .. arguments]) { Environment = PowerShellProgram.Surroundings }, Cancel);
        Assert.Equal((0, 0), (expected.ExitCode, ended.ExitCode));
        Assert.Equal(expected.Output.TrimEnd(), Assert.Single(log).Text);
    }

    [Fact]
    public async Task I_get_arguments_exactly_where_the_script_names_none()
    {
        var (_, log) = await powerShell.RunAsync("foreach ($a in $args) { '=' + [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($a)) }", Hard);
        Assert.Equal(Hard, log.Select(r => Encoding.UTF8.GetString(Convert.FromBase64String(r.Text[1..]))));
    }

    [Theory]
    [InlineData("exit 3", 3)]
    [InlineData("/bin/sh -c 'exit 7'; 'after'", 7)]
    [InlineData("/bin/sh -c 'exit 7'; exit 0", 0)]
    [InlineData("throw 'boom'; 'never'", 1)]
    [InlineData("Write-Error 'bad'; 'never'", 1)]
    [InlineData("Get-Item /nonexistent; 'never'", 1)]
    [InlineData("$ErrorActionPreference = 'Continue'; Write-Error 'bad'; 'after'", 0)]
    [InlineData("param([Parameter(Mandatory)][string]$Name) 'never'", 1)]
    [InlineData("Read-Host 'never'; 'never'", 1)]
    [InlineData("if (", 1)]
    public async Task I_get_the_exit_code_that_Octopus_gives(string script, int exitCode)
    {
        var (ended, log) = await powerShell.RunAsync(script);

        Assert.Equal((exitCode == 0 ? JobOutcome.Succeeded : JobOutcome.Failed, exitCode), (ended.Outcome, ended.ExitCode));
        Assert.DoesNotContain(log, r => r.Text == "never");
        Assert.Equal(script.Contains("'after'", StringComparison.Ordinal), log.Any(r => r.Text == "after"));
    }

    [Fact]
    public async Task I_get_streams_Unicode_and_masks_from_a_script_with_a_mark_and_line_ends_of_Windows()
    {
        var script = """
            Write-Output "grüße 日本語 🐙 $env:WORD"
            [Console]::Error.WriteLine('to stderr')
            Write-Warning 'a warning'
            Write-Verbose 'not shown'
            Write-Progress -Activity 'not shown' -Status 'either' -PercentComplete 50
            Write-Host 'to the host'
            Write-Output "token $env:TOKEN"
            /bin/sh -c 'echo native ß; echo native error >&2'
            """.ReplaceLineEndings("\r\n");
        var job = await powerShell.SubmitAsync("\uFEFF" + script, r => r with
        {
            Environment = new Dictionary<string, string> { ["TOKEN"] = "hush-hush", ["WORD"] = "größer", ["LC_ALL"] = "en_US.ISO-8859-1" },
            SensitiveValues = ["hush-hush"],
        });

        var ended = await powerShell.Agent.Client.WaitAsync(job.Ticket, Cancel);

        var log = await powerShell.Agent.ReadLogAsync(job.Ticket, Cancel);
        Assert.Equal(0, ended.ExitCode);
        Assert.Equal(
            ["grüße 日本語 🐙 größer", "WARNING: a warning", "to the host", "token ********", "native ß"],
            log.Where(r => r.Stream == LogStream.Stdout).Select(r => r.Text));
        Assert.Equal(["to stderr", "native error"], log.Where(r => r.Stream == LogStream.Stderr).Select(r => r.Text));
    }

    [Fact]
    public async Task I_can_run_a_script_of_a_megabyte()
    {
        var (ended, log) = await powerShell.RunAsync(string.Concat(Enumerable.Repeat("# " + new string('x', 98) + "\n", 10_500)) + "param([int]$N) \"end $N\"; exit 5", "-N", "2");
        Assert.Equal((5, "end 2"), (ended.ExitCode, Assert.Single(log).Text));
    }

    [Fact]
    public async Task I_can_cancel_and_time_out_PowerShell_with_all_that_it_started()
    {
        var marker = Processes.UniqueSeconds();
        var canceled = await powerShell.SubmitAsync($"Write-Output started; sleep {marker}");
        var slow = await powerShell.SubmitAsync($"Start-Process sleep '{marker}'; Start-Sleep 1000", r => r with { TimeoutSeconds = 3, CancelGraceSeconds = 1 });
        await powerShell.Agent.SeesAsync(canceled.Ticket, "started", Cancel);
        await powerShell.Agent.Client.CancelAsync(canceled.Ticket, Cancel);

        var ended = await powerShell.Agent.Client.WaitAsync(canceled.Ticket, Cancel);
        Assert.Equal((JobOutcome.Canceled, ScriptExitCodes.Canceled), (ended.Outcome, ended.ExitCode));
        ended = await powerShell.Agent.Client.WaitAsync(slow.Ticket, Cancel);
        Assert.Equal((JobOutcome.TimedOut, ScriptExitCodes.TimedOut), (ended.Outcome, ended.ExitCode));
        await Processes.AllEndAsync(marker, Cancel);
    }
}
