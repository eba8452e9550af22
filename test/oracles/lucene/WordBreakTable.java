import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jflex.core.unicode.IntCharSet;
import jflex.core.unicode.UnicodeProperties;

/**
 * Prints src/retrieval/analyzer/word-break-data.ts: the character classes of Lucene's StandardTokenizer grammar, out of the Unicode 12.1
 * tables of JFlex 1.8.2, which generated that tokenizer. The order of the flags is that of word-break.ts.
 */
public class WordBreakTable {
  private static UnicodeProperties unicode;

  public static void main(String[] args) throws Exception {
    unicode = new UnicodeProperties("12.1");
    IntCharSet numeric = set("WB:Numeric");
    numeric.add(set("Blk:HalfAndFullForms").and(set("Nd")));
    IntCharSet pictograph = set("Emoji");
    pictograph.sub(union("WB:Regional_Indicator", "Emoji_Modifier"));
    for (int keycapOrAccidental : new int[] {'#', '*', 0xA9, 0xAE, 0x2122, 0x3030, 0x303D}) pictograph.sub(IntCharSet.ofCharacter(keycapOrAccidental));
    pictograph.sub(IntCharSet.ofCharacterRange('0', '9'));
    pictograph.add(set("Extended_Pictographic"));
    List<IntCharSet> flags =
        List.of(
            union("WB:ALetter", "WB:Hebrew_Letter"),
            set("WB:Hebrew_Letter"),
            numeric,
            set("WB:Katakana"),
            union("WB:MidLetter", "WB:MidNumLet", "WB:Single_Quote"),
            union("WB:MidNum", "WB:MidNumLet", "WB:Single_Quote"),
            set("WB:ExtendNumLet"),
            union("WB:Format", "WB:Extend", "WB:ZWJ"),
            set("LB:Complex_Context"),
            union("Script:Han", "Script:Hiragana"),
            set("WB:Regional_Indicator"),
            pictograph,
            set("Emoji_Modifier"),
            set("Emoji_Modifier_Base"));

    Map<Integer, Integer> classes = new LinkedHashMap<>();
    List<String> runs = new ArrayList<>();
    int end = 0;
    for (int start = 0; start <= 0x10FFFF; ) {
      int mask = mask(flags, start);
      int next = start + 1;
      while (next <= 0x10FFFF && mask(flags, next) == mask) next++;
      if (mask != 0) {
        int id = classes.computeIfAbsent(mask, key -> classes.size());
        runs.add(Integer.toString(start - end, 36) + (char) ('A' + id) + Integer.toString(next - start, 36));
        end = next;
      }
      start = next;
    }
    System.out.println("// Made by test/oracles/lucene/WordBreakTable.java from Unicode 12.1, the version of Lucene 9's StandardTokenizer.\n");
    System.out.println("/** Flags (word-break.ts) of the classes A, B, C, … */");
    System.out.println("export const classFlags = " + classes.keySet() + ";\n");
    System.out.println("/** Runs of code points of one class: the gap to the run before, the class, the length; numbers in base 36. */");
    System.out.println("export const classRuns =\n  '" + String.join(",", runs) + "';");
  }

  private static int mask(List<IntCharSet> flags, int codePoint) {
    int mask = 0;
    for (int bit = 0; bit < flags.size(); bit++) if (flags.get(bit).contains(codePoint)) mask |= 1 << bit;
    return mask;
  }

  private static IntCharSet set(String property) {
    return IntCharSet.copyOf(unicode.getIntCharSet(property));
  }

  private static IntCharSet union(String... properties) {
    IntCharSet all = new IntCharSet();
    for (String property : properties) all.add(set(property));
    return all;
  }
}
