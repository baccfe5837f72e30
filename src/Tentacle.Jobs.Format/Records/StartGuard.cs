
namespace Tentacle.Jobs.Format.Records;

/// <summary>
/// The check for a PowerShell that never starts. Security software can freeze it before the first line, so that it cannot even be killed. A script that
/// requests the check begins with a guard that creates one file and requires another. The guard and the supervisor compete for the first file, and the creator
/// of it knows that the other will never create it.
/// </summary>
/// <param name="StartedFile">Created by the script's first line, or by the supervisor when the time is up.</param>
/// <param name="ShouldRunFile">When it is missing, the first line ends the script. A shell that resumes later does nothing.</param>
/// <param name="TimeoutSeconds">Seconds within which the first line must run.</param>
public sealed record StartGuard(string StartedFile, string ShouldRunFile, int TimeoutSeconds);
