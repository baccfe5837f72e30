using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Tentacle.Manager.Components;

/// <summary>The document around every page.</summary>
public sealed partial class App
{
    // Pages are rendered only once, after the browser has connected, because prerendering would read every instance twice.
    private static IComponentRenderMode Interactive { get; } = new InteractiveServerRenderMode(prerender: false);
}
