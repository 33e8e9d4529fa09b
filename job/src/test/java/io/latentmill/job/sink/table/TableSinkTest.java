package io.latentmill.job.sink.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentmill.job.lake.LakeFormat;
import io.latentmill.udf.request.LatentmillException;
import org.junit.jupiter.api.Test;

class TableSinkTest {
  @Test
  void withoutItsJarAFormatIsRefusedBeforeAnyWork() {
    ClassLoader jdkOnly = ClassLoader.getPlatformClassLoader();
    assertThatThrownBy(() -> TableSink.requireWriter(LakeFormat.DELTA, jdkOnly))
        .isInstanceOf(LatentmillException.class)
        .hasMessage(
            "Cannot write --table delta: org.apache.spark.sql.delta.sources.DeltaDataSource is not "
                + "on the class path; add --packages io.delta:delta-spark_2.12:3.3.2");
  }

  @Test
  void namesAreThoseOfTheCommandLine() {
    assertThat(LakeFormat.ofLabel("iceberg")).isEqualTo(LakeFormat.ICEBERG);
    assertThatThrownBy(() -> LakeFormat.ofLabel("hudi"))
        .hasMessage("unknown table format \"hudi\"; known are delta, iceberg");
  }
}
