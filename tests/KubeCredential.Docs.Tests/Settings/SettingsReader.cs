using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace KubeCredential.Docs.Tests.Settings;

/// <summary>
/// Finds the settings of our assemblies by what their documentation says: <c>Configuration section X</c> of a type whose properties are
/// bound, <c>Setting X</c> of a member that holds one, and a table with the heading <c>Setting</c> for those that are read otherwise.
/// </summary>
internal static partial class SettingsReader
{
    private static readonly string[] NotDocumented = [".Tests", ".TestApp", ".TestServers"];

    /// <summary>Our assemblies, whatever they are called.</summary>
    public static IReadOnlyList<Assembly> Assemblies { get; } =
    [
        .. Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll").Select(Path.GetFileNameWithoutExtension)
            .Where(static name => name is "Issuance.Api" or "Verification.Api" || name!.StartsWith("KubeCredential.", StringComparison.Ordinal) && !NotDocumented.Any(part => name.Contains(part, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal).Select(static name => Assembly.Load(name!)),
    ];

    /// <summary>The types whose properties are bound, with the section that their documentation names.</summary>
    public static IReadOnlyDictionary<Type, string> Options { get; } = (
        from assembly in Assemblies
        let comments = DocumentationComments.Of(assembly)
        from type in assembly.GetTypes()
        where !type.IsAbstract && type.GetConstructor(Type.EmptyTypes) is not null && BoundProperties(type).Any()
        let section = SectionName().Match(comments.SummaryOf("T:" + type.FullName!.Replace('+', '.')))
        where section.Success
        select (type, section.Groups["name"].Value)).ToDictionary(static one => one.type, static one => one.Value);

    /// <summary>Reads all settings.</summary>
    public static IReadOnlyList<Setting> Read() => [.. Assemblies.SelectMany(static assembly => Bound(assembly).Concat(Single(assembly)))];

    /// <summary>What the options of a section are for.</summary>
    public static string PurposeOf(string section) => string.Join(' ', Options.Where(one => one.Value == section).OrderBy(static one => one.Key.FullName, StringComparer.Ordinal)
        .Select(static one => SectionName().Replace(DocumentationComments.Of(one.Key.Assembly).SummaryOf("T:" + one.Key.FullName), "").Trim()).Distinct());

    private static IEnumerable<Setting> Bound(Assembly assembly)
    {
        foreach (var (type, section) in Options.Where(one => one.Key.Assembly == assembly).OrderBy(static one => one.Value, StringComparer.Ordinal))
        {
            foreach (var setting in Bound(type, Activator.CreateInstance(type)!, section, "", OwnerOf(type))) yield return setting;
        }
    }

    private static IEnumerable<Setting> Bound(Type type, object instance, string prefix, string context, Owner owner)
    {
        var comments = DocumentationComments.Of(type.Assembly);
        foreach (var property in BoundProperties(type))
        {
            var name = $"{prefix}:{property.Name}";
            var summary = comments.SummaryOf($"P:{type.FullName}.{property.Name}");
            var meaning = context.Length == 0 ? summary : $"{context}: {char.ToLowerInvariant(summary[0])}{summary[1..]}";
            var value = property.GetValue(instance);
            if (value is not null && Assemblies.Contains(property.PropertyType.Assembly) && !property.PropertyType.IsEnum)
            {
                // Of what its own settings are about, the first clause is enough.
                foreach (var inner in Bound(property.PropertyType, value, name, FirstClause().Match(meaning).Value, owner)) yield return inner;
                continue;
            }

            yield return new Setting(owner, SectionOf(name), name, KindOf(property.PropertyType), Written(value), AllowedBy(property), meaning);
        }
    }

    private static IEnumerable<Setting> Single(Assembly assembly)
    {
        var comments = DocumentationComments.Of(assembly);
        foreach (var id in comments.Ids)
        {
            var owner = OwnerOf(assembly, id);
            foreach (var (name, fallback, meaning) in comments.TableOf(id)) yield return new Setting(owner, SectionOf(name), name, KindOf(typeof(string)), fallback, "", meaning);
            if (SettingName().Match(comments.SummaryOf(id)) is not { Success: true } found) continue;
            var type = TypeOf(assembly, id);
            // Of an enumeration each value is explained.
            var values = id.StartsWith("T:", StringComparison.Ordinal) && type.IsEnum
                ? string.Concat(Enum.GetNames(type).Select(value => $" `{value}`: {comments.SummaryOf($"F:{id[2..]}.{value}")}")) : "";
            var text = found.Groups["meaning"].Value;
            yield return new Setting(owner, SectionOf(found.Groups["name"].Value), found.Groups["name"].Value, KindOf(type), comments.ValueOf(id), "", char.ToUpperInvariant(text[0]) + text[1..] + values);
        }
    }

    private static IEnumerable<PropertyInfo> BoundProperties(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(static one => one.SetMethod is { IsPublic: true } && one.GetIndexParameters().Length == 0).OrderBy(static one => one.MetadataToken);

    /// <summary>The type of what a member holds: of a type, itself.</summary>
    private static Type TypeOf(Assembly assembly, string id)
    {
        if (id.StartsWith("T:", StringComparison.Ordinal)) return assembly.GetType(id[2..], throwOnError: true)!;
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;
        var at = id.LastIndexOf('.');
        var (type, name) = (assembly.GetType(id[2..at]), id[(at + 1)..]);
        return type?.GetProperty(name, All)?.PropertyType ?? type?.GetField(name, All)?.FieldType ?? typeof(string);
    }

    private static string SectionOf(string name) => name.Split(':')[0];

    private static Owner OwnerOf(Type type) => OwnerOf(type.Assembly, "T:" + type.FullName);

    private static Owner OwnerOf(Assembly assembly, string id) => assembly.GetName().Name switch
    {
        "Issuance.Api" => Owner.IssuanceService,
        "Verification.Api" => Owner.VerificationService,
        "KubeCredential.Messaging" when id.Contains(".Consuming.", StringComparison.Ordinal) => Owner.VerificationService, // The consumer that there is.
        "KubeCredential.Publishing" => Owner.Publishing,
        "KubeCredential.AppHost" => id.Contains(".Publishing.", StringComparison.Ordinal) ? Owner.Publishing : Owner.AppHost,
        _ => Owner.BothServices,
    };

    private static string KindOf(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        { IsEnum: true } kind => string.Join(" or ", Enum.GetNames(kind).Select(static name => $"`{char.ToLowerInvariant(name[0])}{name[1..]}`")),
        var kind when kind == typeof(TimeSpan) => "time",
        var kind when kind == typeof(bool) => "`true` or `false`",
        var kind when kind == typeof(int) || kind == typeof(long) => "whole number",
        var kind when kind == typeof(double) => "number",
        var kind when kind == typeof(Uri) => "address",
        var kind when kind != typeof(string) && typeof(System.Collections.IEnumerable).IsAssignableFrom(kind) => "list",
        _ => "text",
    };

    private static string Written(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "`true`" : "`false`",
        TimeSpan time => $"`{Written(time)}`",
        Uri address => $"`{address.OriginalString}`",
        _ => $"`{Convert.ToString(value, CultureInfo.InvariantCulture)}`",
    };

    private static string Written(TimeSpan time) => time.ToString("c", CultureInfo.InvariantCulture) is var text && text.Contains('.', StringComparison.Ordinal) && time.Ticks % TimeSpan.TicksPerSecond != 0 ? text.TrimEnd('0') : text;

    private static string AllowedBy(PropertyInfo property) =>
        property.GetCustomAttribute<RangeAttribute>() is { } range
            ? $"`{Convert.ToString(range.Minimum, CultureInfo.InvariantCulture)}` to `{Convert.ToString(range.Maximum, CultureInfo.InvariantCulture)}`" : "";

    [GeneratedRegex("^[^;:.,]+")]
    private static partial Regex FirstClause();

    [GeneratedRegex(@"\s*Configuration section `(?<name>[A-Za-z:]+)`[^.]*\.")]
    private static partial Regex SectionName();

    [GeneratedRegex("^Setting `(?<name>[A-Za-z_:-]+)`[,:;]? +(?<meaning>.+)$")]
    private static partial Regex SettingName();
}
