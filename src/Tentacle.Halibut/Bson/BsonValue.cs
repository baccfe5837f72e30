namespace Tentacle.Halibut.Bson;

/// <summary>A value of a message.</summary>
internal abstract record BsonValue
{
    private protected BsonValue()
    {
    }

    public static BsonValue Null { get; } = new NullValue();

    public static implicit operator BsonValue(string? text) => text is null ? Null : new Text(text);

    public static implicit operator BsonValue(int number) => new Number32(number);

    public static implicit operator BsonValue(long number) => new Number64(number);

    internal sealed record NullValue : BsonValue;

    internal sealed record Text(string Value) : BsonValue;

    internal sealed record Number32(int Value) : BsonValue;

    internal sealed record Number64(long Value) : BsonValue;

    internal sealed record Fraction(double Value) : BsonValue;

    internal sealed record Flag(bool Value) : BsonValue;

    /// <param name="Value">With a precision of a millisecond.</param>
    internal sealed record Moment(DateTimeOffset Value) : BsonValue;

    internal sealed record Uuid(Guid Value) : BsonValue;

    internal sealed record Binary(ReadOnlyMemory<byte> Value) : BsonValue;
}
