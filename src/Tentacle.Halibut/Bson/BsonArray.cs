namespace Tentacle.Halibut.Bson;

/// <summary>Values in an order.</summary>
internal sealed record BsonArray(IReadOnlyList<BsonValue> Items) : BsonValue;
