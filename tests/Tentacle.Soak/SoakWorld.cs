using Tentacle.Soak.Agents;
using Tentacle.Soak.Jobs;
using Tentacle.Testing;

namespace Tentacle.Soak;

/// <summary>What all loops of a run share.</summary>
internal sealed class SoakWorld(TemporaryDirectory directory, TestCertificate server)
{
    public TestCertificate Server => server;

    /// <summary>Whether records and settings are damaged.</summary>
    public bool Damages { get; init; }

    public Findings Findings { get; } = new();

    public JobLedger Ledger { get; } = new(Directory.CreateDirectory(directory["witnesses"]).FullName);

    public List<SoakAgent> Agents { get; } = [];

    /// <summary>For files that come and go, outside of every home; one directory per agent.</summary>
    public string ScratchOf(SoakAgent agent) => Directory.CreateDirectory(directory["scratch-" + agent.Name]).FullName;
}
