namespace MeshHost.Helm.Versions;

/// <summary>One comparison of a version range, such as <c>&gt;=1.2</c> or <c>~1.x</c>.</summary>
/// <param name="Operator">The operator as written, empty when none was.</param>
/// <param name="Version">The version compared with; parts left open are zero.</param>
/// <param name="AnyMajor">The major number is open (<c>*</c>).</param>
/// <param name="AnyMinor">The minor number is open (<c>1</c>, <c>1.x</c>).</param>
/// <param name="AnyPatch">The patch number is open (<c>1.2</c>, <c>1.2.x</c>).</param>
internal sealed record VersionComparator(string Operator, SemanticVersion Version, bool AnyMajor, bool AnyMinor, bool AnyPatch)
{
    private bool IsOpen => AnyMajor || AnyMinor || AnyPatch;

    public bool IsSatisfiedBy(SemanticVersion version, bool includePrerelease)
    {
        // A range that names no pre-release does not match one, whatever the numbers say.
        if (version.Prerelease.Length > 0 && !includePrerelease)
        {
            return false;
        }

        return Operator switch
        {
            "" or "=" => IsOpen ? IsTilde(version) : version.Equals(Version),
            "!=" => IsNotEqual(version),
            ">" => IsGreater(version),
            ">=" or "=>" => version.CompareTo(Version) >= 0,
            "<" => version.CompareTo(Version) < 0,
            "<=" or "=<" => IsAtMost(version),
            "~" or "~>" => IsTilde(version),
            _ => IsCaret(version),
        };
    }

    private bool IsNotEqual(SemanticVersion version)
    {
        if (!IsOpen)
        {
            return !version.Equals(Version);
        }

        if (version.Major != Version.Major)
        {
            return true;
        }

        if (AnyMinor)
        {
            return false;
        }

        if (version.Minor != Version.Minor)
        {
            return true;
        }

        return AnyPatch
            ? SemanticVersion.ComparePrerelease(version.Prerelease, Version.Prerelease) != 0
            : !version.Equals(Version);
    }

    private bool IsGreater(SemanticVersion version)
    {
        if (!IsOpen)
        {
            return version.CompareTo(Version) > 0;
        }

        if (version.Major != Version.Major)
        {
            return version.Major > Version.Major;
        }

        // ">11" means 12 and later; ">11.1" means 11.2 and later.
        return !AnyMinor && AnyPatch && version.Minor > Version.Minor;
    }

    private bool IsAtMost(SemanticVersion version)
    {
        if (!IsOpen)
        {
            return version.CompareTo(Version) <= 0;
        }

        return version.Major <= Version.Major
            && !(version.Major == Version.Major && version.Minor > Version.Minor && !AnyMinor);
    }

    private bool IsTilde(SemanticVersion version)
    {
        if (version.CompareTo(Version) < 0)
        {
            return false;
        }

        // "~0.0.0" and "*" take anything from there on.
        if (Version.Major == 0 && Version.Minor == 0 && Version.Patch == 0 && !AnyMinor && !AnyPatch)
        {
            return true;
        }

        return version.Major == Version.Major && (AnyMinor || version.Minor == Version.Minor);
    }

    private bool IsCaret(SemanticVersion version)
    {
        if (version.CompareTo(Version) < 0)
        {
            return false;
        }

        if (Version.Major > 0 || AnyMinor)
        {
            return version.Major == Version.Major;
        }

        if (version.Major > 0)
        {
            return false;
        }

        if (Version.Minor > 0 || AnyPatch)
        {
            return version.Minor == Version.Minor;
        }

        return version.Minor == 0 && version.Patch == Version.Patch;
    }
}
