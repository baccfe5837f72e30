using Tentacle.Jobs.Format.Records;

namespace Tentacle.Core.Jobs.Site;

/// <summary>A damaged record that was set aside.</summary>
/// <param name="Directory">The directory that contains the record and its note.</param>
public sealed record DamagedRecord(string Directory, DamageNote Note)
{
    /// <summary>The path of the moved record.</summary>
    public string Place => Path.Combine(Directory, DamagedRecords.PlaceOf(Note.Name));
}
