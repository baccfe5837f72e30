namespace Tentacle.Archives.Tests;

/// <summary>Archives of other tools, small enough to stand here: a machine may lack the tools.</summary>
internal static class ArchiveFixtures
{
    /// <summary>What is in the file <c>hello.txt</c> of the first ones.</summary>
    public const string Hello = "hello from bzip2 and xz\n";

    /// <summary>By bzip2 1.0.8.</summary>
    public const string Bzip2 =
        "QlpoOTFBWSZTWWAuCn0AAIJ7kMoQAEBAAX+AAIB3Z95QBAAACCAAdBoSAAND1ANGmQSUg0A0AAAD7pSQPoQNhSEimBzDl0Y1AhiPXgf35zZVbGEAtDTIMB3KfqLobZUF9c" +
        "1GshoLVP1wSOyuDwrkHBMD5H77wmEY/QzbLFSIgPxdyRThQkGAuCn0";

    /// <summary>By xz 5.4, with CRC-64.</summary>
    public const string Xz =
        "/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4Cf/AIddADQZSe6N8LrI/5v/8gxprxHrY1SJHfctoc+EqP8x0LZZj3ZT1y/fy819fofzg79xxfG2RzwIt4R3mV2vzYJ+JW9CqF" +
        "4AFT4bgeBmDtNAcTDAnzb8bHwY6AEwPOyJTKruEECBvelVdaT5dGG+Q1tvFA8oSw/R1EQWwYzaTnhNw8UXOp8z6P9AAAAA0Cl1fMs5A40AAaMBgFAAAKYGWOCxxGf7AgAA" +
        "AAAEWVo=";

    /// <summary>With SHA-256.</summary>
    public const string XzSha256 =
        "/Td6WFoAAArh+wyhAgAhARYAAAB0L+Wj4Cf/AIddADQZSe6N8LrI/5v/8gxprxHrY1SJHfctoc+EqP8x0LZZj3ZT1y/fy819fofzg79xxfG2RzwIt4R3mV2vzYJ+JW9CqF" +
        "4AFT4bgeBmDtNAcTDAnzb8bHwY6AEwPOyJTKruEECBvelVdaT5dGG+Q1tvFA8oSw/R1EQWwYzaTnhNw8UXOp8z6P9AAAAAou7Hehtw6p1MMbV37ehhw2vb8pQp/vMv7d6w" +
        "C4Qo1YgAAbsBgFAAAFCG3Q+26d8cAgAAAAAKWVo=";

    /// <summary>In several blocks, with CRC-32.</summary>
    public const string XzBlocks =
        "/Td6WFoAAAFpIt42AgAhARYAAAB0L+Wj4A//AHVdADQZSe6N8LrI/5v/8gxprxHrY1SJHfctoc+EqP8x0LZZj3ZT1y/fy819fofzg79xxfG2RzwIt4R3mV2vzYJ+JW9CqF" +
        "4AFT4bgeBmDtNAcTDAnzb8bHwY6AEwPOyJTKruEECBvelVdaT5dGG+Q1tvFA8FLxsXAAAAAADywAsdAgAhARYAAAB0L+Wj4A//ABldAABv/f//o7f/Rz5IFXI5YVG4kijm" +
        "o4SeKUYAAAAAEQAcxwIAIQEWAAAAdC/lo+AH/wARXQAAb/3//6O3/0c+SBVwlKlgAAAAAACeuujxAAONAYAgMYAgKYAQPrRrtZvjUUADAAAAAAFZWg==";

    /// <summary>Without checksums of the content.</summary>
    public const string XzNoCheck =
        "/Td6WFoAAAD/EtlBAgAhARYAAAB0L+Wj4Cf/AIddADQZSe6N8LrI/5v/8gxprxHrY1SJHfctoc+EqP8x0LZZj3ZT1y/fy819fofzg79xxfG2RzwIt4R3mV2vzYJ+JW9CqF" +
        "4AFT4bgeBmDtNAcTDAnzb8bHwY6AEwPOyJTKruEECBvelVdaT5dGG+Q1tvFA8oSw/R1EQWwYzaTnhNw8UXOp8z6P9AAAAAAAGbAYBQAABmg3EIqAAK/AIAAAAAAFla";

