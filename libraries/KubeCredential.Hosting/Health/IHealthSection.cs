using System.Text.Json;

namespace KubeCredential.Hosting.Health;

/// <summary>One named object of figures in the health document. It reads memory only, never a server, so that health answers always.</summary>
public interface IHealthSection
{
    /// <summary>The property name, such as <c>metrics</c>.</summary>
    string Name { get; }

    /// <summary>Writes the properties of the object; the braces are written by the caller.</summary>
    void Write(Utf8JsonWriter json);
}
