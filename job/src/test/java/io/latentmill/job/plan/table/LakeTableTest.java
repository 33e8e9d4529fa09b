package io.latentmill.job.plan.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentmill.job.LocalSpark;
import io.latentmill.job.plan.Tables;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Real Delta and Iceberg tables as prompt tables, whose folders also hold rows of the past. */
@ExtendWith(LocalSpark.class)
class LakeTableTest {
  private final SparkSession spark = SparkSession.active();

  @TempDir Path folder;

  @Test
  void ofADeltaTableOnlyItsPresentRowsCount() throws IOException {
    String table = delta();

    assertThat(Tables.shown(Tables.rows(table), "id", "prompt"))
        .containsExactlyInAnyOrder("c a star", "d a ring");
  }

  @Test
  void rowsThatADeltaTableMarksAsDeletedInPlaceDoNotCount() throws IOException {
    String table = folder.resolve("marked").toString();
    before()
        .coalesce(1)
        .write()
        .format("delta")
        .option("delta.enableDeletionVectors", "true")
        .save(table);
    spark.sql("DELETE FROM delta.`%s` WHERE id = 'a'".formatted(table));

    assertThat(Path.of(table)).isDirectoryContaining("glob:**/deletion_vector_*");
    assertThat(Tables.shown(Tables.rows(table), "id")).containsExactly("b");
  }

  @Test
  void ofAnIcebergTableOnlyItsPresentRowsCount() throws Exception {
    String table = iceberg();

    assertThat(Tables.shown(Tables.rows(table), "id", "prompt"))
        .containsExactlyInAnyOrder("c a star", "d a ring");
  }

  @Test
  void filesInsideATableAreRefusedHoweverTheyAreNamed() throws IOException {
    String table = delta();
    try (var files = Files.list(Path.of(table))) {
      String file =
          files.filter(it -> it.toString().endsWith(".parquet")).findFirst().get().toString();
      for (String part : List.of(file, table + "/*.parquet", folder.toString())) {
        assertThatThrownBy(() -> Tables.rows(part))
            .isInstanceOf(LatentmillException.class)
            .hasMessage(
                "Cannot read prompt table %s: files of a Delta table, file:%s, are among it, and"
                    + " deleted rows among these; name that folder itself",
                part, table);
      }
    }
  }

  @Test
  void anIcebergTableOfACatalogIsRefused() throws Exception {
    String table = iceberg();
    Files.delete(Path.of(table, "metadata", "version-hint.text"));
    Files.deleteIfExists(Path.of(table, "metadata", ".version-hint.text.crc"));

    assertThatThrownBy(() -> Tables.rows(table))
        .hasMessage(
            "Cannot read prompt table %s: file:%s is a table of an Iceberg catalog, in whose folder"
                + " deleted rows lie too; write its rows to Parquet first",
            table, table);
  }

  @Test
  void aHudiTableIsRefused() throws IOException {
    Path table = folder.resolve("hudi");
    Files.createDirectories(table.resolve(".hoodie"));
    Tables.file(table, "a.jsonl", "{\"prompt\": \"x\"}\n");

    assertThatThrownBy(() -> Tables.rows(table.toString()))
        .hasMessage(
            "Cannot read prompt table %s: file:%s is a Hudi table, in whose folder deleted rows lie"
                + " too; write its rows to Parquet first",
            table, table);
  }

  @Test
  void withoutItsReaderATableIsRefused() {
    ClassLoader jdkOnly = ClassLoader.getPlatformClassLoader();

    assertThatThrownBy(() -> LakeReader.DELTA.requireReader("lake/rows", jdkOnly))
        .hasMessage(
            "Cannot read prompt table lake/rows: it is a Delta table, in whose folder deleted rows"
                + " lie too; add its reader with --packages io.delta:delta-spark_2.12:3.3.2");
  }

  @Test
  void aFolderCalledMetadataMakesNoIcebergTable() throws IOException {
    Path table = folder.resolve("plain");
    Files.createDirectories(table.resolve("metadata"));
    Tables.file(table, "a.jsonl", "{\"prompt\": \"x\"}\n");

    assertThat(Tables.rows(table.toString())).hasSize(1);
  }

  /** Two rows that were replaced by two others. */
  private String delta() throws IOException {
    String table = folder.resolve("delta").toString();
    before().write().format("delta").save(table);
    after().write().format("delta").mode("overwrite").save(table);
    return table;
  }

  private String iceberg() throws Exception {
    String catalog = "spark.sql.catalog.lake" + System.nanoTime();
    spark.conf().set(catalog, "org.apache.iceberg.spark.SparkCatalog");
    spark.conf().set(catalog + ".type", "hadoop");
    spark.conf().set(catalog + ".warehouse", folder.toString());
    String name = catalog.substring("spark.sql.catalog.".length()) + ".iceberg";
    before().writeTo(name).using("iceberg").create();
    after().writeTo(name).overwrite(org.apache.spark.sql.functions.lit(true));
    return folder.resolve("iceberg").toString();
  }

  private Dataset<Row> before() throws IOException {
    return spark
        .read()
        .json(
            Tables.json(
                folder.resolve("before"),
                "{\"id\": \"a\", \"prompt\": \"a circle\"}",
                "{\"id\": \"b\", \"prompt\": \"a square\"}"));
  }

  private Dataset<Row> after() throws IOException {
    return spark
        .read()
        .json(
            Tables.json(
                folder.resolve("after"),
                "{\"id\": \"c\", \"prompt\": \"a star\"}",
                "{\"id\": \"d\", \"prompt\": \"a ring\"}"));
  }
}
