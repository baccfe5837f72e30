namespace Tentacle.Halibut.Bson;

/// <summary>Named values in an order.</summary>
internal sealed record BsonDocument(IReadOnlyList<(string Name, BsonValue Value)> Members) : BsonValue
{
    /// <summary>The value of a name, the last one if there are several. <see cref="BsonValue.Null"/> when there is none.</summary>
    public BsonValue this[string name]
    {
        get
        {
            for (var i = Members.Count - 1; i >= 0; i--)
            {
                if (Members[i].Name == name)
                {
                    return Members[i].Value;
                }
            }

            return Null;
        }
    }
}
