using Tentacle.Contracts;

namespace Tentacle.Core.Jobs.Storage;

/// <summary>The result of a job that the agent ended in place of its supervisor.</summary>
internal sealed record JobTakeover(JobOutcome Outcome, int ExitCode, string Reason);
