namespace KubeCredential.VerifiableCredentials.Tests;

/// <summary>Small images.</summary>
internal static class TestImages
{
    /// <summary>One transparent pixel.</summary>
    public static byte[] Png { get; } = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==");

    public static byte[] Svg { get; } = """<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><rect width="1" height="1"/></svg>"""u8.ToArray();
}
