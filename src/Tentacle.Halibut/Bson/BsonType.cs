namespace Tentacle.Halibut.Bson;

/// <summary>The byte before an element that says what it is. Other types do not occur in the protocol and are rejected.</summary>
internal enum BsonType : byte
{
    Fraction = 0x01,
    Text = 0x02,
    Document = 0x03,
    Array = 0x04,
    Binary = 0x05,
    Flag = 0x08,
    Moment = 0x09,
    Null = 0x0a,
    Number32 = 0x10,
    Number64 = 0x12,
}
