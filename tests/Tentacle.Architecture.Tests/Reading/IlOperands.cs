using System.Collections.Frozen;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Tentacle.Architecture.Tests.Reading;

/// <summary>Finds in the bytes of a method's body what it mentions: types, methods, fields.</summary>
internal static class IlOperands
{
    private const byte TwoByteCode = 0xFE;

    private static readonly FrozenDictionary<short, OperandType> Operands = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (OpCode)f.GetValue(null)!)
        .ToFrozenDictionary(c => c.Value, c => c.OperandType);

    public static IEnumerable<EntityHandle> Tokens(byte[] body)
    {
        var at = 0;
        while (at < body.Length)
        {
            short code = body[at++];
            if (code == TwoByteCode)
            {
                code = unchecked((short)((TwoByteCode << 8) | body[at++]));
            }

            var operand = Operands[code];
            if (operand is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType or OperandType.InlineSig)
            {
                yield return MetadataTokens.EntityHandle(BitConverter.ToInt32(body, at));
            }

            at += Size(operand, body, at);
        }
    }

    private static int Size(OperandType operand, byte[] body, int at) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(body, at)),
        _ => 4,
    };
}
