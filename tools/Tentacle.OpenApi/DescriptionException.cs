namespace Tentacle.OpenApi;

/// <summary>The code does not say all that the description needs; the message says what is missing and where it belongs.</summary>
public sealed class DescriptionException(string message) : Exception(message);
