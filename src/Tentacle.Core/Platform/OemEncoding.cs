using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;

namespace Tentacle.Core.Platform;

/// <summary>The code page in which Windows' own console programs write when their output is not a console.</summary>
[SupportedOSPlatform("windows")]
public static partial class OemEncoding
{
    public static Encoding Get()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        return Encoding.GetEncoding((int)GetOEMCP());
    }

    [LibraryImport("kernel32")]
    private static partial uint GetOEMCP();
}
