package io.latentmill.job.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.latentmill.udf.pipeline.PipelineSpec;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * {@code _latentmill/run.json}: what decides the bytes of an output, written by its first run. A
 * later run whose fingerprint differs is refused, with what differs. Where the model lies is no
 * part of that, its digests are; it stands there for commands that run rows again ({@link
 * RunRecord}).
 */
final class RunFile {
  static final String NAME = "run.json";

  /** Raised when the same plan and model would give other pixels than before. */
  private static final int NUMERICS = 1;

  static final String FINGERPRINT = "fingerprint";

  /** The dtype of runs that leave it to their devices. */
  static final String BY_DEVICE = "by device";

  static final String THREADS = "threads";

  /** Options that say how rows are cut and which are too large. */
  private static final List<String> SIZES =
      List.of("batch-size", "shard-rows", "shard-bytes", "chunk-rows", "max-pixels");

  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private RunFile() {}

  /** The file of a run. */
  static byte[] of(
      RunOptions options, ModelFacts model, String version, Configuration configuration) {
    ObjectNode file = MAPPER.createObjectNode();
    file.put("version", version);
    file.put("prompts", options.prompts());
    ObjectNode pipeline = file.putObject("pipeline");
    PipelineSpec spec = options.pipeline();
    path(spec.model(), configuration).ifPresent(path -> pipeline.put("model", path));
    path(spec.modelConfig(), configuration).ifPresent(path -> pipeline.put("model-config", path));
    path(spec.vae(), configuration).ifPresent(path -> pipeline.put("vae", path));
    ObjectNode fingerprint = file.putObject(FINGERPRINT);
    fingerprint.put("numerics", NUMERICS);
    ObjectNode modelNode = fingerprint.putObject("model");
    modelNode.put("name", model.name());
    modelNode.put("sha256", model.sha256());
    ObjectNode files = modelNode.putObject("files");
    model.files().forEach(digest -> files.put(digest.name(), digest.sha256()));
    ObjectNode settings = fingerprint.putObject("options");
    options(options).forEach(settings::put);
    try {
      return MAPPER.writeValueAsBytes(file);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A path that means the same wherever the program is started next. */
  private static Optional<String> path(String given, Configuration configuration) {
    if (given == null) {
      return Optional.empty();
    }
    try {
      Path path = new Path(given);
      return Optional.of(path.getFileSystem(configuration).makeQualified(path).toString());
    } catch (IOException e) {
      throw new LatentmillException(
          FailureKind.USER, "Cannot read %s: %s".formatted(given, e.getMessage()), e);
    }
  }

  /** The options that decide the bytes, by their names on the command line. */
  static Map<String, String> options(RunOptions options) {
    Map<String, String> settings = new TreeMap<>();
    RunOptions.Data data = options.data();
    settings.put(
        "format",
        String.join(",", new TreeSet<>(data.formats().stream().map(f -> f.label()).toList())));
    settings.put("image-format", data.image().label());
    data.quality().ifPresent(quality -> settings.put("quality", String.valueOf(quality)));
    settings.put("latents", String.valueOf(data.latents()));
    RunOptions.Sizes size = options.size();
    settings.put("batch-size", String.valueOf(size.batchSize()));
    settings.put("shard-rows", String.valueOf(size.shardRows()));
    settings.put("shard-bytes", String.valueOf(size.shardBytes()));
    settings.put("chunk-rows", String.valueOf(size.chunkRows()));
    settings.put("max-pixels", String.valueOf(size.maxPixels()));
    String dtype =
        options.pipeline().type() == null ? BY_DEVICE : options.pipeline().type().label();
    settings.put("dtype", dtype);
    options.threads().ifPresent(number -> settings.put(THREADS, String.valueOf(number)));
    return settings;
  }

  /**
   * Holds a run against the output's file.
   *
   * @throws LatentmillException (user) naming what differs
   */
  static void check(byte[] there, byte[] ours, String output) {
    List<String> differences = new ArrayList<>();
    try {
      differences(
          "",
          withoutSizes(MAPPER.readTree(there).path(FINGERPRINT)),
          comparable(
              MAPPER.readTree(ours).path(FINGERPRINT), MAPPER.readTree(there).path(FINGERPRINT)),
          differences);
    } catch (IOException e) {
      throw LatentmillException.user("Cannot go on with %s: its run.json is not JSON", output);
    }
    if (!differences.isEmpty()) {
      throw LatentmillException.user(
          "Cannot go on with %s: it was made with other settings: %s",
          output, String.join(", ", differences));
    }
  }

  /** Outputs of before say nothing of their threads. */
  private static JsonNode comparable(JsonNode ours, JsonNode there) {
    JsonNode comparable = withoutSizes(ours);
    if (!there.path("options").has(THREADS)
        && comparable.path("options") instanceof ObjectNode options) {
      options.remove(THREADS);
    }
    return comparable;
  }

  /** Sizes are each plan increment's own: new rows may be cut otherwise than old ones. */
  private static JsonNode withoutSizes(JsonNode fingerprint) {
    if (fingerprint.path("options") instanceof ObjectNode options) {
      options.remove(SIZES);
    }
    return fingerprint;
  }

  private static void differences(
      String name, JsonNode there, JsonNode ours, List<String> differences) {
    if (there.isObject() && ours.isObject()) {
      TreeSet<String> keys = new TreeSet<>();
      for (Iterator<String> it = there.fieldNames(); it.hasNext(); ) {
        keys.add(it.next());
      }
      for (Iterator<String> it = ours.fieldNames(); it.hasNext(); ) {
        keys.add(it.next());
      }
      keys.forEach(
          key ->
              differences(
                  name.isEmpty() ? key : name + "." + key,
                  there.path(key),
                  ours.path(key),
                  differences));
    } else if (!there.equals(ours)) {
      differences.add("%s was %s, is %s".formatted(name, text(there), text(ours)));
    }
  }

  private static String text(JsonNode value) {
    return value.isMissingNode() ? "absent" : value.asText();
  }
}
