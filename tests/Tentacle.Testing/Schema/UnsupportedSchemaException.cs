namespace Tentacle.Testing.Schema;

/// <summary>The schema uses what the validator does not know: a check that silently checks nothing would be worse than none.</summary>
public sealed class UnsupportedSchemaException(string message) : Exception(message);
