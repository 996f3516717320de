namespace MeshHost.Gcp.Iam;

/// <summary>Changes of an IAM policy as pure functions. Other members, conditional bindings and unknown fields are kept.</summary>
public static class IamPolicyEditor
{
    /// <summary>Adds a member to roles, unconditionally.</summary>
    /// <param name="policy">The policy as read.</param>
    /// <param name="member">The principal, for example <c>serviceAccount:EMAIL</c>.</param>
    /// <param name="roles">The roles.</param>
    /// <returns>The same instance if the member has all the roles already; otherwise a changed copy.</returns>
    public static IamPolicy Grant(IamPolicy policy, string member, IEnumerable<string> roles)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(roles);
        var missing = roles.Except(RolesOf(policy, member), StringComparer.Ordinal).ToArray();
        if (missing.Length == 0)
        {
            return policy;
        }

        var bindings = (policy.Bindings ?? []).ToList();
        foreach (var role in missing)
        {
            var at = bindings.FindIndex(b => b.Role == role && b.Condition is null);
            if (at < 0)
            {
                bindings.Add(new IamBinding { Role = role, Members = [member] });
            }
            else
            {
                bindings[at] = bindings[at] with { Members = [.. bindings[at].Members ?? [], member] };
            }
        }

        return policy with { Bindings = bindings };
    }

    /// <summary>Removes a member from roles, unconditional bindings only. A binding that becomes empty goes.</summary>
    /// <param name="policy">The policy as read.</param>
    /// <param name="member">The principal.</param>
    /// <param name="roles">The roles.</param>
    /// <returns>The same instance if the member has none of the roles; otherwise a changed copy.</returns>
    public static IamPolicy Revoke(IamPolicy policy, string member, IEnumerable<string> roles)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(roles);
        var revoked = roles.ToHashSet(StringComparer.Ordinal);
        var changed = false;
        var bindings = new List<IamBinding>();
        foreach (var binding in policy.Bindings ?? [])
        {
            if (binding.Condition is not null || binding.Role is null || !revoked.Contains(binding.Role)
                || binding.Members?.Any(m => IsSame(m, member)) is not true)
            {
                bindings.Add(binding);
                continue;
            }

            changed = true;
            var members = binding.Members.Where(m => !IsSame(m, member)).ToArray();
            if (members.Length > 0)
            {
                bindings.Add(binding with { Members = members });
            }
        }

        return changed ? policy with { Bindings = bindings } : policy;
    }

    /// <summary>Roles that a member has without condition.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="member">The principal.</param>
    /// <returns>The roles.</returns>
    public static IReadOnlyList<string> RolesOf(IamPolicy policy, string member)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return [.. (policy.Bindings ?? [])
            .Where(b => b is { Condition: null, Role: not null } && b.Members?.Any(m => IsSame(m, member)) is true)
            .Select(b => b.Role!)];
    }

    // The server may change the case of a principal's e-mail. A deleted account's former bindings carry another prefix and do not count.
    private static bool IsSame(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
