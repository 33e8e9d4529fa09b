package io.latentmill.job.plan.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentmill.job.LocalSpark;
import io.latentmill.job.plan.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Tables of every format. */
@ExtendWith(LocalSpark.class)
class TableFormatsTest {
  private final SparkSession spark = SparkSession.active();

  @TempDir Path folder;

  @Test
  void oneTableHasTheSameIdsInEveryFormat() throws IOException {
    String csv =
        Tables.file(
            folder,
            "t.csv",
            "prompt,steps,guidance_scale,note\n\"a \"\"big\"\"\ncat, here\",5,2.50,x\nb,,,\n");
    String tsv =
        Tables.file(
            folder,
            "t.tsv",
            "note\tprompt\tsteps\tguidance_scale\nx\t\"a \"\"big\"\"\ncat, here\"\t5\t2.5\n"
                + "\tb\t\t\n");
    String json =
        Tables.file(
            folder,
            "t.jsonl",
            "{\"prompt\": \"a \\\"big\\\"\\ncat, here\", \"steps\": 5, \"guidance_scale\": 2.5,"
                + " \"note\": \"x\"}\n{\"prompt\": \"b\"}\n");
    String parquet = folder.resolve("t.parquet").toString();
    spark.read().json(json).write().parquet(parquet);
    String orc = folder.resolve("t.orc").toString();
    spark.read().json(json).write().orc(orc);
    String bzip2 = folder.resolve("bzip2").toString();
    spark.read().json(json).write().option("compression", "bzip2").json(bzip2);

    List<String> expected = Tables.shown(Tables.rows(json), "id", "seed", "steps", "note");

    assertThat(expected).hasSize(2).doesNotHaveDuplicates();
    for (String table : List.of(csv, tsv, parquet, orc, bzip2)) {
      assertThat(Tables.shown(Tables.rows(table), "id", "seed", "steps", "note"))
          .isEqualTo(expected);
    }
  }

  @Test
  void parquetAndOrcNeedNoExtension() throws IOException {
    String json = Tables.file(folder, "t.jsonl", "{\"id\": \"a\", \"prompt\": \"a cat\"}\n");
    for (String format : List.of("parquet", "orc")) {
      Path written = folder.resolve(format);
      spark.read().json(json).coalesce(1).write().format(format).save(written.toString());
      Path plain = Files.createDirectories(folder.resolve("plain-" + format));
      try (Stream<Path> files = Files.list(written)) {
        Path data = files.filter(it -> it.toString().endsWith(format)).findFirst().orElseThrow();
        Files.copy(data, plain.resolve("part-00000"));
      }
      assertThat(Tables.shown(Tables.rows(plain.toString()), "id")).containsExactly("a");
    }
  }

  @Test
  void saysWhatToDoWithZstd() throws IOException {
    String table = Tables.file(folder, "rows.csv.zst", "no matter");
    assertThatThrownBy(() -> Tables.rows(table))
        .hasMessage(
            "Cannot read prompt table %s: zstd takes native code of Hadoop that few machines have;"
                    .formatted(table)
                + " compress it by gzip or bzip2 (zstd -dc FILE | gzip), or not at all");
  }
}
