
namespace Tentacle.Manager.Model.Forms;

public enum ProxyKind
{
    None,
    System,
    Custom,
}
