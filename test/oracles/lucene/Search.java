import java.io.BufferedReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LogDocMergePolicy;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.ByteBuffersDirectory;

/**
 * Lucene's BM25Similarity (k1 .9, b .4): {@code Search DOCUMENTS QUERIES K}, two files with the terms of a document or query a line, space between.
 * Prints a JSON array of [docno, score] pairs a query, best first.
 */
public class Search {
  public static void main(String[] args) throws Exception {
    BM25Similarity similarity = new BM25Similarity(0.9f, 0.4f);
    ByteBuffersDirectory directory = new ByteBuffersDirectory();
    // This merge policy, unlike the default, keeps documents in their order.
    IndexWriterConfig config = new IndexWriterConfig(new WhitespaceAnalyzer()).setSimilarity(similarity).setMergePolicy(new LogDocMergePolicy());
    try (IndexWriter writer = new IndexWriter(directory, config);
        BufferedReader documents = Files.newBufferedReader(Path.of(args[0]))) {
      for (String line; (line = documents.readLine()) != null; ) {
        Document document = new Document();
        document.add(new TextField("text", line, Field.Store.NO));
        writer.addDocument(document);
      }
      writer.forceMerge(1);
    }
    IndexSearcher.setMaxClauseCount(Integer.MAX_VALUE);
    IndexSearcher searcher = new IndexSearcher(DirectoryReader.open(directory));
    searcher.setSimilarity(similarity);
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    for (String line : Files.readAllLines(Path.of(args[1]))) {
      BooleanQuery.Builder query = new BooleanQuery.Builder();
      for (String term : line.split(" ")) query.add(new TermQuery(new Term("text", term)), BooleanClause.Occur.SHOULD);
      StringBuilder json = new StringBuilder("[");
      for (ScoreDoc hit : searcher.search(query.build(), Integer.parseInt(args[2])).scoreDocs) {
        if (json.length() > 1) json.append(',');
        json.append('[').append(hit.doc).append(',').append(hit.score).append(']');
      }
      out.println(json.append(']'));
    }
    out.flush();
  }
}
