namespace Tentacle.Testing.Halibut;

/// <summary>
/// A document of a message. Values are null, text, <see cref="int"/>, <see cref="long"/>, <see cref="double"/>, <see cref="bool"/>, <see cref="Guid"/>,
/// <see cref="DateTimeOffset"/>, bytes, documents, or lists of these.
/// </summary>
public sealed class HalibutDocument : OrderedDictionary<string, object?>
{
    /// <summary>The name of the type of a document.</summary>
    public const string TypeMember = "$type";

    /// <summary>A document that begins with the name of its type.</summary>
    public static HalibutDocument OfType(string type) => new() { [TypeMember] = type };

    /// <summary>The announcement of a data stream as a parameter.</summary>
    public static HalibutDocument Stream(Guid id, long length) => new() { [TypeMember] = "Halibut.DataStream, Halibut", ["id"] = id, ["length"] = length };

    /// <summary>A document in this one.</summary>
    public HalibutDocument Document(string name) => (HalibutDocument)this[name]!;

    /// <summary>A list in this document.</summary>
    public IReadOnlyList<object?> List(string name) => (IReadOnlyList<object?>)this[name]!;

    public string? Text(string name) => (string?)this[name];

    public long Number(string name) => Convert.ToInt64(this[name], System.Globalization.CultureInfo.InvariantCulture);
}
