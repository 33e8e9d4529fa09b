package io.latentmill.job.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentmill.job.LocalSpark;
import io.latentmill.job.sink.SinkFormat;
import io.latentmill.job.verify.Verify;
import io.latentmill.udf.request.LatentmillException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Outputs whose names mean something to Hadoop's globs, to URIs or to Spark's partitions. */
@ExtendWith(LocalSpark.class)
class OutputNamesTest {
  private static SparkSession spark;

  @TempDir private Path folder;

  @BeforeAll
  static void join(SparkSession local) {
    spark = local;
  }

  @Test
  void everyCommandTakesNamesThatMeanSomethingElsewhere() throws Exception {
    Path prompts =
        RunFixture.table(
            folder,
            "prompt,seed,steps,sampler,width,height",
            List.of("a red circle,1,1,ddim,64,64", "a star,2,1,magic,64,64"));
    Path output = folder.resolve("two words/h\u00e9llo \u2603/100%20/chunk=3/_under");

    RunOutcome outcome =
        Generate.run(
            spark,
            RunFixture.options(prompts, output, EnumSet.allOf(SinkFormat.class)),
            Progress.SILENT);

    assertThat(outcome).isEqualTo(new RunOutcome(1, 1, 1, 1));
    assertThat(
            Retry.run(
                spark,
                new Retry.Options(
                    output.toString(),
                    Optional.empty(),
                    RunOptions.DeviceChoice.AUTO,
                    RunOptions.Exclusion.DEFAULTS),
                Progress.SILENT))
        .isEqualTo(new RunOutcome(1, 1, 0, 0));
    assertThat(
            Verify.run(
                    spark,
                    new Verify.Options(
                        output.toString(), OptionalDouble.of(1), RunOptions.DeviceChoice.AUTO))
                .findings())
        .isEmpty();
    assertThat(Gc.list(output.toString(), spark.sessionState().newHadoopConf())).isEmpty();
    assertThat(output.resolve("report/index.html")).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"run[1]", "{a,b}", "what?", "all*", "back\\slash"})
  void patternsAreRefused(String name) {
    assertThatThrownBy(() -> HeldOutput.qualified(name, new Configuration(false)))
        .isInstanceOf(LatentmillException.class)
        .hasMessage(
            "Cannot open output %s: Spark takes the characters { } [ ] * ? \\ in a path for a"
                    .formatted(name)
                + " pattern");
  }
}
