import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/**
 * One JSON string of a text a line on stdin; one JSON array of terms a line on stdout. Argument: {@code english}, {@code english-keep-stop-words}
 * or {@code plain}. Strings are escaped as UTF-16 code units, so that lone surrogates pass too.
 */
public class Analyze {
  public static void main(String[] args) throws Exception {
    Analyzer analyzer =
        switch (args[0]) {
          case "english" -> new EnglishAnalyzer();
          case "english-keep-stop-words" -> new EnglishAnalyzer(CharArraySet.EMPTY_SET);
          case "plain" -> new StandardAnalyzer(CharArraySet.EMPTY_SET);
          default -> throw new IllegalArgumentException(args[0]);
        };
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    for (String line; (line = in.readLine()) != null; ) {
      StringBuilder json = new StringBuilder("[");
      try (TokenStream tokens = analyzer.tokenStream("", parse(line))) {
        CharTermAttribute term = tokens.addAttribute(CharTermAttribute.class);
        tokens.reset();
        while (tokens.incrementToken()) {
          if (json.length() > 1) json.append(',');
          quote(term.toString(), json);
        }
        tokens.end();
      }
      out.println(json.append(']'));
    }
    out.flush();
  }

  private static String parse(String json) {
    StringBuilder text = new StringBuilder();
    for (int i = 1; i < json.length() - 1; i++) {
      char c = json.charAt(i);
      if (c != '\\') {
        text.append(c);
        continue;
      }
      char escape = json.charAt(++i);
      switch (escape) {
        case 'n' -> text.append('\n');
        case 't' -> text.append('\t');
        case 'r' -> text.append('\r');
        case 'b' -> text.append('\b');
        case 'f' -> text.append('\f');
        case 'u' -> {
          text.append((char) Integer.parseInt(json.substring(i + 1, i + 5), 16));
          i += 4;
        }
        default -> text.append(escape);
      }
    }
    return text.toString();
  }

  private static void quote(String text, StringBuilder json) {
    json.append('"');
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') json.append('\\').append(c);
      else if (c < 0x20 || c > 0x7e) json.append(String.format("\\u%04x", (int) c));
      else json.append(c);
    }
    json.append('"');
  }
}
