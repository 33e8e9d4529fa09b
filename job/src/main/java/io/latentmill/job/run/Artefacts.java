package io.latentmill.job.run;

import io.latentmill.job.lake.LakeFormat;
import io.latentmill.job.ledger.LedgerSession;
import io.latentmill.job.ledger.LedgerView;
import io.latentmill.job.ledger.Manifest;
import io.latentmill.job.report.ReportCollector;
import io.latentmill.job.report.ReportFacts;
import io.latentmill.job.report.ReportPage;
import io.latentmill.job.sink.ShardIndex;
import io.latentmill.job.sink.SinkFormat;
import io.latentmill.job.sink.card.CardFacts;
import io.latentmill.job.sink.card.DatasetCard;
import io.latentmill.job.sink.metadata.MetadataSchema;
import io.latentmill.job.sink.table.TableSink;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** What is derived from the manifests when a run ends; only the holder of the lease writes it. */
final class Artefacts {
  private final SparkSession spark;
  private final Path output;
  private final LedgerSession session;

  Artefacts(SparkSession spark, Path output, LedgerSession session) {
    this.spark = spark;
    this.output = output;
    this.session = session;
  }

  /** The shard indexes and the data set card. */
  void write(Set<SinkFormat> formats, MetadataSchema schema, Map<String, String> settings)
      throws IOException {
    LedgerView view = session.view();
    for (SinkFormat format : formats) {
      file(ShardIndex.path(format), ShardIndex.json(format, view.eachManifest()));
    }
    CardFacts facts =
        new CardFacts(
            output.getName(), schema, formats, view.rows(), bytes(view, formats), settings);
    file(DatasetCard.PATH, DatasetCard.text(facts));
  }

  /**
   * The report.
   *
   * @return where it lies
   */
  Path report(ReportFacts.Model model, Map<String, String> settings) throws IOException {
    ReportFacts facts =
        new ReportCollector(spark, output, session.view().eachManifest()).collect(model, settings);
    return file(ReportPage.PATH, ReportPage.html(facts));
  }

  /** The metadata as tables. */
  void tables(Set<LakeFormat> formats) throws IOException {
    for (LakeFormat format : formats) {
      session.checkStillHolder();
      new TableSink(spark, output).write(format, session.view().eachManifest());
    }
  }

  private static Map<SinkFormat, Long> bytes(LedgerView view, Set<SinkFormat> formats) {
    Map<SinkFormat, Long> bytes = new EnumMap<>(SinkFormat.class);
    for (Manifest manifest : view.eachManifest()) {
      for (SinkFormat format : formats) {
        long own =
            manifest.output(format.label()).stream()
                .flatMap(area -> area.files().stream())
                .mapToLong(file -> file.bytes())
                .sum();
        bytes.merge(format, own, Long::sum);
      }
    }
    return bytes;
  }

  private Path file(String name, byte[] content) throws IOException {
    session.checkStillHolder();
    Path path = new Path(output, name);
    Configuration configuration = spark.sessionState().newHadoopConf();
    try (FSDataOutputStream out = path.getFileSystem(configuration).create(path, true)) {
      out.write(content);
    }
    return path;
  }
}
