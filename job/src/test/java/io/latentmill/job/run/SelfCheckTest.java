package io.latentmill.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.udf.pipeline.load.PipelineSpec;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelfCheckTest {
  private final SparkConf conf = new SparkConf(false);

  @Test
  void travelsInTheConfigurationByPathsThatMeanTheSameEverywhere() {
    PipelineSpec spec = new PipelineSpec("models/sd", "configs", "vae.safetensors", null);
    SelfCheck check = SelfCheck.of(spec, RunOptions.DeviceChoice.CPU, new Configuration());
    check.settings().forEach(conf::set);

    String here = Path.of("").toAbsolutePath().toUri().getPath();
    assertThat(SelfCheck.of(conf)).contains(check);
    assertThat(check.pipeline())
        .isEqualTo(
            new PipelineSpec(
                "file:" + here + "models/sd",
                "file:" + here + "configs",
                "file:" + here + "vae.safetensors",
                null));
    assertThat(SelfCheck.of(new SparkConf(false))).isEmpty();
  }

  @Test
  void findsNothingWrongWithThisMachine() {
    assertThat(new SelfCheck(PipelineSpec.embedded(), true).fault(List.of("7"), conf)).isEmpty();
  }

  @Test
  void namesTheGpuThatIsNotThere() {
    assertThat(new SelfCheck(PipelineSpec.embedded(), false).fault(List.of("99"), conf))
        .hasValueSatisfying(
            fault -> assertThat(fault).startsWith("Cannot run on gpu 99 that Spark assigned"));
  }

  @Test
  void namesTheModelThatThisHostDoesNotHave(@TempDir Path folder) {
    String missing = folder.resolve("sd15").toUri().toString();
    assertThat(new SelfCheck(PipelineSpec.of(missing), true).fault(List.of(), conf))
        .hasValueSatisfying(fault -> assertThat(fault).contains("sd15"));
  }
}
