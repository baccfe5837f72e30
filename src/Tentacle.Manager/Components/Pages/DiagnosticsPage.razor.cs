using Microsoft.AspNetCore.Components;
using Tentacle.Core.Instances;
using Tentacle.Manager.Api;
using Tentacle.Manager.Commands;
using Tentacle.Manager.Components.Parts;
using Tentacle.Manager.Model;

namespace Tentacle.Manager.Components.Pages;

/// <summary>What could be wrong, checked from here and by the agent itself; and all of it in one file.</summary>
public sealed partial class DiagnosticsPage
{
    [Inject]
    public required Downloads Downloads { get; init; }

    private IReadOnlyList<DiagnosticCheck> Checks =>
        Now is { } now ? [.. DiagnosticChecks.Of(now, Clock.GetUtcNow()).OrderByDescending(check => check.Level)] : [];

    private IReadOnlyList<DiagnosticCheck> Troubles => [.. Checks.Where(check => check.Level is HealthLevel.Bad or HealthLevel.Warning)];

    private string Summary => Troubles.Count switch
    {
        0 => "Nothing is wrong as far as can be seen from this machine.",
        1 => "One thing to look at.",
        var count => $"{count} things to look at, the most urgent first.",
    };

    private async Task BundleAsync()
    {
        var file = Downloads.Plan($"tentacle-diagnostics-{InstanceName.FileNameOf(Name)}.zip");
        await CommandDialog.ShowAsync(Dialogs, new CommandRequest
        {
            Title = "Make a support bundle",
            Explanation = "One zip file with settings, logs, health, versions, ports and disk. Private keys, passwords and the logs of jobs are not in it; known secrets are masked.",
            Confirm = "Make it",
            Commands = [InstanceCommands.SupportBundle(Name, file.Path)],
            Makes = file,
        });
    }
}
