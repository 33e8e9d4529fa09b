package io.latentmill.job.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentmill.job.LocalSpark;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.sql.catalyst.BatchCall;
import io.latentmill.udf.sql.catalyst.BatchCallStrategy;
import io.latentmill.udf.sql.catalyst.ExtractBatchCalls;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scala.Tuple3;
import scala.runtime.BoxedUnit;

/** Functions that see many rows at once, wherever in a query they are called. */
@ExtendWith(LocalSpark.class)
class BatchCallsTest {
  private static SparkSession spark;

  @BeforeAll
  static void start() {
    SparkSession shared = SparkSession.active();
    spark = SqlSession.with(shared, BatchCallsTest::extend);
    spark.range(0, 10, 1, 1).createOrReplaceTempView("ten");
  }

  private static BoxedUnit extend(SparkSessionExtensions extensions) {
    extensions.injectFunction(
        new Tuple3<>(
            new FunctionIdentifier(Counted.LABEL),
            new ExpressionInfo(BatchCall.class.getName(), Counted.LABEL),
            arguments -> new BatchCall(new Counted(), arguments)));
    extensions.injectPreCBORule(session -> new ExtractBatchCalls());
    extensions.injectPlannerStrategy(session -> new BatchCallStrategy());
    return BoxedUnit.UNIT;
  }

  @BeforeEach
  void plainly() {
    settings(true, true);
    Counted.ROWS.set(0);
  }

  private static void settings(boolean codegen, boolean adaptive) {
    spark.conf().set("spark.sql.codegen.wholeStage", codegen);
    spark.conf().set("spark.sql.adaptive.enabled", adaptive);
  }

  @Test
  void rowsOfAPartitionAreGathered() {
    assertThat(longs("SELECT CAST(counted(id).together AS LONG) FROM ten"))
        .containsExactly(4L, 4L, 4L, 4L, 4L, 4L, 4L, 4L, 2L, 2L);
  }

  @ParameterizedTest
  @CsvSource({"true, true", "false, false"})
  void callsStandAnywhereInAQuery(boolean codegen, boolean adaptive) {
    settings(codegen, adaptive);

    assertThat(longs("SELECT counted(id).value FROM ten WHERE id < 3")).containsExactly(1L, 2L, 3L);
    assertThat(longs("SELECT id FROM ten WHERE counted(id).value > 8")).containsExactly(8L, 9L);
    assertThat(longs("SELECT counted(counted(id).value).value FROM ten WHERE id > 7"))
        .containsExactly(10L, 11L);
    assertThat(longs("SELECT id FROM ten ORDER BY counted(-id).value LIMIT 2"))
        .containsExactly(9L, 8L);
    assertThat(longs("SELECT sum(counted(id).value) FROM ten")).containsExactly(55L);
    assertThat(longs("SELECT count(*) FROM ten GROUP BY counted(id % 3).value ORDER BY 1"))
        .containsExactly(3L, 3L, 4L);
    assertThat(longs("SELECT counted(max(id)).value FROM ten GROUP BY id % 2 ORDER BY 1"))
        .containsExactly(9L, 10L);
    assertThat(longs("SELECT counted(x).value FROM VALUES (1), (null), (5) AS t(x)"))
        .containsExactly(2L, null, 6L);
    assertThat(
            longs(
                "SELECT c.b.value FROM ten JOIN (SELECT id, counted(id) AS b FROM ten) c"
                    + " ON ten.id = c.id AND c.b.value < 3 ORDER BY 1"))
        .containsExactly(1L, 2L);
    assertThat(
            longs(
                "SELECT counted(id).value FROM ten UNION ALL SELECT counted(id + 10).value FROM ten"
                    + " WHERE id > 8"))
        .hasSize(11)
        .contains(20L);
    assertThat(longs("SELECT (SELECT max(counted(id).value) FROM ten) FROM ten WHERE id = 0"))
        .containsExactly(10L);
  }

  @Test
  void equalCallsAreComputedOnce() {
    assertThat(longs("SELECT counted(id).value + counted(id).together FROM ten WHERE id < 2"))
        .containsExactly(3L, 4L);
    assertThat(Counted.ROWS).hasValue(2);

    assertThat(
            longs("SELECT b.value FROM (SELECT id, counted(id) AS b FROM ten) WHERE b.value > 9"))
        .containsExactly(10L);
    assertThat(Counted.ROWS).hasValue(12);
  }

  @Test
  void nothingIsComputedThatNobodyReads() {
    assertThat(longs("SELECT count(*) FROM (SELECT counted(id) AS b FROM ten)"))
        .containsExactly(10L);
    assertThat(Counted.ROWS).hasValue(0);

    assertThat(longs("SELECT b.value FROM (SELECT id, counted(id) AS b FROM ten) WHERE id = 7"))
        .containsExactly(8L);
    assertThat(Counted.ROWS).hasValue(1);

    assertThat(longs("SELECT counted(id).value FROM ten LIMIT 3")).hasSize(3);
    assertThat(Counted.ROWS.get()).isLessThan(6);
  }

  @Test
  void aConditionOfAJoinIsNoPlaceForThem() {
    assertThatThrownBy(
            () -> longs("SELECT a.id FROM ten a JOIN ten b ON counted(a.id + b.id).value = 3"))
        .isInstanceOf(LatentmillException.class)
        .hasMessage(
            "counted cannot stand in a condition of Join; compute it in a SELECT of its own first");
  }

  private static List<Long> longs(String query) {
    return spark.sql(query).collectAsList().stream()
        .map((Row row) -> row.isNullAt(0) ? null : row.getLong(0))
        .collect(java.util.stream.Collectors.toList());
  }
}
