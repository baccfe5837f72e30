namespace Tentacle.Testing.Api;

/// <summary>The agent answered otherwise than its description says.</summary>
public sealed class OpenApiMismatchException(string message) : Exception(message);
