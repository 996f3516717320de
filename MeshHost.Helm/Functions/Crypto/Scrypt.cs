using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace MeshHost.Helm.Functions.Crypto;

/// <summary>The scrypt key derivation of RFC 7914, which .NET does not have.</summary>
internal static class Scrypt
{
    public static byte[] DeriveKey(byte[] password, byte[] salt, int cost, int blockSize, int parallelism, int length)
    {
        var blockBytes = 128 * blockSize;
        var blocks = Rfc2898DeriveBytes.Pbkdf2(password, salt, 1, HashAlgorithmName.SHA256, parallelism * blockBytes);
        var memory = new uint[cost * blockBytes / 4];
        for (var i = 0; i < parallelism; i++)
        {
            Mix(MemoryMarshal.Cast<byte, uint>(blocks.AsSpan(i * blockBytes, blockBytes)), memory, cost, blockSize);
        }

        return Rfc2898DeriveBytes.Pbkdf2(password, blocks, 1, HashAlgorithmName.SHA256, length);
    }

    private static void Mix(Span<uint> block, uint[] memory, int cost, int blockSize)
    {
        var size = block.Length;
        var next = new uint[size];
        for (var i = 0; i < cost; i++)
        {
            block.CopyTo(memory.AsSpan(i * size));
            MixBlock(block, next, blockSize);
        }

        for (var i = 0; i < cost; i++)
        {
            var at = (int)(block[size - 16] & (uint)(cost - 1)) * size;
            for (var k = 0; k < size; k++)
            {
                block[k] ^= memory[at + k];
            }

            MixBlock(block, next, blockSize);
        }
    }

    private static void MixBlock(Span<uint> block, uint[] next, int blockSize)
    {
        Span<uint> x = stackalloc uint[16];
        block[^16..].CopyTo(x);
        for (var i = 0; i < 2 * blockSize; i++)
        {
            for (var k = 0; k < 16; k++)
            {
                x[k] ^= block[i * 16 + k];
            }

            Salsa(x);

            // Even blocks come first, odd ones after them.
            x.CopyTo(next.AsSpan((i / 2 + (i % 2) * blockSize) * 16));
        }

        next.AsSpan().CopyTo(block);
    }

    private static void Salsa(Span<uint> state)
    {
        Span<uint> x = stackalloc uint[16];
        state.CopyTo(x);
        for (var round = 0; round < 4; round++)
        {
            Quarter(x, 0, 4, 8, 12);
            Quarter(x, 5, 9, 13, 1);
            Quarter(x, 10, 14, 2, 6);
            Quarter(x, 15, 3, 7, 11);
            Quarter(x, 0, 1, 2, 3);
            Quarter(x, 5, 6, 7, 4);
            Quarter(x, 10, 11, 8, 9);
            Quarter(x, 15, 12, 13, 14);
        }

        for (var i = 0; i < 16; i++)
        {
            state[i] += x[i];
        }
    }

    private static void Quarter(Span<uint> x, int a, int b, int c, int d)
    {
        x[b] ^= BitOperations.RotateLeft(x[a] + x[d], 7);
        x[c] ^= BitOperations.RotateLeft(x[b] + x[a], 9);
        x[d] ^= BitOperations.RotateLeft(x[c] + x[b], 13);
        x[a] ^= BitOperations.RotateLeft(x[d] + x[c], 18);
    }
}
