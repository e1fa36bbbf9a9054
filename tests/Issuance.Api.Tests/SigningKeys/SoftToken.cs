using System.Runtime.InteropServices;
using System.Text;
using Issuance.Api.SigningKeys;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace Issuance.Api.Tests.SigningKeys;

/// <summary>A hardware token in software (SoftHSM 2), as new, with its files in a directory of its own. One at a time in a process.</summary>
public sealed partial class SoftToken : IDisposable
{
    private const string Library = "/usr/lib/softhsm/libsofthsm2.so";
    private const string OfficerPin = "officer-1234", UserPin = "user-1234";
    private const ulong EdwardsKeyPairGeneration = 0x1055; // CKM_EC_EDWARDS_KEY_PAIR_GEN
    private const ulong EdwardsKey = 0x40; // CKK_EC_EDWARDS
    private const int PublicKeyBytes = 32;

    private readonly string _directory = Directory.CreateTempSubdirectory("token-").FullName;
    private readonly IPkcs11Library _library;
    private readonly ISession _session;

    // Pkcs11Interop asks for libdl.so, which exists only where headers for C are installed.
    static SoftToken() => NativeLibrary.SetDllImportResolver(
        typeof(IPkcs11Library).Assembly, static (name, _, _) => name == "libdl" && OperatingSystem.IsLinux() ? NativeLibrary.Load("libdl.so.2") : IntPtr.Zero);

    /// <summary>Initialises a token and logs its user in.</summary>
    public SoftToken()
    {
        var configuration = Path.Combine(_directory, "softhsm2.conf");
        File.WriteAllText(configuration, $"directories.tokendir = {Directory.CreateDirectory(Path.Combine(_directory, "tokens")).FullName}\nobjectstore.backend = file\nlog.level = ERROR\n");
        // .NET keeps environment variables to itself; the library asks the C library.
        if (SetEnvironment("SOFTHSM2_CONF", configuration, overwrite: 1) != 0) throw new InvalidOperationException("SOFTHSM2_CONF could not be set.");
        var factories = new Pkcs11InteropFactories();
        _library = factories.Pkcs11LibraryFactory.LoadPkcs11Library(factories, Library, AppType.MultiThreaded);
        Slot = _library.GetSlotList(SlotsType.WithTokenPresent)[0];
        Slot.InitToken(OfficerPin, "KubeCredential");
        using (var officer = Slot.OpenSession(SessionType.ReadWrite))
        {
            officer.Login(CKU.CKU_SO, OfficerPin);
            officer.InitPin(UserPin);
            officer.Logout();
        }

        _session = Slot.OpenSession(SessionType.ReadWrite);
        _session.Login(CKU.CKU_USER, UserPin); // For every session of this process.
    }

    /// <summary>The token's slot.</summary>
    public ISlot Slot { get; }

    /// <summary>Makes a key pair of Ed25519 in the token, which its private key cannot leave.</summary>
    /// <returns>The public key, by whose ID the token knows the private key.</returns>
    public byte[] Generate()
    {
        var attributes = _session.Factories.ObjectAttributeFactory;
        byte[] curve = [0x06, 0x03, 0x2b, 0x65, 0x70]; // The object identifier 1.3.101.112 (RFC 8410).
        using var generation = _session.Factories.MechanismFactory.Create(EdwardsKeyPairGeneration);
        _session.GenerateKeyPair(
            generation,
            [attributes.Create(CKA.CKA_KEY_TYPE, EdwardsKey), attributes.Create(CKA.CKA_TOKEN, true), attributes.Create(CKA.CKA_VERIFY, true), attributes.Create(CKA.CKA_EC_PARAMS, curve)],
            [
                attributes.Create(CKA.CKA_KEY_TYPE, EdwardsKey), attributes.Create(CKA.CKA_TOKEN, true), attributes.Create(CKA.CKA_PRIVATE, true), attributes.Create(CKA.CKA_SIGN, true),
                attributes.Create(CKA.CKA_SENSITIVE, true), attributes.Create(CKA.CKA_EXTRACTABLE, false),
            ],
            out var publicHandle, out var privateHandle);
        // The point is an ASN.1 octet string.
        var publicKey = _session.GetAttributeValue(publicHandle, [CKA.CKA_EC_POINT])[0].GetValueAsByteArray()[^PublicKeyBytes..];
        _session.SetAttributeValue(privateHandle, [attributes.Create(CKA.CKA_ID, Encoding.ASCII.GetBytes(SigningKey.IdOf(publicKey)))]);
        return publicKey;
    }

    /// <summary>What the token tells of a private key's attribute; null if it keeps it to itself.</summary>
    internal byte[]? Tell(string keyId, CKA attribute)
    {
        var attributes = _session.Factories.ObjectAttributeFactory;
        var key = Assert.Single(_session.FindAllObjects([attributes.Create(CKA.CKA_CLASS, CKO.CKO_PRIVATE_KEY), attributes.Create(CKA.CKA_ID, Encoding.ASCII.GetBytes(keyId))]));
        var told = _session.GetAttributeValue(key, [attribute])[0];
        return told.CannotBeRead ? null : told.GetValueAsByteArray();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _session.Dispose();
        _library.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
