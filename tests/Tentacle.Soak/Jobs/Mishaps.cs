namespace Tentacle.Soak.Jobs;

/// <summary>What was done to a job: each allows it to end in another way than planned.</summary>
[Flags]
internal enum Mishaps
{
    None = 0,

    /// <summary>It was asked to stop.</summary>
    Canceled = 1,

    /// <summary>Its supervisor was killed.</summary>
    SupervisorKilled = 2,

    /// <summary>Its disk may be full during a part of its life.</summary>
    DiskFull = 4,

    /// <summary>It lives on a disk that may be too small to keep it.</summary>
    MayBeForgotten = 8,

    /// <summary>Its record was damaged while the agent was down.</summary>
    RecordDamaged = 16,
}
