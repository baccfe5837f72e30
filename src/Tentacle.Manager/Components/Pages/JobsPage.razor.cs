using Microsoft.AspNetCore.Components;
using Tentacle.Contracts;

namespace Tentacle.Manager.Components.Pages;

/// <summary>All jobs of an instance, newest first.</summary>
public sealed partial class JobsPage
{
    private const int MaxCount = 500;

    private enum JobKind
    {
        All,
        Running,
        Waiting,
        Failed,
    }

    private JobKind Kind { get; set; }

    private string Sought { get; set; } = "";

    private IReadOnlyList<Job> Shown => [.. Of(Kind).Where(IsSought)];

    private IEnumerable<Job> Of(JobKind kind) => (Now?.Jobs ?? []).Where(job => kind switch
    {
        JobKind.Running => job.State == JobState.Running,
        JobKind.Waiting => job.State == JobState.Pending,
        JobKind.Failed => job.Outcome is JobOutcome.Failed or JobOutcome.TimedOut or JobOutcome.Lost,
        _ => true,
    });

    private bool IsSought(Job job) =>
        Sought.Length == 0 || Has(job.Ticket.Value) || Has(job.TaskId) || job.Labels.Any(label => Has(label.Key) || Has(label.Value));

    private bool Has(string? text) => text?.Contains(Sought, StringComparison.OrdinalIgnoreCase) == true;

    private void OnSought(ChangeEventArgs change) => Sought = (change.Value as string ?? "").Trim();
}
