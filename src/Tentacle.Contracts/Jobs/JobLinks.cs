namespace Tentacle.Contracts;

/// <summary>Path-absolute links.</summary>
/// <param name="Self">The job.</param>
/// <param name="Log">Its log.</param>
/// <param name="Cancel">Cancels the job.</param>
/// <param name="Files">The files in its working directory.</param>
/// <param name="Script">Its complete script; null for a job without a script of its own, and from agents that do not support this link.</param>
public sealed record JobLinks(string Self, string Log, string Cancel, string Files, string? Script = null);
