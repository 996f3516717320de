namespace MeshHost.Helm.Versions;

/// <summary>A version in a range as written: parts may be missing or wildcards, the last two keep their marks.</summary>
internal readonly record struct VersionPattern(string Major, string Minor, string Patch, string Prerelease, string Metadata)
{
    /// <summary>Compares with the version this stands for; <see langword="null"/> when its numbers are none.</summary>
    public VersionComparator? Compare(string comparison)
    {
        bool anyMajor = IsOpen(Major), anyMinor = !anyMajor && IsOpen(Minor), anyPatch = !anyMajor && !anyMinor && IsOpen(Patch);
        var numbers = anyMajor ? "0.0.0" : anyMinor ? Major + ".0.0" : Major + "." + Minor + "." + (anyPatch ? "0" : Patch);
        return SemanticVersion.TryParse(numbers + Prerelease + (anyMajor || anyMinor || anyPatch ? "" : Metadata)) is { } version
            ? new VersionComparator(comparison, version, anyMajor, anyMinor, anyPatch)
            : null;
    }

    private static bool IsOpen(string part) => part is "" or "x" or "X" or "*";
}
