package io.latentmill.job.cli.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentmill.udf.pipeline.load.PipelineSpec;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ValuesTest {
  @ParameterizedTest
  @CsvSource({
    "17, 17",
    "512MiB, 536870912",
    "512m, 536870912",
    "512 MB, 536870912",
    "0.5g, 536870912",
    "1k, 1024",
    "2TiB, 2199023255552"
  })
  void readsByteSizes(String text, long bytes) {
    assertThat(new ByteSize().convert(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "many", "5 x", "1e9"})
  void refusesOtherByteSizes(String text) {
    assertThatThrownBy(() -> new ByteSize().convert(text))
        .hasMessage("'%s' is not a number of bytes such as 512MiB", text);
  }

  @Test
  void refusesByteSizesThatDoNotFit() {
    assertThatThrownBy(() -> new ByteSize().convert("9999999999t"))
        .hasMessage("'9999999999t' is more than 8 EiB");
  }

  @ParameterizedTest
  @CsvSource({"500ms, PT0.5S", "20s, PT20S", "2m, PT2M", "1 h, PT1H"})
  void readsTimeSpans(String text, Duration span) {
    assertThat(new TimeSpan().convert(text)).isEqualTo(span);
  }

  @ParameterizedTest
  @ValueSource(strings = {"20", "-5s", "1d", "s"})
  void refusesOtherTimeSpans(String text) {
    assertThatThrownBy(() -> new TimeSpan().convert(text))
        .hasMessage("'%s' is not a time span such as 20s", text);
  }

  @Test
  void readsNamedModels() {
    assertThat(models("a=/models/a, b.2=s3a://bucket/b=c"))
        .isEqualTo(
            Map.of("a", PipelineSpec.of("/models/a"), "b.2", PipelineSpec.of("s3a://bucket/b=c")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a | --models \"a\" is not NAME=PATH, a name being of letters, digits and . _ -",
        "a=/m,=/n | --models \"=/n\" is not NAME=PATH, a name being of letters, digits and . _ -",
        "a=/m,a=/n | --models names a twice",
      })
  void refusesModelsWithoutANameOfTheirOwn(String text, String message) {
    assertThatThrownBy(() -> models(text)).hasMessage(message);
  }

  private static Map<String, PipelineSpec> models(String text) {
    ModelsOption option = new ModelsOption();
    new CommandLine(option).parseArgs("--models", text);
    return option.beside(PipelineSpec.embedded());
  }
}
