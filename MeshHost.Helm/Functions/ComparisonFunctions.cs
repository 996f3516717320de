using MeshHost.Helm.Templating;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Functions;

/// <summary>eq, ne, lt, le, gt and ge: integers of all widths compare, other kinds only with their own.</summary>
internal static class ComparisonFunctions
{
    private enum Basic
    {
        Other,
        Bool,
        Complex,
        Int,
        Float,
        String,
        Uint,
    }

    public static void AddTo(FunctionMap functions)
    {
        functions.AddVariadic<object?, object?, bool>("eq", Equal);
        functions.Add<object?, object?, bool>("ne", (left, right) => !Equal(left, [right]));
        functions.Add<object?, object?, bool>("lt", Less);
        functions.Add<object?, object?, bool>("le", LessOrEqual);
        functions.Add<object?, object?, bool>("gt", (left, right) => !LessOrEqual(left, right));
        functions.Add<object?, object?, bool>("ge", (left, right) => !Less(left, right));
    }

    private static Basic BasicKind(object? value) => GoValue.Kind(value) switch
    {
        GoKind.Bool => Basic.Bool,
        GoKind.Int or GoKind.Int32 or GoKind.Int64 => Basic.Int,
        GoKind.Uint8 or GoKind.Uint32 or GoKind.Uint64 => Basic.Uint,
        GoKind.Float64 => Basic.Float,
        GoKind.Complex128 => Basic.Complex,
        GoKind.String => Basic.String,
        _ => Basic.Other,
    };

    private static bool Equal(object? left, object?[] rights)
    {
        if (rights.Length == 0)
        {
            throw new FunctionException("missing argument for comparison");
        }

        var kind = BasicKind(left);
        foreach (var right in rights)
        {
            if (EqualOne(left, kind, right))
            {
                return true;
            }
        }

        return false;
    }

    private static bool EqualOne(object? left, Basic kind, object? right)
    {
        var other = BasicKind(right);
        if (kind != other)
        {
            if (kind is Basic.Int or Basic.Uint && other is Basic.Int or Basic.Uint)
            {
                return CompareIntegers(left, right) == 0;
            }

            return left is null || right is null ? false : throw Incompatible(left, right);
        }

        switch (kind)
        {
            case Basic.Int or Basic.Uint:
                return CompareIntegers(left, right) == 0;
            case Basic.Float:
                return (double)left! == (double)right!;
            case Basic.Other:
                return EqualOther(left, right);
            default:
                return Equals(left, right);
        }
    }

    private static bool EqualOther(object? left, object? right)
    {
        var (a, b) = (GoValue.Kind(left), GoValue.Kind(right));
        if (a != b && a != GoKind.Invalid && b != GoKind.Invalid)
        {
            throw new FunctionException($"non-comparable types {Shown(left)}: {GoValue.TypeName(left)}, {GoValue.TypeName(right)}: {GoPrinter.ToText(right)}");
        }

        var (leftIsNil, rightIsNil) = (IsNil(left), IsNil(right));
        if (leftIsNil || rightIsNil)
        {
            return leftIsNil == rightIsNil;
        }

        return b is GoKind.Map or GoKind.Slice
            ? throw new FunctionException($"non-comparable type {Shown(right)}: {GoValue.TypeName(right)}")
            : Equals(left, right);
    }

    private static string Shown(object? value) => GoFormat.Sprintf("%s", [value]);

    private static bool IsNil(object? value) => value is null || GoValue.IsNilCollection(value);

    /// <summary>Integers of all widths, signed and unsigned, compare by value.</summary>
    private static int CompareIntegers(object? left, object? right)
    {
        var leftFits = GoValue.TryInteger(left, out var a);
        var rightFits = GoValue.TryInteger(right, out var b);
        if (leftFits && rightFits)
        {
            return a.CompareTo(b);
        }

        GoValue.TryUnsigned(left, out var c);
        GoValue.TryUnsigned(right, out var d);
        return (leftFits ? (Int128)a : c).CompareTo(rightFits ? (Int128)b : d);
    }

    private static FunctionException Incompatible(object? left, object? right) =>
        new($"incompatible types for comparison: {GoValue.TypeName(left)} and {GoValue.TypeName(right)}");

    private static bool Less(object? left, object? right)
    {
        var (a, b) = (BasicKind(left), BasicKind(right));
        if (a == Basic.Other || b == Basic.Other)
        {
            throw new FunctionException("invalid type for comparison");
        }

        if (a is Basic.Int or Basic.Uint && b is Basic.Int or Basic.Uint)
        {
            return CompareIntegers(left, right) < 0;
        }

        if (a != b)
        {
            throw Incompatible(left, right);
        }

        return a switch
        {
            Basic.Float => (double)left! < (double)right!,
            Basic.String => ByteString.Compare((string)left!, (string)right!) < 0,
            _ => throw new FunctionException("invalid type for comparison"),
        };
    }

    private static bool LessOrEqual(object? left, object? right) => Less(left, right) || Equal(left, [right]);
}
