package io.latentmill.job.plan.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentmill.job.LocalSpark;
import io.latentmill.job.plan.PlanOptions;
import io.latentmill.job.plan.Tables;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TimeZone;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is read of a table, in which order, and tables that cannot serve. */
@ExtendWith(LocalSpark.class)
class SourceTableTest {
  private final SparkSession spark = SparkSession.active();
  private static final PlanOptions ONE_BATCH = new PlanOptions(100, 100, 1 << 30, 100, 1);

  @TempDir Path folder;

  @Test
  void tableOrderIsPathThenRowHoweverManyTasksRead() throws IOException {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 400; i++) {
      many.append("{\"prompt\": \"p\", \"id\": \"b%03d\"}\n".formatted(i));
    }
    Tables.file(folder, "b.jsonl", many.toString());
    Tables.file(folder, "a.jsonl", "{\"prompt\": \"p\", \"id\": \"a\"}\n");
    List<Row> whole = Tables.rows(folder.toString(), ONE_BATCH);
    String bytes = spark.conf().get("spark.sql.files.maxPartitionBytes");
    spark.conf().set("spark.sql.files.maxPartitionBytes", "1000");
    try {
      List<Row> split = Tables.rows(folder.resolve("*.jsonl").toString(), ONE_BATCH);

      assertThat(Tables.shown(split, "id")).isSorted().hasSize(401);
      assertThat(split).isEqualTo(whole);
    } finally {
      spark.conf().set("spark.sql.files.maxPartitionBytes", bytes);
    }
  }

  @Test
  void parquetRowsKeepTheirOrderAcrossFiles() {
    String table = folder.resolve("table.parquet").toString();
    spark
        .range(0, 300, 1, 3)
        .selectExpr("format_string('%03d', id) as id", "'p' as Prompt", "cast(5 as byte) as steps")
        .write()
        .option("parquet.block.size", 1024)
        .parquet(table);

    List<Row> rows = Tables.rows(table, ONE_BATCH);

    assertThat(Tables.shown(rows, "id")).isSorted().hasSize(300);
    assertThat(rows.get(0).<String>getAs("prompt")).isEqualTo("p");
    assertThat(rows.get(0).<Integer>getAs("steps")).isEqualTo(5);
  }

  @Test
  void brokenLinesBecomeInvalidRows() throws IOException {
    String json = Tables.file(folder, "t.jsonl", "{\"prompt\": \"a\"}\n{\"prompt\": \n");
    String csv = Tables.file(folder, "t.csv", "id,prompt\n1,a\n2,b,c\n");

    assertThat(Tables.shown(Tables.rows(json), "prompt", "_invalid"))
        .containsExactly("a null", "null the table's line cannot be read: \"{\"prompt\": \"");
    assertThat(Tables.shown(Tables.rows(csv), "prompt", "_invalid"))
        .containsExactly("a null", "null the table's line cannot be read: \"2,b,c\"");
  }

  @Test
  void aTableNeedsPrompts() throws IOException {
    String table = Tables.file(folder, "t.csv", "id,text\n1,a\n");

    assertRefused(
        table, "Cannot read prompt table %s: no column prompt among id, text".formatted(table));
  }

  @Test
  void impossibleTypesAreNamed() {
    String table = folder.resolve("t.parquet").toString();
    spark.sql("select 'p' as prompt, 'ten' as steps").write().parquet(table);

    assertRefused(
        table,
        "Cannot read prompt table %s: column steps is string, not an integer".formatted(table));
  }

  @Test
  void columnsThatDifferInCaseAreAmbiguous() throws IOException {
    String table = Tables.file(folder, "t.csv", "prompt,Prompt\na,b\n");

    assertThatThrownBy(() -> Tables.rows(table))
        .isInstanceOf(LatentmillException.class)
        .hasMessageStartingWith("Cannot read prompt table " + table)
        .hasMessageContaining("prompt");
  }

  @Test
  void pathsThatMeanNothingAreRefused() throws IOException {
    String missing = folder.resolve("none.parquet").toString();
    String text = Tables.file(folder, "prompts.txt", "a");
    Files.createDirectories(folder.resolve("mixed"));
    Tables.file(folder.resolve("mixed"), "a.csv", "prompt\na\n");
    Tables.file(folder.resolve("mixed"), "b.jsonl", "{}");

    assertRefused(
        missing, "Cannot read prompt table %s: no such file or folder".formatted(missing));
    assertRefused(
        text,
        "Cannot read prompt table %s: no file with the extension of Parquet, ORC, CSV or JSON"
                .formatted(text)
            + " lines, as they are or compressed by gzip or bzip2");
    String mixed = folder.resolve("mixed").toString();
    assertThatThrownBy(() -> Tables.rows(mixed))
        .hasMessageContaining("its files are of several formats");
  }

  @Test
  void aFolderIsReadWithAllItsFolders() throws IOException {
    Tables.file(folder.resolve("data"), "b.csv", "id,prompt\nb,p\n");
    Tables.file(folder.resolve("data/more"), "a.csv", "id,prompt\na,p\n");
    Tables.file(folder.resolve("data/.hidden"), "c.csv", "id,prompt\nc,p\n");
    Tables.file(folder.resolve("data/_temporary"), "d.csv", "id,prompt\nd,p\n");

    List<Row> rows = Tables.rows(folder.resolve("data").toString(), ONE_BATCH);

    assertThat(Tables.shown(rows, "id")).containsExactly("b", "a");
  }

  @Test
  void columnsThatFoldersNameAreReadOfGlobsToo() throws IOException {
    Tables.file(folder.resolve("width=64/lot=x"), "a.csv", "id,prompt\na,p\n");
    Tables.file(folder.resolve("width=128/lot=y"), "b.csv", "id,prompt\nb,p\n");

    for (String table : List.of("", "/*", "/width=*/*/*.csv", "/*/lot=[xy]")) {
      List<Row> rows = Tables.rows(folder + table, ONE_BATCH);

      assertThat(Tables.shown(rows, "id", "width", "lot"))
          .as(table)
          .containsExactlyInAnyOrder("a 64 x", "b 128 y");
    }
  }

  @Test
  void filesBesideFoldersThatNameColumnsAreRefused() throws IOException {
    Tables.file(folder.resolve("width=64"), "a.csv", "id,prompt\na,p\n");
    Tables.file(folder, "b.csv", "id,prompt\nb,p\n");

    assertRefused(
        folder.toString(),
        ("Cannot read prompt table %s: of its files only some are in folders named column=value,"
                + " and file:%s/b.csv is not")
            .formatted(folder, folder));
  }

  @Test
  void foldersThatNameDifferentColumnsAreRefused() throws IOException {
    Tables.file(folder.resolve("width=64"), "a.csv", "id,prompt\na,p\n");
    Tables.file(folder.resolve("height=64"), "b.csv", "id,prompt\nb,p\n");

    assertRefused(
        folder.toString(),
        "Cannot read prompt table %s: assertion failed: Conflicting partition column names detected:"
            .formatted(folder));
  }

  @Test
  void aFileThatIsNoParquetIsNamed() throws IOException {
    String garbage = Tables.file(folder, "garbage.parquet", "prompt,steps\na red circle,5\n");
    String empty = Tables.file(folder, "empty.parquet", "");

    assertRefused(
        garbage,
        ("Cannot read prompt table %s: file:%s is not a Parquet file. Expected magic number at"
                + " tail, but found [101, 44, 53, 10]")
            .formatted(garbage, garbage));
    assertRefused(
        empty,
        "Cannot read prompt table %s: file:%s is not a Parquet file (length is too low: 0)"
            .formatted(empty, empty));
  }

  @Test
  void filesOfOneTableMustAgreeInTypes() {
    String table = folder.resolve("t.parquet").toString();
    spark.sql("select 'p' as prompt, 5 as steps").write().parquet(table);
    spark.sql("select 'p' as prompt, 5.0d as steps").write().mode("append").parquet(table);

    assertThatThrownBy(() -> Tables.rows(table))
        .isInstanceOf(LatentmillException.class)
        .hasMessageMatching(
            "Cannot read prompt table \\S+: \\[CANNOT_MERGE_INCOMPATIBLE_DATA_TYPE\\] Failed to"
                + " merge incompatible data types \"(INT|DOUBLE)\" and \"(INT|DOUBLE)\"\\. Please"
                + " check the data types of the columns being merged and ensure that they are"
                + " compatible\\. If necessary, consider casting the columns to compatible data types"
                + " before attempting the merge\\.");
  }

  @Test
  void aTableWithoutColumnsSaysSo() throws IOException {
    String table = Tables.file(folder, "t.jsonl", "");

    assertRefused(
        table,
        "Cannot read prompt table %s: it holds no rows, or none that can be read".formatted(table));
  }

  @Test
  void namesOfThePlannersColumnsAreRefused() {
    for (String name : List.of("_table_path", "_Table_Damage")) {
      String table = folder.resolve("t" + name + ".parquet").toString();
      spark.sql("select 'p' as prompt, 'x' as " + name).write().parquet(table);

      assertRefused(
          table,
          "Cannot read prompt table %s: column %s has a name that the planner uses itself"
              .formatted(table, name));
    }
  }

  @Test
  void idsDoNotDependOnTheMachinesTimeZone() {
    String table = folder.resolve("t.parquet").toString();
    spark.sql("select 'p' as prompt, timestamp_micros(5) as at").write().parquet(table);
    TimeZone before = TimeZone.getDefault();
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
      String there = Tables.rows(table).get(0).getAs("id");
      TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kolkata"));

      assertThat(Tables.rows(table).get(0).<String>getAs("id")).isEqualTo(there);
    } finally {
      TimeZone.setDefault(before);
    }
  }

  @Test
  void timesInNanosecondsPassThroughAsNumbers() throws IOException {
    Path file = folder.resolve("pandas.parquet");
    MessageType schema =
        MessageTypeParser.parseMessageType(
            "message m { required binary prompt (STRING); required int64 at"
                + " (TIMESTAMP(NANOS,false)); }");
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new org.apache.hadoop.fs.Path(file.toString()))
            .withType(schema)
            .build()) {
      writer.write(
          new SimpleGroupFactory(schema)
              .newGroup()
              .append("prompt", "p")
              .append("at", 1_600_000_000_123_456_789L));
    }

    assertThat(Tables.rows(file.toString()).get(0).<Long>getAs("at"))
        .isEqualTo(1_600_000_000_123_456_789L);
  }

  private static void assertRefused(String table, String message) {
    assertThatThrownBy(() -> Tables.rows(table))
        .isInstanceOf(LatentmillException.class)
        .hasMessage(message);
  }
}
