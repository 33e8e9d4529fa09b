package io.latentmill.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.job.LocalSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Groups of hashes, held against a comparison of all pairs. */
@ExtendWith(LocalSpark.class)
class DuplicatesCommandTest {
  private static final StructType TABLE =
      new StructType().add("id", DataTypes.StringType).add("phash", DataTypes.StringType);

  @TempDir private Path folder;

  @Test
  void findsWhatAComparisonOfAllPairsFinds() {
    Random random = new Random(7);
    List<Long> hashes = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      hashes.add(random.nextLong());
    }
    // Copies, neighbours at every distance up to beyond the limit, and chains of these.
    for (int i = 0; i < 200; i++) {
      hashes.add(flipped(hashes.get(random.nextInt(hashes.size())), random.nextInt(10), random));
    }
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < hashes.size(); i++) {
      rows.add(RowFactory.create("%04d".formatted(i), "%016x".formatted(hashes.get(i))));
    }
    rows.add(RowFactory.create("none", null));
    String table = write(rows);
    for (int distance : new int[] {0, 4, 6}) {
      String output = folder.resolve("out-" + distance).toString();
      CommandRun run =
          run("--input", table, "--output", output, "--distance", String.valueOf(distance));
      assertThat(run.err()).isEmpty();
      assertThat(run.code()).isZero();
      Map<String, String> expected = expected(hashes, distance);
      assertThat(found(output)).isEqualTo(expected);
      long groups = expected.values().stream().distinct().count();
      assertThat(run.out())
          .startsWith("500 images; %d groups look alike, the largest of ".formatted(groups))
          .endsWith("; %d images are duplicates%n".formatted(expected.size()));
    }
  }

  @Test
  void refusesBeforeAnyWork() throws Exception {
    String table = write(List.of(RowFactory.create("a", "0000000000000000")));
    String output = folder.resolve("out").toString();
    assertThat(run("--input", table, "--output", output, "--distance", "13").err())
        .contains("--distance 13 is not in 0..12");
    assertThat(run("--input", folder.resolve("none").toString(), "--output", output).err())
        .contains("there is no such table");
    Files.createDirectories(folder.resolve("out"));
    CommandRun there = run("--input", table, "--output", output);
    assertThat(there.code()).isEqualTo(2);
    assertThat(there.err()).contains("is there already");
    session().range(3).write().parquet(folder.resolve("numbers").toString());
    assertThat(
            run(
                    "--input",
                    folder.resolve("numbers").toString(),
                    "--output",
                    folder.resolve("other").toString())
                .err())
        .contains("it has no columns id and phash");
  }

  private String write(List<Row> rows) {
    String table = folder.resolve("table").toString();
    session().createDataFrame(rows, TABLE).write().parquet(table);
    return table;
  }

  private static Map<String, String> found(String output) {
    Map<String, String> found = new TreeMap<>();
    session()
        .read()
        .parquet(output)
        .collectAsList()
        .forEach(row -> found.put(row.getAs("id"), row.getAs("duplicate_of")));
    return found;
  }

  /** The first of each group, by comparing all pairs until nothing changes. */
  private static Map<String, String> expected(List<Long> hashes, int distance) {
    int[] first = new int[hashes.size()];
    java.util.Arrays.setAll(first, i -> i);
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int i = 0; i < first.length; i++) {
        for (int k = 0; k < first.length; k++) {
          boolean near = Long.bitCount(hashes.get(i) ^ hashes.get(k)) <= distance;
          if (near && first[k] < first[i]) {
            first[i] = first[k];
            changed = true;
          }
        }
      }
    }
    Map<String, String> expected = new TreeMap<>();
    for (int i = 0; i < first.length; i++) {
      if (first[i] != i) {
        expected.put("%04d".formatted(i), "%04d".formatted(first[i]));
      }
    }
    return expected;
  }

  private static long flipped(long hash, int bits, Random random) {
    long changed = hash;
    for (int i = 0; i < bits; i++) {
      changed ^= 1L << random.nextInt(64);
    }
    return changed;
  }

  private static SparkSession session() {
    return SparkSession.active();
  }

  private static CommandRun run(String... options) {
    List<String> arguments = new ArrayList<>(List.of("duplicates"));
    arguments.addAll(List.of(options));
    return CommandRun.of(arguments.toArray(String[]::new));
  }
}
