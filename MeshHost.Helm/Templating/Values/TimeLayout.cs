using System.Globalization;
using System.Text;

namespace MeshHost.Helm.Templating.Values;

/// <summary>Formats times by Go's reference time, Mon Jan 2 15:04:05 MST 2006.</summary>
internal static class TimeLayout
{
    public static readonly string[] Months =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    public static readonly string[] Days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

    /// <summary>What an element of a layout can be, longest first where one starts another.</summary>
    private static readonly string[] s_elements =
    [
        "January", "Jan", "Monday", "Mon", "MST", "2006", "__2", "_2", "002", "01", "02", "03", "04", "05", "06", "15", "PM", "pm",
        "-07:00:00", "-070000", "-07:00", "-0700", "-07", "Z07:00:00", "Z070000", "Z07:00", "Z0700", "Z07", "1", "2", "3", "4", "5",
    ];

    /// <summary>Finds the next element of a layout: the text before it, itself (empty at the end), and the rest.</summary>
    public static (string Prefix, string Element, string Remainder) Next(string layout)
    {
        for (var i = 0; i < layout.Length; i++)
        {
            var element = ElementAt(layout, i);
            if (element is not null)
            {
                return (layout[..i], element, layout[(i + element.Length)..]);
            }
        }

        return (layout, "", "");
    }

    private static string? ElementAt(string layout, int at)
    {
        var rest = layout.AsSpan(at);
        switch (rest[0])
        {
            case '.' or ',' when rest.Length > 1 && rest[1] is '0' or '9':
                var end = 1;
                while (end < rest.Length && rest[end] == rest[1])
                {
                    end++;
                }

                return end >= rest.Length || !char.IsAsciiDigit(rest[end]) ? rest[..end].ToString() : null;
            case '_' when rest.StartsWith("_2006", StringComparison.Ordinal):
                // The underscore is text and the year an element.
                return null;
            case 'J' when rest.StartsWith("Jan", StringComparison.Ordinal) && !rest.StartsWith("January", StringComparison.Ordinal):
                return StartsWithLowerCase(rest[3..]) ? null : "Jan";
            case 'M' when rest.StartsWith("Mon", StringComparison.Ordinal) && !rest.StartsWith("Monday", StringComparison.Ordinal):
                return StartsWithLowerCase(rest[3..]) ? null : "Mon";
        }

        foreach (var element in s_elements)
        {
            if (rest.StartsWith(element, StringComparison.Ordinal))
            {
                return element;
            }
        }

        return null;
    }

    private static bool StartsWithLowerCase(ReadOnlySpan<char> text) => text.Length > 0 && char.IsAsciiLetterLower(text[0]);

    public static string Format(GoTime time, string layout)
    {
        var output = new StringBuilder(layout.Length + 10);
        var (days, second, zone, offset) = time.Local();
        var (year, month, day, yearDay) = GoTime.Civil(days);
        while (layout.Length > 0)
        {
            var (prefix, element, rest) = Next(layout);
            output.Append(prefix);
            layout = rest;
            switch (element)
            {
                case "":
                    break;
                case "2006":
                    output.Append(year < 0 ? "-" : "").Append(Pad(Math.Abs(year), 4));
                    break;
                case "06":
                    output.Append(Pad(Math.Abs(year) % 100, 2));
                    break;
                case "Jan" or "January":
                    output.Append(element == "Jan" ? Months[month - 1][..3] : Months[month - 1]);
                    break;
                case "1" or "01":
                    output.Append(Pad(month, element.Length));
                    break;
                case "Mon" or "Monday":
                    var weekDay = Days[(int)(((days + 4) % 7 + 7) % 7)];
                    output.Append(element == "Mon" ? weekDay[..3] : weekDay);
                    break;
                case "2" or "02":
                    output.Append(Pad(day, element.Length));
                    break;
                case "_2":
                    output.Append(Pad(day, 1).PadLeft(2));
                    break;
                case "__2":
                    output.Append(Pad(yearDay, 1).PadLeft(3));
                    break;
                case "002":
                    output.Append(Pad(yearDay, 3));
                    break;
                case "15":
                    output.Append(Pad(second / 3600, 2));
                    break;
                case "3" or "03":
                    output.Append(Pad((second / 3600 + 11) % 12 + 1, element.Length));
                    break;
                case "4" or "04":
                    output.Append(Pad(second / 60 % 60, element.Length));
                    break;
                case "5" or "05":
                    output.Append(Pad(second % 60, element.Length));
                    break;
                case "PM":
                    output.Append(second >= 43_200 ? "PM" : "AM");
                    break;
                case "pm":
                    output.Append(second >= 43_200 ? "pm" : "am");
                    break;
                case "MST":
                    output.Append(zone.Length > 0 ? zone : ZoneDigits(offset));
                    break;
                case ['.' or ',', ..]:
                    AppendFraction(output, time.Nanoseconds, element);
                    break;
                default:
                    AppendOffset(output, offset, element);
                    break;
            }
        }

        return output.ToString();
    }

    private static string Pad(long value, int width) => value.ToString(CultureInfo.InvariantCulture).PadLeft(width, '0');

    private static string ZoneDigits(int offset)
    {
        var minutes = Math.Abs(offset) / 60;
        return (offset < 0 ? "-" : "+") + Pad(minutes / 60, 2) + Pad(minutes % 60, 2);
    }

    private static void AppendFraction(StringBuilder output, int nanoseconds, string element)
    {
        var digits = Pad(nanoseconds, 9);
        digits = digits[..Math.Min(9, element.Length - 1)];
        if (element[1] == '9')
        {
            digits = digits.TrimEnd('0');
        }

        if (digits.Length > 0)
        {
            output.Append(element[0]).Append(digits);
        }
    }

    private static void AppendOffset(StringBuilder output, int offset, string element)
    {
        if (offset == 0 && element[0] == 'Z')
        {
            output.Append('Z');
            return;
        }

        var seconds = Math.Abs(offset);
        var minutes = seconds / 60;
        var colon = element.Contains(':', StringComparison.Ordinal) ? ":" : "";
        output.Append(offset < 0 ? '-' : '+').Append(Pad(minutes / 60, 2));
        if (element.Length > 3)
        {
            output.Append(colon).Append(Pad(minutes % 60, 2));
        }

        if (element.Length is 7 or 9)
        {
            output.Append(colon).Append(Pad(seconds % 60, 2));
        }
    }
}
