package io.latentmill.job.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentmill.job.LocalSpark;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Examples in all the forms in which they may come. */
@ExtendWith(LocalSpark.class)
class ExampleTableTest {
  private static final StructType STORED =
      new StructType().add("bytes", DataTypes.BinaryType).add("path", DataTypes.StringType);

  @TempDir Path folder;

  @Test
  void readsCsvWithQuotedCaptions() throws IOException {
    Path table =
        file("t.csv", "image,text,weight\na.png,\"a \"\"big\"\" disc, red\",0.5\nb.png,b,\n");
    List<ExampleRow> rows = rows(table);
    assertThat(rows).extracting(row -> row.image().path()).containsExactly("a.png", "b.png");
    assertThat(rows).extracting(ExampleRow::caption).containsExactly("a \"big\" disc, red", "b");
    assertThat(rows).extracting(ExampleRow::weight).containsExactly(0.5, 1.0);
    assertThat(rows).extracting(ExampleRow::adapter).containsOnly("adapter");
  }

  @Test
  void readsJsonLinesWithHintsAndAnAdaptersOwnSettings() throws IOException {
    Path table =
        file(
            "t.jsonl",
            """
            {"id": "1", "image": "a.png", "caption": "a", "hint": "h.png", "adapter": "x", "rank": 2, "steps": 7, "learning_rate": 0.5}
            {"id": "2", "image": null, "caption": "no image"}
            """);
    List<ExampleRow> rows = rows(table);
    assertThat(rows).hasSize(1);
    ExampleRow row = rows.get(0);
    assertThat(row.id()).isEqualTo("1");
    assertThat(row.adapter()).isEqualTo("x");
    assertThat(row.hint().path()).isEqualTo("h.png");
    assertThat(row.rank()).isEqualTo(2);
    assertThat(row.steps()).isEqualTo(7);
    assertThat(row.learningRate()).isEqualTo(0.5);
  }

  @Test
  void readsBytesAndStructsFromParquet() {
    StructType schema =
        new StructType()
            .add("image", DataTypes.BinaryType)
            .add("hint", STORED)
            .add("prompt", DataTypes.StringType);
    byte[] image = {1, 2};
    byte[] hint = {3};
    Path table =
        parquet(
            schema,
            RowFactory.create(image, RowFactory.create(hint, "inside.png"), "bytes"),
            RowFactory.create(image, RowFactory.create(null, "outside.png"), "path"),
            RowFactory.create(image, null, "none"));
    List<ExampleRow> rows = rows(table);
    assertThat(rows).extracting(ExampleRow::caption).containsExactly("bytes", "path", "none");
    assertThat(rows).allMatch(row -> row.image().path() == null);
    assertThat(rows.get(0).image().bytes()).isEqualTo(image);
    assertThat(rows.get(0).hint().bytes()).isEqualTo(hint);
    assertThat(rows.get(1).hint().path()).isEqualTo("outside.png");
    assertThat(rows.get(2).hint()).isNull();
  }

  @Test
  void readsAFolderByItsMetadata() throws IOException {
    file("metadata.csv", "file_name,caption\na.png,an a\n");
    List<ExampleRow> rows = rows(folder);
    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).image().path()).endsWith("/a.png").startsWith(folder.toString());
    assertThat(rows.get(0).caption()).isEqualTo("an a");
  }

  @Test
  void namesAnImageWithoutACaption() throws IOException {
    file("a.png", "");
    assertThatThrownBy(() -> rows(folder))
        .isInstanceOf(LatentmillException.class)
        .hasMessageContaining("a.png has no caption: ");
  }

  private List<ExampleRow> rows(Path path) {
    return ExampleTable.read(SparkSession.active(), path.toString(), new Configuration(false))
        .collect();
  }

  private Path file(String name, String text) throws IOException {
    return Files.write(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
  }

  private Path parquet(StructType schema, Row... rows) {
    Path path = folder.resolve("t.parquet");
    SparkSession.active()
        .createDataFrame(List.of(rows), schema)
        .coalesce(1)
        .write()
        .parquet(path.toString());
    return path;
  }
}