    /// <summary>A stream of zeros, to stand behind another one.</summary>
    public const string XzNoTar =
        "/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4AH/AAhdAABv/f6zX6gAAGz8W6wi65JpAAEkgAQAAAA4tOxhscRn+wIAAAAABFla";

    /// <summary>Prepared for programs by the x86 filter.</summary>
    public const string XzFiltered =
        "/Td6WFoAAATm1rRGAgEEACEBFgANhjUf4Cf/AIddADQZSe6N8LrI/5v/8gxprxHrY1SJHfctoc+EqP8x0LZZj3ZT1y/fy819fofzg79xxfG2RzwIt4R3mV2vzYJ+JW9CqF" +
        "4AFT4bgeBmDtNAcTDAnzb8bHwY6AEwPOyJTKruEECBvelVdaT5dGG+Q1tvFA8oSw/R1EQWwYzaTnhNw8UXOp8z6P9AAAAA0Cl1fMs5A40AAaMBgFAAAKYGWOCxxGf7AgAA" +
        "AAAEWVo=";

    /// <summary>With a dictionary of 512 MiB.</summary>
    public const string XzLargeWindow =
        "/Td6WFoAAATm1rRGAgAhASIAAACCQKzc4Cf/AIddADQZSe6N8LrI/5v/8gxprxHrY1SJHfctoc+EqP8x0LZZj3ZT1y/fy819fofzg79xxfG2RzwIt4R3mV2vzYJ+JW9CqF" +
        "4AFT4bgeBmDtNAcTDAnzb8bHwY6AEwPOyJTKruEECBvelVdaT5dGG+Q1tvFA8oSw/R1EQWwYzaTnhNw8UXOp8z6P9AAAAA0Cl1fMs5A40AAaMBgFAAAKYGWOCxxGf7AgAA" +
        "AAAEWVo=";

    /// <summary>By Python's zipfile: <c>x.txt</c>, four times "packed by python ".</summary>
    public const string ZipBzip2 =
        "UEsDBC4AAAAMAKMgQ1AjQRlPPQAAAEQAAAAFAAAAeC50eHRCWmg5MUFZJlNZvqrKZAAAGZGAQAA+ScQgIAAxANAAVVNMmGp+pg2Q/MHxsohRCGhwhR0XckU4UJC+qspkUE" +
        "sBAi4DLgAAAAwAoyBDUCNBGU89AAAARAAAAAUAAAAAAAAAAAAAAIABAAAAAHgudHh0UEsFBgAAAAABAAEAMwAAAGAAAAAAAA==";

    /// <summary>By Python's zipfile: <c>x.txt</c>, four times "packed by python ".</summary>
    public const string ZipLzma =
        "UEsDBD8AAgAOAKMgQ1AjQRlPKAAAAEQAAAAFAAAAeC50eHQJBAUAXQAAgAAAOBhImc1cHCUF5DyV+K4McZeRvTTC6F8H//8njAAAUEsBAj8DPwACAA4AoyBDUCNBGU8oAA" +
        "AARAAAAAUAAAAAAAAAAAAAAIABAAAAAHgudHh0UEsFBgAAAAABAAEAMwAAAEsAAAAAAA==";

    /// <summary>Gzipped, by GNU tar 1.34 in its old format: 4,096 times 'A' at 65,536 and 'B' at 262,144 of 400,000 bytes.</summary>
    public const string SparseGnu =
        "H4sIAAAAAAACA+3QQQrCMBCF4TlKTiCZaRrXegVPUMGFGytJvb8hUguKdSG6qP9HYIZJhsDL5y7lw2p/PMnX+CKGUGvxUK322kRt1+VEE2/qGxO3kx+45KFLzknq+2Hu3b" +
        "v7j9K5hTAmovde/Yt50NamJOt89oNx4ckGAAAAAAAs3hYAAAAAACyeAAD+0hXgOa5aACgAAA==";

