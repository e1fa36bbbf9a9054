namespace KubeCredential.VerifiableCredentials.StatusLists;

/// <summary>Keeps status lists that have been verified. The library asks it whether it holds one, and checks itself whether that one may still be used.</summary>
public interface IStatusListCache
{
    /// <summary>The list of an address, or null if there is none.</summary>
    VerifiedStatusList? Find(string address);

    /// <summary>Keeps a list, in place of an earlier one of its address.</summary>
    void Keep(VerifiedStatusList list);
}
