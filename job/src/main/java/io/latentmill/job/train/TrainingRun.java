package io.latentmill.job.train;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentmill.job.run.RunOptions.DeviceChoice;
import io.latentmill.job.run.RunOptions.Exclusion;
import io.latentmill.udf.pipeline.load.PipelineSpec;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.training.adapter.AdapterSettings;
import io.latentmill.udf.training.adapter.Samples;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * {@code _latentmill/training.json}: what the last run of an output was asked for, so that {@code
 * retry} can ask for it again.
 *
 * @param adapters of its table
 * @param threads null: an executor's cores
 */
record TrainingRun(
    String examples,
    List<String> adapters,
    PipelineSpec pipeline,
    String modelName,
    AdapterSettings settings,
    int checkpointSteps,
    Samples samples,
    Integer threads) {
  private static final String FILE = "_latentmill/training.json";
  private static final ObjectMapper MAPPER =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  static TrainingRun of(TrainOptions options, PipelineSpec pipeline, List<String> adapters) {
    return new TrainingRun(
        options.examples(),
        adapters,
        pipeline,
        options.pipeline().modelName(),
        options.settings(),
        options.checkpointSteps(),
        options.samples(),
        options.threads().isPresent() ? options.threads().getAsInt() : null);
  }

  void write(OutputFiles files) throws IOException {
    byte[] body = MAPPER.writeValueAsBytes(this);
    files.replace(FILE, stream -> stream.write(body));
  }

  static Optional<TrainingRun> read(OutputFiles files) throws IOException {
    Optional<byte[]> body = files.read(FILE);
    return body.isPresent()
        ? Optional.of(MAPPER.readValue(body.get(), TrainingRun.class))
        : Optional.empty();
  }

  /**
   * What to run to try its failed adapters again.
   *
   * @throws LatentmillException (user) if the output does not say
   */
  static TrainOptions again(
      Path output, DeviceChoice device, Exclusion exclusion, Configuration configuration) {
    try {
      TrainingRun run =
          read(OutputFiles.of(output, configuration))
              .orElseThrow(
                  () ->
                      LatentmillException.user(
                          "Cannot retry %s: it does not say what it was asked for; give the same"
                              + " train again",
                          output));
      return new TrainOptions(
          run.examples,
          output.toString(),
          run.pipeline,
          device,
          run.settings,
          run.checkpointSteps,
          run.samples,
          exclusion,
          run.threads == null ? OptionalInt.empty() : OptionalInt.of(run.threads));
    } catch (IOException e) {
      throw new LatentmillException(
          FailureKind.RESOURCE, "Cannot read %s: %s".formatted(output, e.getMessage()), e);
    }
  }
}
