namespace Tentacle.Jobs.Format.Records;

/// <summary>The result of reading a record of a job.</summary>
/// <param name="Value">The record. Null when it does not exist or is damaged.</param>
/// <param name="Damage">The reason why it is damaged. Null when it is not damaged.</param>
public readonly record struct FoundRecord<T>(T? Value, string? Damage)
    where T : class;
