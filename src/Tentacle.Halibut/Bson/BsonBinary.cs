namespace Tentacle.Halibut.Bson;

/// <summary>The subtypes of binary values.</summary>
internal enum BsonBinary : byte
{
    Bytes = 0x00,
    Uuid = 0x04,
}
