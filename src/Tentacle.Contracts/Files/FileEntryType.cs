using System.Text.Json.Serialization;
using Tentacle.Contracts.Json;

namespace Tentacle.Contracts;

[JsonConverter(typeof(CamelCaseEnumConverter<FileEntryType>))]
public enum FileEntryType
{
    File,
    Directory,

    /// <summary>A symbolic link, or a junction.</summary>
    Link,

    /// <summary>A device, a pipe or a socket.</summary>
    Other,
}
