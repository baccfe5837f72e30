
namespace Tentacle.Manager.Model.Instances;

public enum HealthLevel
{
    Off,
    Good,
    Warning,
    Bad,
}
