namespace KubeCredential.ServiceDefaults.OpenApi;

/// <summary>Says of a type that writes JSON text that is there already what that text looks like, for the OpenAPI document.</summary>
/// <param name="shape">The type whose JSON it is.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class WrittenAsAttribute(Type shape) : Attribute
{
    /// <summary>The type whose JSON it is.</summary>
    public Type Shape => shape;
}