    /// <summary>The same in format 0.0 of pax.</summary>
    public const string SparsePax00 =
        "H4sIAAAAAAACA+3azUoDMRDA8Zz3KfYJttnJx+phD3ppT+LFB9hqCsXalc0Wqk9vWCrYRdSCFlr/PwIJTCZMCHNLMblttrPQPIQuTuJz08VQzJdr9Zt04q0d5mQ8a2O0Ko" +
        "0vXZWGF6VLkcqpfKuOYBP7pkulqP9JfD69uSt2Lx+Xr6G2w6Nk+5H15mm+au8fY20yqT5G2sUihr72zhmfycU46aUPMR15OY7t0sRLae3hee9Fuk/zdKbwI3/U8gf0vwzr" +
        "/f432mmV62P2f9e2/Vf7vouPL3cirgAAAAAAwNm7BgAAAAAAZ48fMAAAAAAAAAAAAAAAAAAAAKflDRj8lEgAUAAA";

    /// <summary>The same in format 0.1.</summary>
    public const string SparsePax01 =
        "H4sIAAAAAAACA+3awWrDIBjAcc95ijxASNSooYcctkO70xiMPYDdPIQ2TYktlD39QjoY6aG7lI52/x+CwieofH6ezIsXf3gK/iP0sYhb38eQL5uNuCQ5cMaM/eC0l1oaoU" +
        "qnbDU0p4VUWldWpAdxBfu48/2wFfE/aZcunt/y78zH5jPUZkxKMo1s9u1y3b2vYl0mpZxEfBvqn5uT2Em09dvaWVu6zMiZy7TTypjj+LhOJhOBP5MXQ7Jex1zNm3XItZQz" +
        "c+GH4Hz963E8rX+nKyVSec3677tud27eb/HTw92IBwAAAAAAcPceAQAAAADA3eMHDAAAAAAAAAAAAAAAAAAAwG35AiePrkgAUAAA";

    /// <summary>The same in format 1.0.</summary>
    public const string SparsePax10 =
        "H4sIAAAAAAACA+3awUrDMBzH8ZzzFH2CNkmTlB160IN6EkF8gIg5VLZW0gnDpzfWgdrDvIzh6vdDIOGfHlL+/eXUsroLu5sYnmIaq/ElpDGWj10vjkll3tppzuaz0k4JXX" +
        "vtmjy8EUob0zhR7MQJvI7bkPJRxP9kTHF9+1DuO78Jz0NqtZxVuz5XlazV92ofNrH9+mJmuymG9di9xdZOLZYCf1JZ5abdTz276taxNEqt3JEvgsP5N/pj/TP/3jS1KNQp" +
        "85+GYXvoud/25y93Jmrpnau9tGrlpfFGW/u53ueW5C7bBQAAAAAAWLxLAAAAAACwePwBAQAAAAAAAAAAAAAAAADA+XkHv/RTfwBQAAA=";

    /// <summary>The same by bsdtar 3.6.</summary>
    public const string SparseBsd =
        "H4sIAAAAAAACA+3azU6EMBAHcM59ij4BzpR+ceCgB/VkTIwPULUHzC6YgsnGp7esm2jYZL2Iifj/hWSg0zQwdDhxG3bXMTzFdDa8hDTE8qHtih9GRFZrOcVsHolUTnJl2b" +
        "h8WCWJDTEXclf8gtdhDCnfSur78dS87/Lzh/sjKpKPY7uNDbvaeOeoNiXll+AVeydyNhxlvWXnfMVCKXl1c18eNs42PPepORptuzxK00pfRruQ1/zccLNsimEztG+x0fta" +
        "igIWk8t+t6/6ZbuJJS3yFTjd/4qni1n/51hIQv8v3//CGlNZoam2QlnFWn+cH3oP3bdu5wAAAAAAAACwehcAAAAAAAAAsHr4AwLg/3oHs4z6uQAsAAA=";
}
