package io.latentmill.job.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentmill.job.sink.SinkFormat;
import io.latentmill.udf.image.ImageFormat;
import io.latentmill.udf.pipeline.PipelineSpec;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.torch.ComputeType;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * An output that exists, and how it was made, as its {@code run.json} says.
 *
 * @param output its folder, qualified
 * @param body of the file
 */
record RunRecord(Path output, byte[] body) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * Reads an output's record.
   *
   * @param operation for messages: {@code verify}
   * @throws LatentmillException (user) if there is no such output
   */
  static RunRecord read(String operation, String output, Configuration configuration) {
    Path path = HeldOutput.qualified(output, configuration);
    byte[] body =
        RunFiles.read(path, configuration)
            .orElseThrow(
                () ->
                    LatentmillException.user(
                        "Cannot %s %s: it is no output of latentmill", operation, path));
    return new RunRecord(path, body);
  }

  /** The options of the run that began the output; how to run now is the caller's. */
  RunOptions options(RunOptions.DeviceChoice device, RunOptions.Exclusion exclusion) {
    JsonNode file = json();
    JsonNode settings = file.path(RunFile.FINGERPRINT).path("options");
    return new RunOptions(
        file.path("prompts").asText(),
        output.toString(),
        pipeline(file.path("pipeline"), settings.path("dtype").asText()),
        device,
        data(settings),
        new RunOptions.Sizes(
            settings.path("batch-size").asInt(),
            settings.path("shard-rows").asInt(),
            settings.path("shard-bytes").asLong(),
            settings.path("chunk-rows").asInt(),
            settings.path("max-pixels").asLong()),
        OptionalLong.empty(),
        exclusion,
        RunOptions.Reading.DEFAULTS,
        threads());
  }

  /** The batch size of the first run, which plans of that time do not repeat. */
  int batchSize() {
    return json().path(RunFile.FINGERPRINT).path("options").path("batch-size").asInt();
  }

  /** Of the first run; empty of outputs that do not say. */
  OptionalInt threads() {
    JsonNode threads = json().path(RunFile.FINGERPRINT).path("options").path(RunFile.THREADS);
    return threads.isMissingNode() ? OptionalInt.empty() : OptionalInt.of(threads.asInt());
  }

  /** Name of the model, as metadata and images say it. */
  String modelName() {
    return json().path(RunFile.FINGERPRINT).path("model").path("name").asText();
  }

  /** Digest of the model's files. */
  String modelSha256() {
    return json().path(RunFile.FINGERPRINT).path("model").path("sha256").asText();
  }

  private JsonNode json() {
    try {
      return MAPPER.readTree(body);
    } catch (IOException e) {
      throw LatentmillException.user("Cannot read run.json of %s: it is not JSON", output);
    }
  }

  private static PipelineSpec pipeline(JsonNode paths, String dtype) {
    return new PipelineSpec(
        paths.path("model").textValue(),
        paths.path("model-config").textValue(),
        paths.path("vae").textValue(),
        dtype.equals(RunFile.BY_DEVICE) ? null : ComputeType.ofLabel(dtype));
  }

  private static RunOptions.Data data(JsonNode settings) {
    Set<SinkFormat> formats =
        Arrays.stream(settings.path("format").asText().split(","))
            .map(SinkFormat::ofLabel)
            .collect(Collectors.toSet());
    JsonNode quality = settings.path("quality");
    return new RunOptions.Data(
        formats,
        ImageFormat.ofLabel(settings.path("image-format").asText()),
        quality.isMissingNode()
            ? OptionalInt.empty()
            : OptionalInt.of(Integer.parseInt(quality.asText())),
        settings.path("latents").asBoolean(),
        Optional.empty());
  }
}
