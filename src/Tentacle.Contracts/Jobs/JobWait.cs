namespace Tentacle.Contracts;

/// <param name="Lock">
/// The isolation name, <c>running jobs</c> for the limit on running jobs, <c>drain</c> while the agent starts no jobs, or <c>reboot</c> until the machine has
/// restarted.
/// </param>
/// <param name="Holders">The tickets of the jobs that hold the lock.</param>
/// <param name="Position">The position in the queue; 1 is next.</param>
public sealed record JobWait(string Lock, IReadOnlyList<JobTicket> Holders, int Position)
{
    /// <summary>
    /// The name in place of a lock when the script asked to run again after a reboot that has not happened yet. The job is running meanwhile.
    /// </summary>
    public const string Reboot = "reboot";
}
