using System.Collections.Concurrent;

namespace KubeCredential.Papers.Typesetting;

/// <summary>Every font file once, however many styles use it.</summary>
internal static class FontShelf
{
    private static readonly ConcurrentDictionary<string, Lazy<FontFile>> s_fonts = new();

    /// <summary>A font by its name, opened when it is first used.</summary>
    public static Lazy<FontFile> Of(string name) =>
        s_fonts.GetOrAdd(name, static name => new Lazy<FontFile>(() => FontFile.Open(Path.Combine(AppContext.BaseDirectory, "Fonts", $"{name}.ttf"))));
}
