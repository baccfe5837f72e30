using Tentacle.Manager.Model.Jobs;

namespace Tentacle.Manager.Components.Pages;

/// <summary>The end of the agent's own log, newest first.</summary>
public sealed partial class LogsPage
{
    private AgentLogLevel Least { get; set; } = AgentLogLevel.Information;

    private string Sought { get; set; } = "";

    private AgentLogTail? Tail { get; set; }

    private List<AgentLogLine> Shown =>
        [.. (Tail?.Lines ?? []).Where(line => line.Level >= Least && line.Text.Contains(Sought, StringComparison.OrdinalIgnoreCase))];

    protected override bool ShouldRender()
    {
        if (Now?.Home is { } home)
        {
            Tail ??= new AgentLogTail(home.Logs);
            Tail.Read();
        }

        return true;
    }
}
