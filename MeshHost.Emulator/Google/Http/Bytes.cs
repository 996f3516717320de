namespace MeshHost.Emulator.Google.Http;

/// <summary>
/// Etags and fingerprints are byte strings: clients may send them back in the other base64 alphabet (gcloud does), so that
/// comparing their text would refuse what Google accepts.
/// </summary>
internal static class Bytes
{
    /// <summary>Decodes base64 of either alphabet, with or without padding.</summary>
    /// <param name="text">The text.</param>
    /// <param name="bytes">The decoded bytes.</param>
    /// <returns>Whether the text was base64.</returns>
    public static bool TryDecode(string text, out byte[] bytes)
    {
        var standard = text.Replace('-', '+').Replace('_', '/').TrimEnd('=');
        var buffer = new byte[standard.Length];
        var padded = standard + new string('=', (4 - (standard.Length % 4)) % 4);
        if (Convert.TryFromBase64String(padded, buffer, out var written))
        {
            bytes = buffer[..written];
            return true;
        }

        bytes = [];
        return false;
    }

    /// <summary>Whether two base64 texts stand for the same bytes.</summary>
    /// <param name="left">One text.</param>
    /// <param name="right">The other.</param>
    /// <returns><see langword="true"/> when both decode to the same bytes.</returns>
    public static bool AreEqual(string? left, string? right) =>
        left is not null && right is not null && TryDecode(left, out var a) && TryDecode(right, out var b) && a.AsSpan().SequenceEqual(b);
}
