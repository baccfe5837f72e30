using Tentacle.Contracts;

namespace Tentacle.Core.Jobs.Storage;

/// <summary>How the agent ended a job in its supervisor's place.</summary>
internal sealed record JobTakeover(JobOutcome Outcome, int ExitCode, string Reason);
