using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;

namespace Tentacle.OpenApi.Schemas;

/// <summary>A record of the contracts, as its JSON is read and written.</summary>
internal sealed class WireType(Type clr)
{
    private static readonly NullabilityInfoContext Nullability = new();

    private readonly Dictionary<string, PropertyInfo> _properties = clr.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(p => p.GetCustomAttribute<JsonExtensionDataAttribute>() is null)
        .ToDictionary(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name));

    public Type Clr => clr;

    public bool IsEnum => clr.IsEnum;

    /// <summary>Members that every answer has: all but those that are left out when they say nothing.</summary>
    public IEnumerable<string> PresentInAnswers => Where(p => p.GetCustomAttribute<JsonIgnoreAttribute>() is null);

    /// <summary>Members without which a request is refused.</summary>
    public IEnumerable<string> RequiredInRequests => Where(p => p.GetCustomAttribute<RequiredMemberAttribute>() is not null || IsMandatoryArgument(p));

    /// <summary>What a request means that leaves members out; those that mean nothing then are not in it.</summary>
    public JsonObject DefaultsInRequests()
    {
        var defaults = new JsonObject();
        if (clr.GetConstructor([]) is not null)
        {
            foreach (var (name, value) in JsonSerializer.SerializeToNode(Activator.CreateInstance(clr), clr, ApiJson.Default)!.AsObject().Where(m => Says(m.Value)))
            {
                defaults[name] = value!.DeepClone();
            }
        }

        return defaults;
    }

    /// <summary>The type behind a schema; null when it is none of the contracts'.</summary>
    public static WireType? Find(string schema) =>
        typeof(Job).Assembly.GetExportedTypes().FirstOrDefault(t => t.Name == schema) is { } type ? new WireType(type) : null;

    public bool IsNullable(string member) =>
        _properties.TryGetValue(member, out var property)
        && (Nullable.GetUnderlyingType(property.PropertyType) is not null || Nullability.Create(property).ReadState == NullabilityState.Nullable);

    private static bool Says(JsonNode? value) => value is JsonObject { Count: > 0 } members ? members.Any(m => Says(m.Value)) : value is not null;

    private IEnumerable<string> Where(Func<PropertyInfo, bool> condition) => _properties.Where(p => condition(p.Value)).Select(p => p.Key);

    private bool IsMandatoryArgument(PropertyInfo property) =>
        clr.GetConstructors().SelectMany(c => c.GetParameters()).Any(p => p.Name == property.Name && !p.HasDefaultValue);
}
