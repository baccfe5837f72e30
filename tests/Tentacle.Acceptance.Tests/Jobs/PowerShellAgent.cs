using Tentacle.Acceptance.Tests.Faults;
using Tentacle.Contracts;
using Tentacle.Testing.Instances;
using Tentacle.Testing.Programs;

namespace Tentacle.Acceptance.Tests.Jobs;

/// <summary>An agent on a machine with the real PowerShell.</summary>
public sealed class PowerShellAgent : IAsyncLifetime
{
    private FaultAgent? _agent;
    private string? _missing;

    /// <summary>The agent; without PowerShell the test is skipped.</summary>
    public FaultAgent Agent
    {
        get
        {
            Assert.SkipWhen(_missing is not null, _missing ?? "");
            return _agent!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        try
        {
            await PowerShellProgram.EnsureAsync(TestContext.Current.CancellationToken);
            _agent = await FaultAgent.StartAsync(TestContext.Current.CancellationToken, options: new TemporaryInstanceOptions { Environment = PowerShellProgram.Surroundings });
        }
        catch (MissingMachineException e)
        {
            _missing = e.Message;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_agent is not null)
        {
            await _agent.DisposeAsync();
        }
    }

    /// <summary>Runs a script to its end; returns its job and the lines of its log.</summary>
    public async Task<(Job Ended, List<LogRecord> Log)> RunAsync(string script, params IReadOnlyList<string> arguments)
    {
        var job = await SubmitAsync(script, r => r with { Arguments = arguments });
        var ended = await Agent.Client.WaitAsync(job.Ticket, TestContext.Current.CancellationToken);
        return (ended, await Agent.ReadLogAsync(job.Ticket, TestContext.Current.CancellationToken));
    }

    public Task<Job> SubmitAsync(string script, Func<JobRequest, JobRequest>? with = null) =>
        Agent.SubmitAsync("", TestContext.Current.CancellationToken, r => (with?.Invoke(r) ?? r) with { Script = new JobScript { Pwsh = script } });
}
