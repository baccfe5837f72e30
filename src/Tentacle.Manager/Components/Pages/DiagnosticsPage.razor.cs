using Microsoft.AspNetCore.Components;
using Tentacle.Instances;
using Tentacle.Manager.Api;
using Tentacle.Manager.Commands;
using Tentacle.Manager.Components.Parts.Dialogs;
using Tentacle.Manager.Model.Instances;

namespace Tentacle.Manager.Components.Pages;

/// <summary>The results of all checks, by the Manager and by the agent itself, and a support bundle with them.</summary>
public sealed partial class DiagnosticsPage
{
    private static readonly TimeSpan BetweenChecks = TimeSpan.FromSeconds(5);
    private long _checkedAt;

    [Inject]
    public required Downloads Downloads { get; init; }

    private InstanceSnapshot? Checked { get; set; }

    private IReadOnlyList<DiagnosticCheck> Checks { get; set; } = [];

    private IReadOnlyList<DiagnosticCheck> Troubles => [.. Checks.Where(check => check.Level is HealthLevel.Bad or HealthLevel.Warning)];

    private string Summary => Troubles.Count switch
    {
        0 => "Nothing is wrong as far as can be seen from this machine.",
        1 => "One thing to look at.",
        var count => $"{count} things to look at, the most urgent first.",
    };

    protected override void OnParametersSet()
    {
        base.OnParametersSet();
        Inspect();
    }

    protected override bool ShouldRender()
    {
        Inspect();
        return true;
    }

    // Finding the owner of a port examines every process, so the checks do not run on every update.
    private void Inspect()
    {
        if (Now is { } now
            && (Checked?.Name != now.Name || Clock.GetElapsedTime(_checkedAt) >= BetweenChecks || (now.Agent is null) != (Checked?.Agent is null)))
        {
            (Checked, _checkedAt) = (now, Clock.GetTimestamp());
            Checks = [.. DiagnosticChecks.Create(now, Clock.GetUtcNow()).OrderByDescending(check => check.Level)];
        }
    }

    private async Task BundleAsync()
    {
        var file = Downloads.Plan($"tentacle-diagnostics-{InstanceName.FileNameOf(Name)}.zip");
        await CommandDialog.ShowAsync(Dialogs, new CommandRequest
        {
            Title = "Make a support bundle",
            Explanation = "One zip file with settings, logs, health, versions, ports and disk. Private keys, passwords and the logs of jobs are not in it; "
                + "known secrets are masked.",
            Confirm = "Make it",
            Commands = [InstanceCommands.SupportBundle(Name, file.Path)],
            Makes = file,
        });
    }
}
