
namespace Tentacle.Jobs.Format.Records;

/// <summary>The supervisor's own exit codes.</summary>
public static class SupervisorExitCodes
{
    /// <summary>The run has ended, or another supervisor had started it.</summary>
    public const int Done = 0;

    /// <summary>No complete launch specification was received.</summary>
    public const int NoLaunchSpec = 1;

    /// <summary>The job's folder cannot be written, for example on a full disk. Nothing was started and no mark was left.</summary>
    public const int CannotStart = 3;
}
